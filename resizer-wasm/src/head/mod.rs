//! What the head of a file says: format, size, orientation, frames, colours, metadata.
//!
//! Only headers are read, nothing is decoded, and nothing is allocated by a size that the file names. A file of any
//! length is walked at most once.

mod bmp;
mod c2pa;
mod gif;
mod header;
mod heif;
mod ico;
mod iso;
mod jpeg;
mod jxl;
mod png;
mod png_text;
mod pnm;
mod psd;
mod qoi;
mod raster;
mod reader;
mod sniff;
mod tga;
mod tiff;
mod webp;

pub(crate) use bmp::{Bitmap, Packing as BitmapPacking, behind, bitmap, number as bitmap_pixel};
pub(crate) use header::{Head, Metadata, PngColor};
pub(crate) use ico::{Entry as IconEntry, entry as icon_entry};
pub(crate) use png::{Chunk as PngChunk, chunks as png_chunks, verify as verify_chunk};
pub(crate) use pnm::{PnmSamples, header as pnm};
pub(crate) use psd::{Mode as PsdMode, Psd, composite as psd_composite};
pub(crate) use raster::{has_components as raster_has_components, header as raster_header};
pub(crate) use tga::{Tga, header as tga};
pub(crate) use tiff::{
    Directory as TiffDirectory, Numbers as TiffNumbers, OldJpeg as TiffOldJpeg, Order as TiffOrder,
};
pub(crate) use webp::{Chunk as WebpChunk, chunks as webp_chunks};

use crate::contract::{Error, ImageFormat};
use crate::error;
use header::Extent;

/// Reads the header of any known format from the beginning of a file.
pub(crate) fn read(bytes: &[u8]) -> Result<Head<'_>, Error> {
    read_extent(bytes, Extent::Beginning)
}

/// Reads the header of a whole file. Where the file is cut off behind the picture's header, it is read all the same.
pub(crate) fn read_whole(bytes: &[u8]) -> Result<Head<'_>, Error> {
    read_extent(bytes, Extent::Whole)
}

fn read_extent(bytes: &[u8], extent: Extent) -> Result<Head<'_>, Error> {
    let format = sniff::format(bytes)?;
    let mut head = match format {
        ImageFormat::Jpeg => jpeg::read(bytes, extent),
        ImageFormat::Png => png::read(bytes),
        ImageFormat::Webp => webp::read(bytes, extent),
        ImageFormat::Gif => gif::read(bytes),
        ImageFormat::Tiff => tiff::read(bytes, extent),
        ImageFormat::Bmp => bmp::read(bytes, extent),
        ImageFormat::Ico => ico::read(bytes, extent),
        ImageFormat::Pnm => pnm::read(bytes),
        ImageFormat::Qoi => qoi::read(bytes),
        ImageFormat::Tga => tga::read(bytes),
        ImageFormat::Psd => psd::read(bytes, extent),
        ImageFormat::Avif | ImageFormat::Heic => heif::read(bytes, extent),
        ImageFormat::Jxl => jxl::read(bytes, extent),
        ImageFormat::Raster => raster::read(bytes),
    }?;
    if head.width == 0 || head.height == 0 {
        return Err(error::malformed(
            format,
            &format!("its header says {} x {} pixels", head.width, head.height),
        ));
    }
    head.settle_orientation();
    Ok(head)
}

#[cfg(test)]
mod tests;
