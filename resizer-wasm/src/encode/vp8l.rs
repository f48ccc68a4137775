//! Lossless WebP pictures without a container: VP8L, RFC 9649, section 3.

use super::encoded::refused;
use super::vp8;
use crate::contract::Error;
use crate::error;
use crate::geometry::Size;
use crate::picture::{self, Channels};

/// The colours of pixels without alpha.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hidden {
    /// They stay.
    Kept,
    /// They may be any.
    Any,
}

/// The picture. `bytes` has as many a pixel as `channels` says; `effort` is from 0 to 6.
///
/// # Errors
/// `invalid-options` where a side is too long; `limit-exceeded` where memory does not suffice.
pub(super) fn encode(
    bytes: &[u8],
    size: Size,
    channels: Channels,
    effort: u8,
    hidden: Hidden,
) -> Result<Vec<u8>, Error> {
    check_sides(size)?;
    let mut pixels = picture::reserve(size.area())?;
    let argb = |pixel: &[u8]| {
        let [red, green, blue, alpha] = match *pixel {
            [gray] => [gray, gray, gray, 255],
            [gray, alpha] => [gray, gray, gray, alpha],
            [red, green, blue] => [red, green, blue, 255],
            _ => [pixel[0], pixel[1], pixel[2], pixel[3]],
        };
        u32::from_be_bytes([alpha, red, green, blue])
    };
    pixels.extend(bytes.chunks_exact(channels.count()).map(argb));
    let encode = match hidden {
        Hidden::Kept => vp8l_encode::encode,
        Hidden::Any => vp8l_encode::encode_visible,
    };
    encode(&pixels, size.width, effort).map_err(|_| out_of_memory(size))
}

/// The same for samples of alpha, without a header, as it is in a chunk ALPH.
///
/// # Errors
/// As [`encode`].
pub(super) fn encode_alpha(alpha: &[u8], size: Size, effort: u8) -> Result<Vec<u8>, Error> {
    check_sides(size)?;
    vp8l_encode::encode_alpha(alpha, size.width, effort).map_err(|_| out_of_memory(size))
}

/// The largest buffers have 8 bytes a pixel.
fn out_of_memory(size: Size) -> Error {
    error::out_of_memory(8 * size.area())
}

/// The pictures may have sides that are longer by one than RFC 9649, section 2.7, lets a canvas of the extended format have.
pub(super) fn check_sides(size: Size) -> Result<(), Error> {
    if size.width > vp8::MAX_SIDE || size.height > vp8::MAX_SIDE {
        let problem = format!("a side is longer than {} pixels", vp8::MAX_SIDE);
        return Err(refused("WebP", problem));
    }
    Ok(())
}
