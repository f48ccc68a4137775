//! Blocks of which nothing but the DC coefficients is wanted, many in one go.
//!
//! A look-up of a table passes over as many codes as it can. The loop goes on from block to block without loading bits anew;
//! the end of a block is its only branch that cannot be foretold, and what most look-ups do is next to nothing. What tables do
//! not know is left to functions that take one symbol at a time.

use crate::bits::Bits;
use crate::block::{long_difference, skip_symbol};
use crate::huffman::{Bad, Codes, LONGEST, skip, value, whole_symbols};

/// Bits of a look-up.
const BITS: u32 = 12;
/// Look-ups before bits are loaded again.
const STEPS: usize = 56 / LONGEST as usize;

/// Blocks of an MCU. The standard allows 10, clause B.2.3.
const TURNS: usize = 16;

/// Index 1, which comes after the DC coefficient, as a sum of [`skip`] entries.
const FIRST: u32 = 1 << skip::PLACES;
/// A sum with this ends a block.
const END: u32 = skip::END << skip::PLACES;
/// A sum with one of these is beyond the block, exactly at its end, or of bits that the table does not know.
const UNUSUAL: u32 = (64 | 128 | skip::UNKNOWN) << skip::PLACES;

/// Entries of [`skip`], with differences in the upper 16 bits.
type Table = [u32; 1 << BITS];

/// The tables of a component.
#[derive(Debug)]
struct Tables {
    /// For the begin of a block.
    begin: Table,
    /// For what comes after it.
    ac: Table,
}

/// The tables of each block of an MCU.
type Turns<'t> = [&'t Tables; TURNS];

/// Decodes the differences of the DC coefficients of whole MCUs, or of those blocks of an MCU that are one component's.
#[derive(Debug)]
pub(crate) struct Skimmer {
    /// Of those components that have codes of their own.
    tables: Vec<Tables>,
    /// Of DC and AC coefficients of each component, and which tables are made of them.
    codes: Vec<(Codes, Codes, usize)>,
    /// Which component each block of an MCU belongs to.
    components: Vec<usize>,
}

/// Where in a block, and in an MCU, skimming is.
#[derive(Clone, Copy)]
struct SkimState<'t> {
    turn: usize,
    tables: &'t Tables,
    /// The one of them that is next.
    table: &'t Table,
    /// Index of the next coefficient, below it bits that were shifted out and not counted yet, and above it the difference:
    /// the block's entries added up.
    sum: u32,
}

impl Skimmer {
    /// For MCUs with so many blocks of each of these components, one after the other, with codes for DC and AC
    /// coefficients. `None` where they are more than there is room for.
    pub(crate) fn new(components: Vec<(Codes, Codes, usize)>) -> Option<Self> {
        let count: usize = components.iter().map(|(_, _, blocks)| blocks).sum();
        if count > TURNS || count == 0 {
            return None;
        }
        let mut skimmer = Self {
            tables: Vec::new(),
            codes: Vec::new(),
            components: Vec::new(),
        };
        for (component, (dc, ac, blocks)) in components.into_iter().enumerate() {
            // Both chromas nearly always have the same codes.
            let same = skimmer.codes.iter().find(|(a, b, _)| *a == dc && *b == ac);
            let tables = match same {
                Some((_, _, tables)) => *tables,
                None => {
                    skimmer.tables.push(Tables {
                        begin: std::array::from_fn(|bits| begin_entry(&dc, &ac, bits as u32)),
                        ac: std::array::from_fn(|bits| rest_entry(&ac, bits as u32)),
                    });
                    skimmer.tables.len() - 1
                }
            };
            skimmer.codes.push((dc, ac, tables));
            skimmer
                .components
                .extend(std::iter::repeat_n(component, blocks));
        }
        Some(skimmer)
    }

