//! Rasters (docs/raster.md): the pixels as they are.

use std::borrow::Cow;

use raster::{Header, Metadata, Model};

use super::budget;
use super::encoded::{Encoded, refused};
use crate::contract::{Error, RasterOptions};
use crate::metadata::Kept;
use crate::picture::{self, Pixels};

pub(super) fn encode(
    picture: &Pixels,
    options: RasterOptions,
    kept: &Kept,
    max_bytes: Option<u32>,
) -> Result<Encoded, Error> {
    let (size, channels) = (picture.size(), picture.channels());
    let model = match channels.count() {
        1 | 2 => Model::Gray,
        _ => Model::Rgb,
    };
    let mut header = Header::new(size.width, size.height, model, channels.has_alpha());
    header.metadata = Metadata {
        icc: kept.icc.as_deref().map(Cow::Borrowed),
        exif: kept.exif.as_deref().map(Cow::Borrowed),
        xmp: kept.xmp.as_deref().map(Cow::Borrowed),
        ..Metadata::default()
    };
    if options.depth == Some(16) {
        header.depth = 16;
    }
    let head = header.write().map_err(|error| refused("raster", error))?;
    let mut data = picture::reserve(head.len() as u64 + header.bytes_of_planes())?;
    data.extend(head);
    match header.depth {
        16 => {
            let picture = picture.sixteen()?;
            data.extend(
                picture
                    .samples
                    .iter()
                    .flat_map(|sample| sample.to_le_bytes()),
            );
        }
        _ => data.extend_from_slice(&picture.bytes()),
    }
    budget::check(&data, max_bytes)?;
    Ok(Encoded {
        data,
        quality: None,
    })
}
