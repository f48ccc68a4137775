//! Blocks of which nothing but the DC coefficients is wanted, many in one go.
//!
//! How many look-ups a block takes cannot be foretold, so a branch at the end of each block would cost more than the look-ups.
//! There is none: the same loop goes on from block to block, and selects the table for the next look-up. What tables do not
//! know is left to functions that take one symbol at a time.

use std::hint::select_unpredictable;

use crate::bits::Bits;
use crate::block::{long_difference, skip_symbol};
use crate::huffman::{Bad, Codes, LONGEST, skip, value, whole_symbols};

/// Bits of a look-up.
const BITS: u32 = 12;
/// Look-ups before bits are loaded again.
const STEPS: usize = 56 / LONGEST as usize;
/// Entries of a table.
const ENTRIES: usize = 1 << BITS;
/// Two tables for each component.
const TABLES: usize = 8;
/// Blocks of an MCU. The standard allows 10, clause B.2.3.
const TURNS: usize = 16;

/// Index 1, which comes after the DC coefficient, as a sum of [`skip`] entries.
const FIRST: u32 = 1 << skip::PLACES;
/// A sum with this ends a block.
const END: u32 = skip::END << skip::PLACES;
/// A sum with one of these is beyond the block, exactly at its end, or of bits that the table does not know.
const UNUSUAL: u32 = (64 | 128 | skip::UNKNOWN) << skip::PLACES;

/// A block of an MCU.
#[derive(Debug, Clone, Copy, Default)]
struct Turn {
    /// The first entry of the table for its AC coefficients.
    ac: u32,
    /// The first entry of the table with which the block after it begins.
    next_begin: u32,
    /// The place of the block after it.
    next: u32,
    /// Which component's it is.
    component: u32,
}

/// Decodes the differences of the DC coefficients of whole MCUs, or of those blocks of an MCU that are one component's.
#[derive(Debug)]
pub(crate) struct Skimmer {
    /// Entries of [`skip`], with differences in the upper 16 bits. For each component a table for the begin of a block,
    /// and one for AC coefficients.
    tables: Box<[u32; TABLES * ENTRIES]>,
    turns: [Turn; TURNS],
    /// How many of the turns there are.
    count: usize,
    /// Of DC and AC coefficients of each component.
    codes: Vec<(Codes, Codes)>,
}

/// Where in a block, and in an MCU, skimming is.
#[derive(Clone, Copy)]
struct Place {
    turn: u32,
    /// The first entry of the table that is next.
    base: u32,
    /// Index of the next coefficient, below it bits that were shifted out and not counted yet, and above it the difference:
    /// the block's entries added up.
    sum: u32,
}

impl Skimmer {
    /// For MCUs with so many blocks of each of these components, one after the other, with codes for DC and AC
    /// coefficients. `None` where they are more than there is room for.
    pub(crate) fn new(components: Vec<(Codes, Codes, usize)>) -> Option<Self> {
        let count: usize = components.iter().map(|(_, _, blocks)| blocks).sum();
        if components.len() * 2 > TABLES || count > TURNS || count == 0 {
            return None;
        }
        let mut tables = Box::new([0; TABLES * ENTRIES]);
        let mut turns = [Turn::default(); TURNS];
        let mut turn = 0;
        let parts = tables.chunks_exact_mut(2 * ENTRIES);
        for (component, ((dc, ac, blocks), part)) in components.iter().zip(parts).enumerate() {
            // Both chromas nearly always have the same codes.
            let same = |other: &(Codes, Codes, usize)| (&other.0, &other.1) == (dc, ac);
            let first = components.iter().position(same).unwrap_or(component);
            if first == component {
                let (begin, rest) = part.split_at_mut(ENTRIES);
                for (bits, (begin, rest)) in begin.iter_mut().zip(rest).enumerate() {
                    *begin = begin_entry(dc, ac, bits as u32);
                    *rest = rest_entry(ac, bits as u32);
                }
            }
            for at in &mut turns[turn..turn + blocks] {
                at.component = component as u32;
                at.ac = ((2 * first + 1) * ENTRIES) as u32;
            }
            turn += blocks;
        }
        for turn in 0..count {
            let next = (turn + 1) % count;
            turns[turn].next = next as u32;
            turns[turn].next_begin = turns[next].begin();
        }
        let codes = components.into_iter().map(|(dc, ac, _)| (dc, ac));
        Some(Self {
            tables,
            turns,
            count,
            codes: codes.collect(),
        })
    }

    /// Blocks of an MCU.
    pub(crate) fn blocks(&self) -> usize {
        self.count
    }

