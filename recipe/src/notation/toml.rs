//! TOML.

use std::ops::Range;

use request::{MOST_LEVELS, Value};
use serde::de::value::{Error, F64Deserializer};
use serde::de::{Deserialize, IntoDeserializer};
use serde::ser::Serialize;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::mistake::Mistake;

pub(super) fn read(text: &str) -> Result<Value, Mistake> {
    let placed = |span: Range<usize>, message| {
        let (line, column) = line_and_column(text, span.start);
        Mistake {
            line,
            column,
            message,
        }
    };
    let document = DeTable::parse(text).map_err(|error| {
        let found = error.span().and_then(|span| text.get(span));
        let message = message(error.message(), found.unwrap_or_default());
        placed(error.span().unwrap_or_default(), message)
    })?;
    fields(document.get_ref(), MOST_LEVELS - 1).map_err(|TooDeep(span)| {
        let message =
            format!("lists and objects lie more than {MOST_LEVELS} levels deep in each other");
        placed(span, message)
    })
}

/// Where a value lies deeper than it may.
struct TooDeep(Range<usize>);

/// `left` is how many levels may lie in the table.
fn fields(table: &DeTable<'_>, left: usize) -> Result<Value, TooDeep> {
    let inner = table.iter().map(|(name, inner)| {
        let name = name.get_ref().clone().into_owned();
        Ok((name, value(inner, left)?))
    });
    Ok(Value::Fields(inner.collect::<Result<_, _>>()?))
}

fn value(found: &Spanned<DeValue<'_>>, left: usize) -> Result<Value, TooDeep> {
    let deeper = || left.checked_sub(1).ok_or_else(|| TooDeep(found.span()));
    Ok(match found.get_ref() {
        DeValue::String(text) => Value::Text(text.clone().into_owned()),
        DeValue::Boolean(is_on) => Value::Switch(*is_on),
        DeValue::Integer(whole) => {
            let digits = i128::from_str_radix(whole.as_str(), whole.radix());
            // No field has a number as large as those that do not fit.
            digits.map_or(Value::Number(f64::INFINITY), |whole| {
                i64::try_from(whole).map_or(Value::Number(whole as f64), Value::Whole)
            })
        }
        DeValue::Float(number) => number.as_str().parse().map_or(Value::Null, of_number),
        // No field has one.
        DeValue::Datetime(date) => Value::Text(date.to_string()),
        DeValue::Array(entries) => {
            let left = deeper()?;
            let entries = entries.iter().map(|entry| value(entry, left));
            Value::List(entries.collect::<Result<_, _>>()?)
        }
        DeValue::Table(table) => fields(table, deeper()?)?,
    })
}

/// As in JSON, where a number without a fraction is whole however it is written.
fn of_number(number: f64) -> Value {
    let reader: F64Deserializer<Error> = number.into_deserializer();
    Value::deserialize(reader).unwrap_or(Value::Number(number))
}

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
    fn values_are_those_that_json_has() {
        let rows = [
            ("300", "300"),
            ("300.0", "300"),
            ("1_000", "1000"),
            ("0xff", "255"),
            ("-2.5", "-2.5"),
            ("inf", "inf"),
            ("9223372036854775808", "9223372036854776000"),
            ("1979-05-27", "\"1979-05-27\""),
            ("[1, 'a', true]", "[1, \"a\", true]"),
            ("{a = {b = 1}}", "{\"a\": {\"b\": 1}}"),
        ];
        for (text, expected) in rows {
            let value = read(&format!("v = {text}")).unwrap();
            assert_eq!(
                value.to_string(),
                format!("{{\"v\": {expected}}}"),
                "{text}"
            );
        }
        let huge = read(&format!("v = {}", "9".repeat(60))).unwrap();
        assert_eq!(huge.to_string(), "{\"v\": inf}");
    }

    #[test]
    fn levels_are_counted() {
        let nested =
            |levels: usize| format!("a = 1\nv = {}{}", "[".repeat(levels), "]".repeat(levels));
        assert!(read(&nested(MOST_LEVELS - 1)).is_ok());
        let mistake = read(&nested(MOST_LEVELS)).unwrap_err();
        assert_eq!((mistake.line, mistake.column), (2, 4 + MOST_LEVELS));
        assert!(
            mistake.message.contains("more than 16 levels deep"),
            "{}",
            mistake.message
        );
    }

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
