//! What comes along with an image.

use std::borrow::Cow;

use isobmff::{Extents, Image};
use raster::Metadata;

/// Bytes of the number that says how many bytes to skip before the TIFF structure (ISO/IEC 23008-12, section A.2.1).
const OFFSET_BYTES: usize = 4;

/// Profile, EXIF and XMP of the image, and whether there is a C2PA manifest. What cannot be read of the latter two costs no pixel: it is a warning.
pub(crate) fn of<'a>(image: &Image<'a>, file: &'a [u8]) -> Metadata<'a> {
    let mut metadata = Metadata {
        icc: image.color.icc.map(Cow::Borrowed),
        brightest: image.light.brightest(),
        has_c2pa: image.has_c2pa(file),
        ..Metadata::default()
    };
    let mut read = |name: &str, extents: &Option<Extents>| match extents.as_ref()?.of(file) {
        Ok(data) => Some(data),
        Err(problem) => {
            let text = format!("its {name} cannot be read: {problem}");
            metadata.warnings.push(Cow::Owned(text));
            None
        }
    };
    let exif = read("EXIF data", &image.exif);
    let xmp = read("XMP packet", &image.xmp);
    metadata.exif = exif.and_then(without_offset);
    metadata.xmp = xmp;
    metadata
}

fn without_offset(data: Cow<'_, [u8]>) -> Option<Cow<'_, [u8]>> {
    let offset = u32::from_be_bytes(*data.first_chunk::<OFFSET_BYTES>()?);
    let start = OFFSET_BYTES.checked_add(usize::try_from(offset).ok()?)?;
    match data {
        Cow::Borrowed(bytes) => bytes.get(start..).map(Cow::Borrowed),
        Cow::Owned(bytes) => bytes.get(start..).map(|bytes| Cow::Owned(bytes.to_vec())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_before_the_tiff_structure_is_skipped() {
        let of = |bytes: &'static [u8]| without_offset(Cow::Borrowed(bytes));
        assert_eq!(of(b"\0\0\0\0MM\0*").as_deref(), Some(&b"MM\0*"[..]));
        assert_eq!(
            of(b"\0\0\0\x06Exif\0\0II*\0").as_deref(),
            Some(&b"II*\0"[..])
        );
        assert_eq!(of(b"\0\0\0\x09MM\0*"), None);
        assert_eq!(of(b"\xff\xff\xff\xffMM"), None);
        assert_eq!(of(b"\0\0"), None);
    }
}
