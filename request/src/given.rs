//! The fields that a recipe gives, as a command line and a label spell them.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::{Field, Record};

/// A field that is given. Of the switches only those that are not as they are by default.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    /// The field's name, in kebab-case. Of a switch that is on by default `no-` and the name, as it is off.
    pub name: String,
    /// Its value as text. Absent for a switch.
    pub value: Option<String>,
}

/// The fields of a record whose absent fields are not serialised, by name. Going through JSON is what keeps a new
/// field from being forgotten here.
pub(crate) fn given<T: Record>(record: &T) -> Vec<Given> {
    // Records of numbers, texts and lists of words always are JSON. By way of text, because a number of 32 bits would
    // otherwise be written with the digits of 64.
    let fields: BTreeMap<String, Value> = serde_json::to_string(record)
        .and_then(|text| serde_json::from_str(&text))
        .unwrap_or_default();
    let mut given: Vec<Given> = fields
        .into_iter()
        .filter_map(|(name, value)| match value {
            Value::Bool(is_on) => switch::<T>(name, is_on),
            value => Some(Given {
                name,
                value: text(value),
            }),
        })
        .collect();
    given.sort_by(|one, other| one.name.cmp(&other.name));
    given
}

/// A command line has no word for what is so without it.
fn switch<T: Record>(name: String, is_on: bool) -> Option<Given> {
    let is_default = T::field(&name).is_some_and(Field::is_on_by_default) == is_on;
    let name = if is_on { name } else { format!("no-{name}") };
    (!is_default).then_some(Given { name, value: None })
}

fn text(value: Value) -> Option<String> {
    match value {
        Value::Bool(_) => None,
        Value::String(text) => Some(text),
        Value::Array(words) => {
            let words: Vec<String> = words.into_iter().filter_map(text).collect();
            Some(words.join(","))
        }
        other => Some(other.to_string()),
    }
}
