//! The four kinds of scans, annex G.1.2: levels down to some bit, or one more bit of levels that were sent; of first
//! levels or of others.

use super::super::coefficients::Block;
use super::super::levels::Levels;
use super::super::values::{low_bits, size};

use super::output::Output;

/// The longest run of blocks with nothing more.
const MAX_EMPTY: u32 = 0x7fff;

/// How many bits may wait for the end of such a run. As in libjpeg, so that runs end where its do.
const MAX_WAITING: usize = 1000 - 63;

/// The symbol for sixteen zeros.
const ZEROS: u8 = 0xf0;

/// Sends first levels down to the bit `now`.
pub(super) fn first_levels(
    levels: &Levels,
    components: &[usize],
    now: u32,
    output: &mut impl Output,
) {
    let mut last = [0; 3];
    levels.for_each(components, |component, block| {
        let level = i32::from(block.levels[0]) >> now;
        let difference = level - last[component];
        last[component] = level;
        let size = size(difference);
        let table = usize::from(component > 0);
        output.symbol(table, size as u8, low_bits(difference), size);
    });
}

/// Sends the bit `now` of first levels.
pub(super) fn bits_of_first_levels(
    levels: &Levels,
    components: &[usize],
    now: u32,
    output: &mut impl Output,
) {
    levels.for_each(components, |_, block| {
        output.bits((i32::from(block.levels[0]) >> now & 1) as u32, 1);
    });
}

/// Sends other levels down to the bit `now`.
pub(super) fn other_levels(
    levels: &Levels,
    component: usize,
    (from, to): (u8, u8),
    now: u32,
    output: &mut impl Output,
) {
    let mut empty = Empty::new(component);
    for block in levels.of_component(component) {
        // The last rank that was sent, or the one in front of all.
        let mut last = u32::from(from) - 1;
        for rank in Ranks::of(block, from, to) {
            let level = block.level(rank);
            let size_now = level.unsigned_abs() >> now;
            if size_now == 0 {
                continue;
            }
            empty.end(output);
            // Sizes are shifted, so that what is near 0 becomes 0 on both sides.
            let level = size_now as i32 * level.signum();
            send_level(output, empty.table, rank - last - 1, level);
            last = rank;
        }
        if last < u32::from(to) {
            empty.add(output);
        }
    }
    empty.end(output);
}

/// Sends a level behind a run of zeros.
#[inline(always)]
pub(super) fn send_level(output: &mut impl Output, table: usize, run: u32, level: i32) {
    for _ in 0..run / 16 {
        output.symbol(table, ZEROS, 0, 0);
    }
    let size = size(level);
    let symbol = ((run % 16) << 4 | size) as u8;
    output.symbol(table, symbol, low_bits(level), size);
}

/// Sends the bit `now` of other levels.
///
/// Levels that become 1 or -1 are sent as before. The bits of those that were more before come after the next symbol: of
/// the next new level, of sixteen zeros, or of the end of the block.
pub(super) fn bits_of_other_levels(
    levels: &Levels,
    component: usize,
    (from, to): (u8, u8),
    now: u32,
    output: &mut impl Output,
) {
    let mut empty = Empty::new(component);
    let mut waiting = Vec::with_capacity(64);
    for block in levels.of_component(component) {
        let size_now = |rank: u32| block.level(rank).unsigned_abs() >> now;
        let ranks = Ranks::of(block, from, to);
        let last_new = ranks.rev().find(|rank| size_now(*rank) == 1).unwrap_or(0);
        let mut last = u32::from(from) - 1;
        // Zeros since the last symbol.
        let mut run = 0;
        for rank in ranks {
            let size = size_now(rank);
            if size == 0 {
                continue;
            }
            run += rank - last - 1;
            last = rank;
            while run > 15 && rank <= last_new {
                empty.end(output);
                output.symbol(empty.table, ZEROS, 0, 0);
                run -= 16;
                send(&mut waiting, output);
            }
            if size > 1 {
                waiting.push(size & 1 == 1);
                continue;
            }
            empty.end(output);
            let positive = block.level(rank) > 0;
            output.symbol(empty.table, (run << 4 | 1) as u8, positive.into(), 1);
            send(&mut waiting, output);
            run = 0;
        }
        if run > 0 || last < u32::from(to) || !waiting.is_empty() {
            empty.waiting.append(&mut waiting);
            empty.add(output);
        }
    }
    empty.end(output);
}

/// Goes over the ranks of a set, from the lowest or from the highest on.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ranks(u64);

impl Ranks {
    /// Those of the levels from rank `from` to rank `to` that are not 0.
    pub(super) fn of(block: &Block, from: u8, to: u8) -> Self {
        Self(block.ranks >> from << from & u64::MAX >> (63 - to))
    }
}

impl Iterator for Ranks {
    type Item = u32;

    #[inline(always)]
    fn next(&mut self) -> Option<u32> {
        let rank = self.0.trailing_zeros();
        self.0 &= self.0.wrapping_sub(1);
        (rank < 64).then_some(rank)
    }
}

impl DoubleEndedIterator for Ranks {
    #[inline(always)]
    fn next_back(&mut self) -> Option<u32> {
        let rank = 63u32.checked_sub(self.0.leading_zeros())?;
        self.0 ^= 1 << rank;
        Some(rank)
    }
}

/// Blocks that have nothing more, one after another.
pub(super) struct Empty {
    table: usize,
    blocks: u32,
    /// Bits of theirs, for levels that were sent before.
    waiting: Vec<bool>,
}

impl Empty {
    pub(super) fn new(component: usize) -> Self {
        Self {
            table: usize::from(component > 0),
            blocks: 0,
            waiting: Vec::new(),
        }
    }

    /// One more.
    pub(super) fn add(&mut self, output: &mut impl Output) {
        self.blocks += 1;
        if self.blocks == MAX_EMPTY || self.waiting.len() > MAX_WAITING {
            self.end(output);
        }
    }

    /// Sends how many there are, if there are any, and their bits.
    pub(super) fn end(&mut self, output: &mut impl Output) {
        if self.blocks == 0 {
            return;
        }
        let count = self.blocks.ilog2();
        let rest = self.blocks - (1 << count);
        output.symbol(self.table, (count << 4) as u8, rest, count);
        self.blocks = 0;
        send(&mut self.waiting, output);
    }
}

fn send(waiting: &mut Vec<bool>, output: &mut impl Output) {
    for bit in waiting.drain(..) {
        output.bits(bit.into(), 1);
    }
}
