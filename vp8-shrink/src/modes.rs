//! How macroblocks are predicted (RFC 6386, sections 8 and 11), row by row.

use crate::bits::{Bits, decide};
use crate::error::{Error, filled};
use crate::header::{Header, SegmentTree};
use crate::tables::SUB_MODES;

/// How a square of 16 x 16 (luma) or 8 x 8 (chroma) is predicted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Mode {
    #[default]
    Average,
    Vertical,
    Horizontal,
    TrueMotion,
}

/// How a square of 4 x 4 is predicted, in the order of section 11.2.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum SubMode {
    #[default]
    Average,
    TrueMotion,
    Vertical,
    Horizontal,
    LeftDown,
    RightDown,
    VerticalRight,
    VerticalLeft,
    HorizontalDown,
    HorizontalUp,
}

/// How the luma of a macroblock is predicted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Luma {
    Whole(Mode),
    /// Its 16 squares of 4 x 4, each in its own way.
    Squares([SubMode; 16]),
}

/// What is told about a macroblock besides its tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Modes {
    pub(crate) luma: Luma,
    pub(crate) chroma: Mode,
    /// 0 to 3.
    pub(crate) segment: u8,
    /// Whether it has no tokens.
    pub(crate) empty: bool,
}

/// The modes of a row of macroblocks, and what the next row's depend on.
#[derive(Debug, Clone)]
pub(crate) struct ModeRow {
    pub(crate) modes: Vec<Modes>,
    /// Of the lowest squares of each macroblock.
    above: Vec<[SubMode; 4]>,
}

impl ModeRow {
    pub(crate) fn new(columns: usize) -> Result<Self, Error> {
        let none = Modes {
            luma: Luma::Whole(Mode::Average),
            chroma: Mode::Average,
            segment: 0,
            empty: true,
        };
        Ok(Self {
            modes: filled(none, columns)?,
            above: filled([SubMode::Average; 4], columns)?,
        })
    }

    /// Reads the next row.
    pub(crate) fn read(&mut self, bits: &mut Bits<'_>, header: &Header) {
        let mut reader = *bits;
        let mut left = [SubMode::Average; 4];
        for (modes, above) in self.modes.iter_mut().zip(&mut self.above) {
            let segment = header
                .segment_tree
                .map_or(0, |tree| read_segment(&mut reader, tree));
            reader.fill();
            let empty = header
                .not_empty
                .is_some_and(|probability| reader.get(probability));
            *modes = Modes {
                segment,
                empty,
                luma: read_luma(&mut reader, above, &mut left),
                chroma: read_chroma(&mut reader),
            };
        }
        *bits = reader;
    }
}

/// Section 10.
fn read_segment(bits: &mut Bits<'_>, SegmentTree(probabilities): SegmentTree) -> u8 {
    bits.fill();
    if bits.get(probabilities[0]) {
        2 + u8::from(bits.get(probabilities[2]))
    } else {
        u8::from(bits.get(probabilities[1]))
    }
}

#[inline(always)]
fn read_luma(bits: &mut Bits<'_>, above: &mut [SubMode; 4], left: &mut [SubMode; 4]) -> Luma {
    bits.fill();
    if !bits.get(145) {
        let mut squares = [SubMode::Average; 16];
        for (row, left) in squares.as_chunks_mut::<4>().0.iter_mut().zip(left) {
            for (square, above) in row.iter_mut().zip(&mut *above) {
                *square = read_sub_mode(bits, *above, *left);
                *above = *square;
                *left = *square;
            }
        }
        return Luma::Squares(squares);
    }
    let (mode, as_sub_mode) = if bits.get(156) {
        if bits.get(128) {
            (Mode::TrueMotion, SubMode::TrueMotion)
        } else {
            (Mode::Horizontal, SubMode::Horizontal)
        }
    } else if bits.get(163) {
        (Mode::Vertical, SubMode::Vertical)
    } else {
        (Mode::Average, SubMode::Average)
    };
    *above = [as_sub_mode; 4];
    *left = [as_sub_mode; 4];
    Luma::Whole(mode)
}

#[inline(always)]
fn read_chroma(bits: &mut Bits<'_>) -> Mode {
    bits.fill();
    if !bits.get(142) {
        Mode::Average
    } else if !bits.get(114) {
        Mode::Vertical
    } else if bits.get(183) {
        Mode::TrueMotion
    } else {
        Mode::Horizontal
    }
}

/// The tree of section 11.2, with the probabilities of section 11.5.
#[inline(always)]
fn read_sub_mode(bits: &mut Bits<'_>, above: SubMode, left: SubMode) -> SubMode {
    let contexts = SUB_MODES.as_chunks::<9>().0;
    let p = &contexts[above as usize * 10 + left as usize];
    bits.fill();
    decide!(bits, p[0], {}, return SubMode::Average);
    decide!(bits, p[1], {}, return SubMode::TrueMotion);
    decide!(bits, p[2], {}, return SubMode::Vertical);
    bits.fill();
    decide!(bits, p[3], {}, {
        decide!(bits, p[4], {}, return SubMode::Horizontal);
        return decide!(bits, p[5], SubMode::VerticalRight, SubMode::RightDown);
    });
    decide!(bits, p[6], {}, return SubMode::LeftDown);
    decide!(bits, p[7], {}, return SubMode::VerticalLeft);
    decide!(bits, p[8], SubMode::HorizontalUp, SubMode::HorizontalDown)
}
