//! How much smaller a picture is made.

/// How much smaller the decoded picture is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scale {
    /// Every pixel.
    Full,
    /// Half the width and height.
    Half,
    /// A quarter of the width and height.
    Quarter,
    /// An eighth of the width and height.
    Eighth,
}

impl Scale {
    /// All of them, the largest picture first.
    pub const ALL: [Self; 4] = [Self::Full, Self::Half, Self::Quarter, Self::Eighth];

    /// The scale of the smallest picture that is nowhere smaller than wanted; `Full` where even that is too small.
    /// All four in pixels.
    #[must_use]
    pub fn smallest_covering(
        width: u32,
        height: u32,
        wanted_width: u32,
        wanted_height: u32,
    ) -> Self {
        let covers = |scale: &&Self| {
            scale.side(width) >= wanted_width && scale.side(height) >= wanted_height
        };
        *Self::ALL.iter().rev().find(covers).unwrap_or(&Self::Full)
    }

    /// What a side is divided by: 1, 2, 4 or 8.
    #[must_use]
    pub fn divisor(self) -> u32 {
        match self {
            Self::Full => 1,
            Self::Half => 2,
            Self::Quarter => 4,
            Self::Eighth => 8,
        }
    }

    /// A side in pixels after scaling, rounded up.
    #[must_use]
    pub fn side(self, side: u32) -> u32 {
        side.div_ceil(self.divisor())
    }
}
