//! Names: templates for keys and buckets, and patterns for keys. The first line is one of those, the rest is a key.

use glob::{MatchOptions, Pattern};
use recipe::{
    BucketTemplate, KeyPattern, KeyTemplate, Known, OutputFormat, Placeholder, expanded_braces,
};

/// What the placeholders stand for.
const KNOWN: Known<'_> = Known {
    bucket: "images",
    key: "",
    width: Some(300),
    height: Some(200),
    size: Some((150, 100)),
    format: Some(OutputFormat::Webp),
    receipt: Some("0123456789abcdef0123"),
};

/// Reads the first line as each, and applies it to the key.
///
/// # Panics
/// Where a promise of `recipe` is broken.
pub fn check(file: &[u8]) {
    let Ok(text) = std::str::from_utf8(file) else {
        return;
    };
    let (text, key) = text.split_once('\n').unwrap_or((text, ""));
    if let Ok(template) = text.parse::<KeyTemplate>() {
        assert_eq!(template.to_string(), text);
        assert_eq!(through_json(&template), template);
        check_template(text, &template, key);
    }
    if let Ok(template) = text.parse::<BucketTemplate>() {
        assert_eq!(template.to_string().parse().as_ref(), Ok(&template));
        assert_eq!(through_json(&template), template);
        let name = template.name_for("images");
        let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-.".contains(c);
        assert!(!name.is_empty() && name.chars().all(allowed), "{name:?}");
    }
    check_pattern(text, key);
    let usual = |text: &str| {
        let template: KeyTemplate = text.parse().expect("it is a template");
        template.key(&Known { key, ..KNOWN }).expect("all is known")
    };
    assert_eq!(usual("{key}"), key);
    // A folder without a name counts as none.
    let whole = if key.rfind('/') == Some(0) {
        &key[1..]
    } else {
        key
    };
    assert_eq!(usual("{dir}/{name}"), whole);
    assert!(usual("{name}").starts_with(&usual("{stem}")));
    assert!(!usual("{name}").contains('/'));
}

/// Recipes have it as a text.
fn through_json<T: serde::Serialize + std::str::FromStr<Err: std::fmt::Debug>>(value: &T) -> T {
    let json = serde_json::to_string(value).expect("it is a text");
    let text: String = serde_json::from_str(&json).expect("it was just written");
    text.parse().expect("it was parsed before")
}

fn check_template(text: &str, template: &KeyTemplate, key: &str) {
    let known = Known { key, ..KNOWN };
    assert_eq!(template.key(&known).as_ref(), Some(&replaced(text, &known)));
    for placeholder in Placeholder::ALL {
        let has = text.contains(&format!("{{{placeholder}}}"));
        assert_eq!(template.has(*placeholder), has, "{placeholder}");
    }
    let has = |placeholders: &[Placeholder]| placeholders.iter().any(|one| template.has(*one));
    use Placeholder::{ActualHeight, ActualWidth, Ext, Format, Hash, Height, Width};
    for (unknown, placeholders) in [
        (
            Known {
                width: None,
                ..known
            },
            &[Width][..],
        ),
        (
            Known {
                height: None,
                ..known
            },
            &[Height],
        ),
        (
            Known {
                size: None,
                ..known
            },
            &[ActualWidth, ActualHeight],
        ),
        (
            Known {
                format: None,
                ..known
            },
            &[Ext, Format],
        ),
        (
            Known {
                receipt: None,
                ..known
            },
            &[Hash],
        ),
    ] {
        assert_eq!(template.key(&unknown).is_none(), has(placeholders));
    }
}

/// What a good template means, in a simpler way: between braces are names of placeholders by turns.
fn replaced(template: &str, known: &Known<'_>) -> String {
    let (dir, name) = known.key.rsplit_once('/').unwrap_or(("", known.key));
    let stem = match name.rfind('.') {
        None | Some(0) => name,
        Some(dot) => &name[..dot],
    };
    let mut key = String::new();
    let mut before = "";
    for (number, piece) in template.split(['{', '}']).enumerate() {
        let text = match piece {
            text if number % 2 == 0 => match before {
                "dir" if dir.is_empty() => text.strip_prefix('/').unwrap_or(text),
                _ => text,
            },
            "bucket" => known.bucket,
            "key" => known.key,
            "dir" => dir,
            "stem" => stem,
            "name" => name,
            "width" => "300",
            "height" => "200",
            "actual-width" => "150",
            "actual-height" => "100",
            "ext" | "format" => "webp",
            "hash" => "0123456789abcdef",
            other => panic!("{other:?} was read as a placeholder"),
        };
        key.push_str(text);
        before = piece;
    }
    key
}

fn check_pattern(text: &str, key: &str) {
    let options = MatchOptions {
        case_sensitive: false,
        require_literal_separator: true,
        require_literal_leading_dot: false,
    };
    match text.parse::<KeyPattern>() {
        Ok(pattern) => {
            assert_eq!(pattern.to_string(), text);
            assert_eq!(through_json(&pattern), pattern);
            // However long this takes, libFuzzer's limit for an input is there.
            let matches = pattern.matches(key);
            let alternatives = expanded_braces(text).expect("it is a pattern");
            let alternatives = alternatives.iter().map(|text| {
                let whole = Pattern::new(text).expect("good in parts, so good as a whole");
                (text, whole)
            });
            let alternatives: Vec<_> = alternatives.collect();
            // The reference takes too long for others.
            if text.matches('*').count() <= 4 && key.len() <= 64 {
                let any = alternatives.iter().any(|(text, whole)| {
                    let name = match key.rsplit_once('/') {
                        Some((_, name)) if !text.contains('/') => name,
                        _ => key,
                    };
                    whole.matches_with(name, options)
                });
                assert_eq!(matches, any);
            }
        }
        Err(error) => {
            let characters = text.chars().count();
            assert!((1..=characters + 1).contains(&error.character), "{error}");
            // What is a pattern for others and not here is too long, or has a slash between brackets.
            let is_own = text.len() > 1024 || (text.contains('[') && text.contains('/'));
            let is_wrong = match expanded_braces(text) {
                None => true,
                Some(alternatives) => (alternatives.iter()).any(|text| Pattern::new(text).is_err()),
            };
            assert!(is_own || is_wrong, "{error}");
        }
    }
}
