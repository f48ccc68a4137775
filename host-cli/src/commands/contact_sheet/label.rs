//! What is written beside pictures: short, and in characters that the font has.

/// `text` in the characters of the font, which are those of Latin-1. Signs that look alike stand for others, accents
/// that are characters by themselves are left out, and a question mark is what is left of the rest.
pub(super) fn in_latin_1(text: &str) -> String {
    let mut latin = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            ' '..='~' | '\u{a1}'..='\u{ff}' => latin.push(character),
            '\u{a0}' | '\u{2009}' | '\u{202f}' => latin.push(' '),
            '\u{300}'..='\u{36f}' => {}
            '\u{2010}'..='\u{2015}' | '\u{2212}' => latin.push('-'),
            '\u{2018}' | '\u{2019}' => latin.push('\''),
            '\u{201c}' | '\u{201d}' => latin.push('"'),
            '\u{2026}' => latin.push_str("..."),
            _ => latin.push('?'),
        }
    }
    latin
}

/// `text` with at most so many characters. The middle goes: names of a series differ at the end, where the extension is
/// as well.
pub(super) fn shortened(text: &str, most: usize) -> String {
    const GAP: &str = "...";
    let count = text.chars().count();
    if count <= most {
        return text.to_owned();
    }
    let kept = most.saturating_sub(GAP.len());
    let (first, last) = (kept - kept / 2, kept / 2);
    let beginning: String = text.chars().take(first).collect();
    let end: String = text.chars().skip(count - last).collect();
    let gap = &GAP[..GAP.len().min(most)];
    format!("{beginning}{gap}{end}")
}

/// `text` in lines of at most so many characters, broken between words where that is possible. What does not fit into
/// the lines that there are is cut off, and dots say so.
pub(super) fn wrapped(text: &str, most: usize, lines: usize) -> Vec<String> {
    let mut wrapped = vec![String::new()];
    for word in text.split_whitespace() {
        let mut rest: Vec<char> = word.chars().collect();
        while !rest.is_empty() {
            let line = wrapped.last().map_or(0, |line| line.chars().count());
            let space = usize::from(line > 0);
            if line > 0 && line + space + rest.len() > most {
                wrapped.push(String::new());
                continue;
            }
            let part: String = rest.drain(..rest.len().min(most.max(1))).collect();
            if let Some(last) = wrapped.last_mut() {
                last.extend(std::iter::repeat_n(' ', space));
                last.push_str(&part);
            }
        }
    }
    if wrapped.len() > lines {
        wrapped.truncate(lines);
        if let Some(last) = wrapped.last_mut() {
            let kept: String = last.chars().take(most.saturating_sub(3)).collect();
            *last = format!("{kept}...");
        }
    }
    wrapped
}

/// A length for people, with three digits.
pub(super) fn bytes(length: u64) -> String {
    let scaled = |unit: f64, name: &str| {
        let value = length as f64 / unit;
        let digits = match value {
            0.0..9.995 => 2,
            9.995..99.95 => 1,
            _ => 0,
        };
        format!("{value:.digits$} {name}")
    };
    match length {
        0..1000 => format!("{length} bytes"),
        1000..999_500 => scaled(1e3, "kB"),
        _ => scaled(1e6, "MB"),
    }
}

/// How much smaller or larger `made` is than `source`. Never "-100 %": something is left.
pub(super) fn saving(source: usize, made: usize) -> String {
    if source == 0 {
        return String::new();
    }
    let percent = (made as f64 / source as f64 - 1.0) * 100.0;
    match percent {
        ..-99.0 => format!("{:.1} %", (percent * 10.0).trunc() / 10.0),
        -0.5..0.5 => "0 %".to_owned(),
        _ => format!("{percent:+.0} %"),
    }
}

/// How much of a side is shown. Empty where all of it is.
pub(super) fn zoom(shown: u32, side: u32) -> String {
    if shown >= side {
        return String::new();
    }
    match f64::from(shown) * 100.0 / f64::from(side) {
        percent @ ..0.95 => format!("shown at {percent:.1} %"),
        // Not "100 %", which would say that it is not scaled.
        percent => format!("shown at {:.0} %", percent.min(99.0)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_written_with_what_the_font_has() {
        for (name, written) in [
            ("Zoë at 5°.jpg", "Zoë at 5°.jpg"),
            ("Zoe\u{308}.jpg", "Zoe.jpg"),
            ("日本 – ‘x’….jpg", "?? - 'x'....jpg"),
            ("new\nline\u{1b}[31m", "new?line?[31m"),
        ] {
            assert_eq!(in_latin_1(name), written);
        }
    }

    #[test]
    fn long_names_lose_their_middle() {
        assert_eq!(shortened("photo.jpg", 9), "photo.jpg");
        assert_eq!(shortened("a-long-name-0042.jpg", 15), "a-long...42.jpg");
        assert_eq!(shortened("ëëëëëëë", 5), "ë...ë");
        for most in 0..8 {
            assert_eq!(shortened("a long name", most).len(), most);
        }
    }

    #[test]
    fn messages_are_wrapped_between_words() {
        assert_eq!(
            wrapped("the file ends too early", 10, 9),
            ["the file", "ends too", "early"]
        );
        assert_eq!(wrapped("abcdefgh ij", 4, 9), ["abcd", "efgh", "ij"]);
        assert_eq!(wrapped("one two three four", 5, 2), ["one", "tw..."]);
        assert_eq!(wrapped("", 5, 2), [""]);
    }

    #[test]
    fn lengths_have_three_digits() {
        for (length, text) in [
            (0, "0 bytes"),
            (999, "999 bytes"),
            (1000, "1.00 kB"),
            (9_999, "10.0 kB"),
            (12_345, "12.3 kB"),
            (99_960, "100 kB"),
            (999_499, "999 kB"),
            (999_500, "1.00 MB"),
            (123_456_789, "123 MB"),
        ] {
            assert_eq!(bytes(length), text);
        }
    }

    #[test]
    fn a_saving_never_claims_that_nothing_is_left() {
        for (source, made, text) in [
            (1000, 130, "-87 %"),
            (1000, 1000, "0 %"),
            (1000, 1004, "0 %"),
            (1000, 1250, "+25 %"),
            (1000, 4, "-99.6 %"),
            (1_000_000, 1, "-99.9 %"),
            (0, 10, ""),
        ] {
            assert_eq!(saving(source, made), text);
        }
    }

    #[test]
    fn what_is_scaled_says_so() {
        for (shown, side, text) in [
            (128, 128, ""),
            (400, 800, "shown at 50 %"),
            (400, 401, "shown at 99 %"),
            (1, 400, "shown at 0.2 %"),
        ] {
            assert_eq!(zoom(shown, side), text);
        }
    }
}
