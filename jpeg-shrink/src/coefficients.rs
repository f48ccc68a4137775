//! The coefficients of a block.

/// In natural order, not yet multiplied by their quantisers.
pub(crate) type Block = [i16; 64];
