//! ThumbHash.

use crate::picture::Picture;

/// To be written.
pub(crate) fn encode(_picture: &Picture) -> Vec<u8> {
    todo!()
}
