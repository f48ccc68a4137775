//! Entropy-coded images, section 3.7.3: the picture, and the small ones that say how it was transformed.

use std::collections::TryReserveError;

use crate::bits::BitWriter;
use crate::effort::Effort;
use crate::groups::Groups;
use crate::matches::Matches;
use crate::parse::{self, Source};
use crate::token::{Cache, Group, Histogram, Token};

/// The most bits of a colour cache that are tried; the format has up to 11.
const MOST_CACHE_BITS: u32 = 10;

/// Writes the picture, with a colour cache and several groups of codes where that pays.
///
/// # Errors
/// Where memory does not suffice.
pub(crate) fn write(
    pixels: &[u32],
    width: usize,
    effort: &Effort,
    writer: &mut BitWriter,
) -> Result<(), TryReserveError> {
    let source = Source {
        pixels,
        width,
        matches: Matches::find(pixels, effort.depth)?,
    };
    let mut cache_bits = 0;
    let mut tokens = source.parse(0, &parse::first_costs(pixels))?;
    for round in 0..effort.parses {
        let histogram = if round == 0 {
            let (bits, histogram) = best_cache(&tokens, pixels, effort);
            cache_bits = bits;
            histogram
        } else {
            Histogram::of(&tokens, cache_bits)
        };
        // Where nothing is copied, there is nothing to choose.
        if cache_bits == 0 && tokens.len() == pixels.len() {
            break;
        }
        // Those of the last round are not kept beside the new ones.
        drop(tokens);
        tokens = source.parse(cache_bits, &histogram.costs())?;
    }
    let height = pixels.len() / width;
    let groups = Groups::of(&tokens, width, height, cache_bits, effort.groups);
    put_cache(cache_bits, writer);
    let is_single = groups.histograms.len() == 1;
    writer.put(u32::from(!is_single), 1);
    if !is_single {
        writer.put(groups.tile_bits - 2, 3);
        let number = |group: &usize| (*group as u32) << 8;
        let numbers: Vec<u32> = groups.of_tiles.iter().map(number).collect();
        write_small(&numbers, groups.columns, writer)?;
    }
    put(&tokens, width, &groups, writer);
    Ok(())
}

/// Writes a picture that is too large for all that: in two passes, for the codes and with them, and without tokens in memory.
pub(crate) fn write_runs(pixels: &[u32], width: usize, writer: &mut BitWriter) {
    let mut histogram = Histogram::new(0);
    parse::runs(pixels, width, |token| histogram.add(token));
    put_cache(0, writer);
    writer.put(0, 1);
    let codes = Group::new(&histogram);
    codes.write(writer);
    parse::runs(pixels, width, |token| codes.put(token, writer));
}

/// Writes a small picture, which has no groups.
///
/// # Errors
/// Where memory does not suffice.
pub(crate) fn write_small(
    pixels: &[u32],
    width: usize,
    writer: &mut BitWriter,
) -> Result<(), TryReserveError> {
    let source = Source {
        pixels,
        width,
        matches: Matches::find(pixels, 16)?,
    };
    let tokens = source.parse(0, &parse::first_costs(pixels))?;
    let tokens = source.parse(0, &Histogram::of(&tokens, 0).costs())?;
    put_cache(0, writer);
    put(
        &tokens,
        width,
        &Groups::single(Histogram::of(&tokens, 0)),
        writer,
    );
    Ok(())
}

fn put_cache(bits: u32, writer: &mut BitWriter) {
    writer.put(u32::from(bits > 0), 1);
    if bits > 0 {
        writer.put(bits, 4);
    }
}

/// Writes the codes and what is coded.
fn put(tokens: &[Token], width: usize, groups: &Groups, writer: &mut BitWriter) {
    let codes: Vec<Group> = groups.histograms.iter().map(Group::new).collect();
    for group in &codes {
        group.write(writer);
    }
    let mut at = 0;
    for token in tokens {
        codes[groups.at(at % width, at / width)].put(*token, writer);
        at += token.pixels();
    }
}

/// The size of cache with which these tokens take least, and what comes up then.
fn best_cache(tokens: &[Token], pixels: &[u32], effort: &Effort) -> (u32, Histogram) {
    let mut best = (0, Histogram::of(tokens, 0));
    let mut least = best.1.cost();
    for bits in (effort.cache_step..=MOST_CACHE_BITS).step_by(effort.cache_step as usize) {
        let histogram = with_cache(tokens, pixels, bits);
        let cost = histogram.cost();
        if cost < least {
            (best, least) = ((bits, histogram), cost);
        }
    }
    best
}

fn with_cache(tokens: &[Token], pixels: &[u32], bits: u32) -> Histogram {
    let mut cache = Cache::new(bits);
    let mut histogram = Histogram::new(bits);
    let mut pixels = pixels.iter();
    for token in tokens {
        let mut place = None;
        for pixel in pixels.by_ref().take(token.pixels()) {
            place = cache.meet(*pixel);
        }
        histogram.add(match (token, place) {
            (Token::Literal(_), Some(place)) => Token::Cached(place),
            _ => *token,
        });
    }
    histogram
}