    /// The tables of each block of an MCU.
    fn turns(&self) -> Turns<'_> {
        let mut turns = [&self.tables[0]; TURNS];
        for (turn, component) in turns.iter_mut().zip(&self.components) {
            *turn = &self.tables[self.codes[*component].2];
        }
        turns
    }

    /// Blocks of an MCU.
    pub(crate) fn blocks(&self) -> usize {
        self.components.len()
    }

    /// Decodes the differences of as many blocks as `out` has room for, which is whole MCUs. Where the data ends it comes
    /// back after each MCU. Returns how many blocks have been decoded.
    #[inline(never)]
    pub(crate) fn skim(&self, bits: &mut Bits<'_>, out: &mut [i16]) -> (usize, Result<(), Bad>) {
        let mut copy = *bits;
        let turns = self.turns();
        let mut place = SkimState::begin(&turns, 0);
        let mut block = 0;
        let mut out = out;
        let mut result = Ok(());
        'blocks: while block < out.len() {
            if !copy.fill_quickly() {
                copy.apart(Bits::fill);
                if copy.at_marker() {
                    let begun = !place.begins() || place.sum != FIRST;
                    let mcu = (block + usize::from(begun)).next_multiple_of(self.blocks());
                    let limit = out.len().min(mcu.max(self.blocks()));
                    out = &mut out[..limit];
                    if block == limit {
                        break;
                    }
                }
            }
            for _ in 0..STEPS {
                let entry = place.table[copy.peek::<BITS>()];
                let sum = place.sum.wrapping_add(entry);
                if sum & (UNUSUAL | END) == 0 {
                    copy.shift(entry & skip::LENGTH);
                    place.sum = sum;
                    place.table = &place.tables.ac;
                } else if sum & UNUSUAL == 0 {
                    copy.shift(entry & skip::LENGTH);
                    place = place.after(&turns, self.blocks());
                    place.sum |= sum & skip::LENGTH;
                    out[block] = difference(sum);
                    block += 1;
                    if block == out.len() {
                        break;
                    }
                } else {
                    copy.discount(place.take_bits());
                    match copy.apart(|bits| self.symbol(bits, &turns, place)) {
                        Ok((after, difference)) => {
                            place = after;
                            if let Some(difference) = difference {
                                out[block] = difference;
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
            }
            copy.discount(place.take_bits());
        }
        *bits = copy;
        (block, result)
    }

    /// Goes on by one symbol. Gives the block's difference if that was its last one.
    #[inline(never)]
    fn symbol<'t>(
        &self,
        bits: &mut Bits<'_>,
        turns: &Turns<'t>,
        place: SkimState<'t>,
    ) -> Result<(SkimState<'t>, Option<i16>), Bad> {
        let (dc, ac, _) = &self.codes[self.components[place.turn]];
        bits.fill();
        if place.begins() {
            let after = SkimState {
                table: &place.tables.ac,
                sum: FIRST | (long_difference(bits, dc)? as u32) << 16,
                ..place
            };
            return Ok((after, None));
        }
        let index = skip_symbol(bits, ac, (place.sum >> skip::PLACES & 63) as usize)?;
        if index < 64 {
            let sum = place.sum & 0xFFFF_0000 | (index as u32) << skip::PLACES;
            return Ok((SkimState { sum, ..place }, None));
        }
        let after = place.after(turns, self.blocks());
        Ok((after, Some(difference(place.sum))))
    }
}

impl<'t> SkimState<'t> {
    /// The begin of a block of an MCU.
    #[inline(always)]
    fn begin(turns: &Turns<'t>, turn: usize) -> Self {
        let tables = turns[turn % TURNS];
        Self {
            turn,
            tables,
            table: &tables.begin,
            sum: FIRST,
        }
    }

    /// The begin of the block after this one, in MCUs of so many blocks.
    #[inline(always)]
    fn after(self, turns: &Turns<'t>, blocks: usize) -> Self {
        let next = self.turn + 1;
        Self::begin(turns, if next == blocks { 0 } else { next })
    }

    /// Whether a block begins here.
    fn begins(&self) -> bool {
        std::ptr::eq(self.table, &self.tables.begin)
    }

    /// How many bits have been passed over since this was asked last.
    #[inline(always)]
    fn take_bits(&mut self) -> u32 {
        let bits = self.sum & skip::LENGTH;
        self.sum &= !skip::LENGTH;
        bits
    }
}

/// Of the block whose entries were added up to this.
#[inline(always)]
fn difference(sum: u32) -> i16 {
    (sum >> 16) as i16
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
