//! Colour: from whatever the file means to sRGB.

/// What the colour chunks of a PNG say (PNG specification, third edition, clause 11.3.2). A profile (iCCP) is kept
/// apart from this.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct PngColor {
    /// sRGB: the others, but cICP, do not count.
    pub(crate) srgb: bool,
    /// gAMA: the exponent times 100 000; 45 455 is that of sRGB.
    pub(crate) gamma: Option<u32>,
    /// cHRM: x and y of white, red, green and blue, times 100 000.
    pub(crate) chromaticities: Option<[u32; 8]>,
    /// cICP: colour primaries, transfer function, matrix, full range (ITU-T H.273).
    pub(crate) cicp: Option<[u8; 4]>,
}
