//! What the decoder says, in the words of the component.

use codec::Error;

/// The format's name in messages.
pub(crate) const FORMAT: &str = "JPEG XL";

/// An error of the head's parser, for a file of so many bytes.
pub(crate) fn of_head(error: jxl_head::Error, length: usize) -> Error {
    match error {
        jxl_head::Error::NotJxl => Error::other_format(FORMAT),
        jxl_head::Error::Truncated { .. } => Error::truncated(FORMAT, length),
        jxl_head::Error::Malformed(problem) => Error::malformed(FORMAT, &problem),
    }
}

/// An error of the decoder.
pub(crate) fn of_decoder(error: &jxl::error::Error) -> Error {
    use jxl::error::Error as Jxl;
    match error {
        Jxl::OutOfMemory(_) | Jxl::ImageOutOfMemory(..) => Error::out_of_memory(None),
        Jxl::ImageSizeTooLarge(width, height) => Error::too_large(
            FORMAT,
            &format!("it has a frame of {width} x {height}, or too many channels"),
        ),
        Jxl::LevelLimitExceeded { .. } => Error::too_large(
            FORMAT,
            "it has more of something than the level of its container allows",
        ),
        _ => Error::malformed(FORMAT, clause(error)),
    }
}

/// A clause for people. The decoder has about a hundred errors for what breaks the rules of the format, whose texts name
/// its own types; what they have in common is where they are found.
fn clause(error: &jxl::error::Error) -> &'static str {
    use jxl::error::Error as Jxl;
    match error {
        Jxl::InvalidIccStream | Jxl::IccEndOfStream | Jxl::IccTooLarge => {
            "its colour profile cannot be unpacked"
        }
        Jxl::InvalidBox | Jxl::UnexpectedCodestreamBoxEnd => "the boxes of its container end early",
        Jxl::SectionTooShort => "a section of it is shorter than its content",
        Jxl::AnsChecksumMismatch | Jxl::InvalidAnsHistogram | Jxl::InvalidHuffman => {
            "its compressed data are no valid codes"
        }
        _ => "its codestream breaks the rules of the format",
    }
}
