//! What is said of a field that there is not.

use crate::{Field, RequestError};

/// Names that other tools have, and what is done here instead.
const ELSEWHERE: [(&str, &str); 21] = [
    ("strip", "metadata is left out unless keep names it"),
    (
        "strip-metadata",
        "metadata is left out unless keep names it",
    ),
    ("metadata", "keep names the metadata that stays"),
    ("with-metadata", "keep names the metadata that stays"),
    (
        "auto-orient",
        "the EXIF orientation is applied unless orientation is ignore",
    ),
    (
        "autorotate",
        "the EXIF orientation is applied unless orientation is ignore",
    ),
    ("mirror", "flip mirrors top to bottom, flop left to right"),
    ("blur", "blurring is not offered"),
    ("size", "width and height are the box"),
    ("resize", "width and height are the box"),
    ("max-width", "with fit inside, width is the most"),
    ("max-height", "with fit inside, height is the most"),
    ("gravity", "position says what cover keeps"),
    ("strategy", "position says what cover keeps"),
    ("kernel", "filter is the resampling kernel"),
    (
        "without-enlargement",
        "nothing is enlarged unless enlarge is true",
    ),
    (
        "without-reduction",
        "shrink = false keeps the size of larger images",
    ),
    ("type", "format is the format to write"),
    ("mode", "fit says how the image fits the box"),
    (
        "compression-level",
        "effort says how hard is tried to make a file small",
    ),
    ("animated", "animation says which frames are made"),
];
/// Names that are suggested.
const SUGGESTED: usize = 3;

/// What is said of this name.
pub(crate) fn field(found: &str, fields: &[Field], also: &[&'static str]) -> RequestError {
    let names: Vec<&str> = fields
        .iter()
        .map(|field| field.name)
        .chain(also.iter().copied())
        .collect();
    RequestError::Unknown {
        found: found.to_owned(),
        advice: advice(found, &names),
    }
}

/// What may be meant by a name that is none of these, or what there is.
pub fn advice(found: &str, names: &[&str]) -> String {
    let plain = kebab(found);
    if let Some((_, instead)) = ELSEWHERE.iter().find(|(name, _)| *name == plain) {
        return (*instead).to_owned();
    }
    let nearest = nearest(&plain, names);
    match nearest[..] {
        // One slip in three letters: `witdh` is one away from `width`.
        [(least, _), ..] if least * 3 <= plain.chars().count() + 1 => {
            let as_near = nearest.iter().filter(|(distance, _)| *distance == least);
            let names: Vec<&str> = as_near.map(|(_, name)| *name).collect();
            format!("did you mean {}?", names.join(" or "))
        }
        _ if names.len() > SUGGESTED * 3 => {
            let names: Vec<&str> = nearest.iter().map(|(_, name)| *name).collect();
            format!(
                "the nearest are {}; docs/reference.md has all",
                names.join(", ")
            )
        }
        _ => format!("expected one of {}", names.join(", ")),
    }
}

/// The few that are nearest, with their distances, nearest first. Of equals the first of the list is first.
fn nearest<'a>(found: &str, names: &[&'a str]) -> Vec<(usize, &'a str)> {
    let distances = names.iter().map(|name| (distance(found, name), *name));
    let mut left: Vec<_> = distances.collect();
    let mut nearest = Vec::new();
    while nearest.len() < SUGGESTED {
        let indices = 0..left.len();
        let Some(least) = indices.min_by_key(|index| left[*index].0) else {
            break;
        };
        nearest.push(left.remove(least));
    }
    nearest
}

/// `devicePixelRatio` and `device_pixel_ratio` as they are written here.
fn kebab(name: &str) -> String {
    let mut plain = String::new();
    // What is longer is no field.
    for character in name.chars().take(64) {
        match character {
            '_' | ' ' => plain.push('-'),
            upper if upper.is_ascii_uppercase() => {
                plain.push('-');
                plain.push(upper.to_ascii_lowercase());
            }
            other => plain.push(other),
        }
    }
    plain
}

/// How many characters are to be put in, taken out or changed, or neighbours exchanged (optimal string alignment).
fn distance(one: &str, other: &str) -> usize {
    let one: Vec<char> = one.chars().collect();
    let other: Vec<char> = other.chars().collect();
    let mut before: Vec<usize> = Vec::new();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (line, left) in one.iter().enumerate() {
        let mut next = vec![line + 1];
        for (column, right) in other.iter().enumerate() {
            let changed = row[column] + usize::from(left != right);
            let mut least = changed.min(row[column + 1] + 1).min(next[column] + 1);
            let are_exchanged =
                line > 0 && column > 0 && one[line - 1] == *right && *left == other[column - 1];
            if are_exchanged {
                least = least.min(before[column - 1] + 1);
            }
            next.push(least);
        }
        before = std::mem::replace(&mut row, next);
    }
    row[other.len()]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Limits, Record, Target};

    fn of_target(found: &str) -> String {
        let names: Vec<&str> = Target::FIELDS.iter().map(|field| field.name).collect();
        advice(found, &names)
    }

    #[test]
    fn distances() {
        for (one, other, expected) in [
            ("", "abc", 3),
            ("widht", "width", 1),
            ("ca", "abc", 3),
            ("fit", "fit", 0),
            ("kitten", "sitting", 3),
        ] {
            assert_eq!(distance(one, other), expected, "{one} {other}");
        }
    }

    #[test]
    fn what_may_be_meant_is_suggested() {
        let rows = [
            ("widht", "did you mean width?"),
            ("Width", "did you mean width?"),
            ("devicePixelRatio", "did you mean device-pixel-ratio?"),
            ("device_pixel_ratio", "did you mean device-pixel-ratio?"),
            ("colours", "did you mean colors?"),
            ("strip", "metadata is left out unless keep names it"),
            (
                "withoutEnlargement",
                "nothing is enlarged unless enlarge is true",
            ),
            ("blur", "blurring is not offered"),
        ];
        for (found, expected) in rows {
            assert_eq!(of_target(found), expected, "{found}");
        }
        let far = of_target("zzzzzzzz");
        assert!(far.starts_with("the nearest are "), "{far}");
        assert!(far.ends_with("; docs/reference.md has all"), "{far}");
    }

    #[test]
    fn a_short_list_is_said_whole() {
        let names: Vec<&str> = Limits::FIELDS.iter().map(|field| field.name).collect();
        let all = "expected one of max-pixels, max-frames, max-file-bytes, max-side, max-scans, max-work, tolerant";
        assert_eq!(advice("quality", &names), all);
    }

    #[test]
    fn what_other_tools_have_is_no_field_here() {
        for (name, _) in ELSEWHERE {
            assert!(
                Target::FIELDS
                    .iter()
                    .all(|field| field.name != name && !field.others.contains(&name)),
                "{name}"
            );
        }
    }
}
