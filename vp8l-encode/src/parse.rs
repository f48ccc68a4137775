//! Choosing between literals, the colour cache and copies: the cheapest way through the picture, given what symbols cost.

use std::collections::TryReserveError;

use crate::costs::BIT;
use crate::matches::{LONGEST, Matches};
use crate::prefix;
use crate::token::{self, Cache, Histogram, Token};

/// No copy goes beyond so many pixels, so that the memory for looking for the way is bounded.
const CHUNK: usize = 1 << 16;

/// Of a copy that could have begun before, all lengths up to this one are tried, and the longest.
const SHORT: usize = 16;

/// A picture to look for copies in.
pub(crate) struct Source<'a> {
    pub(crate) pixels: &'a [u32],
    pub(crate) width: usize,
    pub(crate) matches: Matches,
}

/// What symbols cost before it is known how often they come up: literals by how often their samples do.
pub(crate) fn first_costs(pixels: &[u32]) -> Vec<u32> {
    let mut histogram = Histogram::new(0);
    for pixel in pixels {
        histogram.add(Token::Literal(*pixel));
    }
    let mut costs = histogram.costs();
    // A copy for 8 pixels, and all distances alike.
    let lengths = token::lengths();
    costs[lengths].fill(6 * BIT);
    for distance in 0..40 {
        costs[token::distance_place(prefix::last(distance))] = 4 * BIT;
    }
    costs
}

/// The cheapest way from a pixel before, to one.
#[derive(Clone, Copy)]
struct Step {
    cost: u32,
    length: u16,
    /// The number of a distance, or 0 for a pixel of its own.
    distance: u32,
}

const NONE: Step = Step {
    cost: u32::MAX,
    length: 0,
    distance: 0,
};

impl Source<'_> {
    /// With a cache of so many bits; `costs` has a number for each symbol, in 256ths of a bit.
    ///
    /// # Errors
    /// Where memory does not suffice.
    pub(crate) fn parse(
        &self,
        cache_bits: u32,
        costs: &[u32],
    ) -> Result<Vec<Token>, TryReserveError> {
        let mut tokens = crate::memory::reserve(self.pixels.len())?;
        let mut cache = Cache::new(cache_bits);
        let mut start = 0;
        while start < self.pixels.len() {
            let end = self.pixels.len().min(start + CHUNK);
            self.parse_chunk(start..end, &mut cache, costs, &mut tokens)?;
            start = end;
        }
        Ok(tokens)
    }

    fn parse_chunk(
        &self,
        chunk: std::ops::Range<usize>,
        cache: &mut Cache,
        costs: &[u32],
        tokens: &mut Vec<Token>,
    ) -> Result<(), TryReserveError> {
        let (start, count) = (chunk.start, chunk.len());
        let mut steps = crate::memory::reserve(count + 1)?;
        steps.resize(count + 1, NONE);
        let mut places: Vec<Option<u32>> = crate::memory::reserve(count)?;
        let length_costs: Vec<u32> = token::lengths()
            .enumerate()
            .map(|(symbol, place)| costs[place] + prefix::bits(symbol) * BIT)
            .collect();
        steps[0].cost = 0;
        let mut last = [(0, false); 3];
        // How many pixels are equal to the one to the left, and to the one above, from here on.
        let mut runs = [1, self.width].map(Run::new);
        for at in 0..count {
            let pixel = self.pixels[start + at];
            let place = cache.meet(pixel);
            places.push(place);
            let alone = match place {
                Some(place) => costs[token::cached(place as usize)],
                None => token::literal(pixel).iter().map(|at| costs[*at]).sum(),
            };
            let cost = steps[at].cost;
            let next = &mut steps[at + 1];
            if cost + alone < next.cost {
                *next = Step {
                    cost: cost + alone,
                    length: 1,
                    distance: 0,
                };
            }
            let longest = self.matches.at(start + at);
            let near = runs.each_mut().map(|run| run.at(self.pixels, start + at));
            let ways = [(longest.length as usize, longest.distance as usize)];
            for ((length, distance), last) in ways.into_iter().chain(near).zip(&mut last) {
                let goes_on = std::mem::replace(last, (distance, length > 1)) == (distance, true);
                let most = length.min(count - at);
                // One pixel is no copy that is worth its bits, unless it ends one.
                if most < 2 {
                    continue;
                }
                let code = prefix::of_distance(distance as u32, self.width as u32);
                let (symbol, bits, _) = prefix::of(code);
                let place = token::distance_place(prefix::last(symbol));
                let cost = cost + costs[place] + bits * BIT;
                for (symbol, of_length) in length_costs.iter().enumerate() {
                    let mut length = most.min(prefix::last(symbol) as usize);
                    let mut of_length = *of_length;
                    if goes_on && length > SHORT {
                        let of = prefix::of(most as u32);
                        (length, of_length) = (most, length_costs[of.0]);
                    }
                    let step = &mut steps[at + length];
                    if cost + of_length < step.cost {
                        *step = Step {
                            cost: cost + of_length,
                            length: length as u16,
                            distance: code,
                        };
                    }
                    if length == most {
                        break;
                    }
                }
            }
        }
        let first = tokens.len();
        let mut at = count;
        while at > 0 {
            let Step {
                length, distance, ..
            } = steps[at];
            at -= usize::from(length);
            tokens.push(match (distance, places[at]) {
                (0, Some(place)) => Token::Cached(place),
                (0, None) => Token::Literal(self.pixels[start + at]),
                _ => Token::Copy { length, distance },
            });
        }
        tokens[first..].reverse();
        Ok(())
    }
}

/// From this length on a run is copied without a look at what that costs.
const WORTH_COPYING: usize = 4;

/// Hands out what a picture consists of, copies of what is to the left and above only: for pictures that are too large for more.
pub(crate) fn runs(pixels: &[u32], width: usize, mut each: impl FnMut(Token)) {
    let mut runs = [1, width].map(Run::new);
    let mut at = 0;
    while at < pixels.len() {
        let [left, above] = runs.each_mut().map(|run| run.at(pixels, at));
        let (length, distance) = if left.0 < above.0 { above } else { left };
        if length < WORTH_COPYING {
            each(Token::Literal(pixels[at]));
            at += 1;
        } else {
            each(Token::Copy {
                length: length as u16,
                distance: prefix::of_distance(distance as u32, width as u32),
            });
            at += length;
        }
    }
}

/// A run of pixels that are equal to those at a distance.
struct Run {
    distance: usize,
    end: usize,
}

impl Run {
    fn new(distance: usize) -> Self {
        Self { distance, end: 0 }
    }

    /// Its length from here on, which goes up from call to call, and its distance.
    fn at(&mut self, pixels: &[u32], at: usize) -> (usize, usize) {
        if at < self.distance {
            return (0, 1);
        }
        self.end = self.end.max(at);
        let most = pixels.len().min(at + LONGEST);
        while self.end < most && pixels[self.end] == pixels[self.end - self.distance] {
            self.end += 1;
        }
        (self.end - at, self.distance)
    }
}
