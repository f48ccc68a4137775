//! What the operator has set: the `THUMBOX_*` variables of the function.

use std::ops::RangeInclusive;

use recipe::{BucketTemplate, QUALITY, SIDE, Target};

/// What to make of an upload and where to put it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Settings {
    /// The thumbnail. Default: it fits 128 x 128, in the source's format.
    pub(crate) target: Target,
    /// The bucket it goes to. Default: `{bucket}-resized`.
    pub(crate) destination: BucketTemplate,
}

/// A variable with a value that means nothing.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("{variable} is {value:?}; allowed: {allowed}")]
pub(crate) struct SettingError {
    variable: &'static str,
    value: String,
    allowed: String,
}

impl Settings {
    /// Reads the variables of this process.
    pub(crate) fn from_environment() -> Result<Self, SettingError> {
        // What is not UTF-8 gets a replacement character, and so is refused as any other wrong value.
        Self::read(|name| Some(std::env::var_os(name)?.to_string_lossy().into_owned()))
    }

    /// An empty variable counts as one that is not set: a template cannot leave a variable out.
    fn read(variable: impl Fn(&'static str) -> Option<String>) -> Result<Self, SettingError> {
        let variable = |name| variable(name).filter(|value| !value.trim().is_empty());
        let width = parse("THUMBOX_WIDTH", variable, |text| number(text, SIDE))?;
        let height = parse("THUMBOX_HEIGHT", variable, |text| number(text, SIDE))?;
        let format = parse("THUMBOX_FORMAT", variable, |text| {
            text.parse()
                .map_err(|error: recipe::UnknownWord| error.allowed.to_owned())
        })?;
        let quality = parse("THUMBOX_QUALITY", variable, |text| number(text, QUALITY))?;
        let destination = parse("THUMBOX_DEST_BUCKET", variable, |text| {
            text.parse()
                .map_err(|error: recipe::BucketTemplateError| format!("a bucket name; {error}"))
        })?;

        let mut target = Target::boxed(width, height);
        target.format = format.unwrap_or_default();
        target.quality = quality;
        Ok(Self {
            target,
            destination: destination.unwrap_or_default(),
        })
    }
}

/// The value of a variable, or `None` where it is not set. `parser` says what is allowed where it refuses.
fn parse<T>(
    name: &'static str,
    variable: impl Fn(&'static str) -> Option<String>,
    parser: impl Fn(&str) -> Result<T, String>,
) -> Result<Option<T>, SettingError> {
    let Some(value) = variable(name) else {
        return Ok(None);
    };
    match parser(value.trim()) {
        Ok(parsed) => Ok(Some(parsed)),
        Err(allowed) => Err(SettingError {
            variable: name,
            value,
            allowed,
        }),
    }
}

fn number<N>(text: &str, range: RangeInclusive<N>) -> Result<N, String>
where
    N: std::str::FromStr + PartialOrd + std::fmt::Display,
{
    text.parse()
        .ok()
        .filter(|number| range.contains(number))
        .ok_or_else(|| format!("a whole number from {} to {}", range.start(), range.end()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(variables: &[(&str, &str)]) -> Result<Settings, SettingError> {
        Settings::read(|name| {
            variables
                .iter()
                .find(|(variable, _)| *variable == name)
                .map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn what_is_asked_for() {
        type Row<'a> = (&'a [(&'a str, &'a str)], &'a str, &'a str);
        let rows: &[Row] = &[
            (&[], "128x128 inside auto", "images-resized"),
            (
                &[("THUMBOX_WIDTH", "")],
                "128x128 inside auto",
                "images-resized",
            ),
            (
                &[("THUMBOX_WIDTH", "320")],
                "320x- inside auto",
                "images-resized",
            ),
            (
                &[("THUMBOX_HEIGHT", " 200 ")],
                "-x200 inside auto",
                "images-resized",
            ),
            (
                &[
                    ("THUMBOX_WIDTH", "1"),
                    ("THUMBOX_HEIGHT", "16384"),
                    ("THUMBOX_FORMAT", "jpg"),
                    ("THUMBOX_QUALITY", "70"),
                ],
                "1x16384 inside jpeg q70",
                "images-resized",
            ),
            (
                &[("THUMBOX_DEST_BUCKET", "small.{bucket}")],
                "128x128 inside auto",
                "small.images",
            ),
        ];
        for (variables, target, bucket) in rows {
            let settings = read(variables).unwrap();
            assert_eq!(settings.target.to_string(), *target, "{variables:?}");
            assert_eq!(
                settings.destination.name_for("images"),
                *bucket,
                "{variables:?}"
            );
        }
    }

    #[test]
    fn a_wrong_value_is_named_with_its_variable_and_what_is_allowed() {
        let rows = [
            (
                "THUMBOX_WIDTH",
                "0",
                "THUMBOX_WIDTH is \"0\"; allowed: a whole number from 1 to 16384",
            ),
            (
                "THUMBOX_HEIGHT",
                "16385",
                "THUMBOX_HEIGHT is \"16385\"; allowed: a whole number from 1 to 16384",
            ),
            (
                "THUMBOX_WIDTH",
                "12px",
                "THUMBOX_WIDTH is \"12px\"; allowed: a whole number from 1 to 16384",
            ),
            (
                "THUMBOX_QUALITY",
                "101",
                "THUMBOX_QUALITY is \"101\"; allowed: a whole number from 1 to 100",
            ),
            (
                "THUMBOX_FORMAT",
                "avif",
                "THUMBOX_FORMAT is \"avif\"; allowed: auto, jpeg, png, webp",
            ),
            (
                "THUMBOX_DEST_BUCKET",
                "{bucket}",
                "THUMBOX_DEST_BUCKET is \"{bucket}\"; allowed: a bucket name; the destination bucket \"{bucket}\" is the source bucket: every thumbnail would trigger another one; give another name such as \"{bucket}-resized\"",
            ),
        ];
        for (name, value, message) in rows {
            assert_eq!(read(&[(name, value)]).unwrap_err().to_string(), message);
        }
    }
}
