//! JSON, as the component gets it.

use crate::{RequestError, Value};

/// Bytes of the longest request. One with sixteen outputs and all their fields has a tenth of that.
pub const MOST_BYTES: usize = 64 << 10;

/// Reads JSON.
///
/// # Errors
/// With line and column, where the text is none, is longer than [`MOST_BYTES`] or deeper than [`crate::MOST_LEVELS`].
pub fn read(text: &str) -> Result<Value, RequestError> {
    if text.len() > MOST_BYTES {
        return Err(RequestError::Length { found: text.len() });
    }
    serde_json::from_str(text).map_err(|error| {
        RequestError::Text {
            line: error.line(),
            // The reader counts from 1, and says 0 where a line ends before it begins.
            column: error.column().max(1),
            message: message(text, &error),
        }
    })
}

fn message(text: &str, error: &serde_json::Error) -> String {
    let (line, column) = (error.line(), error.column());
    let whole = error.to_string();
    let place = format!(" at line {line} column {column}");
    let message = whole.strip_suffix(&place).unwrap_or(&whole);
    if error.is_data() {
        // What `Value` says itself.
        return message.to_owned();
    }
    let found = text.lines().nth(line.saturating_sub(1)).and_then(|line| {
        let at = column.saturating_sub(1);
        line.as_bytes().get(at)
    });
    match found {
        Some(b'/' | b'#') => "JSON has no comments".to_owned(),
        Some(b'\'') => "found ', and JSON has texts in double quotes".to_owned(),
        _ if error.is_eof() => "the JSON text ends too early".to_owned(),
        _ => format!("this is no JSON: {message}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_json_is_told_with_its_place() {
        let rows = [
            ("", "line 1, column 1: the JSON text ends too early"),
            ("{\n", "line 2, column 1: the JSON text ends too early"),
            (
                "{\"a\": [1,",
                "line 1, column 9: the JSON text ends too early",
            ),
            ("{\n  // more\n}", "line 2, column 3: JSON has no comments"),
            (
                "{\"a\": 1 # more\n}",
                "line 1, column 9: JSON has no comments",
            ),
            (
                "{'a': 1}",
                "line 1, column 2: found ', and JSON has texts in double quotes",
            ),
            (
                "{\"a\": 1,}",
                "line 1, column 9: this is no JSON: trailing comma",
            ),
            (
                "{\"a\": 1} 2",
                "line 1, column 10: this is no JSON: trailing characters",
            ),
            (
                "{\"a\": 1, \"a\": 2}",
                "line 1, column 12: \"a\" is given twice",
            ),
        ];
        for (text, expected) in rows {
            assert_eq!(read(text).unwrap_err().to_string(), expected, "{text}");
        }
    }

    #[test]
    fn a_text_that_is_too_long_is_not_read() {
        let text = format!("\"{}\"", "a".repeat(MOST_BYTES - 2));
        assert!(read(&text).is_ok());
        assert_eq!(
            read(&format!("{text} ")).unwrap_err().to_string(),
            "the request has 65537 bytes; expected at most 65536"
        );
    }
}
