//! What is wrong with a text.

/// What cannot be read, and where.
#[derive(Debug)]
pub(crate) struct Mistake {
    /// Counted from 1.
    pub(crate) line: usize,
    /// Counted from 1.
    pub(crate) column: usize,
    pub(crate) message: String,
}
