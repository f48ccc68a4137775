//! LZW as GIF has it (GIF89a, appendix F), with the liberty that a pixel may have either of two indices.

/// Codes have at most 12 bits.
const MAX_BITS: u32 = 12;
const MAX_CODES: u16 = 1 << MAX_BITS;

/// Places for the entries of the dictionary: twice as many as there are entries, so that searches are short.
const PLACES: usize = 2 << MAX_BITS;

/// A full dictionary is kept as long as it does its work: so many codes are looked at together.
const LOOKED_AT: u32 = 256;

/// The data of a frame, without the code size in front, for indices below 2 to the power of `bits`.
///
/// Of the two indices of each pixel the one is written that makes a longer match, else the second.
pub(super) fn encode(mut pixels: impl Iterator<Item = [u8; 2]>, bits: u32) -> Vec<u8> {
    let mut dictionary = Dictionary::new(bits);
    let mut writer = Writer::default();
    writer.put(dictionary.clear_code(), dictionary.code_bits);
    let Some([_, first]) = pixels.next() else {
        writer.put(dictionary.end_code(), dictionary.code_bits);
        return writer.finish();
    };
    let mut prefix = u16::from(first);
    let mut benefit = Benefit::default();
    for [one, other] in pixels {
        benefit.pixels += 1;
        let longer = dictionary
            .find(prefix, other)
            .or_else(|| (one != other).then(|| dictionary.find(prefix, one))?);
        if let Some(code) = longer {
            prefix = code;
            continue;
        }
        writer.put(prefix, dictionary.code_bits);
        if dictionary.insert(prefix, other) {
            benefit.pixels = 0;
        } else if benefit.falls() {
            writer.put(dictionary.clear_code(), dictionary.code_bits);
            dictionary.clear();
            benefit = Benefit::default();
        }
        prefix = u16::from(other);
    }
    writer.put(prefix, dictionary.code_bits);
    // The reader has one entry more than the last insertion made.
    dictionary.count_for_reader();
    writer.put(dictionary.end_code(), dictionary.code_bits);
    writer.finish()
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

/// Sequences of pixels, each a known one and another pixel.
struct Dictionary {
    bits: u32,
    /// For each place, what the entry is (8 bits) after (12 bits), and its code (12 bits). 0 where there is none: no entry
    /// has the code 0.
    places: Vec<u32>,
    next: u16,
    code_bits: u32,
}

impl Dictionary {
    fn new(bits: u32) -> Self {
        let mut dictionary = Self {
            bits,
            places: vec![0; PLACES],
            next: 0,
            code_bits: 0,
        };
        dictionary.clear();
        dictionary
    }

    fn clear_code(&self) -> u16 {
        1 << self.bits
    }

    fn end_code(&self) -> u16 {
        self.clear_code() + 1
    }

    fn clear(&mut self) {
        self.places.fill(0);
        self.next = self.end_code() + 1;
        self.code_bits = self.bits + 1;
    }

    /// Where a sequence is, or would be.
    fn place(&self, prefix: u16, pixel: u8) -> usize {
        let key = u32::from(prefix) << 8 | u32::from(pixel);
        // Fibonacci hashing: the upper bits of a product with 2^32 over the golden ratio.
        let mut place = (key.wrapping_mul(0x9e37_79b9) >> (32 - PLACES.ilog2())) as usize;
        while self.places[place] != 0 && self.places[place] >> MAX_BITS != key {
            place = (place + 1) % PLACES;
        }
        place
    }

    fn find(&self, prefix: u16, pixel: u8) -> Option<u16> {
        let entry = self.places[self.place(prefix, pixel)];
        (entry != 0).then_some((entry & u32::from(MAX_CODES - 1)) as u16)
    }

    /// Adds a sequence that is not there yet. `false` where the dictionary is full.
    fn insert(&mut self, prefix: u16, pixel: u8) -> bool {
        if self.next == MAX_CODES {
            return false;
        }
        let place = self.place(prefix, pixel);
        let key = u32::from(prefix) << 8 | u32::from(pixel);
        self.places[place] = key << MAX_BITS | u32::from(self.next);
        self.count_for_reader();
        true
    }

    /// The reader's dictionary is one entry behind, so a code gets longer one entry later.
    fn count_for_reader(&mut self) {
        if self.next < MAX_CODES {
            if self.next == 1 << self.code_bits {
                self.code_bits += 1;
            }
            self.next += 1;
        }
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

    fn decode(data: &[u8], bits: u32) -> Vec<u8> {
        let mut decoder = weezl::decode::Decoder::new(BitOrder::Lsb, bits as u8);
        decoder.decode(data).unwrap()
    }

    fn pairs(indices: &[u8]) -> impl Iterator<Item = [u8; 2]> {
        indices.iter().map(|index| [*index; 2])
    }

    #[test]
    fn nothing_can_be_written() {
        assert!(decode(&encode(std::iter::empty(), 2), 2).is_empty());
    }

    #[test]
    fn long_runs_fill_the_dictionary() {
        let pixels = vec![3; 12_000_000];
        assert_eq!(decode(&encode(pairs(&pixels), 2), 2), pixels);
    }

    /// What comes later is unlike what the dictionary is full of.
    #[test]
    fn a_dictionary_that_does_not_help_is_dropped() {
        let noise = |seed: u32| (0..60_000u32).map(move |at| ((at * at + seed) >> 7) as u8 & 15);
        let pixels: Vec<u8> = noise(1).chain([7; 60_000]).chain(noise(77)).collect();
        let data = encode(pairs(&pixels), 4);
        assert_eq!(decode(&data, 4), pixels);
        assert!(data.len() < 60_000, "{} bytes", data.len());
    }

    proptest! {
        #[test]
        fn either_index_comes_back(
            bits in 2u32..9, seed: u32, length in 0usize..20_000, runs in 1usize..40,
        ) {
            let mut state = seed;
            let mut random = || {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                (state >> 24) as u8
            };
            let mut pixels = Vec::new();
            while pixels.len() < length {
                let pair = [random(), random()].map(|index| index & ((1 << bits) - 1) as u8);
                pixels.extend(std::iter::repeat_n(pair, usize::from(random()) % runs + 1));
            }
            let read = decode(&encode(pixels.iter().copied(), bits), bits);
            prop_assert_eq!(read.len(), pixels.len());
            for (index, pair) in read.iter().zip(&pixels) {
                prop_assert!(pair.contains(index));
            }
        }
    }
}
