//! What the samples of a raster are.

/// What the samples are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Model {
    /// One plane; with alpha, two samples per pixel.
    Gray,
    /// One plane of three samples per pixel: red, green and blue; with alpha, four.
    Rgb,
    /// A plane for each of luma and the two chromas, and one for alpha.
    YCbCr(YCbCr),
}

/// How luma and chroma are made of red, green and blue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct YCbCr {
    /// Which coefficients.
    pub matrix: Matrix,
    /// Whether the samples have all values that their depth allows; otherwise, at 8 bits, luma has 16 to 235 and chroma 16
    /// to 240.
    pub full_range: bool,
    /// How many pixels a chroma sample is for.
    pub subsampling: Subsampling,
    /// Where chroma samples are.
    pub siting: Siting,
}

impl YCbCr {
    /// As JPEG files have it (T.871), and most AVIF files of still pictures.
    #[must_use]
    pub fn jfif(subsampling: Subsampling) -> Self {
        Self {
            matrix: Matrix::Bt601,
            full_range: true,
            subsampling,
            siting: Siting {
                between_columns: true,
                between_rows: true,
            },
        }
    }
}

/// Coefficients of ITU-T H.273, table 4, of which each has its code point there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Matrix {
    /// BT.709: code point 1.
    Bt709,
    /// FCC's: code point 4.
    Fcc,
    /// BT.601: code points 5 and 6.
    Bt601,
    /// SMPTE ST 240: code point 7.
    Smpte240,
    /// BT.2020, non-constant luminance: code point 9.
    Bt2020,
}

impl Matrix {
    /// That of a code point. `None` for those that a raster cannot have: identity is RGB, and the others are converted to it
    /// by the codec.
    #[must_use]
    pub fn of_code_point(code: u8) -> Option<Self> {
        Some(match code {
            1 => Self::Bt709,
            4 => Self::Fcc,
            5 | 6 => Self::Bt601,
            7 => Self::Smpte240,
            9 => Self::Bt2020,
            _ => return None,
        })
    }

    /// Its code point; 6 for BT.601.
    #[must_use]
    pub fn code_point(self) -> u8 {
        match self {
            Self::Bt709 => 1,
            Self::Fcc => 4,
            Self::Bt601 => 6,
            Self::Smpte240 => 7,
            Self::Bt2020 => 9,
        }
    }

    /// The shares of red and of blue in luma, K_R and K_B.
    #[must_use]
    pub fn shares(self) -> (f32, f32) {
        match self {
            Self::Bt709 => (0.2126, 0.0722),
            Self::Fcc => (0.30, 0.11),
            Self::Bt601 => (0.299, 0.114),
            Self::Smpte240 => (0.212, 0.087),
            Self::Bt2020 => (0.2627, 0.0593),
        }
    }
}

/// How many pixels a chroma sample is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subsampling {
    /// One: 4:4:4.
    None,
    /// Two beside each other: 4:2:2.
    Columns,
    /// Two by two: 4:2:0.
    Both,
}

impl Subsampling {
    /// Columns of pixels for one of chroma.
    #[must_use]
    pub fn across(self) -> u32 {
        match self {
            Self::None => 1,
            Self::Columns | Self::Both => 2,
        }
    }

    /// Rows of pixels for one of chroma.
    #[must_use]
    pub fn down(self) -> u32 {
        match self {
            Self::None | Self::Columns => 1,
            Self::Both => 2,
        }
    }
}

/// Where chroma samples are, along a side on which they are for two pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Siting {
    /// Between two columns; otherwise on the left one.
    pub between_columns: bool,
    /// Between two rows; otherwise on the upper one.
    pub between_rows: bool,
}
