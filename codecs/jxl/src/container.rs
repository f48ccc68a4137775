//! What comes along in the container.

use std::borrow::Cow;

use raster::Metadata;

/// EXIF and XMP, whether there is a C2PA manifest, and a warning where the former are compressed.
pub(crate) fn metadata(image: &[u8]) -> Metadata<'_> {
    let found = jxl_head::metadata(image);
    let warnings = match found.has_compressed {
        true => vec![Cow::Borrowed(
            "EXIF or XMP is compressed in this JPEG XL file (brob), and is not read",
        )],
        false => Vec::new(),
    };
    Metadata {
        exif: found.exif.map(Cow::Borrowed),
        xmp: found.xmp.map(Cow::Borrowed),
        has_c2pa: found.has_c2pa,
        warnings,
        ..Metadata::default()
    }
}
