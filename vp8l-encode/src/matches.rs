//! For each pixel the longest run of pixels before that is equal, by hash chains.

use std::collections::TryReserveError;

/// Of a run of equal pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Match {
    pub(crate) length: u32,
    /// How far it is before. Not 0, except where the length is 0.
    pub(crate) distance: u32,
}

/// Lengths have at most so many bits here, and up to 4096 in the format.
const LENGTH_BITS: u32 = 12;

/// The longest run.
pub(crate) const LONGEST: usize = (1 << LENGTH_BITS) - 1;

/// The longest distance whose number has 20 bits.
const FARTHEST: usize = (1 << 20) - 121;

/// From this length on no longer one is looked for.
const LONG: usize = 256;

pub(crate) struct Matches(Vec<u32>);

impl Matches {
    /// Looks at up to so many places for each pixel.
    ///
    /// # Errors
    /// Where memory does not suffice.
    pub(crate) fn find(pixels: &[u32], depth: usize) -> Result<Self, TryReserveError> {
        let mut packed = crate::memory::reserve(pixels.len())?;
        let mut chains = Chains::new(pixels.len())?;
        let (mut length, mut distance) = (0usize, 0);
        for at in 0..pixels.len() {
            // What is equal here is so from the next pixel on.
            length = length.saturating_sub(1);
            let most = LONGEST.min(pixels.len() - at);
            if length < LONG {
                for before in chains.before(pixels, at).take(depth) {
                    if at - before > FARTHEST {
                        break;
                    }
                    if length > 0 && pixels.get(before + length) != pixels.get(at + length) {
                        continue;
                    }
                    let found = equal(&pixels[before..], &pixels[at..], most);
                    if found > length {
                        (length, distance) = (found, at - before);
                        if found >= most.min(LONG) {
                            break;
                        }
                    }
                }
            }
            chains.insert(pixels, at);
            packed.push((length as u32) << (32 - LENGTH_BITS) | distance as u32);
        }
        Ok(Self(packed))
    }

    pub(crate) fn at(&self, at: usize) -> Match {
        let packed = self.0[at];
        Match {
            length: packed >> (32 - LENGTH_BITS),
            distance: packed & ((1 << (32 - LENGTH_BITS)) - 1),
        }
    }
}

/// How many pixels are equal, at most so many.
fn equal(a: &[u32], b: &[u32], most: usize) -> usize {
    let pairs = a.iter().zip(&b[..most]);
    pairs.take_while(|(a, b)| a == b).count()
}

/// Where pairs of pixels have come up before.
struct Chains {
    /// The place, plus 1, of the last pair of each hash, and for each place that of the one before.
    last: Vec<u32>,
    before: Vec<u32>,
    bits: u32,
}

impl Chains {
    fn new(pixels: usize) -> Result<Self, TryReserveError> {
        let bits = (pixels.max(1).ilog2() + 1).clamp(8, 16);
        let mut last = crate::memory::reserve(1 << bits)?;
        last.resize(1 << bits, 0);
        Ok(Self {
            last,
            before: crate::memory::reserve(pixels)?,
            bits,
        })
    }

    fn hash(&self, pixels: &[u32], at: usize) -> usize {
        let next = pixels.get(at + 1).copied().unwrap_or(0);
        let both = u64::from(pixels[at]) << 32 | u64::from(next);
        (both.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (64 - self.bits)) as usize
    }

    fn before(&self, pixels: &[u32], at: usize) -> impl Iterator<Item = usize> {
        let place = |plus_1: u32| (plus_1 as usize).checked_sub(1);
        let last = place(self.last[self.hash(pixels, at)]);
        std::iter::successors(last, move |at| place(self.before[*at]))
    }

    fn insert(&mut self, pixels: &[u32], at: usize) {
        let hash = self.hash(pixels, at);
        self.before.push(self.last[hash]);
        self.last[hash] = at as u32 + 1;
    }
}
