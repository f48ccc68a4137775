//! What the loops with vectors work on.

/// What a vector holds.
pub(super) type Lanes = [i16; 8];

/// Bits of fraction of a weight. At the border of an enlarged picture weights are greater than 1.
pub(super) const WEIGHT: u32 = 14;

/// Rows that are added up together: their sums are then loaded and stored once for all of them.
pub(super) const TOGETHER: usize = 4;

/// The weights of columns, for four outputs at a time and eight inputs at a time.
pub(super) struct Columns {
    /// How many outputs there are. The lists below go on to a multiple of four.
    pub(super) outputs: usize,
    /// The first input of each output.
    pub(super) starts: Vec<usize>,
    /// `groups` times eight weights for each output, zeros behind the last.
    pub(super) weights: Vec<Lanes>,
    pub(super) groups: usize,
}
