//! The kinds of blocks, which hold what comes along.

pub(crate) const ICC: u8 = 1;
pub(crate) const CICP: u8 = 2;
pub(crate) const EXIF: u8 = 3;
pub(crate) const XMP: u8 = 4;
/// Any number of them; of the others there is one at most.
pub(crate) const WARNING: u8 = 5;
pub(crate) const BRIGHTEST: u8 = 6;
/// Width and height of the thumbnail among the renditions.
pub(crate) const THUMBNAIL: u8 = 7;
/// Without contents: the source has a C2PA manifest.
pub(crate) const C2PA: u8 = 8;

/// Bytes of a block before its contents: its kind, and their length.
pub(crate) const BLOCK_HEAD: usize = 5;
