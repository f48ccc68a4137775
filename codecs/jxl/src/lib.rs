//! The codec of JPEG XL: decodes a file for a request, and gives a raster.
//!
//! Start reading at [`decode`]: it names the steps in their order.

#![deny(unsafe_code)]

mod color;
mod container;
mod decode;
mod full;
mod lf;
mod problem;
#[cfg(test)]
mod tests;

pub use decode::decode;

/// The codec.
#[derive(Debug)]
pub struct Jxl;

impl codec::Decoder for Jxl {
    fn decode(image: &[u8], request: &request::Request) -> Result<Vec<u8>, codec::Error> {
        decode(image, request)
    }
}

#[cfg(target_arch = "wasm32")]
mod export {
    #![allow(unsafe_code, reason = "generated")]
    use super::Jxl;

    codec::bindings::export!(Jxl with_types_in codec::bindings);
}
