//! What comes out of a vector: as a runner answers it, and as the ledger has it.

use std::fmt;
use std::str::FromStr;

use anyhow::{Context, Error, Result, bail};
use serde_json::Value;

/// What a host may not tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Omits {
    warnings: bool,
    thumbhash: bool,
    quality: bool,
    frames: bool,
}

/// What a vector gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Outcome {
    /// The outputs, or the tag of the component's error.
    pub(crate) result: Result<Vec<Output>, String>,
    /// Kinds of warnings, in order.
    pub(crate) warnings: Vec<String>,
}

/// One output.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Output {
    pub(crate) format: String,
    pub(crate) width: u64,
    pub(crate) height: u64,
    pub(crate) frames: u64,
    pub(crate) bytes: u64,
    pub(crate) sha256: String,
    pub(crate) thumbhash: Option<String>,
    pub(crate) quality: Option<u64>,
}

impl Omits {
    /// Reads the list of a runner's first line.
    ///
    /// # Errors
    /// Where it has a word that is not known.
    pub(crate) fn from_json(list: &Value) -> Result<Self> {
        let mut omits = Self::default();
        for word in list.as_array().context("omits is not a list")? {
            match word.as_str() {
                Some("warnings") => omits.warnings = true,
                Some("thumbhash") => omits.thumbhash = true,
                Some("quality") => omits.quality = true,
                Some("frames") => omits.frames = true,
                _ => bail!("omits has {word}; expected warnings, thumbhash, quality or frames"),
            }
        }
        Ok(omits)
    }
}

impl Outcome {
    /// Reads a runner's answer.
    ///
    /// # Errors
    /// Where it is no answer, and where the runner says that it failed.
    pub(crate) fn from_json(answer: &str) -> Result<Self> {
        let answer: Value =
            serde_json::from_str(answer).with_context(|| format!("the answer {answer:?}"))?;
        if let Some(failure) = answer["failure"].as_str() {
            bail!("{failure}");
        }
        if let Some(tag) = answer["error"].as_str() {
            return Ok(Self {
                result: Err(tag.to_owned()),
                warnings: Vec::new(),
            });
        }
        let outputs = answer["outputs"].as_array().context("no outputs")?;
        let warnings = answer["warnings"].as_array().into_iter().flatten();
        Ok(Self {
            result: Ok(outputs
                .iter()
                .map(Output::from_json)
                .collect::<Result<_>>()?),
            warnings: warnings
                .map(|kind| Ok(kind.as_str().context("a warning is not text")?.to_owned()))
                .collect::<Result<_>>()?,
        })
    }

    /// Whether it is the error with this tag.
    pub(crate) fn is_error(&self, tag: &str) -> bool {
        self.result.as_ref().is_err_and(|own| own == tag)
    }

    /// The same as a host would say it that does not tell everything.
    pub(crate) fn without(mut self, omits: Omits) -> Self {
        if omits.warnings {
            self.warnings.clear();
        }
        for output in self.result.iter_mut().flatten() {
            if omits.thumbhash {
                output.thumbhash = None;
            }
            if omits.quality {
                output.quality = None;
            }
            if omits.frames {
                output.frames = 1;
            }
        }
        self
    }

    /// The ledger's second column.
    pub(crate) fn result_text(&self) -> String {
        match &self.result {
            Ok(outputs) => {
                let outputs: Vec<String> = outputs.iter().map(Output::to_string).collect();
                outputs.join(" + ")
            }
            Err(tag) => format!("error {tag}"),
        }
    }

    /// The ledger's third column.
    pub(crate) fn warnings_text(&self) -> String {
        if self.warnings.is_empty() {
            return "-".to_owned();
        }
        self.warnings.join(",")
    }

    /// Reads the ledger's columns.
    ///
    /// # Errors
    /// Where they are not understood.
    pub(crate) fn from_texts(result: &str, warnings: &str) -> Result<Self> {
        let result = match result.strip_prefix("error ") {
            Some(tag) => Err(tag.to_owned()),
            None => Ok(result
                .split(" + ")
                .map(Output::from_str)
                .collect::<Result<_>>()?),
        };
        let warnings = match warnings {
            "-" => Vec::new(),
            kinds => kinds.split(',').map(str::to_owned).collect(),
        };
        Ok(Self { result, warnings })
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.result_text())?;
        if !self.warnings.is_empty() {
            write!(f, ", warnings: {}", self.warnings_text())?;
        }
        Ok(())
    }
}

