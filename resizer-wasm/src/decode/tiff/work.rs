//! The work that a file may ask for.

use crate::contract::{Error, ImageFormat};
use crate::error;

/// Work that is left (`wit/resize.wit`, `max-work`): pixels of JPEG files, and bytes that are copied. Strips may lie over one
/// another, so that there is more to copy than the file has.
pub(super) struct Work {
    pub(super) pixels: u64,
    pub(super) copies: u64,
}

impl Work {
    /// Takes the copying of so many bytes.
    pub(super) fn take_copies(&mut self, bytes: usize) -> Result<(), Error> {
        self.copies = self.copies.checked_sub(bytes as u64).ok_or_else(|| {
            error::too_much_work(
                ImageFormat::Tiff,
                "its strips or tiles lie over one another",
            )
        })?;
        Ok(())
    }
}
