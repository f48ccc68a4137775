//! Tiles of a picture with similar symbols share Huffman codes, section 3.7.2.2.

use crate::costs::BIT;
use crate::sort;
use crate::token::{Histogram, Token};

/// The sides of tiles, as powers of two, and how many there may be at most.
const TILE_BITS: std::ops::RangeInclusive<u32> = 4..=9;
const MOST_TILES: usize = 600;

/// How many groups there may be at first.
const MOST_GROUPS: usize = 20;

/// How often tiles are moved to the group that suits them best.
const ROUNDS: usize = 3;

/// Which group each tile belongs to.
pub(crate) struct Groups {
    pub(crate) tile_bits: u32,
    /// Tiles in a row.
    pub(crate) columns: usize,
    /// The number of a group for each tile.
    pub(crate) of_tiles: Vec<usize>,
    pub(crate) histograms: Vec<Histogram>,
}

impl Groups {
    /// One group for all.
    pub(crate) fn single(histogram: Histogram) -> Self {
        Self {
            tile_bits: 0,
            columns: 0,
            of_tiles: Vec::new(),
            histograms: vec![histogram],
        }
    }

    /// Several, if that pays.
    pub(crate) fn of(
        tokens: &[Token],
        width: usize,
        height: usize,
        cache_bits: u32,
        most_groups: usize,
    ) -> Self {
        let all = Histogram::of(tokens, cache_bits);
        let across = |side: usize, bits: u32| side.div_ceil(1 << bits);
        let tile_bits = TILE_BITS
            .into_iter()
            .find(|bits| across(width, *bits) * across(height, *bits) <= MOST_TILES)
            .unwrap_or(*TILE_BITS.end());
        let columns = across(width, tile_bits);
        let count = columns * across(height, tile_bits);
        let most = MOST_GROUPS.min(most_groups).min(count / 2);
        if most < 2 || count > 4 * MOST_TILES {
            return Self::single(all);
        }
        let tiles = tiles(tokens, width, tile_bits, columns, count, all.0.len());
        let mut of_tiles = first_groups(&tiles, &all, most);
        let mut histograms = Vec::new();
        for round in 0..=ROUNDS {
            histograms = sums(&tiles, &of_tiles, most, cache_bits);
            if round == ROUNDS {
                break;
            }
            let costs: Vec<Vec<u32>> = histograms.iter().map(Histogram::costs).collect();
            for (tile, group) in tiles.iter().zip(&mut of_tiles) {
                let cost = |group: &usize| cost(tile, &costs[*group]);
                *group = (0..most).min_by_key(cost).unwrap_or(0);
            }
        }
        merge(&mut histograms, &mut of_tiles);
        let cost: u64 = histograms.iter().map(Histogram::cost).sum();
        let of_numbers = count as u64 * u64::from(BIT) * 2;
        if histograms.len() < 2 || cost + of_numbers >= all.cost() {
            return Self::single(all);
        }
        Self {
            tile_bits,
            columns,
            of_tiles,
            histograms,
        }
    }

    /// The number of the group of a pixel.
    pub(crate) fn at(&self, x: usize, y: usize) -> usize {
        let tile = (y >> self.tile_bits) * self.columns + (x >> self.tile_bits);
        self.of_tiles.get(tile).copied().unwrap_or(0)
    }
}

/// The places of a tile's symbols in a histogram, and how often they come up.
type Tile = Vec<(u16, u32)>;

fn tiles(
    tokens: &[Token],
    width: usize,
    bits: u32,
    columns: usize,
    count: usize,
    size: usize,
) -> Vec<Tile> {
    let mut tiles = Vec::new();
    let mut counts = vec![0u32; columns * size];
    let mut at = 0;
    for token in tokens {
        let (x, y) = (at % width, at / width);
        // Tokens come row by row.
        while y >> bits > tiles.len() / columns {
            take(&mut counts, size, &mut tiles);
        }
        let (symbols, used) = token.symbols();
        for symbol in &symbols[..used] {
            counts[(x >> bits) * size + symbol] += 1;
        }
        at += token.pixels();
    }
    // The last copy may cover whole rows.
    while tiles.len() < count {
        take(&mut counts, size, &mut tiles);
    }
    tiles
}

