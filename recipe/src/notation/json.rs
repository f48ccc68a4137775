//! JSON.

use std::fmt;

use request::{RequestError, Value};
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::ser::Serialize;

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

/// Line and column, both counted from 1, where a field's value ends; of an object or a list, where it
/// begins. `path` leads there: names, and numbers of entries counted from 0.
///
/// A reader of JSON knows where it is when a value is not what is expected, so something is expected that nothing is.
pub(super) fn place(text: &str, path: &[&str]) -> Option<(usize, usize)> {
    let mut reader = serde_json::Deserializer::from_str(text);
    let error = Step { path }.deserialize(&mut reader).err()?;
    error
        .to_string()
        .contains(Here::EXPECTED)
        .then(|| (error.line(), error.column()))
}

/// Refuses whatever is there.
struct Here;

impl Here {
    const EXPECTED: &str = ", expected the end of the path";
}

impl Visitor<'_> for Here {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the end of the path")
    }
}

/// What is left of the path.
struct Step<'a> {
    path: &'a [&'a str],
}

impl<'de> DeserializeSeed<'de> for Step<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<(), D::Error> {
        if self.path.is_empty() {
            return reader.deserialize_any(Here);
        }
        reader.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Step<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object or a list")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(name) = map.next_key::<String>()? {
            match self.path.split_first() {
                Some((first, rest)) if *first == name => {
                    map.next_value_seed(Step { path: rest })?
                }
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        let (first, rest) = self.path.split_first().unwrap_or((&"", &[]));
        let wanted = first.parse().unwrap_or(usize::MAX);
        for _ in 0..wanted {
            if list.next_element::<IgnoredAny>()?.is_none() {
                return Ok(());
            }
        }
        list.next_element_seed(Step { path: rest })?;
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_is_found() {
        let text = "{\n  \"a\": [1, {\"b\": 22}],\n  \"c\": \"d\"\n}";
        assert_eq!(place(text, &["a", "1", "b"]), Some((2, 19)));
        assert_eq!(place(text, &["a", "0"]), Some((2, 9)));
        assert_eq!(place(text, &["c"]), Some((3, 10)));
        for path in [&["x"][..], &["a", "7"], &["a", "b"], &["c", "d"]] {
            assert_eq!(place(text, path), None, "{path:?}");
        }
    }
}
