//! What the head of a file says, as the contract tells it.

use crate::contract::{Error, ImageInfo};
use crate::{color, encode, head, orientation};

/// Says what the head of a file tells about the picture, without decoding it.
///
/// # Errors
/// `truncated`, with the length to ask with next, where `bytes` end inside the header; `unsupported-format` and
/// `malformed` as their names say.
pub fn probe(bytes: &[u8]) -> Result<ImageInfo, Error> {
    let head = head::read(bytes)?;
    let swaps = orientation::swaps_sides(head.orientation);
    let (width, height) = if swaps {
        (head.height, head.width)
    } else {
        (head.width, head.height)
    };
    Ok(ImageInfo {
        format: head.format,
        width,
        height,
        orientation: head.orientation.to_exif(),
        frames: head.frames,
        alpha: head.alpha,
        depth: head.depth,
        color_model: head.color_model,
        icc_profile: head.metadata.icc.as_deref().map(color::profile_name),
        progressive: head.progressive,
        working_memory: 0,
        auto_format: encode::auto_format(head.format, head.alpha),
    })
}
