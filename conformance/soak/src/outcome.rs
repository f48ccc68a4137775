//! What has come of a picture, as the ledger of vectors writes it.

use std::fmt;

use engine::{Error, Output, Resized};

/// `error too-large`, or for each output `jpeg 128x85 3082 SHA256 quality=80`, with ` + ` between them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Outcome(pub(crate) String);

impl Outcome {
    pub(crate) fn is_error(&self) -> bool {
        self.0.starts_with("error ")
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The outcome of a call.
pub(crate) fn of(result: &Result<Resized, Error>) -> Outcome {
    Outcome(match result {
        Ok(resized) => {
            let outputs: Vec<String> = resized.outputs.iter().map(sentence).collect();
            outputs.join(" + ")
        }
        Err(error) => format!("error {}", error.kind()),
    })
}

fn sentence(output: &Output) -> String {
    let format = output.format.name();
    let mut size = format!("{}x{}", output.width, output.height);
    if output.frames > 1 {
        size += &format!("x{}", output.frames);
    }
    let digest = recipe::sha256(&output.data);
    let mut text = format!("{format} {size} {} {digest}", output.data.len());
    if let Some(hash) = &output.thumbhash {
        let hash: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
        text += &format!(" thumbhash={hash}");
    }
    if let Some(quality) = output.quality {
        text += &format!(" quality={quality}");
    }
    text
}

#[cfg(test)]
mod tests {
    use recipe::OutputFormat;

    use super::*;

    #[test]
    fn outcomes_are_those_of_the_ledger() {
        let output = |frames, quality, thumbhash| Output {
            data: Vec::new(),
            format: OutputFormat::Webp,
            width: 4,
            height: 3,
            frames,
            quality,
            thumbhash,
            score: None,
            quality_by: None,
            colors: None,
            effort: None,
            embedded_thumbnail: false,
        };
        let resized = Resized {
            codec: None,
            outputs: vec![
                output(1, Some(80), None),
                output(5, None, Some(vec![1, 255])),
            ],
            warnings: Vec::new(),
            peak_memory: 0,
        };
        let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        assert_eq!(
            of(&Ok(resized)).0,
            format!("webp 4x3 0 {empty} quality=80 + webp 4x3x5 0 {empty} thumbhash=01ff")
        );
        let trap = Error::Trap {
            reason: String::new(),
        };
        assert!(of(&Err(trap.clone())).is_error());
        assert_eq!(of(&Err(trap)).0, "error trap");
    }
}
