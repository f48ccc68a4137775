//! TOML.

use std::ops::Range;

use request::Value;
use serde::ser::Serialize;
use toml::de::{DeTable, DeValue};

use super::mistake::Mistake;

pub(super) fn read(text: &str) -> Result<Value, Mistake> {
    let placed = |span: Option<Range<usize>>, message| {
        let (line, column) = line_and_column(text, span.unwrap_or_default().start);
        Mistake {
            line,
            column,
            message,
        }
    };
    DeTable::parse(text).map_err(|error| {
        let found = error.span().and_then(|span| text.get(span));
        let message = message(error.message(), found.unwrap_or_default());
        placed(error.span(), message)
    })?;
    // What is said now is what `Value` says.
    let value =
        toml::from_str(text).map_err(|error| placed(error.span(), error.message().to_owned()))?;
    Ok(without_dates(value))
}

/// Dates are texts: no field has one, and the parser hands them out as fields of its own.
fn without_dates(value: Value) -> Value {
    match value {
        Value::List(entries) => Value::List(entries.into_iter().map(without_dates).collect()),
        Value::Fields(fields) => match fields.as_slice() {
            [(name, date @ Value::Text(_))] if name == DATE => date.clone(),
            _ => {
                let inner = |(name, value)| (name, without_dates(value));
                Value::Fields(fields.into_iter().map(inner).collect())
            }
        },
        other => other,
    }
}

/// The field that `toml` makes of a date.
const DATE: &str = "$__toml_private_datetime";

/// The commonest mistake is a text without quotes. The parser takes whatever is no value for one, and says no more than
/// that it expected a "literal string", which is a term of TOML.
fn message(message: &str, found: &str) -> String {
    let shown = match found {
        "" => "nothing".to_owned(),
        found => format!("{found:?}"),
    };
    match message {
        "duplicate key" => format!("{found} is given twice"),
        unquoted if unquoted.starts_with("string values must be quoted") => {
            format!(
                "found {shown}; expected a number, true or false, or a text in quotes such as \"cover\""
            )
        }
        other => format!("this is no TOML: {other}"),
    }
}

pub(super) fn write(value: &impl Serialize) -> Result<String, String> {
    toml::to_string(value).map_err(|error| error.to_string())
}

/// Line and column, both counted from 1, where a field's value begins. `path` leads there: names, and numbers of
/// entries counted from 0.
pub(super) fn place(text: &str, path: &[&str]) -> Option<(usize, usize)> {
    find(text, path, |_, value| value)
}

/// Where the name of a field begins.
pub(super) fn name_place(text: &str, path: &[&str]) -> Option<(usize, usize)> {
    find(text, path, |name, _| name)
}

fn find(
    text: &str,
    path: &[&str],
    which: impl FnOnce(Range<usize>, Range<usize>) -> Range<usize>,
) -> Option<(usize, usize)> {
    let document = DeTable::parse(text).ok()?;
    let (first, rest) = path.split_first()?;
    let (mut name, mut value) = document.get_ref().get_key_value(*first)?;
    for step in rest {
        match value.get_ref() {
            DeValue::Table(table) => (name, value) = table.get_key_value(*step)?,
            DeValue::Array(list) => value = list.get(step.parse::<usize>().ok()?)?,
            _ => return None,
        }
    }
    Some(line_and_column(
        text,
        which(name.span(), value.span()).start,
    ))
}

/// Of a place that is counted in bytes from the beginning of the text. A column is a character, as editors count.
fn line_and_column(text: &str, at: usize) -> (usize, usize) {
    let before = text.get(..at).unwrap_or(text);
    let line = before.rsplit('\n').next().unwrap_or(before);
    let line_feeds = before.bytes().filter(|byte| *byte == b'\n').count();
    (line_feeds + 1, line.chars().count() + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_is_found() {
        let text = "a = [1, {b = 22}]\n\"ü\" = {c = 'd'}\n\n[e]\nf.g = 5\n[[h]]\n[[h]]\ni = 1\n";
        let rows: [(&[&str], _); 8] = [
            (&["a", "1", "b"], (1, 14)),
            (&["a", "0"], (1, 6)),
            (&["ü"], (2, 7)),
            (&["ü", "c"], (2, 12)),
            (&["e"], (4, 1)),
            (&["e", "f", "g"], (5, 7)),
            (&["h", "1"], (7, 1)),
            (&["h", "1", "i"], (8, 5)),
        ];
        for (path, expected) in rows {
            assert_eq!(place(text, path), Some(expected), "{path:?}");
        }
        for path in [
            &["x"][..],
            &["a", "7"],
            &["a", "b"],
            &["e", "f", "g", "h"],
            &[],
        ] {
            assert_eq!(place(text, path), None, "{path:?}");
        }
    }
}
