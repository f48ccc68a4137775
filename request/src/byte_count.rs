//! Numbers of bytes as people write them: `50000`, `20kB`, `100KiB`.

use crate::{TextError, Value};

/// Units and what they stand for: powers of 1000, and with an `i` powers of 1024.
const UNITS: [(&str, u64); 9] = [
    ("", 1),
    ("B", 1),
    ("kB", 1000),
    ("KB", 1000),
    ("KiB", 1 << 10),
    ("MB", 1_000_000),
    ("MiB", 1 << 20),
    ("GB", 1_000_000_000),
    ("GiB", 1 << 30),
];

/// What is allowed for a number of bytes.
pub(crate) const BYTES_ALLOWED: &str =
    "a number of bytes, alone or with a unit, such as 50000, 20kB or 100KiB, and less than 4 GiB";

/// Reads a number of bytes.
///
/// # Errors
/// Where it is no number, has an unknown unit, or is 4 GiB or more.
///
/// ```
/// assert_eq!(request::parse_byte_count("20kB"), Ok(20_000));
/// assert_eq!(request::parse_byte_count("100 KiB"), Ok(102_400));
/// ```
pub fn parse_byte_count(text: &str) -> Result<u32, TextError> {
    read(text.trim()).ok_or_else(|| TextError {
        allowed: BYTES_ALLOWED.to_owned(),
    })
}

fn read(text: &str) -> Option<u32> {
    let digits = text
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(text.len());
    let (number, unit) = text.split_at(digits);
    let (_, factor) = UNITS.iter().find(|(name, _)| *name == unit.trim_start())?;
    let bytes = number.parse::<u64>().ok()?.checked_mul(*factor)?;
    u32::try_from(bytes).ok()
}

/// What a request asks for: a number or a text.
pub(crate) fn byte_count(value: &Value) -> Option<u32> {
    match value {
        Value::Text(text) => read(text.trim()),
        value => u32::try_from(value.whole()?).ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units() {
        let rows = [
            ("0", 0),
            ("50000", 50_000),
            ("7B", 7),
            ("20kB", 20_000),
            ("20KB", 20_000),
            ("1 MiB", 1 << 20),
            ("4294967295", u32::MAX),
        ];
        for (text, bytes) in rows {
            assert_eq!(parse_byte_count(text), Ok(bytes), "{text}");
        }
        for text in [
            "",
            "kB",
            "-1",
            "1.5MB",
            "20 k",
            "4GiB",
            "99999999999999999999",
        ] {
            let error = parse_byte_count(text).unwrap_err().to_string();
            assert!(error.contains("such as 50000, 20kB or 100KiB"), "{error}");
        }
    }
}
