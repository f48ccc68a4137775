//! LZW as GIF has it (GIF89a, appendix F), with the liberty that a pixel may have one of several indices.

use super::dictionary::Dictionary;
use super::near::Near;
use super::search::{Choices, First, Search};
use crate::contract::Error;
use crate::picture;

/// A full dictionary is kept as long as it does its work: so many codes are looked at together.
const LOOKED_AT: u32 = 256;

/// An encoded frame.
pub(super) struct Encoded {
    /// Without the code size in front.
    pub(super) data: Vec<u8>,
    /// Which index each pixel got.
    pub(super) indices: Vec<u8>,
}

/// A frame, with indices below 2 to the power of `bits`.
///
/// Each code stands for as many pixels as possible, the first of which has its own colour, or is transparent.
///
/// # Errors
/// `limit-exceeded` where memory does not suffice.
pub(super) fn encode(
    pixels: &[Choices],
    near: &Near,
    first: First,
    bits: u32,
) -> Result<Encoded, Error> {
    let mut dictionary = Dictionary::new(bits);
    let mut writer = Writer::default();
    let mut written = picture::reserve(pixels.len() as u64)?;
    let mut search = Search::new(first);
    let mut benefit = Benefit::default();
    writer.put(dictionary.clear_code(), dictionary.code_bits);
    while written.len() < pixels.len() {
        let code = search.longest(&dictionary, near, &pixels[written.len()..]);
        let before = written.len();
        search.append_to(&mut written);
        benefit.pixels += (written.len() - before) as u32;
        writer.put(code, dictionary.code_bits);
        let Some(behind) = pixels.get(written.len()) else {
            break;
        };
        if dictionary.insert(code, behind.both(first).0) {
            benefit.pixels = 0;
        } else if benefit.falls() {
            writer.put(dictionary.clear_code(), dictionary.code_bits);
            dictionary.clear();
            benefit = Benefit::default();
        }
    }
    if !pixels.is_empty() {
        // The reader has one entry more than the last insertion made.
        dictionary.count_for_reader();
    }
    writer.put(dictionary.end_code(), dictionary.code_bits);
    Ok(Encoded {
        data: writer.finish(),
        indices: written,
    })
}

/// How much a full dictionary saves.
#[derive(Default)]
struct Benefit {
    codes: u32,
    pixels: u32,
    /// The most pixels that [`LOOKED_AT`] codes stood for.
    most: u32,
}

impl Benefit {
    /// Counts a code. Whether those of late stand for fewer pixels than others did.
    fn falls(&mut self) -> bool {
        self.codes += 1;
        if self.codes < LOOKED_AT {
            return false;
        }
        let pixels = std::mem::take(&mut self.pixels);
        self.codes = 0;
        self.most = self.most.max(pixels);
        pixels < self.most - self.most / 8
    }
}

/// Codes as bits, the lowest first.
#[derive(Default)]
struct Writer {
    bytes: Vec<u8>,
    waiting: u32,
    count: u32,
}

impl Writer {
    fn put(&mut self, code: u16, bits: u32) {
        self.waiting |= u32::from(code) << self.count;
        self.count += bits;
        while self.count >= 8 {
            self.bytes.push(self.waiting as u8);
            self.waiting >>= 8;
            self.count -= 8;
        }
    }

    fn finish(mut self) -> Vec<u8> {
        if self.count > 0 {
            self.bytes.push(self.waiting as u8);
        }
        self.bytes
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use weezl::BitOrder;

    use super::*;
    use crate::encode::palette::Color;

    fn decode(data: &[u8], bits: u32) -> Vec<u8> {
        let mut decoder = weezl::decode::Decoder::new(BitOrder::Lsb, bits as u8);
        decoder.decode(data).unwrap()
    }

    fn encoded(indices: &[u8], bits: u32) -> Vec<u8> {
        let pixels: Vec<_> = indices.iter().copied().map(Choices::only).collect();
        let encoded = encode(&pixels, &Near::default(), First::Color, bits).unwrap();
        assert_eq!(encoded.indices, indices);
        encoded.data
    }

    #[test]
    fn nothing_can_be_written() {
        assert!(decode(&encoded(&[], 2), 2).is_empty());
    }

    #[test]
    fn long_runs_fill_the_dictionary() {
        let pixels = vec![3; 12_000_000];
        assert_eq!(decode(&encoded(&pixels, 2), 2), pixels);
    }

    /// What comes later is unlike what the dictionary is full of.
    #[test]
    fn a_dictionary_that_does_not_help_is_dropped() {
        let noise = |seed: u32| (0..60_000u32).map(move |at| ((at * at + seed) >> 7) as u8 & 15);
        let pixels: Vec<u8> = noise(1).chain([7; 60_000]).chain(noise(77)).collect();
        let data = encoded(&pixels, 4);
        assert_eq!(decode(&data, 4), pixels);
        assert!(data.len() < 60_000, "{} bytes", data.len());
    }

    proptest! {
        #[test]
        fn one_of_the_choices_comes_back(
            bits in 2u32..9, seed: u32, length in 0usize..20_000, runs in 1usize..40, tolerance: u8, holes_first: bool,
        ) {
            let mut state = seed;
            let mut random = || {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                (state >> 24) as u8
            };
            let hole = ((1 << bits) - 1) as u8;
            let mut colors: Vec<Color> = (0..hole).map(|_| [random(), random(), random(), 255]).collect();
            colors.push([0; 4]);
            let near = Near::new(&colors);
            let mut pixels = Vec::new();
            while pixels.len() < length {
                let pixel = Choices {
                    color: random() % hole,
                    hole: (random() < 100).then_some(hole),
                    tolerance: tolerance.min(random()),
                };
                pixels.extend(std::iter::repeat_n(pixel, usize::from(random()) % runs + 1));
            }
            let first = if holes_first { First::Hole } else { First::Color };
            let encoded = encode(&pixels, &near, first, bits).unwrap();
            let read = decode(&encoded.data, bits);
            prop_assert_eq!(&read, &encoded.indices);
            prop_assert_eq!(read.len(), pixels.len());
            for (index, pixel) in read.iter().zip(&pixels) {
                let mut near = near.of(pixel.color, pixel.tolerance);
                let is_allowed = pixel.color == *index || pixel.hole == Some(*index);
                prop_assert!(is_allowed || near.any(|other| other.index == *index));
            }
        }
    }
}
