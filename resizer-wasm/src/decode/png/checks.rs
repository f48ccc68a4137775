//! Checksums, and the end of a file.

use crate::contract::{ImageFormat, Warning};
use crate::error;
use crate::head::{png_chunks, verify_chunk};

/// What is wrong with a file whose picture may be complete: wrong checksums of what the picture is made of, and an end
/// that is missing. Other chunks are looked at with the head.
pub(super) fn broken_rules(file: &[u8]) -> Vec<Warning> {
    let mut wrong = 0;
    let mut ended = false;
    for chunk in png_chunks(file) {
        let is_needed = matches!(&chunk.kind, b"IHDR" | b"PLTE" | b"IDAT" | b"tRNS");
        if is_needed && chunk.checksum.is_some() && !verify_chunk(&chunk) {
            wrong += 1;
        }
        if &chunk.kind == b"IEND" {
            ended = true;
            break;
        }
    }
    let mut warnings = Vec::new();
    if wrong > 0 {
        warnings.push(error::damage(
            ImageFormat::Png,
            &format!("the checksums of {wrong} chunks are wrong, so the image may be too"),
        ));
    }
    if !ended {
        warnings.push(error::damage(ImageFormat::Png, "its end is missing"));
    }
    warnings
}
