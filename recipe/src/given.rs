//! The fields that a recipe gives, as a command line and a label spell them.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

/// A field that is given, and differs from the default where that is `false`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    /// The field's name, in kebab-case.
    pub name: String,
    /// Its value as text. Absent for a switch, which is on.
    pub value: Option<String>,
}

/// The fields of a record whose absent fields are not serialised, by name. Going through JSON is what keeps a new
/// field from being forgotten here.
pub(crate) fn given(record: &impl Serialize) -> Vec<Given> {
    // Records of numbers, texts and lists of words always are JSON. By way of text, because a number of 32 bits would
    // otherwise be written with the digits of 64.
    let fields: BTreeMap<String, Value> = serde_json::to_string(record)
        .and_then(|text| serde_json::from_str(&text))
        .unwrap_or_default();
    fields
        .into_iter()
        .filter(|(_, value)| *value != Value::Bool(false))
        .map(|(name, value)| Given {
            name,
            value: text(value),
        })
        .collect()
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
