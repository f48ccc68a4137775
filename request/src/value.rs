//! What a text in JSON or in TOML says, before anything is known about its fields.

use std::fmt;

use serde::de::{Deserialize, DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

/// How deep lists and fields may lie in each other. A request needs four.
pub const MOST_LEVELS: usize = 16;

/// A value. Whole numbers and others are told apart as the text has them; `300.0` counts as whole, as it does in
/// JavaScript, which has one kind of number.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// JSON's `null`. No field can have it.
    Null,
    /// `true` or `false`.
    Switch(bool),
    /// A number without a fraction.
    Whole(i64),
    /// Any other number.
    Number(f64),
    /// A text.
    Text(String),
    /// A list.
    List(Vec<Value>),
    /// Fields with their names, in the order of the text. No name is there twice.
    Fields(Vec<(String, Value)>),
}

impl Value {
    /// The number, whole or not.
    pub fn number(&self) -> Option<f64> {
        match self {
            Self::Whole(whole) => Some(*whole as f64),
            Self::Number(number) => Some(*number),
            _ => None,
        }
    }

    /// The whole number.
    pub fn whole(&self) -> Option<i64> {
        match self {
            Self::Whole(whole) => Some(*whole),
            _ => None,
        }
    }

    /// The text.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }
}

/// As messages say what was found: the beginning of it, on one line.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        /// Characters that are shown.
        const SHOWN: usize = 64;
        let mut text = String::new();
        self.write(&mut text, SHOWN);
        match text.char_indices().nth(SHOWN) {
            None => f.write_str(&text),
            Some((end, _)) => write!(f, "{}…", &text[..end]),
        }
    }
}

impl Value {
    /// Writes it as JSON does, and stops somewhere behind so many bytes.
    fn write(&self, text: &mut String, enough: usize) {
        match self {
            Self::Null => text.push_str("null"),
            Self::Switch(is_on) => text.push_str(&is_on.to_string()),
            Self::Whole(whole) => text.push_str(&whole.to_string()),
            Self::Number(number) => text.push_str(&number.to_string()),
            Self::Text(long) => {
                // Four bytes a character are enough of them.
                let end = long.floor_char_boundary(enough * 4);
                text.push_str(&format!("{:?}", &long[..end]));
            }
            Self::List(entries) => {
                text.push('[');
                for (index, entry) in entries.iter().enumerate() {
                    if text.len() > enough {
                        return;
                    }
                    text.push_str(if index == 0 { "" } else { ", " });
                    entry.write(text, enough);
                }
                text.push(']');
            }
            Self::Fields(fields) => {
                text.push('{');
                for (index, (name, value)) in fields.iter().enumerate() {
                    if text.len() > enough {
                        return;
                    }
                    text.push_str(if index == 0 { "" } else { ", " });
                    Self::Text(name.clone()).write(text, enough);
                    text.push_str(": ");
                    value.write(text, enough);
                }
                text.push('}');
            }
        }
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(reader: D) -> Result<Self, D::Error> {
        Nested { left: MOST_LEVELS }.deserialize(reader)
    }
}

/// A value in which so many levels of lists and fields may lie.
#[derive(Clone, Copy)]
struct Nested {
    left: usize,
}

impl Nested {
    fn inner<E: Error>(self) -> Result<Self, E> {
        match self.left.checked_sub(1) {
            Some(left) => Ok(Self { left }),
            None => Err(E::custom(format!(
                "lists and objects lie more than {MOST_LEVELS} levels deep in each other"
            ))),
        }
    }
}

impl<'de> DeserializeSeed<'de> for Nested {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<Value, D::Error> {
        reader.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Nested {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E: Error>(self, is_on: bool) -> Result<Value, E> {
        Ok(Value::Switch(is_on))
    }

    fn visit_i64<E: Error>(self, whole: i64) -> Result<Value, E> {
        Ok(Value::Whole(whole))
    }

    fn visit_u64<E: Error>(self, whole: u64) -> Result<Value, E> {
        // No field has a number as large as those that do not fit.
        Ok(i64::try_from(whole).map_or(Value::Number(whole as f64), Value::Whole))
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Value, E> {
        /// Up to here every whole number is one of 64-bit floating point.
        const EXACT: f64 = (1_u64 << 53) as f64;
        let is_whole = number.fract() == 0.0 && number.abs() <= EXACT;
        Ok(match is_whole {
            true => Value::Whole(number as i64),
            false => Value::Number(number),
        })
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Value, E> {
        Ok(Value::Text(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Value, A::Error> {
        let inner = self.inner()?;
        let mut entries = Vec::new();
        while let Some(entry) = list.next_element_seed(inner)? {
            entries.push(entry);
        }
        Ok(Value::List(entries))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let inner = self.inner()?;
        let mut fields: Vec<(String, Value)> = Vec::new();
        while let Some(name) = map.next_key::<String>()? {
            if fields.iter().any(|(other, _)| *other == name) {
                return Err(A::Error::custom(format!("{name:?} is given twice")));
            }
            fields.push((name, map.next_value_seed(inner)?));
        }
        Ok(Value::Fields(fields))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Value {
        serde_json::from_str(text).unwrap()
    }

    #[test]
    fn values_are_told_as_they_are_written() {
        let rows = [
            ("null", "null"),
            ("true", "true"),
            ("-3", "-3"),
            ("1.5", "1.5"),
            ("300.0", "300"),
            ("1e300", "1000000000000000000000000000000000"),
            ("9223372036854775807", "9223372036854775807"),
            ("\"a\\nb\"", "\"a\\nb\""),
            ("[1,2]", "[1, 2]"),
            ("{}", "{}"),
            ("{\"a\":1,\"b\":[]}", "{\"a\": 1, \"b\": []}"),
        ];
        for (text, expected) in rows {
            assert!(read(text).to_string().starts_with(expected), "{text}");
        }
        for long in [
            Value::Text("ü".repeat(1000)),
            Value::List(vec![Value::Null; 1000]),
            Value::Fields(vec![("é".repeat(1000), Value::Null); 1000]),
        ] {
            let shown = long.to_string();
            assert_eq!(shown.chars().count(), 64 + 1);
            assert!(shown.ends_with('…'), "{shown}");
        }
    }

    #[test]
    fn a_name_is_there_once() {
        let error = serde_json::from_str::<Value>(r#"{"a": 1, "a": 2}"#).unwrap_err();
        assert!(
            error.to_string().starts_with("\"a\" is given twice"),
            "{error}"
        );
    }

    #[test]
    fn levels_are_counted() {
        let nested = |levels: usize| format!("{}{}", "[".repeat(levels), "]".repeat(levels));
        assert!(serde_json::from_str::<Value>(&nested(MOST_LEVELS)).is_ok());
        let error = serde_json::from_str::<Value>(&nested(MOST_LEVELS + 1)).unwrap_err();
        assert!(
            error.to_string().contains("more than 16 levels deep"),
            "{error}"
        );
    }
}
