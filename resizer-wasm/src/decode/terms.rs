//! What is asked of a decoder.

/// What holds for the whole file.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Terms {
    /// Whether damage that loses a part of the picture is accepted: the rest is filled.
    pub(crate) tolerant: bool,
    /// JPEG scans (the limit `max-scans`).
    pub(crate) max_scans: u32,
    /// Pixels times scans.
    pub(crate) max_work: u64,
}

/// What a result asks of the decoder.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Wish {
    /// Pixels of the file, along the side where they are fewer, for one of the result; 1 where the result is to be made
    /// of every pixel.
    pub(crate) source_pixels_per_output: f64,
    /// Whether chroma of half the width and height is all that is wanted.
    pub(crate) halves_chroma: bool,
    /// Whether it was found to be a drawing: every pixel is wanted.
    pub(crate) is_drawing: bool,
}
