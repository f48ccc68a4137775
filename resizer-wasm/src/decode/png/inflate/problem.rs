//! What is wrong with a stream.

/// What is wrong with a stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::decode::png) enum Problem {
    /// The head of a zlib stream.
    Header,
    BlockKind,
    /// Of a block that is not packed.
    StoredLength,
    /// The lengths of a block's codes.
    Codes,
    /// Bits that no code begins with.
    Symbol,
    /// Beyond the beginning.
    Distance,
}

impl Problem {
    /// A clause such as "its compressed data have no valid zlib header".
    pub(in crate::decode::png) fn clause(self) -> &'static str {
        match self {
            Self::Header => "its compressed data have no valid zlib header",
            Self::BlockKind => "its compressed data have a block of the reserved type",
            Self::StoredLength => {
                "its compressed data have a stored block whose length and its complement differ"
            }
            Self::Codes => "its compressed data have a block with invalid code lengths",
            Self::Symbol => "its compressed data use an undefined Huffman code",
            Self::Distance => "its compressed data have a back-reference to before the first byte",
        }
    }
}
