//! What a JPEG XL file says of its image before the first frame: size, orientation, depth, colour, alpha, animation. It is
//! read from the beginning of a codestream (ISO/IEC 18181-1, annexes D and E) or of a container (ISO/IEC 18181-2), without
//! a decoder and without allocating.
//!
//! Start reading at [`read`]; [`Boxes`] has what else a container carries.

#![forbid(unsafe_code)]

mod bits;
mod boxes;
mod codestream;
mod color;
mod error;
mod head;
#[cfg(test)]
mod tests;

pub use boxes::{Box, Boxes, Contents, metadata};
pub use color::{Chromaticity, Color, Primaries, Space, Transfer, WhitePoint};
pub use error::Error;
pub use head::{Alpha, Animation, Head, Samples, read};

/// How a codestream begins that is a file by itself.
pub const CODESTREAM: [u8; 2] = [0xff, 0x0a];

/// How a container begins.
pub const CONTAINER: [u8; 12] = *b"\0\0\0\x0cJXL \r\n\x87\n";

/// Whether a file begins as JPEG XL does.
#[must_use]
pub fn is_jxl(bytes: &[u8]) -> bool {
    bytes.starts_with(&CODESTREAM) || bytes.starts_with(&CONTAINER)
}
