//! What is read and written, in words.

use crate::contract::FormatSupport;

/// What is read and written.
pub fn formats() -> Vec<FormatSupport> {
    todo!()
}