    /// Decodes the differences of as many blocks as `out` has room for, which is whole MCUs. Where the data ends it comes
    /// back after each MCU. Returns how many blocks have been decoded.
    #[inline(never)]
    pub(crate) fn skim(&self, bits: &mut Bits<'_>, out: &mut [i16]) -> (usize, Result<(), Bad>) {
        let mut copy = *bits;
        let mut place = Place {
            turn: 0,
            base: self.turns[0].begin(),
            sum: FIRST,
        };
        let mut block = 0;
        let mut out = out;
        let mut result = Ok(());
        'blocks: while block < out.len() {
            if !copy.fill_quickly() {
                copy.apart(Bits::fill);
                let begun = !is_begin(place.base) || place.sum != FIRST;
                if copy.at_marker() {
                    let mcu = (block + usize::from(begun)).next_multiple_of(self.count);
                    let limit = out.len().min(mcu.max(self.count));
                    out = &mut out[..limit];
                }
            }
            for _ in 0..STEPS {
                let Some(out) = out.get_mut(block) else {
                    break;
                };
                let index = place.base as usize + copy.peek::<BITS>();
                let entry = self.tables[index % (TABLES * ENTRIES)];
                let sum = place.sum.wrapping_add(entry);
                if sum & UNUSUAL != 0 {
                    copy.discount(place.sum & skip::LENGTH);
                    match copy.apart(|bits| self.symbol(bits, place)) {
                        Ok((after, difference)) => {
                            place = after;
                            if let Some(difference) = difference {
                                *out = difference;
                                block += 1;
                            }
                        }
                        Err(bad) => {
                            result = Err(bad);
                            break 'blocks;
                        }
                    }
                    continue 'blocks;
                }
                copy.shift(entry & skip::LENGTH);
                *out = difference(sum);
                let ended = sum & END != 0;
                let turn = self.turns[place.turn as usize % TURNS];
                place = Place {
                    turn: select_unpredictable(ended, turn.next, place.turn),
                    base: select_unpredictable(ended, turn.next_begin, turn.ac),
                    sum: select_unpredictable(ended, FIRST | sum & skip::LENGTH, sum),
                };
                block += usize::from(ended);
            }
            copy.discount(place.sum & skip::LENGTH);
            place.sum &= !skip::LENGTH;
        }
        *bits = copy;
        (block, result)
    }

    /// Goes on by one symbol. Gives the block's difference if that was its last one.
    #[inline(never)]
    fn symbol(&self, bits: &mut Bits<'_>, place: Place) -> Result<(Place, Option<i16>), Bad> {
        let turn = self.turns[place.turn as usize % TURNS];
        let (dc, ac) = &self.codes[turn.component as usize];
        bits.fill();
        if is_begin(place.base) {
            let after = Place {
                base: turn.ac,
                sum: FIRST | (long_difference(bits, dc)? as u32) << 16,
                ..place
            };
            return Ok((after, None));
        }
        let index = skip_symbol(bits, ac, (place.sum >> skip::PLACES & 63) as usize)?;
        if index < 64 {
            let sum = place.sum & 0xFFFF_0000 | (index as u32) << skip::PLACES;
            return Ok((Place { sum, ..place }, None));
        }
        let after = Place {
            turn: turn.next,
            base: turn.next_begin,
            sum: FIRST,
        };
        Ok((after, Some(difference(place.sum))))
    }
}

/// Of the block whose entries were added up to this.
#[inline(always)]
fn difference(sum: u32) -> i16 {
    (sum >> 16) as i16
}

impl Turn {
    /// The first entry of the table with which this block begins.
    fn begin(self) -> u32 {
        self.ac - ENTRIES as u32
    }
}

/// Whether the table that begins there is one for the begin of blocks.
fn is_begin(base: u32) -> bool {
    (base as usize / ENTRIES).is_multiple_of(2)
}

fn rest_entry(ac: &Codes, bits: u32) -> u32 {
    match whole_symbols::<BITS>(ac, bits, 0) {
        (0, _) => skip::UNKNOWN << skip::PLACES,
        (used, places) => used | places << skip::PLACES,
    }
}

fn begin_entry(dc: &Codes, ac: &Codes, bits: u32) -> u32 {
    match dc.find(bits << (16 - BITS)) {
        Some((size, length)) if length + size <= BITS => {
            let difference = value(bits, BITS - length - size, size);
            let (used, places) = whole_symbols::<BITS>(ac, bits, length + size);
            used | places << skip::PLACES | difference << 16
        }
        _ => skip::UNKNOWN << skip::PLACES,
    }
}
