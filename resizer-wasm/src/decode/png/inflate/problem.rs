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
    /// A clause such as "its data do not begin as packed data do".
    pub(in crate::decode::png) fn clause(self) -> &'static str {
        match self {
            Self::Header => "its data do not begin as packed data do",
            Self::BlockKind => "its packed data have a block of a kind that there is not",
            Self::StoredLength => "its packed data contradict themselves in the length of a block",
            Self::Codes => "its packed data have a block with impossible codes",
            Self::Symbol => "its packed data have a code that there is not",
            Self::Distance => "its packed data refer to what comes before the picture",
        }
    }
}
