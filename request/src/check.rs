//! What a request must not ask for although each of its fields is right, found before any image is looked at.

use crate::{Encoding, RequestError, Target};

/// Checks options that contradict each other.
///
/// # Errors
/// Naming the first, and what to do.
pub(crate) fn combinations(target: &Target) -> Result<(), RequestError> {
    let refused = |field, message| Err(RequestError::Combination { field, message });
    if target.scale.is_some() && (target.width.is_some() || target.height.is_some()) {
        return refused(
            "scale",
            "scale stands for width and height, and one of these is set; leave one of them out",
        );
    }
    if target.max_bytes == Some(0) {
        return refused("max-bytes", "max-bytes is 0; expected at least 1");
    }
    let is_lossless = target.lossless == Some(true);
    let has_palette = target.palette == Some(true);
    match target.format {
        Some(Encoding::Webp) if is_lossless && target.quality.is_some() => {
            return refused(
                "quality",
                "quality is for lossy files, and lossless is set; leave one of them out",
            );
        }
        Some(Encoding::Webp) if is_lossless && target.effort.is_some() => {
            return refused(
                "effort",
                "the effort of a webp is for lossy files, and lossless is set; leave one of them out",
            );
        }
        Some(Encoding::Png) if !has_palette && target.colors.is_some() => {
            return refused(
                "colors",
                "colors is for a palette, which a png has only where asked; set palette as well",
            );
        }
        Some(Encoding::Png) if !has_palette && target.dither.is_some() => {
            return refused(
                "dither",
                "dither is for a palette, which a png has only where asked; set palette as well",
            );
        }
        _ => {}
    }
    if has_palette && target.depth == Some(16) {
        return refused(
            "depth",
            "a palette has 8 bits, and depth is 16; leave one of them out",
        );
    }
    Ok(())
}