/// Appends a row of tiles.
fn take(counts: &mut [u32], size: usize, tiles: &mut Vec<Tile>) {
    for counts in counts.chunks_exact_mut(size) {
        let all = (0..).zip(counts.iter().copied());
        tiles.push(all.filter(|(_, count)| *count > 0).collect());
        counts.fill(0);
    }
}

fn cost(tile: &Tile, costs: &[u32]) -> u64 {
    let each = tile
        .iter()
        .map(|(place, count)| u64::from(*count) * u64::from(costs[usize::from(*place)]));
    each.sum()
}

/// Tiles by what their symbols take on average, in as many parts as there may be groups.
fn first_groups(tiles: &[Tile], all: &Histogram, most: usize) -> Vec<usize> {
    let costs = all.costs();
    let mean = |tile: &Tile| {
        let count: u64 = tile.iter().map(|(_, count)| u64::from(*count)).sum();
        cost(tile, &costs) / count.max(1)
    };
    let means = tiles.iter().map(mean).zip(0u64..);
    let mut order: Vec<u64> = means.map(|(mean, at)| mean << 32 | at).collect();
    sort::sort(&mut order);
    let mut groups = vec![0; tiles.len()];
    for (rank, at) in order.iter().enumerate() {
        groups[*at as u32 as usize] = rank * most / tiles.len();
    }
    groups
}

fn sums(tiles: &[Tile], of_tiles: &[usize], groups: usize, cache_bits: u32) -> Vec<Histogram> {
    let mut histograms = vec![Histogram::new(cache_bits); groups];
    for (tile, group) in tiles.iter().zip(of_tiles) {
        for (place, count) in tile {
            histograms[*group].0[usize::from(*place)] += count;
        }
    }
    histograms
}

/// Puts the two groups together that gain most by it, as long as any do, and numbers those that are left.
fn merge(histograms: &mut Vec<Histogram>, of_tiles: &mut [usize]) {
    let count = histograms.len();
    let mut costs: Vec<u64> = histograms.iter().map(Histogram::cost).collect();
    // The group that each one is part of now.
    let mut part_of: Vec<usize> = (0..count).collect();
    // What a pair costs more than both apart, as far as that is known.
    let mut more: Vec<Option<i64>> = vec![None; count * count];
    loop {
        let groups = |part_of: &[usize]| (0..count).filter(|at| part_of[*at] == *at).collect();
        let groups: Vec<usize> = groups(&part_of);
        let mut best = (0, 0, 0);
        for (at, a) in groups.iter().copied().enumerate() {
            for b in groups[..at].iter().copied() {
                let more = *more[a * count + b].get_or_insert_with(|| {
                    let mut sum = histograms[a].clone();
                    sum.add_all(&histograms[b]);
                    sum.cost() as i64 - (costs[a] + costs[b]) as i64
                });
                if more <= best.0 {
                    best = (more, a, b);
                }
            }
        }
        let (0, 0, 0) = best else {
            let (more_of_pair, a, b) = best;
            costs[b] = (costs[a] + costs[b]).saturating_add_signed(more_of_pair);
            let taken = std::mem::take(&mut histograms[a].0);
            histograms[b].add_all(&Histogram(taken));
            part_of
                .iter_mut()
                .filter(|part| **part == a)
                .for_each(|part| *part = b);
            for other in 0..count {
                (more[b * count + other], more[other * count + b]) = (None, None);
            }
            continue;
        };
        let number = |group: usize| groups.iter().position(|at| *at == group).unwrap_or(0);
        for group in of_tiles.iter_mut() {
            *group = number(part_of[*group]);
        }
        histograms.retain(|histogram| !histogram.0.is_empty());
        return;
    }
}
