//! Lossless WebP pictures without a container: VP8L, RFC 9649, section 3.

use image_webp::{ColorType, WebPEncoder};

use super::encoded::refused;
use super::vp8;
use crate::contract::Error;
use crate::geometry::Size;

/// What a lossless picture begins with, RFC 9649, section 3.4: signature, sides, whether there is alpha, version. The
/// picture in a chunk ALPH does without.
pub(super) const HEADER: usize = 5;

/// The picture. `bytes` has as many a pixel as `color` says.
///
/// # Errors
/// `invalid-options` where a side is too long.
pub(super) fn encode(bytes: &[u8], size: Size, color: ColorType) -> Result<Vec<u8>, Error> {
    check_sides(size)?;
    let mut file = Vec::new();
    WebPEncoder::new(&mut file)
        .encode(bytes, size.width, size.height, color)
        .map_err(|_| refused("WebP", "its encoder failed"))?;
    // RIFF, length, WEBP, VP8L, length, picture.
    let length = file
        .get(16..20)
        .map(|bytes| u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]) as usize);
    match length.and_then(|length| file.get(20..20 + length)) {
        Some(picture) if picture.len() >= HEADER => Ok(picture.to_vec()),
        _ => Err(refused("WebP", "its encoder gave no image")),
    }
}

/// The encoder takes one more than RFC 9649, section 2.7, lets a canvas of the extended format have.
pub(super) fn check_sides(size: Size) -> Result<(), Error> {
    if size.width > vp8::MAX_SIDE || size.height > vp8::MAX_SIDE {
        let problem = format!("a side is longer than {} pixels", vp8::MAX_SIDE);
        return Err(refused("WebP", problem));
    }
    Ok(())
}
