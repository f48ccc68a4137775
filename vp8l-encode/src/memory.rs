//! Memory that is asked for, and may be refused.

use std::collections::TryReserveError;

/// Room for so many items.
pub(crate) fn reserve<T>(count: usize) -> Result<Vec<T>, TryReserveError> {
    let mut items = Vec::new();
    items.try_reserve_exact(count)?;
    Ok(items)
}

/// The same pixels once more.
pub(crate) fn copied(pixels: &[u32]) -> Result<Vec<u32>, TryReserveError> {
    let mut copy = reserve(pixels.len())?;
    copy.extend_from_slice(pixels);
    Ok(copy)
}
