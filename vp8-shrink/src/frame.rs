//! The frame, decoded a row of macroblocks at a time. Two rows are kept: filtering a row changes the lowest samples of
//! the one above it.

use crate::coefficients::Coefficients;
use crate::drawing::Statistics;
use crate::edges::{Bottom, Edges};
use crate::error::{Error, filled};
use crate::filter::{self, Strength};
use crate::header::{Header, Partitions};
use crate::modes::{Luma, ModeRow};
use crate::predict::reconstruct;
use crate::tile::Tile;
use crate::tokens::{self, Filled};

/// Luma rows of a macroblock whose final values are not known before the macroblock below is filtered, with those that
/// they share chroma with, rounded up to what all scales divide.
pub(crate) const UNSETTLED_ROWS: usize = 8;

/// The entropy-coded part: modes and coefficients of one macroblock after the other.
#[derive(Debug, Clone)]
pub(crate) struct Parser<'a> {
    pub(crate) header: Header,
    partitions: Partitions<'a>,
    modes: ModeRow,
    above: Vec<Filled>,
    left: Filled,
    /// Rows that were begun.
    row: usize,
}

impl<'a> Parser<'a> {
    pub(crate) fn new(header: Header, partitions: Partitions<'a>) -> Result<Self, Error> {
        let columns = header.width.div_ceil(16);
        Ok(Self {
            modes: ModeRow::new(columns)?,
            above: filled([0; 9], columns)?,
            left: [0; 9],
            row: 0,
            header,
            partitions,
        })
    }

    pub(crate) fn columns(&self) -> usize {
        self.header.width.div_ceil(16)
    }

    pub(crate) fn rows(&self) -> usize {
        self.header.height.div_ceil(16)
    }

    fn start_row(&mut self) {
        self.modes.read(&mut self.partitions.modes, &self.header);
        self.left = [0; 9];
        self.row += 1;
    }

    /// The partition of the row that was begun.
    fn partition(&self) -> usize {
        (self.row - 1) % self.partitions.tokens.len()
    }

    /// Reads the coefficients of the macroblock in column `x`.
    #[inline(always)]
    fn read(&mut self, x: usize, coefficients: &mut Coefficients) {
        let partition = self.partition();
        let modes = &self.modes.modes[x];
        let has_averages = matches!(modes.luma, Luma::Whole(_));
        if modes.empty {
            tokens::pass(has_averages, &mut self.above[x], &mut self.left);
            return;
        }
        tokens::read(
            &mut self.partitions.tokens[partition],
            &self.header.probabilities,
            &self.header.quantizers[usize::from(modes.segment & 3)],
            has_averages,
            (&mut self.above[x], &mut self.left),
            coefficients,
        );
    }

    /// Whether the row that was begun took more than there is.
    fn is_beyond_end(&self) -> bool {
        let tokens = &self.partitions.tokens[self.partition()];
        self.partitions.modes.is_beyond_end() || tokens.is_beyond_end()
    }

    /// Where data is missing, the first row that depends on it; the number of rows where none does. Reads all that is
    /// there, twice: with zeros and with ones in place of what is missing. Of all that could stand there these lead to
    /// the smallest and the largest number that decisions are made by; so what is decided equally is certain.
    pub(crate) fn first_lost_row(&self) -> Option<usize> {
        let (mut zeros, mut ones) = (self.clone(), self.clone());
        let partitions = &mut ones.partitions;
        for bits in [&mut partitions.modes]
            .into_iter()
            .chain(&mut partitions.tokens)
        {
            *bits = bits.padded_with_ones();
        }
        let mut lost = None;
        let mut is_cut_off = false;
        let (mut found, mut other) = (Coefficients::new(), Coefficients::new());
        for row in 0..self.rows() {
            zeros.start_row();
            ones.start_row();
            for x in 0..self.columns() {
                zeros.read(x, &mut found);
                ones.read(x, &mut other);
                if zeros.modes.modes[x] != ones.modes.modes[x] || found != other {
                    lost = lost.or(Some(row));
                }
                found.clear();
                other.clear();
            }
            // Encoders may leave zeros away: what is decided by them is no damage as long as there is enough else.
            is_cut_off |= zeros.is_beyond_end();
            if is_cut_off && lost.is_some() {
                return lost;
            }
        }
        is_cut_off.then_some(self.rows())
    }
}

