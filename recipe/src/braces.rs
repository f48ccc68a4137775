//! `{jpg,png}` in patterns, as shells have it.

/// The most patterns that one with braces may stand for.
const MOST: usize = 100;

/// What is said where there are more.
pub(crate) const TOO_MANY: &str = "its braces stand for more than 100 patterns";

/// The patterns without braces that a pattern stands for, in order. Braces without a comma stand for themselves, and so does
/// what is between brackets.
///
/// `None` where there are too many.
pub fn expanded(pattern: &str) -> Option<Vec<String>> {
    let mut expanded = Vec::new();
    // Those to be expanded, the next one last.
    let mut waiting = vec![pattern.to_owned()];
    while let Some(pattern) = waiting.pop() {
        let Some((before, choices, after)) = first(&pattern) else {
            expanded.push(pattern);
            if expanded.len() > MOST {
                return None;
            }
            continue;
        };
        if waiting.len() + choices.len() > MOST {
            return None;
        }
        let choices = choices.iter().rev();
        waiting.extend(choices.map(|choice| format!("{before}{choice}{after}")));
    }
    Some(expanded)
}

/// The first braces that have a comma: what is before them, what they offer, and what is after them.
fn first(pattern: &str) -> Option<(&str, Vec<&str>, &str)> {
    let mut is_in_brackets = false;
    for (open, byte) in pattern.bytes().enumerate() {
        match byte {
            b'[' => is_in_brackets = pattern[open..].contains(']'),
            b']' => is_in_brackets = false,
            b'{' if !is_in_brackets => {
                if let Some((choices, after)) = choices(&pattern[open + 1..]) {
                    return Some((&pattern[..open], choices, after));
                }
            }
            _ => {}
        }
    }
    None
}

/// What braces offer, from behind the opening one on, and what is after them. `None` where they have no comma, or no end.
fn choices(text: &str) -> Option<(Vec<&str>, &str)> {
    let mut choices = Vec::new();
    let (mut depth, mut start) = (0, 0);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' if depth > 0 => depth -= 1,
            b',' if depth == 0 => {
                choices.push(&text[start..at]);
                start = at + 1;
            }
            b'}' => {
                choices.push(&text[start..at]);
                return (choices.len() > 1).then_some((choices, &text[at + 1..]));
            }
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn braces_are_expanded_as_by_a_shell() {
        let all = |pattern| expanded(pattern).unwrap().join(" ");
        assert_eq!(all("a"), "a");
        assert_eq!(all("*.{gif,png}"), "*.gif *.png");
        assert_eq!(all("{a,b}{c,d}"), "ac ad bc bd");
        assert_eq!(all("x{a,b{c,d}}"), "xa xbc xbd");
        assert_eq!(all("jp{e,}g"), "jpeg jpg");
        for plain in ["{a}", "{a,b", "a,b}", "[{]a,b}", "{}"] {
            assert_eq!(all(plain), plain);
        }
        assert_eq!(all("{a}{b,c}"), "{a}b {a}c");
    }

    #[test]
    fn braces_stand_for_a_hundred_patterns_at_most() {
        assert_eq!(expanded(&"{a,b}".repeat(6)).unwrap().len(), 64);
        assert_eq!(expanded(&"{a,b}".repeat(7)), None);
        assert_eq!(expanded(&"{a,b}".repeat(400)), None);
        assert_eq!(expanded(&format!("{{{}}}", ",".repeat(500))), None);
    }
}
