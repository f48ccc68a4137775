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
    /// It is a thumbnail that the file has, of this width and height, which shows the whole picture. There is one at most.
    Thumbnail(u32, u32),
}

impl Reduction {
    /// That of the two bytes which stand for it.
    pub(crate) fn of([kind, number]: [u8; 2]) -> Option<Self> {
        match (kind, number) {
            (0, 0) => Some(Self::None),
            (1, 2..=4) => Some(Self::Transform(number)),
            (2, 2..=64) => Some(Self::Mean(number)),
            // Its size is in a block.
            (3, 0) => Some(Self::Thumbnail(0, 0)),
            _ => None,
        }
    }

    pub(crate) fn bytes(self) -> [u8; 2] {
        match self {
            Self::None => [0, 0],
            Self::Transform(eighths) => [1, eighths],
            Self::Mean(pixels) => [2, pixels],
            Self::Thumbnail(..) => [3, 0],
        }
    }

    /// Width and height of the rendition, in pixels, of a picture of these.
    #[must_use]
    pub fn size(self, width: u32, height: u32) -> (u32, u32) {
        let each = |side: &dyn Fn(u32) -> u32| (side(width), side(height));
        match self {
            Self::None => (width, height),
            Self::Transform(eighths) => {
                each(&|side| (u64::from(side) * u64::from(eighths)).div_ceil(8) as u32)
            }
            Self::Mean(pixels) => each(&|side| side.div_ceil(u32::from(pixels))),
            Self::Thumbnail(width, height) => (width, height),
        }
    }
}
