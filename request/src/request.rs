//! What is made of an image, and within which limits.

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};

use crate::check::combinations;
use crate::record::read;
use crate::{
    Context, DEFAULT_MAX_SIDE, Encoding, Options, PlacedError, RequestError, Target, Value,
};

/// The most outputs of one request.
pub const MOST_OUTPUTS: usize = 16;

/// What is made of an image, and within which limits.
///
/// ```
/// let request = request::Request::read(r#"{"outputs": [{"width": 300, "format": "webp"}], "limits": {"tolerant": true}}"#)?;
/// assert_eq!(request.outputs[0].width, Some(300));
/// assert_eq!(request.options.tolerant, Some(true));
/// # Ok::<(), request::PlacedError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Request {
    /// One for each result.
    pub outputs: Vec<Target>,
    /// The limits.
    #[serde(rename = "limits", skip_serializing_if = "Options::is_empty")]
    pub options: Options,
}

impl Request {
    /// Reads a request in JSON, strictly.
    ///
    /// # Errors
    /// Where the text is none, or asks for something impossible, with the place.
    pub fn read(text: &str) -> Result<Self, PlacedError> {
        let value = crate::json::read(text).map_err(|error| PlacedError {
            path: Vec::new(),
            error,
        })?;
        let fields = fields("the request", &value, "an object with outputs and limits")?;
        let known = ["outputs", "limits"];
        if let Some((name, _)) = fields
            .iter()
            .find(|(name, _)| !known.contains(&name.as_str()))
        {
            return Err(PlacedError {
                path: vec![name.clone()],
                error: RequestError::Unknown {
                    found: name.clone(),
                    advice: crate::advice(name, &known),
                },
            });
        }
        let of = |wanted: &str| fields.iter().find(|(name, _)| name == wanted);
        let options = match of("limits") {
            Some((_, value)) => Options::of(value).map_err(|error| error.within(&["limits"]))?,
            None => Options::default(),
        };
        let entries = match of("outputs") {
            Some((_, Value::List(entries))) => entries.as_slice(),
            _ => &[],
        };
        if !(1..=MOST_OUTPUTS).contains(&entries.len()) {
            return Err(PlacedError {
                path: vec!["outputs".to_owned()],
                error: RequestError::Value {
                    field: "outputs".to_owned(),
                    found: of("outputs")
                        .map_or_else(|| "absent".to_owned(), |(_, value)| value.to_string()),
                    allowed: format!("a list of 1 to {MOST_OUTPUTS} objects"),
                },
            });
        }
        let outputs = entries.iter().enumerate().map(|(index, entry)| {
            let number = index.to_string();
            Target::of(entry, &options, &[]).map_err(|error| error.within(&["outputs", &number]))
        });
        Ok(Self {
            outputs: outputs.collect::<Result<_, _>>()?,
            options,
        })
    }
}

impl Options {
    /// The limits that fields ask for.
    ///
    /// # Errors
    /// As those of [`crate::read`].
    pub fn of(value: &Value) -> Result<Self, PlacedError> {
        let fields = fields("limits", value, "an object with fields such as max-pixels")?;
        let context = Context {
            max_side: DEFAULT_MAX_SIDE,
            format: Encoding::Auto,
        };
        read(fields, context, &[])
    }
}

impl Target {
    /// The target that fields ask for, checked as far as that goes without an image. `also` are names that may stand beside
    /// them, which the caller reads.
    ///
    /// # Errors
    /// As those of [`crate::read`], and for options that contradict each other.
    pub fn of(
        value: &Value,
        options: &Options,
        also: &[&'static str],
    ) -> Result<Self, PlacedError> {
        let fields = fields("an output", value, "an object with fields such as width")?;
        let format = fields
            .iter()
            .find(|(name, _)| name == "format")
            .and_then(|(_, value)| value.text()?.parse().ok());
        let context = Context {
            max_side: options.max_side.unwrap_or(DEFAULT_MAX_SIDE),
            format: format.unwrap_or(Encoding::Auto),
        };
        let target = read(fields, context, also)?;
        combinations(&target).map_err(|error| PlacedError {
            path: error.field().map(str::to_owned).into_iter().collect(),
            error,
        })?;
        Ok(target)
    }

    /// Checks a target that was made by a program, as one that is read is checked.
    ///
    /// # Errors
    /// As those of [`Target::of`].
    pub fn check(&self, options: &Options) -> Result<(), RequestError> {
        let value = written(self);
        Self::of(&value, options, &[])
            .map(drop)
            .map_err(|placed| placed.error)
    }
}

impl Options {
    /// Checks limits that were made by a program.
    ///
    /// # Errors
    /// As those of [`Options::of`].
    pub fn check(&self) -> Result<(), RequestError> {
        Self::of(&written(self))
            .map(drop)
            .map_err(|placed| placed.error)
    }
}

/// In what programs write to each other.
impl<'de> Deserialize<'de> for Options {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
        Self::of(&value).map_err(D::Error::custom)
    }
}

/// A record as it is read again. By way of text, because a number of 32 bits would otherwise have the digits of 64.
fn written(record: &impl Serialize) -> Value {
    serde_json::to_string(record)
        .and_then(|text| serde_json::from_str(&text))
        .unwrap_or(Value::Null)
}

/// The fields of a value that has to have some. `what` the value is, and what is `allowed`, are for the message.
///
/// # Errors
/// Where it is something else.
pub fn fields<'a>(
    what: &str,
    value: &'a Value,
    allowed: &str,
) -> Result<&'a [(String, Value)], PlacedError> {
    match value {
        Value::Fields(fields) => Ok(fields),
        other => Err(PlacedError {
            path: Vec::new(),
            error: RequestError::Value {
                field: what.to_owned(),
                found: other.to_string(),
                allowed: allowed.to_owned(),
            },
        }),
    }
}
