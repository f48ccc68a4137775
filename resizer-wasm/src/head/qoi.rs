//! The header of a QOI file (the QOI specification, version 1.0).

use super::header::Head;
use super::reader::Reader;
use crate::contract::{ColorModel, Error, ImageFormat};

const SIGNATURE_BYTES: u64 = 4;

pub(super) fn read(bytes: &[u8]) -> Result<Head<'_>, Error> {
    let mut reader = Reader::new(ImageFormat::Qoi, bytes);
    reader.skip(SIGNATURE_BYTES);
    let width = reader.u32_be()?;
    let height = reader.u32_be()?;
    let channels = reader.u8()?;
    if !matches!(channels, 3 | 4) {
        return Err(reader.malformed(&format!(
            "its header says {channels} channels; QOI has 3 or 4"
        )));
    }
    let mut head = Head::new(ImageFormat::Qoi, width, height, ColorModel::Rgb);
    head.alpha = channels == 4;
    Ok(head)
}
