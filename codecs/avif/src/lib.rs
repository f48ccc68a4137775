//! The codec for AVIF. Start reading at [`heif::Source`], which reads the file; this crate decodes its AV1 items, with rav1d.

#![deny(unsafe_code)]

mod av1;
#[cfg(all(test, feature = "corpus"))]
mod corpus_tests;
mod decoder;
mod obu;

#[cfg(test)]
mod tests;

use heif::{Error, Source, Wish};
use isobmff::Coding;
use request::Request;

/// Reads the head of an AVIF file.
///
/// # Errors
/// `too-large` where the image has more pixels than `max_pixels`, and as `wit/resize.wit` describes them.
pub fn read(file: &[u8], max_pixels: u64) -> Result<Source<'_>, Error> {
    Source::read(file, Coding::Av1, max_pixels)
}

/// Decodes the image to a raster.
///
/// # Errors
/// As `wit/resize.wit` describes them.
pub fn decode(source: &Source<'_>, wish: &Wish<'_>) -> Result<Vec<u8>, Error> {
    source.decode(wish, &mut decoder::Av1)
}

/// The codec, as the component has it.
#[derive(Debug)]
pub struct Avif;

impl codec::Decoder for Avif {
    fn decode(image: &[u8], request: &Request) -> Result<Vec<u8>, codec::Error> {
        heif::decode(image, request, Coding::Av1, &mut decoder::Av1)
    }
}

#[cfg(target_arch = "wasm32")]
mod export {
    #![allow(unsafe_code, reason = "generated")]
    use super::Avif;

    codec::bindings::export!(Avif with_types_in codec::bindings);
}
