//! What all compression methods have in common.

use crate::contract::{Error, ImageFormat};
use crate::error;

/// Of data that `method` did not write.
pub(super) fn damaged(method: &str) -> Error {
    error::malformed(
        ImageFormat::Tiff,
        &format!("a strip or tile is not valid {method} data"),
    )
}
