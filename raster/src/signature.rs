//! What every raster has in common.

/// What a raster begins with.
pub const MAGIC: [u8; 8] = *b"\x89RASTER\n";

/// The version that is read and written.
pub const VERSION: u16 = 1;

/// The most renditions that a raster has.
pub const MAX_RENDITIONS: usize = 8;
