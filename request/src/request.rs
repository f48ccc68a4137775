//! What is made of an image, and within which limits.

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};

use crate::check::combinations;
use crate::record::read;
use crate::{
    Context, DEFAULT_MAX_SIDE, Encoding, Limits, PlacedError, RequestError, Target, Value,
};

/// The most outputs of one request.
pub const MOST_OUTPUTS: usize = 16;

/// What is made of an image, and within which limits: checked as far as that goes without an image.
///
/// ```
/// use request::{Request, Target};
/// let request = Request::read(r#"{"outputs": [{"width": 300, "format": "webp"}], "limits": {"tolerant": true}}"#)?;
/// assert_eq!(request.outputs()[0].width, Some(300));
/// assert_eq!(request.limits().tolerant, Some(true));
/// let same = Request::new(request.outputs().to_vec(), request.limits())?;
/// assert_eq!(Request::read(&same.to_json())?, request);
/// # Ok::<(), request::PlacedError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Request {
    outputs: Vec<Target>,
    #[serde(skip_serializing_if = "Limits::is_empty")]
    limits: Limits,
}

impl Request {
    /// Reads a request in JSON, strictly.
    ///
    /// # Errors
    /// Where the text is none, or asks for something impossible, with the place.
    pub fn read(text: &str) -> Result<Self, PlacedError> {
        let value = crate::json::read(text).map_err(|error| PlacedError::at(&[], error))?;
        let mut outputs: &[Value] = &[];
        // What an output may ask for depends on them, wherever they stand.
        let mut limits = Limits::default();
        for (name, value) in fields("the request", &value, "an object with outputs and limits")? {
            match (name.as_str(), value) {
                ("outputs", Value::List(entries)) => outputs = entries,
                ("outputs", other) => return Err(wrong_outputs(other.to_string())),
                ("limits", value) => {
                    limits = Limits::of(value).map_err(|error| error.within(&["limits"]))?;
                }
                _ => {
                    let advice = crate::advice(name, &["outputs", "limits"]);
                    let found = name.clone();
                    let unknown = RequestError::Unknown { found, advice };
                    return Err(PlacedError::at(&[name], unknown));
                }
            }
        }
        let target = |entry: &Value| Target::of(entry, &limits, &[]);
        let outputs = each(outputs, target)?;
        Self { outputs, limits }.complete()
    }

    /// A request that a program makes.
    ///
    /// # Errors
    /// As those of [`Request::read`].
    pub fn new(outputs: Vec<Target>, limits: Limits) -> Result<Self, PlacedError> {
        let wrong_limits = |error| PlacedError::at(&["limits"], error);
        limits.check().map_err(wrong_limits)?;
        each(&outputs, |target| {
            let wrong = |error: RequestError| PlacedError::at(&[], error);
            target.check(&limits).map_err(wrong)
        })?;
        Self { outputs, limits }.complete()
    }

    /// One for each output.
    pub fn outputs(&self) -> &[Target] {
        &self.outputs
    }

    /// The limits.
    pub fn limits(&self) -> Limits {
        self.limits
    }

