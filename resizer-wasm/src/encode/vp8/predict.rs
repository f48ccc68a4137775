//! Prediction from neighbours, RFC 6386, section 12.

/// How a square of 16 x 16 (luma) or 8 x 8 (chroma) is predicted. The numbers are those of the trees.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    Dc,
    Vertical,
    Horizontal,
    TrueMotion,
}

pub(super) const MODES: [Mode; 4] = [Mode::Dc, Mode::Vertical, Mode::Horizontal, Mode::TrueMotion];

/// How a square of 4 x 4 is predicted, in the order of section 11.2.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SubMode {
    Dc,
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

pub(super) const SUB_MODES: [SubMode; 10] = [
    SubMode::Dc,
    SubMode::TrueMotion,
    SubMode::Vertical,
    SubMode::Horizontal,
    SubMode::LeftDown,
    SubMode::RightDown,
    SubMode::VerticalRight,
    SubMode::VerticalLeft,
    SubMode::HorizontalDown,
    SubMode::HorizontalUp,
];

impl Mode {
    /// What the neighbours of such a square take its 4 x 4 squares for.
    pub(super) fn as_sub_mode(self) -> SubMode {
        match self {
            Self::Dc => SubMode::Dc,
            Self::Vertical => SubMode::Vertical,
            Self::Horizontal => SubMode::Horizontal,
            Self::TrueMotion => SubMode::TrueMotion,
        }
    }
}

/// What lies around a square of `N` x `N`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Edges<const N: usize> {
    pub(super) above: [u8; N],
    pub(super) left: [u8; N],
    pub(super) corner: u8,
    pub(super) has_above: bool,
    pub(super) has_left: bool,
}

impl<const N: usize> Edges<N> {
    /// Fills `out`, rows of `N` samples.
    pub(super) fn predict(&self, mode: Mode, out: &mut [u8]) {
        let rows = out.chunks_exact_mut(N);
        match mode {
            Mode::Dc => out.fill(self.average()),
            Mode::Vertical => rows.for_each(|row| row.copy_from_slice(&self.above)),
            Mode::Horizontal => rows.zip(self.left).for_each(|(row, left)| row.fill(left)),
            Mode::TrueMotion => rows.zip(self.left).for_each(|(row, left)| {
                let offset = i16::from(left) - i16::from(self.corner);
                for (out, above) in row.iter_mut().zip(self.above) {
                    *out = (i16::from(above) + offset).clamp(0, 255) as u8;
                }
            }),
        }
    }

    /// Of the sides that are inside the picture.
    fn average(&self) -> u8 {
        let sum = |side: &[u8; N]| side.iter().map(|sample| u32::from(*sample)).sum::<u32>();
        let count = N as u32;
        let average = match (self.has_above, self.has_left) {
            (true, true) => (sum(&self.above) + sum(&self.left) + count) / (2 * count),
            (true, false) => (sum(&self.above) + count / 2) / count,
            (false, true) => (sum(&self.left) + count / 2) / count,
            (false, false) => 128,
        };
        average as u8
    }
}

/// What lies around a square of 4 x 4, from the lower left over the corner, which is the fifth, to the upper right.
pub(super) type SubEdges = [u8; 13];

/// The prediction as rows of 4 samples.
pub(super) fn predict_sub_block(mode: SubMode, edges: &SubEdges) -> [u8; 16] {
    let e = edges.map(u32::from);
    let two = |i: usize| ((e[i] + e[i + 1] + 1) >> 1) as u8;
    // Around `i`.
    let three = |i: usize| ((e[i - 1] + 2 * e[i] + e[i + 1] + 2) >> 2) as u8;
    let last_above = ((e[11] + 3 * e[12] + 2) >> 2) as u8;
    let last_left = ((e[1] + 3 * e[0] + 2) >> 2) as u8;
    let mut out = [0; 16];
    let mut set = |places: &[usize], value: u8| {
        for place in places {
            out[*place] = value;
        }
    };
    match mode {
        SubMode::Dc => {
            let sum: u32 = e[..4].iter().chain(&e[5..9]).sum();
            out = [((sum + 4) >> 3) as u8; 16];
        }
        SubMode::TrueMotion => {
            for (place, out) in out.iter_mut().enumerate() {
                let (left, above) = (e[3 - place / 4] as i32, e[5 + place % 4] as i32);
                *out = (left + above - e[4] as i32).clamp(0, 255) as u8;
            }
        }
        SubMode::Vertical => {
            for (place, out) in out.iter_mut().enumerate() {
                *out = three(5 + place % 4);
            }
        }
        SubMode::Horizontal => {
            let rows = [three(3), three(2), three(1), last_left];
            out = std::array::from_fn(|place| rows[place / 4]);
        }
        SubMode::LeftDown => {
            for (place, out) in out.iter_mut().enumerate() {
                let along = place / 4 + place % 4;
                *out = if along == 6 {
                    last_above
                } else {
                    three(6 + along)
                };
            }
        }
        SubMode::RightDown => {
            for (place, out) in out.iter_mut().enumerate() {
                *out = three(4 + place % 4 - place / 4);
            }
        }
        SubMode::VerticalRight => {
            set(&[12], three(2));
            set(&[8], three(3));
            set(&[13, 4], three(4));
            set(&[9, 0], two(4));
            set(&[14, 5], three(5));
            set(&[10, 1], two(5));
            set(&[15, 6], three(6));
            set(&[11, 2], two(6));
            set(&[7], three(7));
            set(&[3], two(7));
        }
        SubMode::VerticalLeft => {
            set(&[0], two(5));
            set(&[4], three(6));
            set(&[8, 1], two(6));
            set(&[5, 12], three(7));
            set(&[9, 2], two(7));
            set(&[13, 6], three(8));
            set(&[10, 3], two(8));
            set(&[14, 7], three(9));
            set(&[11], three(10));
            set(&[15], three(11));
        }
        SubMode::HorizontalDown => {
            set(&[12], two(0));
            set(&[13], three(1));
            set(&[8, 14], two(1));
            set(&[9, 15], three(2));
            set(&[10, 4], two(2));
            set(&[11, 5], three(3));
            set(&[6, 0], two(3));
            set(&[7, 1], three(4));
            set(&[2], three(5));
            set(&[3], three(6));
        }
        SubMode::HorizontalUp => {
            set(&[0], two(2));
            set(&[1], three(2));
            set(&[2, 4], two(1));
            set(&[3, 5], three(1));
            set(&[6, 8], two(0));
            set(&[7, 9], last_left);
            set(&[10, 11, 12, 13, 14, 15], edges[0]);
        }
    }
    out
}
