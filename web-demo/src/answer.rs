//! What the Worker answers, apart from the picture's bytes.

use recipe::OutputFormat;
use serde::Deserialize;

/// One message from the Worker (`page/worker.js`).
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Answer {
    /// The component is compiled; requests may come.
    Ready,
    /// A picture was made. Its bytes come beside this.
    Output(Output),
    /// No picture was made.
    Error(Reason),
}

/// The WIT record `output` without its bytes, and what else is known of the call.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Output {
    /// The format of the bytes.
    pub format: OutputFormat,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// Number of frames.
    pub frames: u32,
    /// The quality that was used, for JPEG and lossy WebP.
    #[serde(default)]
    pub quality: Option<u8>,
    /// In Base64, where asked for.
    #[serde(default)]
    pub thumbhash: Option<String>,
    /// What is worth knowing about the photo.
    pub warnings: Vec<Warning>,
    /// Milliseconds from a fresh instance to the finished picture.
    pub ms: f64,
}

/// The WIT record `warning`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Warning {
    /// The kind: `damage`, `picture-lost`, ...
    pub kind: String,
    /// A sentence.
    pub message: String,
}

impl Output {
    /// `jpeg, quality 80`, `gif, 12 frames`: the format and what belongs to it.
    pub fn format_in_words(&self) -> String {
        let mut words = self.format.to_string();
        if let Some(quality) = self.quality {
            words += &format!(", quality {quality}");
        }
        if self.frames > 1 {
            words += &format!(", {} frames", self.frames);
        }
        words
    }
}

/// Why there is no picture: the WIT variant `error` without what only `probe` needs, or one of the Worker's own tags,
/// `trap` and `unavailable`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Reason {
    /// The case.
    pub tag: String,
    /// A sentence.
    pub message: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(frames: u32) -> Output {
        Output {
            format: OutputFormat::Webp,
            width: 3,
            height: 2,
            frames,
            quality: None,
            thumbhash: None,
            warnings: Vec::new(),
            ms: 1.5,
        }
    }

    #[test]
    fn the_format_is_told_with_what_belongs_to_it() {
        assert_eq!(plain(1).format_in_words(), "webp");
        let rich = Output {
            quality: Some(80),
            ..plain(5)
        };
        assert_eq!(rich.format_in_words(), "webp, quality 80, 5 frames");
    }

    #[test]
    fn every_kind_of_answer_can_be_read() {
        let rows = [
            (r#""ready""#, Answer::Ready),
            (
                r#"{"output": {"format": "webp", "width": 3, "height": 2, "frames": 5, "quality": 80,
                    "thumbhash": "3OcRJYB4d3h/iIeHeEh3eIhw+j3A",
                    "warnings": [{"kind": "damage", "message": "an end is missing"}], "ms": 1.5}}"#,
                Answer::Output(Output {
                    quality: Some(80),
                    thumbhash: Some("3OcRJYB4d3h/iIeHeEh3eIhw+j3A".to_owned()),
                    warnings: vec![Warning {
                        kind: "damage".to_owned(),
                        message: "an end is missing".to_owned(),
                    }],
                    ..plain(5)
                }),
            ),
            (
                r#"{"output": {"format": "webp", "width": 3, "height": 2, "frames": 1, "warnings": [], "ms": 1.5}}"#,
                Answer::Output(plain(1)),
            ),
            (
                r#"{"error": {"tag": "malformed", "message": "a table is missing"}}"#,
                Answer::Error(Reason {
                    tag: "malformed".to_owned(),
                    message: "a table is missing".to_owned(),
                }),
            ),
        ];
        for (text, answer) in rows {
            assert_eq!(serde_json::from_str::<Answer>(text).unwrap(), answer);
        }
    }
}
