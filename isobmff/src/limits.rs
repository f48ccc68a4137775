//! How much a file may have of anything that costs memory or time for each.

/// Boxes beside each other at the top of the file, and in `meta`. Files have about five; more would be a way to have a reader
/// ask for a longer beginning again and again.
pub(crate) const MAX_BOXES: usize = 256;

/// Items. A grid of [`MAX_TILES`] with alpha, and metadata.
pub const MAX_ITEMS: usize = 16_384;

/// Properties, which items share. Writers that give each tile its own size and configuration have two for each.
pub const MAX_PROPERTIES: usize = 8192;

/// References from item to item, each target counted: those of a grid of [`MAX_TILES`] with alpha, and metadata.
pub const MAX_REFERENCES: usize = 16_384;

/// Tiles of a grid. With tiles of 512 x 512 pixels, as phones have them, that is a gigapixel. The format allows 65,536.
pub const MAX_TILES: usize = 4096;

/// Extents of all coded data of the image: one for each tile of two grids, and some in pieces.
pub const MAX_EXTENTS: usize = 16_384;

/// Images that are derived from one other (`iden`), one from the next. Files have one at most.
pub(crate) const MAX_DERIVATIONS: usize = 8;
