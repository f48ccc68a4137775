//! How a macroblock is predicted, as it is written: RFC 6386, sections 11.2 to 11.4.

use vp8_shrink::tables;

use super::bool_writer::BoolWriter;
use super::predict::{Mode, SUB_MODES, SubMode};
use super::segments::Segments;
use super::tokens::Costs;

/// How luma is predicted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Luma {
    Whole(Mode),
    /// Its 16 squares of 4 x 4, each in its own way.
    Squares([SubMode; 16]),
}

impl Luma {
    /// The mode of a square, also where it has none of its own.
    pub(super) fn sub_mode(&self, square: usize) -> SubMode {
        match self {
            Self::Whole(mode) => mode.as_sub_mode(),
            Self::Squares(modes) => modes[square],
        }
    }
}

/// What is written of a macroblock besides its levels.
#[derive(Debug, Clone, Copy)]
pub(super) struct Modes {
    pub(super) luma: Luma,
    pub(super) chroma: Mode,
    /// Whether there are no levels at all.
    pub(super) empty: bool,
}

/// A decision with the probability of 0.
type Step = (bool, u8);

fn whole_path(mode: Mode) -> [Step; 3] {
    let first = (true, 145);
    match mode {
        Mode::Dc => [first, (false, 156), (false, 163)],
        Mode::Vertical => [first, (false, 156), (true, 163)],
        Mode::Horizontal => [first, (true, 156), (false, 128)],
        Mode::TrueMotion => [first, (true, 156), (true, 128)],
    }
}

const SQUARES: Step = (false, 145);

fn chroma_path(mode: Mode) -> &'static [Step] {
    match mode {
        Mode::Dc => &[(false, 142)],
        Mode::Vertical => &[(true, 142), (false, 114)],
        Mode::Horizontal => &[(true, 142), (true, 114), (false, 183)],
        Mode::TrueMotion => &[(true, 142), (true, 114), (true, 183)],
    }
}

/// The decisions to a mode, with the indices of their probabilities in the context.
fn sub_mode_path(mode: SubMode) -> &'static [(bool, usize)] {
    match mode {
        SubMode::Dc => &[(false, 0)],
        SubMode::TrueMotion => &[(true, 0), (false, 1)],
        SubMode::Vertical => &[(true, 0), (true, 1), (false, 2)],
        SubMode::Horizontal => &[(true, 0), (true, 1), (true, 2), (false, 3), (false, 4)],
        SubMode::RightDown => &[
            (true, 0),
            (true, 1),
            (true, 2),
            (false, 3),
            (true, 4),
            (false, 5),
        ],
        SubMode::VerticalRight => &[
            (true, 0),
            (true, 1),
            (true, 2),
            (false, 3),
            (true, 4),
            (true, 5),
        ],
        SubMode::LeftDown => &[(true, 0), (true, 1), (true, 2), (true, 3), (false, 6)],
        SubMode::VerticalLeft => &[
            (true, 0),
            (true, 1),
            (true, 2),
            (true, 3),
            (true, 6),
            (false, 7),
        ],
        SubMode::HorizontalDown => &[
            (true, 0),
            (true, 1),
            (true, 2),
            (true, 3),
            (true, 6),
            (true, 7),
            (false, 8),
        ],
        SubMode::HorizontalUp => &[
            (true, 0),
            (true, 1),
            (true, 2),
            (true, 3),
            (true, 6),
            (true, 7),
            (true, 8),
        ],
    }
}

fn sub_mode_probabilities(above: SubMode, left: SubMode) -> &'static [u8] {
    let start = (above as usize * 10 + left as usize) * 9;
    &tables::SUB_MODES[start..start + 9]
}

/// Writes the modes of all macroblocks. Above and to the left of the picture everything counts as predicted by
/// averages.
pub(super) fn write(
    macroblocks: &[Modes],
    segments: &Segments,
    columns: usize,
    not_empty: u8,
    writer: &mut BoolWriter,
) {
    let probabilities = segments.probabilities();
    for (index, modes) in macroblocks.iter().enumerate() {
        segments.write(index, probabilities, writer);
        writer.put(modes.empty, not_empty);
        match modes.luma {
            Luma::Whole(mode) => {
                for (bit, probability) in whole_path(mode) {
                    writer.put(bit, probability);
                }
            }
            Luma::Squares(squares) => {
                writer.put(SQUARES.0, SQUARES.1);
                let neighbour = |back: usize, exists: bool, square: usize| {
                    if exists {
                        macroblocks[index - back].luma.sub_mode(square)
                    } else {
                        SubMode::Dc
                    }
                };
                for (square, mode) in squares.iter().enumerate() {
                    let above = match square {
                        ..4 => neighbour(columns, index >= columns, square + 12),
                        _ => squares[square - 4],
                    };
                    let left = match square % 4 {
                        0 => neighbour(1, index % columns > 0, square + 3),
                        _ => squares[square - 1],
                    };
                    let probabilities = sub_mode_probabilities(above, left);
                    for (bit, at) in sub_mode_path(*mode) {
                        writer.put(*bit, probabilities[*at]);
                    }
                }
            }
        }
        for (bit, probability) in chroma_path(modes.chroma) {
            writer.put(*bit, *probability);
        }
    }
}

/// What modes cost, in 256ths of a bit.
pub(super) struct ModeCosts {
    whole: [u32; 4],
    pub(super) squares: u32,
    chroma: [u32; 4],
    /// By the mode above, the mode to the left and the mode.
    sub_modes: Vec<[u16; 10]>,
}

impl ModeCosts {
    pub(super) fn new(costs: &Costs) -> Self {
        let sum = |path: &[Step]| path.iter().map(|(bit, p)| costs.of(*bit, *p)).sum();
        let modes = super::predict::MODES;
        let mut sub_modes = Vec::with_capacity(100);
        for above in SUB_MODES {
            for left in SUB_MODES {
                let probabilities = sub_mode_probabilities(above, left);
                sub_modes.push(SUB_MODES.map(|mode| {
                    let path = sub_mode_path(mode).iter();
                    path.map(|(bit, at)| costs.of(*bit, probabilities[*at]) as u16)
                        .sum()
                }));
            }
        }
        Self {
            whole: modes.map(|mode| sum(&whole_path(mode))),
            squares: sum(&[SQUARES]),
            chroma: modes.map(|mode| sum(chroma_path(mode))),
            sub_modes,
        }
    }

    pub(super) fn whole(&self, mode: Mode) -> u32 {
        self.whole[mode as usize]
    }

    pub(super) fn chroma(&self, mode: Mode) -> u32 {
        self.chroma[mode as usize]
    }

    /// Of each mode between these neighbours.
    pub(super) fn sub_modes(&self, above: SubMode, left: SubMode) -> &[u16; 10] {
        &self.sub_modes[above as usize * 10 + left as usize]
    }
}
