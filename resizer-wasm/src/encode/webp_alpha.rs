//! Alpha of lossy WebP, RFC 9649, section 2.7.1.2: a lossless picture without its header.

use super::vp8l;
use crate::contract::Error;
use crate::geometry::Size;

/// What a chunk ALPH begins with: losslessly compressed, without a filter, as the lossless picture has predictors.
const COMPRESSED: u8 = 1;

/// The content of the chunk ALPH. `effort` is from 0 to 6.
///
/// # Errors
/// As [`vp8l::encode_alpha`].
pub(super) fn chunk(alpha: &[u8], size: Size, effort: u8) -> Result<Vec<u8>, Error> {
    let mut chunk = vp8l::encode_alpha(alpha, size, effort)?;
    chunk.insert(0, COMPRESSED);
    Ok(chunk)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::encode::riff::{Frame, still};
    use crate::encode::vp8;
    use crate::metadata::Kept;

    proptest! {
        #[test]
        fn alpha_comes_back(
            width in 1u32..40, height in 1u32..20, seed: u64, run in 1u64..30, levels in 1u64..256, effort in 0u8..=6,
        ) {
            let size = Size { width, height };
            let pixel = |at: u64| ((at / run).wrapping_mul(seed | 1) >> 40) % (levels + 1) * 255 / levels;
            let alpha: Vec<u8> = (0..size.area()).map(|at| pixel(at) as u8).collect();
            let rgb = vec![100; alpha.len() * 3];
            let frame = Frame {
                alpha: Some(chunk(&alpha, size, effort).unwrap()),
                name: *b"VP8 ",
                data: vp8::encode(&rgb, size, 50, 0, &[]).unwrap(),
                transparent: true,
            };
            let file = still(&frame, size, &Kept::default()).unwrap();
            let mut decoder = image_webp::WebPDecoder::new(std::io::Cursor::new(&file)).unwrap();
            let mut bytes = vec![0; decoder.output_buffer_size().unwrap()];
            decoder.read_image(&mut bytes).unwrap();
            prop_assert!(bytes.chunks_exact(4).map(|pixel| pixel[3]).eq(alpha.iter().copied()));
        }
    }
}
