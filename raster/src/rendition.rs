//! The sizes in which a picture comes.

/// How the picture was made smaller, along each side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reduction {
    /// Not at all.
    None,
    /// The lowest frequencies of each block of 8 were transformed back, to so many pixels: 2, 3 or 4.
    Transform(u8),
    /// Each pixel is the mean of so many, 2 to 64; the last one may be that of fewer.
    Mean(u8),
}

impl Reduction {
    /// That of the two bytes which stand for it.
    pub(crate) fn of([kind, number]: [u8; 2]) -> Option<Self> {
        match (kind, number) {
            (0, 0) => Some(Self::None),
            (1, 2..=4) => Some(Self::Transform(number)),
            (2, 2..=64) => Some(Self::Mean(number)),
            _ => None,
        }
    }

    pub(crate) fn bytes(self) -> [u8; 2] {
        match self {
            Self::None => [0, 0],
            Self::Transform(eighths) => [1, eighths],
            Self::Mean(pixels) => [2, pixels],
        }
    }

    /// The side of the rendition, in pixels, where the picture has `side`.
    #[must_use]
    pub fn side(self, side: u32) -> u32 {
        match self {
            Self::None => side,
            Self::Transform(eighths) => (u64::from(side) * u64::from(eighths)).div_ceil(8) as u32,
            Self::Mean(pixels) => side.div_ceil(u32::from(pixels)),
        }
    }
}
