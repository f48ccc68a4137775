//! Numbers of bytes as people write them: `50000`, `20kB`, `100KiB`.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Unexpected, Visitor};

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

/// A text that is no number of bytes.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "\"{found}\" is no number of bytes; expected a whole number, alone or with a unit, such as 50000, 20kB or 100KiB, and less than 4 GiB"
)]
pub struct ByteCountError {
    /// The text.
    pub found: String,
}

/// Reads a number of bytes.
///
/// # Errors
/// Where it is no number, has an unknown unit, or is 4 GiB or more.
///
/// ```
/// assert_eq!(recipe::parse_byte_count("20kB"), Ok(20_000));
/// assert_eq!(recipe::parse_byte_count("100 KiB"), Ok(102_400));
/// ```
pub fn parse_byte_count(text: &str) -> Result<u32, ByteCountError> {
    read(text.trim()).ok_or_else(|| ByteCountError {
        found: text.to_owned(),
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

/// For a field that may be absent and is a number or a text.
pub(crate) fn optional<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<u32>, D::Error> {
    struct ByteCount(u32);

    impl<'de> Deserialize<'de> for ByteCount {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            deserializer.deserialize_any(Spelling)
        }
    }

    struct Spelling;

    impl Visitor<'_> for Spelling {
        type Value = ByteCount;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a number of bytes, such as 50000 or \"20kB\"")
        }

        fn visit_u64<E: serde::de::Error>(self, bytes: u64) -> Result<ByteCount, E> {
            let too_large = || {
                E::custom(ByteCountError {
                    found: bytes.to_string(),
                })
            };
            u32::try_from(bytes).map(ByteCount).map_err(|_| too_large())
        }

        // The whole numbers of TOML have a sign.
        fn visit_i64<E: serde::de::Error>(self, bytes: i64) -> Result<ByteCount, E> {
            match u64::try_from(bytes) {
                Ok(bytes) => self.visit_u64(bytes),
                Err(_) => Err(E::invalid_type(Unexpected::Signed(bytes), &self)),
            }
        }

        fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<ByteCount, E> {
            parse_byte_count(text).map(ByteCount).map_err(E::custom)
        }
    }

    let count = Option::<ByteCount>::deserialize(deserializer)?;
    Ok(count.map(|ByteCount(bytes)| bytes))
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
