//! The configuration of a decoder: `av1C` (AV1 Codec ISO Media File Format Binding, clause 2.3) and `hvcC` (14496-15,
//! clause 8.3.2).

use crate::error::{Error, malformed, unsupported};

/// How the image is coded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Coding {
    /// AV1: items of the kind `av01`.
    Av1,
    /// HEVC: items of the kind `hvc1`.
    Hevc,
}

/// What planes there are, and how large chroma is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Chroma {
    /// Luma only.
    Monochrome,
    /// 4:2:0: half as many columns and rows.
    Yuv420,
    /// 4:2:2: half as many columns.
    Yuv422,
    /// 4:4:4. With the matrix 0 of H.273, the planes are green, blue and red.
    Yuv444,
}

/// What a decoder is to know before the data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Configuration<'a> {
    /// Which decoder.
    pub coding: Coding,
    /// Bits of a sample of luma.
    pub depth: u8,
    /// Which planes.
    pub chroma: Chroma,
    /// The contents of the `av1C` or `hvcC` box.
    pub bytes: &'a [u8],
}

/// Bytes of an `hvcC` before its parameter sets.
const HVCC_BYTES: usize = 23;

impl<'a> Configuration<'a> {
    pub(crate) fn av1(bytes: &'a [u8]) -> Result<Self, Error> {
        let &[first, _, flags, _, ..] = bytes else {
            return Err(malformed("its av1C box ends too early"));
        };
        // A marker bit and version 1.
        if first != 0x81 {
            return Err(unsupported(format!("an av1C box of version {first:#04x}")));
        }
        let is_set = |bit: u8| flags >> bit & 1 == 1;
        let depth = match (is_set(6), is_set(5)) {
            (false, _) => 8,
            (true, false) => 10,
            (true, true) => 12,
        };
        let chroma = match (is_set(4), is_set(3), is_set(2)) {
            (true, ..) => Chroma::Monochrome,
            (false, true, true) => Chroma::Yuv420,
            (false, true, false) => Chroma::Yuv422,
            (false, false, _) => Chroma::Yuv444,
        };
        Ok(Self {
            coding: Coding::Av1,
            depth,
            chroma,
            bytes,
        })
    }

    pub(crate) fn hevc(bytes: &'a [u8]) -> Result<Self, Error> {
        if bytes.len() < HVCC_BYTES {
            return Err(malformed("its hvcC box ends too early"));
        }
        if bytes[0] != 1 {
            return Err(unsupported(format!("an hvcC box of version {}", bytes[0])));
        }
        let chroma = match bytes[16] & 3 {
            0 => Chroma::Monochrome,
            1 => Chroma::Yuv420,
            2 => Chroma::Yuv422,
            _ => Chroma::Yuv444,
        };
        Ok(Self {
            coding: Coding::Hevc,
            depth: 8 + (bytes[17] & 7),
            chroma,
            bytes,
        })
    }
}
