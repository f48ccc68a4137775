//! The codec for HEIC. Start reading at [`heif::Source`], which reads the file; this crate decodes its HEVC items, with
//! heifer-hevc-dec.

#![deny(unsafe_code)]

mod bitstream;
#[cfg(all(test, feature = "corpus"))]
mod corpus_tests;
mod decoder;
mod picture;

#[cfg(test)]
mod tests;

use heif::{Error, Source, Wish};
use isobmff::Coding;
use request::Request;

/// Reads the head of a HEIC file.
///
/// # Errors
/// `too-large` where the image has more pixels than `max_pixels`, and as `wit/resize.wit` describes them.
pub fn read(file: &[u8], max_pixels: u64) -> Result<Source<'_>, Error> {
    Source::read(file, Coding::Hevc, max_pixels)
}

/// Decodes the image to a raster.
///
/// # Errors
/// As `wit/resize.wit` describes them.
pub fn decode(source: &Source<'_>, wish: &Wish<'_>) -> Result<Vec<u8>, Error> {
    source.decode(wish, &mut decoder::Hevc)
}

/// The codec, as the component has it.
#[derive(Debug)]
pub struct Heic;

impl codec::Decoder for Heic {
    fn decode(image: &[u8], request: &Request) -> Result<Vec<u8>, codec::Error> {
        heif::decode(image, request, Coding::Hevc, &mut decoder::Hevc)
    }
}

#[cfg(target_arch = "wasm32")]
mod export {
    #![allow(unsafe_code, reason = "generated")]
    use super::Heic;

    codec::bindings::export!(Heic with_types_in codec::bindings);
}
