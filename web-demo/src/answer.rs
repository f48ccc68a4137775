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

/// The WIT record `output` without its bytes.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Output {
    /// The format of the bytes.
    pub format: OutputFormat,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// Milliseconds from a fresh instance to the finished picture.
    pub ms: f64,
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

    #[test]
    fn every_kind_of_answer_can_be_read() {
        let rows = [
            (r#""ready""#, Answer::Ready),
            (
                r#"{"output": {"format": "webp", "width": 3, "height": 2, "ms": 1.5}}"#,
                Answer::Output(Output {
                    format: OutputFormat::Webp,
                    width: 3,
                    height: 2,
                    ms: 1.5,
                }),
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