/// The decoded samples, of two rows of macroblocks.
#[derive(Debug, Clone)]
pub(crate) struct Frame<'a> {
    pub(crate) parser: Parser<'a>,
    /// Those of even and those of odd number.
    tiles: [Vec<Tile>; 2],
    bottoms: Vec<Bottom>,
    strengths: Vec<Strength>,
    coefficients: Box<Coefficients>,
    /// Of the rows so far.
    pub(crate) statistics: Statistics,
}

impl<'a> Frame<'a> {
    pub(crate) fn new(parser: Parser<'a>) -> Result<Self, Error> {
        let columns = parser.columns();
        let blank = Tile {
            luma: [[0; 16]; 16],
            chroma: [[0; 16]; 8],
        };
        let none = Strength {
            limits: None,
            inside: false,
        };
        Ok(Self {
            tiles: [filled(blank, columns)?, filled(blank, columns)?],
            bottoms: filled(Bottom::OUTSIDE, columns)?,
            strengths: filled(none, columns)?,
            coefficients: Box::new(Coefficients::new()),
            statistics: Statistics::new(columns, parser.rows()),
            parser,
        })
    }

    /// Rows of luma that no longer change, and whose chroma and that next to it does not either.
    pub(crate) fn settled(&self) -> usize {
        if self.parser.row == self.parser.rows() {
            self.parser.header.height
        } else {
            (16 * self.parser.row).saturating_sub(UNSETTLED_ROWS)
        }
    }

    /// Decodes the next row. There must be one.
    ///
    /// # Errors
    /// `false` where it took more data than there is, and its samples are made up.
    pub(crate) fn decode_row(&mut self) -> bool {
        self.parser.start_row();
        let row = self.parser.row - 1;
        let [even, odd] = &mut self.tiles;
        let (tiles, above) = if row.is_multiple_of(2) {
            (even, odd)
        } else {
            (odd, even)
        };
        let mut edges = Edges::start(row > 0);
        let coefficients = &mut *self.coefficients;
        for (x, (tile, strength)) in tiles.iter_mut().zip(&mut self.strengths).enumerate() {
            self.parser.read(x, coefficients);
            let modes = &self.parser.modes.modes[x];
            if row > 0 {
                edges.enter(&self.bottoms[x], self.bottoms.get(x + 1));
            }
            reconstruct(modes, &edges, coefficients, tile);
            edges.leave(tile);
            self.bottoms[x] = Bottom::of(tile);
            let in_squares = matches!(modes.luma, Luma::Squares(_));
            let limits = &self.parser.header.limits[usize::from(modes.segment & 3)];
            *strength = Strength {
                limits: limits[usize::from(in_squares)],
                inside: in_squares || !coefficients.is_empty(),
            };
            coefficients.clear();
        }
        filter::filter_row(
            (row > 0).then_some(above),
            tiles,
            &self.strengths,
            self.parser.header.simple_filter,
        );
        self.statistics.add_row(row, tiles);
        !self.parser.is_beyond_end()
    }

    fn tiles(&self, row: usize) -> &[Tile] {
        &self.tiles[row % 2]
    }

    /// Row `y` of luma, in pieces of 16 samples. It must be in one of the two rows that are there.
    pub(crate) fn luma(&self, y: usize) -> impl Iterator<Item = &[u8; 16]> {
        self.tiles(y / 16)
            .iter()
            .map(move |tile| &tile.luma[y % 16])
    }

    /// Row `y` of chroma, in pieces of 8 samples of blue and 8 of red.
    pub(crate) fn chroma(&self, y: usize) -> impl Iterator<Item = &[u8; 16]> {
        self.tiles(y / 8)
            .iter()
            .map(move |tile| &tile.chroma[y % 8])
    }
}
