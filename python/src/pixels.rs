//! Rasters for pixels in Python's memory: docs/raster.md.

use std::borrow::Cow;

use pyo3::prelude::*;
use pyo3::types::PyBytes;
use raster::{Header, Metadata, Model};

use crate::failure;

/// The bytes before `height` rows of `width` pixels, without gaps. `channels` of a pixel are gray, gray and alpha, RGB, or RGB and
/// alpha, which is straight; a sample of more than 8 bits is a little-endian number of two bytes.
#[pyfunction]
#[pyo3(signature = (width, height, channels, depth, orientation, icc, exif))]
#[expect(clippy::too_many_arguments, reason = "each is a field of the header")]
pub(crate) fn raster_header<'py>(
    py: Python<'py>,
    width: u32,
    height: u32,
    channels: u8,
    depth: u8,
    orientation: u8,
    icc: Option<&[u8]>,
    exif: Option<&[u8]>,
) -> PyResult<Bound<'py, PyBytes>> {
    let model = match channels {
        1 | 2 => Model::Gray,
        _ => Model::Rgb,
    };
    let header = Header {
        depth,
        orientation,
        metadata: Metadata {
            icc: icc.map(Cow::Borrowed),
            exif: exif.map(Cow::Borrowed),
            ..Metadata::default()
        },
        ..Header::new(width, height, model, matches!(channels, 2 | 4))
    };
    match header.write() {
        Ok(bytes) => Ok(PyBytes::new(py, &bytes)),
        Err(error) => Err(failure::options(py, error)),
    }
}

/// Width, height, channels, bits of a sample, where the pixels begin and the ICC profile of a raster that an output is.
#[pyfunction]
#[expect(clippy::type_complexity, reason = "a tuple is what Python unpacks")]
pub(crate) fn raster_pixels<'py>(
    py: Python<'py>,
    file: &[u8],
) -> PyResult<(u32, u32, u8, u8, usize, Option<Bound<'py, PyBytes>>)> {
    let (header, start) = Header::read(file).map_err(|error| failure::options(py, error))?;
    let color = match header.model {
        Model::Gray => 1,
        Model::Rgb | Model::YCbCr(_) => 3,
    };
    let icc = header.metadata.icc.as_deref();
    Ok((
        header.width,
        header.height,
        color + u8::from(header.alpha),
        header.depth,
        start,
        icc.map(|icc| PyBytes::new(py, icc)),
    ))
}
