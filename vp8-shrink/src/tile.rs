//! What is decoded at a time.

/// The samples of a macroblock.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Tile {
    pub(crate) luma: [[u8; 16]; 16],
    /// Of each row, 8 samples of blue and then 8 of red.
    pub(crate) chroma: [[u8; 16]; 8],
}