impl Output {
    fn from_json(output: &Value) -> Result<Self> {
        let number = |name: &str| output[name].as_u64().with_context(|| format!("no {name}"));
        let text = |name: &str| output[name].as_str().map(str::to_owned);
        Ok(Self {
            format: text("format").context("no format")?,
            width: number("width")?,
            height: number("height")?,
            frames: output["frames"].as_u64().unwrap_or(1),
            bytes: number("bytes")?,
            sha256: text("sha256").context("no sha256")?,
            thumbhash: text("thumbhash"),
            quality: output["quality"].as_u64(),
        })
    }
}

/// `jpeg 32x21 688 SHA256 quality=80`; an animation has `32x21x5`.
impl fmt::Display for Output {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}x{}", self.format, self.width, self.height)?;
        if self.frames != 1 {
            write!(f, "x{}", self.frames)?;
        }
        write!(f, " {} {}", self.bytes, self.sha256)?;
        if let Some(thumbhash) = &self.thumbhash {
            write!(f, " thumbhash={thumbhash}")?;
        }
        if let Some(quality) = self.quality {
            write!(f, " quality={quality}")?;
        }
        Ok(())
    }
}

impl FromStr for Output {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let read = || {
            let mut words = text.split(' ');
            let format = words.next()?.to_owned();
            let sides: Vec<u64> = words
                .next()?
                .split('x')
                .map(|side| side.parse().ok())
                .collect::<Option<_>>()?;
            let (width, height, frames) = match sides[..] {
                [width, height] => (width, height, 1),
                [width, height, frames] => (width, height, frames),
                _ => return None,
            };
            let bytes = words.next()?.parse().ok()?;
            let sha256 = words.next()?.to_owned();
            let (mut thumbhash, mut quality) = (None, None);
            for word in words {
                match word.split_once('=')? {
                    ("thumbhash", hex) => thumbhash = Some(hex.to_owned()),
                    ("quality", number) => quality = Some(number.parse().ok()?),
                    _ => return None,
                }
            }
            Some(Self {
                format,
                width,
                height,
                frames,
                bytes,
                sha256,
                thumbhash,
                quality,
            })
        };
        read().with_context(|| format!("{text:?} does not describe an output"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ANSWER: &str = r#"{"outputs": [
        {"format": "jpeg", "width": 32, "height": 21, "frames": 1, "bytes": 688, "sha256": "ab", "quality": 80},
        {"format": "webp", "width": 8, "height": 9, "frames": 5, "bytes": 70, "sha256": "cd", "thumbhash": "0f"}],
        "warnings": ["damage", "metadata"]}"#;
    const TEXT: &str = "jpeg 32x21 688 ab quality=80 + webp 8x9x5 70 cd thumbhash=0f";

    #[test]
    fn an_answer_is_written_and_read_again() {
        let outcome = Outcome::from_json(ANSWER).unwrap();
        assert_eq!(outcome.result_text(), TEXT);
        assert_eq!(outcome.warnings_text(), "damage,metadata");
        assert_eq!(
            Outcome::from_texts(TEXT, "damage,metadata").unwrap(),
            outcome
        );

        let error = Outcome::from_json(r#"{"error": "too-large"}"#).unwrap();
        assert_eq!(error.to_string(), "error too-large");
        assert_eq!(Outcome::from_texts("error too-large", "-").unwrap(), error);
    }

    #[test]
    fn what_a_host_does_not_tell_is_left_out() {
        let list = serde_json::json!(["warnings", "thumbhash", "quality", "frames"]);
        let omits = Omits::from_json(&list).unwrap();
        let outcome = Outcome::from_json(ANSWER).unwrap().without(omits);
        assert_eq!(outcome.to_string(), "jpeg 32x21 688 ab + webp 8x9 70 cd");
        assert!(Omits::from_json(&serde_json::json!(["sha256"])).is_err());
    }

    #[test]
    fn a_failure_is_no_outcome() {
        let error = Outcome::from_json(r#"{"failure": "no memory"}"#).unwrap_err();
        assert_eq!(error.to_string(), "no memory");
        assert!(Outcome::from_json("{}").is_err());
        assert!(Outcome::from_json("").is_err());
        for text in ["", "jpeg 1 2 a", "jpeg 1x2 3", "jpeg 1x2 3 a b=c"] {
            assert!(Outcome::from_texts(text, "-").is_err(), "{text}");
        }
    }
}
