//! What of a source's metadata goes into a result: nothing, unless it is asked for.

/// Metadata for a result, ready to be written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Kept {
    /// An ICC profile.
    pub(crate) icc: Option<Vec<u8>>,
    /// EXIF: a TIFF structure, without any prefix.
    pub(crate) exif: Option<Vec<u8>>,
    /// An XMP packet.
    pub(crate) xmp: Option<Vec<u8>>,
}
