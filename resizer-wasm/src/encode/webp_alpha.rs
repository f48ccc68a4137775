//! Alpha of lossy WebP, RFC 9649, section 2.7.1.2: a lossless picture without its header.
//!
//! The library's encoder has no palettes. What is either transparent or opaque is packed here, 8 pixels into one, and the
//! transform that unpacks them (section 4.4) is put in front of what the encoder makes of that.

use image_webp::ColorType;

use super::vp8l;
use crate::contract::Error;
use crate::geometry::Size;
use crate::picture;

/// What a chunk ALPH begins with: losslessly compressed.
const COMPRESSED: u8 = 1;

/// Pixels in one.
const PACKED: usize = 8;

/// The transform: its presence, its kind, and how many colours there are, less 1.
const TRANSFORM: [(u32, u32); 3] = [(1, 1), (3, 2), (1, 8)];

/// The colours as a picture: without a cache; of the green samples, 0 and 255, that occur the code has 8 bits each; the others
/// and distances are all 0 and take no bits; the two pixels.
const COLORS: [(u32, u32); 12] = [
    (0, 1),
    (1, 1),
    (1, 1),
    (1, 1),
    (0, 8),
    (255, 8),
    (1, 4),
    (1, 4),
    (1, 4),
    (1, 4),
    (0, 1),
    (1, 1),
];

/// The content of the chunk ALPH.
///
/// # Errors
/// As [`vp8l::encode`].
pub(super) fn chunk(alpha: &[u8], size: Size) -> Result<Vec<u8>, Error> {
    let plain = vp8l::encode(alpha, size, ColorType::L8)?;
    let mut best = vec![COMPRESSED];
    best.extend_from_slice(&plain[vp8l::HEADER..]);
    if alpha.iter().all(|alpha| matches!(alpha, 0 | 255)) {
        let packed = packed(alpha, size)?;
        if packed.len() < best.len() {
            return Ok(packed);
        }
    }
    Ok(best)
}

fn packed(alpha: &[u8], size: Size) -> Result<Vec<u8>, Error> {
    let width = size.width as usize;
    let across = Size {
        width: width.div_ceil(PACKED) as u32,
        height: size.height,
    };
    let mut bytes = picture::reserve(across.area())?;
    for row in alpha.chunks_exact(width) {
        bytes.extend(row.chunks(PACKED).map(|pixels| {
            let bits = pixels.iter().enumerate();
            bits.fold(0, |byte, (at, alpha)| byte | (alpha & 1) << at)
        }));
    }
    let picture = vp8l::encode(&bytes, across, ColorType::L8)?;
    let mut bits = Bits {
        bytes: vec![COMPRESSED],
        waiting: 0,
        count: 0,
    };
    for (value, count) in TRANSFORM.into_iter().chain(COLORS) {
        bits.put(value, count);
    }
    for byte in &picture[vp8l::HEADER..] {
        bits.put(u32::from(*byte), 8);
    }
    bits.put(0, 7);
    Ok(bits.bytes)
}

/// Bits, the lowest first.
struct Bits {
    bytes: Vec<u8>,
    waiting: u32,
    count: u32,
}

impl Bits {
    fn put(&mut self, value: u32, count: u32) {
        self.waiting |= value << self.count;
        self.count += count;
        while self.count >= 8 {
            self.bytes.push(self.waiting as u8);
            self.waiting >>= 8;
            self.count -= 8;
        }
    }
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
        fn packed_alpha_comes_back(width in 1u32..40, height in 1u32..20, seed: u64, run in 1u64..30) {
            let size = Size { width, height };
            let pixel = |at: u64| if (at / run).wrapping_mul(seed | 1) >> 40 & 1 == 0 { 0 } else { 255 };
            let alpha: Vec<u8> = (0..size.area()).map(pixel).collect();
            let rgb = vec![100; alpha.len() * 3];
            let frame = |chunk| Frame {
                alpha: Some(chunk),
                name: *b"VP8 ",
                data: vp8::encode(&rgb, size, 50, 0, &[]).unwrap(),
                transparent: true,
            };
            for chunk in [packed(&alpha, size).unwrap(), chunk(&alpha, size).unwrap()] {
                let file = still(&frame(chunk), size, &Kept::default()).unwrap();
                let mut decoder = image_webp::WebPDecoder::new(std::io::Cursor::new(&file)).unwrap();
                let mut bytes = vec![0; decoder.output_buffer_size().unwrap()];
                decoder.read_image(&mut bytes).unwrap();
                prop_assert!(bytes.chunks_exact(4).map(|pixel| pixel[3]).eq(alpha.iter().copied()));
            }
        }
    }
}
