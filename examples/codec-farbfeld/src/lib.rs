//! A codec for farbfeld (<https://tools.suckless.org/farbfeld/>): 16 bytes of header, and then red, green, blue and alpha of
//! each pixel, in 16 bits each with the high byte first.

#![deny(unsafe_code)]

/// Bytes before the pixels.
const HEADER_BYTES: usize = 16;

/// Bytes of a pixel: four samples of 16 bits.
const PIXEL_BYTES: u64 = 8;

/// Why there is no raster: a kind of `wit/resize.wit`, and a sentence for people.
pub type Refusal = (&'static str, String);

/// Makes a raster (docs/raster.md) of a farbfeld image. It is for any request: one rendition, no smaller than the image.
///
/// # Errors
/// `unsupported-format` for other files, `malformed` for an image without pixels, and `truncated` where pixels are missing.
pub fn decode(image: &[u8]) -> Result<Vec<u8>, Refusal> {
    let Some(size) = image.strip_prefix(b"farbfeld") else {
        let message = "this is no farbfeld file, which is all that this codec decodes";
        return Err(("unsupported-format", message.to_owned()));
    };
    let truncated = || {
        let bytes = image.len();
        let message =
            format!("the farbfeld file ends after {bytes} bytes, before its image is complete");
        ("truncated", message)
    };
    let number = |start: usize| -> Result<u32, Refusal> {
        let bytes = size.get(start..start + 4).and_then(<[u8]>::first_chunk);
        bytes
            .map(|bytes| u32::from_be_bytes(*bytes))
            .ok_or_else(truncated)
    };
    let (width, height) = (number(0)?, number(4)?);
    if width == 0 || height == 0 {
        let message =
            format!("this farbfeld image is damaged: its header says {width} x {height} pixels");
        return Err(("malformed", message));
    }
    // The largest product takes 67 bits.
    let bytes = u128::from(width) * u128::from(height) * u128::from(PIXEL_BYTES);
    let pixels = usize::try_from(bytes)
        .ok()
        .and_then(|bytes| image[HEADER_BYTES..].get(..bytes))
        .ok_or_else(truncated)?;
    // Nothing is allocated by numbers of the header: the pixels are there.
    let mut raster = header(width, height);
    raster.reserve_exact(pixels.len());
    for sample in pixels.as_chunks::<2>().0 {
        raster.extend([sample[1], sample[0]]);
    }
    Ok(raster)
}

/// The header of a raster of RGB with alpha, 16 bits each, with the whole image to be seen.
fn header(width: u32, height: u32) -> Vec<u8> {
    const RGB: u8 = 2;
    let mut header = b"\x89RASTER\n\x01\0".to_vec();
    let (alpha, bits, orientation, renditions, outputs) = (1, 16, 1, 1, 0);
    header.extend([RGB, alpha, bits, orientation, renditions, outputs]);
    for number in [width, height, 0, 0, width, height] {
        header.extend(number.to_le_bytes());
    }
    // The fields of YCbCr, no blocks, and a rendition that is not made smaller.
    header.extend([0; 6 + 2 + 2]);
    header
}

#[cfg(target_arch = "wasm32")]
mod export {
    #![allow(unsafe_code, reason = "generated")]

    wit_bindgen::generate!({ path: "../../wit", world: "codec" });

    use exports::thumbox::resize::decoder::{Error, Guest};

    struct Farbfeld;

    impl Guest for Farbfeld {
        fn decode(image: Vec<u8>, _request: String) -> Result<Vec<u8>, Error> {
            super::decode(&image).map_err(|(kind, message)| Error {
                kind: kind.to_owned(),
                message,
                details: Vec::new(),
            })
        }
    }

    export!(Farbfeld);
}