    /// The text that [`Request::read`] reads: what is given, without anything that is absent.
    pub fn to_json(&self) -> String {
        // Records of numbers, texts and lists of words always are JSON.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// What an output needs, and a recipe does not say where it means the usual box.
    fn complete(self) -> Result<Self, PlacedError> {
        if !(1..=MOST_OUTPUTS).contains(&self.outputs.len()) {
            return Err(wrong_outputs(format!("a list of {}", self.outputs.len())));
        }
        each(&self.outputs, |target| match target.has_size() {
            true => Ok(()),
            false => Err(PlacedError::at(&[], NO_SIZE)),
        })?;
        Ok(self)
    }
}

const NO_SIZE: RequestError = RequestError::Combination {
    field: "width",
    message: "no size is given; set width, height or both, or scale or crop",
};

fn wrong_outputs(found: String) -> PlacedError {
    let error = RequestError::Value {
        field: "outputs".to_owned(),
        found,
        allowed: format!("a list of 1 to {MOST_OUTPUTS} objects"),
    };
    PlacedError::at(&["outputs"], error)
}

/// Does the same with each output, and says which is wrong.
fn each<T, R>(
    outputs: &[T],
    check: impl Fn(&T) -> Result<R, PlacedError>,
) -> Result<Vec<R>, PlacedError> {
    let numbered = outputs.iter().enumerate().map(|(index, output)| {
        check(output).map_err(|error| error.within(&["outputs", &index.to_string()]))
    });
    numbered.collect()
}

impl Limits {
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
    pub fn of(value: &Value, limits: &Limits, also: &[&'static str]) -> Result<Self, PlacedError> {
        let fields = fields("an output", value, "an object with fields such as width")?;
        let format = fields
            .iter()
            .find(|(name, _)| name == "format")
            .and_then(|(_, value)| value.text()?.parse().ok());
        let context = Context {
            max_side: limits.max_side.unwrap_or(DEFAULT_MAX_SIDE),
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
    pub fn check(&self, limits: &Limits) -> Result<(), RequestError> {
        let value = written(self);
        Self::of(&value, limits, &[])
            .map(drop)
            .map_err(|placed| placed.error)
    }
}

impl Limits {
    /// Checks limits that were made by a program.
    ///
    /// # Errors
    /// As those of [`Limits::of`].
    pub fn check(&self) -> Result<(), RequestError> {
        Self::of(&written(self))
            .map(drop)
            .map_err(|placed| placed.error)
    }
}

/// In what programs write to each other.
impl<'de> Deserialize<'de> for Limits {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(outputs: &str) -> String {
        let text = format!("{{\"outputs\": {outputs}}}");
        Request::read(&text).unwrap_err().to_string()
    }

    #[test]
    fn what_makes_no_sense_is_refused_by_name() {
        let rows = [
            (
                "[]",
                "outputs is a list of 0; expected a list of 1 to 16 objects",
            ),
            ("{}", "outputs is {}; expected a list of 1 to 16 objects"),
            (
                "[{}]",
                "output 1: no size is given; set width, height or both, or scale or crop",
            ),
            (
                r#"[{"width": 5}, {"width": 0}]"#,
                "output 2: width is 0; expected a whole number from 1 to 16384",
            ),
            (
                r#"[{"width": 1.7}]"#,
                "output 1: width is 1.7; expected a whole number from 1 to 16384",
            ),
            (
                r#"[{"width": "5"}]"#,
                "output 1: width is \"5\"; expected a whole number from 1 to 16384",
            ),
            (
                r#"[{"width": null}]"#,
                "output 1: width is null; expected a whole number from 1 to 16384",
            ),
            (
                r#"[{"width": 5, "quality": 300}]"#,
                "output 1: quality is 300; expected a whole number from 1 to 100, auto, or a score from 30 to 95 such as score=75",
            ),
            (
                r#"[{"width": 5, "devicePixelRatio": 2}]"#,
                "output 1: unknown field \"devicePixelRatio\"; did you mean device-pixel-ratio?",
            ),
            (
                r#"[{"width": 5, "key": "a"}]"#,
                "output 1: unknown field \"key\"; the nearest are keep, fit, flip; docs/reference.md has all",
            ),
            (
                r#"[{"width": 5, "scale": 0.5}]"#,
                "output 1: scale stands for width and height, and one of these is set; leave one of them out",
            ),
            (
                r#"[{"scale": 11}]"#,
                "output 1: scale is 11; expected a number from 0.001 to 10",
            ),
            (
                r#"[{"width": 5, "shrink-to-fit": true}]"#,
                "output 1: shrink-to-fit is for outputs with too many bytes, and max-bytes is not set; set it as well",
            ),
            (
                r#"[{"width": 5, "max-bytes": 9, "shrink": false, "shrink-to-fit": true}]"#,
                "output 1: shrink-to-fit makes an output smaller, and shrink is false; leave one of them out",
            ),
            (
                r#"[{"width": 5, "max-bytes": 0}]"#,
                "output 1: max-bytes is 0; expected at least 1",
            ),
            (
                r#"[{"width": 5, "format": "png", "quality": 3}]"#,
                "output 1: quality is for jpeg and webp, and the format is png; leave one of them out",
            ),
        ];
        for (outputs, expected) in rows {
            assert_eq!(refusal(outputs), expected, "{outputs}");
        }
        let outputs = |count: usize| format!("[{}]", vec![r#"{"width": 5}"#; count].join(","));
        assert!(Request::read(&format!("{{\"outputs\": {}}}", outputs(16))).is_ok());
        assert!(refusal(&outputs(17)).starts_with("outputs is a list of 17;"));
    }

    #[test]
    fn whole_numbers_are_whole_in_every_language() {
        let read =
            |width: &str| Request::read(&format!(r#"{{"outputs": [{{"width": {width}}}]}}"#));
        assert_eq!(read("300.0"), read("300"));
        assert_eq!(read("3e2"), read("300"));
    }

    #[test]
    fn limits_hold_for_what_is_asked() {
        let text = r#"{"limits": {"max-side": 20000}, "outputs": [{"width": 20000}]}"#;
        assert!(Request::read(text).is_ok());
        let other_order = r#"{"outputs": [{"width": 20000}], "limits": {"max-side": 20000}}"#;
        assert_eq!(Request::read(other_order), Request::read(text));
        let error = Request::read(r#"{"outputs": [], "limits": {"max": 5}}"#).unwrap_err();
        assert_eq!(error.path, ["limits", "max"]);
    }

    #[test]
    fn what_a_program_makes_is_checked_as_what_is_read() {
        let target = |width| Target {
            width: Some(width),
            ..Target::default()
        };
        assert!(Request::new(vec![target(5)], Limits::default()).is_ok());
        let error = Request::new(vec![target(5), target(0)], Limits::default()).unwrap_err();
        assert_eq!(
            error.to_string(),
            "output 2: width is 0; expected a whole number from 1 to 16384"
        );
    }
}
