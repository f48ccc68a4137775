//! A decoded picture, as a decoder has it.

use std::ops::Range;

/// A decoded picture, or some of its rows. It borrows what the decoder has, and is gone before the next one is decoded.
#[derive(Debug, Clone)]
pub struct Frame<'a> {
    /// Columns of luma.
    pub width: u32,
    /// Rows of luma of the whole picture.
    pub height: u32,
    /// Those that are here.
    pub rows: Range<u32>,
    /// Which renditions they are for.
    pub purpose: Purpose,
    /// Bits of a sample, 8 to 16.
    pub depth: u8,
    /// How many samples chroma has.
    pub chroma: Chroma,
    /// Luma, Cb and Cr; or luma alone. They begin with the first of the rows.
    pub planes: Vec<Plane<'a>>,
    /// What the coded bits say of colours.
    pub color: CodedColor,
}

/// Which renditions a picture is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// The one with every pixel.
    EveryPixel,
    /// Those that are means of pixels. What filters change that only smooth the decoded picture is not seen in these.
    Means,
    /// Both.
    Both,
    /// That of the thumbnail that the file has, and this is.
    Thumbnail,
}

/// One of the planes, from its first row on.
#[derive(Debug, Clone, Copy)]
pub struct Plane<'a> {
    /// Its samples. Those behind the last column of a row are not seen.
    pub samples: Samples<'a>,
    /// Samples from the beginning of a row to that of the next one.
    pub stride: usize,
}

/// Samples of one size.
#[derive(Debug, Clone, Copy)]
pub enum Samples<'a> {
    /// Of 8 bits.
    Eight(&'a [u8]),
    /// Of more, in the lower bits.
    Sixteen(&'a [u16]),
}

/// How many samples chroma has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Chroma {
    /// None: 4:0:0.
    None,
    /// One for two by two pixels: 4:2:0.
    Quarter,
    /// One for two pixels beside each other: 4:2:2.
    Half,
    /// One for each pixel: 4:4:4.
    Full,
}

impl Chroma {
    /// Columns of luma for one of chroma, 1 or 2.
    #[must_use]
    pub fn across(self) -> u32 {
        match self {
            Self::None | Self::Full => 1,
            Self::Quarter | Self::Half => 2,
        }
    }

    /// Rows of luma for one of chroma, 1 or 2.
    #[must_use]
    pub fn down(self) -> u32 {
        match self {
            Self::None | Self::Half | Self::Full => 1,
            Self::Quarter => 2,
        }
    }
}

/// What the coded bits say of colours. The file may say something else, which counts before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CodedColor {
    /// Code points of ITU-T H.273; 2 where they are not specified.
    pub points: ColorPoints,
    /// Where chroma samples are; `None` where it is not said.
    pub siting: Option<raster::Siting>,
}

/// Code points of ITU-T H.273.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ColorPoints {
    /// Colour primaries (section 8.1).
    pub primaries: u8,
    /// Transfer characteristics (section 8.2).
    pub transfer: u8,
    /// Matrix coefficients (section 8.3).
    pub matrix: u8,
    /// Whether samples have all values that their depth allows.
    pub full_range: bool,
}
