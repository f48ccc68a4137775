//! What entropy-coded images are made of, section 3.6.2, and how often it comes up.

use std::ops::Range;

use crate::bits::BitWriter;
use crate::costs;
use crate::huffman::Codes;
use crate::prefix;

/// The alphabets: red, blue, alpha, distances, and green with lengths and the colour cache.
const ALPHABETS: usize = 5;

/// In the order in which their codes are written.
const WRITTEN: [usize; ALPHABETS] = [4, 0, 1, 2, 3];

const DISTANCES: usize = 3 * 256;
const GREEN: usize = DISTANCES + 40;
const LENGTHS: usize = GREEN + 256;
const CACHE: usize = LENGTHS + 24;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Token {
    Literal(u32),
    /// A place in the colour cache.
    Cached(u32),
    /// So many pixels from so far before; see [`prefix::of_distance`].
    Copy {
        length: u16,
        distance: u32,
    },
}

impl Token {
    /// How many pixels it stands for.
    pub(crate) fn pixels(self) -> usize {
        match self {
            Self::Copy { length, .. } => length.into(),
            _ => 1,
        }
    }

    /// The places of its symbols in a [`Histogram`], and how many they are.
    pub(crate) fn symbols(self) -> ([usize; 4], usize) {
        match self {
            Self::Literal(pixel) => (literal(pixel), 4),
            Self::Cached(place) => ([CACHE + place as usize; 4], 1),
            Self::Copy { length, distance } => {
                let (length, distance) = (length_place(length.into()), distance_place(distance));
                ([length, distance, 0, 0], 2)
            }
        }
    }
}

/// The places of the four symbols of a pixel, the one of green first.
pub(crate) fn literal(pixel: u32) -> [usize; 4] {
    let [blue, green, red, alpha] = pixel.to_le_bytes().map(usize::from);
    [GREEN + green, red, 256 + blue, 512 + alpha]
}

pub(crate) fn cached(place: usize) -> usize {
    CACHE + place
}

fn length_place(length: u32) -> usize {
    LENGTHS + prefix::of(length).0
}

/// The places of lengths, by their symbol.
pub(crate) fn lengths() -> Range<usize> {
    LENGTHS..CACHE
}

/// The place of a distance.
pub(crate) fn distance_place(distance: u32) -> usize {
    DISTANCES + prefix::of(distance).0
}

/// How often each symbol comes up, or something else that each symbol has.
#[derive(Clone)]
pub(crate) struct Histogram(pub(crate) Vec<u32>);

impl Histogram {
    pub(crate) fn new(cache_bits: u32) -> Self {
        Self(vec![0; CACHE + cache_size(cache_bits)])
    }

    pub(crate) fn of(tokens: &[Token], cache_bits: u32) -> Self {
        let mut histogram = Self::new(cache_bits);
        for token in tokens {
            histogram.add(*token);
        }
        histogram
    }

    pub(crate) fn add(&mut self, token: Token) {
        let (places, count) = token.symbols();
        for place in &places[..count] {
            self.0[*place] += 1;
        }
    }

    pub(crate) fn add_all(&mut self, other: &Self) {
        for (count, other) in self.0.iter_mut().zip(&other.0) {
            *count += other;
        }
    }

    /// What all its symbols take, without the bits behind them.
    pub(crate) fn cost(&self) -> u64 {
        self.alphabets().map(costs::symbols).iter().sum()
    }

    /// What one of each symbol takes.
    pub(crate) fn costs(&self) -> Vec<u32> {
        let mut costs = Vec::with_capacity(self.0.len());
        for alphabet in self.alphabets() {
            costs::each(alphabet, &mut costs);
        }
        costs
    }

    fn alphabets(&self) -> [&[u32]; ALPHABETS] {
        let bounds = [0, 256, 512, DISTANCES, GREEN, self.0.len()];
        std::array::from_fn(|at| &self.0[bounds[at]..bounds[at + 1]])
    }
}

/// The codes of a group.
pub(crate) struct Group([Codes; ALPHABETS]);

impl Group {
    pub(crate) fn new(histogram: &Histogram) -> Self {
        Self(histogram.alphabets().map(Codes::new))
    }

    pub(crate) fn write(&self, writer: &mut BitWriter) {
        for alphabet in WRITTEN {
            self.0[alphabet].write(writer);
        }
    }

    pub(crate) fn put(&self, token: Token, writer: &mut BitWriter) {
        let [red, blue, alpha, distances, green] = &self.0;
        match token {
            Token::Literal(pixel) => {
                let samples = pixel.to_le_bytes().map(usize::from);
                green.put(samples[1], writer);
                red.put(samples[2], writer);
                blue.put(samples[0], writer);
                alpha.put(samples[3], writer);
            }
            Token::Cached(place) => green.put(CACHE - GREEN + place as usize, writer),
            Token::Copy { length, distance } => {
                let (symbol, count, rest) = prefix::of(length.into());
                green.put(256 + symbol, writer);
                writer.put(rest, count);
                let (symbol, count, rest) = prefix::of(distance);
                distances.put(symbol, writer);
                writer.put(rest, count);
            }
        }
    }
}

/// How many colours a cache has. None where it has no bits.
pub(crate) fn cache_size(bits: u32) -> usize {
    match bits {
        0 => 0,
        bits => 1 << bits,
    }
}

/// The colours that came last, by a hash, section 3.6.2.3.
pub(crate) struct Cache {
    colors: Vec<u32>,
    bits: u32,
}

impl Cache {
    pub(crate) fn new(bits: u32) -> Self {
        Self {
            colors: vec![0; cache_size(bits)],
            bits,
        }
    }

    /// The place of a pixel, if it is there. It is from now on.
    pub(crate) fn meet(&mut self, pixel: u32) -> Option<u32> {
        if self.bits == 0 {
            return None;
        }
        let place = pixel.wrapping_mul(0x1e35_a7bd) >> (32 - self.bits);
        let before = std::mem::replace(&mut self.colors[place as usize], pixel);
        (before == pixel).then_some(place)
    }
}
