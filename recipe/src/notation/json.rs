//! JSON.

use std::borrow::Cow;
use std::fmt;

use request::{RequestError, Value};
use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::ser::Serialize;
use serde_json::value::RawValue;

use super::mistake::Mistake;

pub(super) fn read(text: &str) -> Result<Value, Mistake> {
    request::json::read(text).map_err(|error| match error {
        RequestError::Text {
            line,
            column,
            message,
        } => Mistake {
            line,
            column,
            message,
        },
        other => Mistake {
            line: 1,
            column: 1,
            message: other.to_string(),
        },
    })
}

pub(super) fn write(value: &impl Serialize) -> Result<String, String> {
    let text = serde_json::to_string_pretty(value).map_err(|error| error.to_string())?;
    Ok(text + "\n")
}

/// Line and column, both counted from 1, where a field's value begins. `path` leads there: names, and numbers of entries counted
/// from 0.
pub(super) fn place(text: &str, path: &[&str]) -> Option<(usize, usize)> {
    found(text, path).map(|found| line_and_column(text, found.value))
}

/// The same for the field's name; its value's where the name is not written as it is read.
pub(super) fn name_place(text: &str, path: &[&str]) -> Option<(usize, usize)> {
    let found = found(text, path)?;
    Some(line_and_column(text, found.name.unwrap_or(found.value)))
}

/// Where something is, as bytes from the start of the text.
#[derive(Clone, Copy)]
struct Found {
    value: usize,
    name: Option<usize>,
}

fn found(text: &str, path: &[&str]) -> Option<Found> {
    let whole: &RawValue = serde_json::from_str(text).ok()?;
    let mut found = Found {
        value: offset(text, whole.get()),
        name: None,
    };
    let mut value = whole;
    for step in path {
        let mut reader = serde_json::Deserializer::from_str(value.get());
        let (name, inner) = Step { name: step }.deserialize(&mut reader).ok()??;
        found = Found {
            value: offset(text, inner.get()),
            // The quote before it belongs to it.
            name: name.map(|name| offset(text, name) - 1),
        };
        value = inner;
    }
    Some(found)
}

/// Where a part of the text begins.
fn offset(text: &str, part: &str) -> usize {
    part.as_ptr() as usize - text.as_ptr() as usize
}

fn line_and_column(text: &str, offset: usize) -> (usize, usize) {
    let before = &text[..offset];
    let line = before.rsplit('\n').next().unwrap_or_default();
    (1 + before.matches('\n').count(), 1 + line.chars().count())
}

/// One step of a path.
struct Step<'a> {
    /// A name, or the number of an entry.
    name: &'a str,
}

/// A value, and its name where it has one that is in the text as it is.
type Inner<'de> = Option<(Option<&'de str>, &'de RawValue)>;

impl<'de> DeserializeSeed<'de> for Step<'_> {
    type Value = Inner<'de>;

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<Self::Value, D::Error> {
        reader.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Step<'_> {
    type Value = Inner<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object or a list")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut found = None;
        while let Some(name) = map.next_key::<Name<'de>>()? {
            let value = map.next_value()?;
            if found.is_none() && name.0 == self.name {
                let written = match name.0 {
                    Cow::Borrowed(written) => Some(written),
                    Cow::Owned(_) => None,
                };
                found = Some((written, value));
            }
        }
        Ok(found)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        let wanted = self.name.parse().unwrap_or(usize::MAX);
        let mut found = None;
        let mut number = 0;
        while let Some(value) = list.next_element()? {
            if number == wanted {
                found = Some((None, value));
            }
            number += 1;
        }
        Ok(found)
    }
}

/// A name, borrowed from the text where it has no escapes.
#[derive(Deserialize)]
struct Name<'t>(#[serde(borrow)] Cow<'t, str>);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_is_found() {
        let text = "{\n  \"a\": [1, {\"b\": 22}],\n  \"c\": \"d\"\n}";
        assert_eq!(place(text, &["a", "1", "b"]), Some((2, 18)));
        assert_eq!(name_place(text, &["a", "1", "b"]), Some((2, 13)));
        assert_eq!(place(text, &["a", "0"]), Some((2, 9)));
        assert_eq!(place(text, &["a"]), Some((2, 8)));
        assert_eq!(place(text, &["c"]), Some((3, 8)));
        assert_eq!(name_place(text, &["c"]), Some((3, 3)));
        assert_eq!(place(text, &[]), Some((1, 1)));
        let escaped = r#"{"ü": 0, "\u0061": [1]}"#;
        assert_eq!(place(escaped, &["a", "0"]), Some((1, 21)));
        assert_eq!(name_place(escaped, &["a"]), Some((1, 20)));
        for path in [&["x"][..], &["a", "7"], &["a", "b"], &["c", "d"]] {
            assert_eq!(place(text, path), None, "{path:?}");
        }
    }
}
