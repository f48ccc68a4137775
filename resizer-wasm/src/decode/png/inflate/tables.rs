//! The codes of a block, as tables.

use super::huffman::Table;

const LITERAL_BITS: u32 = 12;
const DISTANCE_BITS: u32 = 10;

/// The code of literals and lengths, and that of distances.
pub(super) struct Tables {
    pub(super) literals:
        Table<LITERAL_BITS, { (1 << LITERAL_BITS) + 144 * (1 << (15 - LITERAL_BITS)) }>,
    pub(super) distances:
        Table<DISTANCE_BITS, { (1 << DISTANCE_BITS) + 16 * (1 << (15 - DISTANCE_BITS)) }>,
}

impl Tables {
    /// Without any code.
    pub(super) fn new() -> Self {
        Self {
            literals: Table::new(),
            distances: Table::new(),
        }
    }
}
