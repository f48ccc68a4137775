//! The directory of the picture in a TIFF file (TIFF, revision 6.0, and BigTIFF), which may lie anywhere in it.

mod entries;
mod old_jpeg;

use std::borrow::Cow;

use entries::Form;
pub(crate) use entries::{Numbers, Order};
pub(crate) use old_jpeg::OldJpeg;

use super::header::{Extent, Head};
use super::reader::Reader;
use crate::contract::{ColorModel, Error, ImageFormat};
use crate::{error, iptc};
use image::metadata::Orientation;

/// Directories that are looked at for the picture itself, where the first has a smaller copy of it.
const MOST_DIRECTORIES: u32 = 32;
/// Entries of a directory. Of the old form it could not have more.
const MOST_ENTRIES: u64 = 65535;
/// Of NewSubfileType: a smaller copy of another page, and a mask.
const REDUCED: u32 = 1;
const MASK: u32 = 4;
/// Of Compression.
const OLD_JPEG: u16 = 6;
const JPEG: u16 = 7;
/// Of JPEGProc.
const LOSSLESS: u32 = 14;

/// What the directory says about how the picture is stored. The names are those of the specification's tags.
#[derive(Debug, Clone)]
pub(crate) struct Directory {
    pub(crate) order: Order,
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) bits_per_sample: u16,
    pub(crate) samples_per_pixel: u16,
    pub(crate) sample_format: u16,
    pub(crate) compression: u16,
    pub(crate) photometric: u16,
    pub(crate) planar: bool,
    pub(crate) predictor: u16,
    pub(crate) fill_order: u16,
    /// The first of the samples beyond the colours: 1 premultiplied alpha, 2 alpha.
    pub(crate) extra_sample: Option<u16>,
    /// Samples that are neither colour nor alpha count.
    pub(crate) color_samples: u16,
    pub(crate) rows_per_strip: u32,
    /// Width and height of a tile. Strips where there is none.
    pub(crate) tile: Option<(u32, u32)>,
    pub(crate) offsets: Option<Numbers>,
    pub(crate) byte_counts: Option<Numbers>,
    pub(crate) color_map: Option<Numbers>,
    pub(crate) jpeg_tables: Option<Numbers>,
    /// T4Options.
    pub(crate) fax_options: u32,
    orientation: u32,
    icc: Option<Numbers>,
    xmp: Option<Numbers>,
    iptc: Option<Numbers>,
    has_c2pa: bool,
    /// SMinSampleValue and SMaxSampleValue.
    pub(crate) sample_range: (Option<f64>, Option<f64>),
    /// YCbCrSubSampling, YCbCrCoefficients and ReferenceBlackWhite.
    pub(crate) subsampling: (u16, u16),
    pub(crate) luma: Option<Numbers>,
    pub(crate) black_and_white: Option<Numbers>,
    pub(crate) old_jpeg: OldJpeg,
    /// NewSubfileType, SubIFDs and Make tell a camera's raw picture.
    subfile: u32,
    others: Option<Numbers>,
    has_make: bool,
    is_dng: bool,
}

impl Directory {
    /// Whether the picture has an alpha channel.
    pub(crate) fn has_alpha(&self) -> bool {
        matches!(self.extra_sample, Some(1 | 2)) && matches!(self.color_samples, 1 | 3)
    }

    /// Reads the directory of the picture in a whole file: the first one, unless that is marked as a smaller copy of another.
    pub(crate) fn read(bytes: &[u8]) -> Result<Self, Error> {
        Self::read_extent(bytes, Extent::Whole)
    }

    fn read_extent(bytes: &[u8], extent: Extent) -> Result<Self, Error> {
        let mut reader = Reader::new(ImageFormat::Tiff, bytes);
        let (form, start) = Form::read(&mut reader)?;
        let (first, mut link) = Self::read_at(&mut reader, form, start, bytes)?;
        if first.subfile & REDUCED == 0 || first.is_raw() || first.is_dng {
            return Ok(first);
        }
        // A directory that cannot be read is as one that is not there, unless the file goes on.
        let unless_short = |error| match error {
            Error::Truncated(_) if extent == Extent::Beginning => Err(error),
            _ => Ok(None),
        };
        let look_at = |reader: &mut Reader<'_>, start: u64| {
            Self::read_at(reader, form, start, bytes)
                .map_or_else(unless_short, |found| Ok(Some(found)))
        };
        for _ in 0..MOST_DIRECTORIES {
            reader.seek(link);
            let start = form.offset(&mut reader);
            let found = match start {
                Ok(0) => break,
                Ok(start) => look_at(&mut reader, start)?,
                Err(error) => unless_short(error)?,
            };
            match found {
                Some((page, _)) if page.subfile & (REDUCED | MASK) == 0 => return Ok(page),
                Some((_, behind)) => link = behind,
                None => break,
            }
        }
        let Some(others) = first.others else {
            return Ok(first);
        };
        for index in 0..others.count.min(MOST_DIRECTORIES) {
            let found = match others.get(bytes, index) {
                Some(start) => look_at(&mut reader, u64::from(start))?,
                None => {
                    let needed = others.end();
                    unless_short(error::short_head(ImageFormat::Tiff, bytes.len(), needed))?
                }
            };
            if let Some((page, _)) = found
                && page.subfile & (REDUCED | MASK) == 0
            {
                return Ok(page);
            }
        }
        Ok(first)
    }

    /// The directory that begins at `start`, and where the offset of the next one is.
    fn read_at(
        reader: &mut Reader<'_>,
        form: Form,
        start: u64,
        bytes: &[u8],
    ) -> Result<(Self, u64), Error> {
        reader.seek(start);
        let count = form.count(reader)?;
        if count > MOST_ENTRIES {
            return Err(reader.malformed(&format!("a directory has {count} entries")));
        }
        let start = reader.position();
        // Asked for at once, so that a directory at the end of a file costs one more question.
        reader.take(count * form.entry_bytes())?;
        let link = reader.position();
        let mut directory = Self::empty(form.order);
        let mut extra_samples = 0;
        for index in 0..count {
            reader.seek(start + index * form.entry_bytes());
            let tag = form.order.u16(reader.array()?);
            let Some(numbers) = Numbers::read(reader, form)? else {
                continue;
            };
            match tag {
                340 => directory.sample_range.0 = numbers.real(bytes, 0),
                341 => directory.sample_range.1 = numbers.real(bytes, 0),
                529 => directory.luma = Some(numbers),
                532 => directory.black_and_white = Some(numbers),
                _ if !numbers.are_whole() => {}
                338 => {
                    extra_samples = numbers.count;
                    directory.set(tag, numbers, reader, bytes)?;
                }
                _ => directory.set(tag, numbers, reader, bytes)?,
            }
        }
        let extra_samples = u16::try_from(extra_samples).unwrap_or(u16::MAX);
        directory.color_samples = directory.samples_per_pixel.saturating_sub(extra_samples);
        directory.settle_samples();
        directory.settle_old_jpeg(bytes);
        Ok((directory, link))
    }

    /// Whether it belongs to a camera's raw picture.
    fn is_raw(&self) -> bool {
        self.subfile & REDUCED != 0 && self.others.is_some() && self.has_make
    }

    fn empty(order: Order) -> Self {
        Self {
            order,
            width: 0,
            height: 0,
            bits_per_sample: 1,
            samples_per_pixel: 1,
            sample_format: 1,
            compression: 1,
            photometric: u16::MAX,
            planar: false,
            predictor: 1,
            fill_order: 1,
            extra_sample: None,
            color_samples: 1,
            rows_per_strip: u32::MAX,
            tile: None,
            offsets: None,
            byte_counts: None,
            color_map: None,
            jpeg_tables: None,
            fax_options: 0,
            orientation: 0,
            icc: None,
            xmp: None,
            iptc: None,
            has_c2pa: false,
            sample_range: (None, None),
            subsampling: (2, 2),
            luma: None,
            black_and_white: None,
            old_jpeg: OldJpeg::default(),
            subfile: 0,
            others: None,
            has_make: false,
            is_dng: false,
        }
    }

    fn set(
        &mut self,
        tag: u16,
        numbers: Numbers,
        reader: &Reader<'_>,
        bytes: &[u8],
    ) -> Result<(), Error> {
        // Read only where the value matters: others may lie far away.
        let short = || error::short_head(ImageFormat::Tiff, bytes.len(), numbers.end());
        let number = || numbers.get(bytes, 0).ok_or_else(short);
        let small = || number().map(|number| u16::try_from(number).unwrap_or(u16::MAX));
        match tag {
            254 => self.subfile = number()?,
            // What older files have: 2 is a smaller copy.
            255 if number()? == 2 => self.subfile = REDUCED,
            256 => self.width = number()?,
            257 => self.height = number()?,
            258 => {
                self.bits_per_sample = small()?;
                for index in 1..numbers.count.min(8) {
                    if numbers.get(bytes, index).ok_or_else(short)?
                        != u32::from(self.bits_per_sample)
                    {
                        return Err(reader.unsupported("samples of different depths"));
                    }
                }
            }
            259 => self.compression = small()?,
            262 => self.photometric = small()?,
            266 => self.fill_order = small()?,
            271 => self.has_make = true,
            273 | 324 => self.offsets = Some(numbers),
            274 => self.orientation = number()?,
            277 => self.samples_per_pixel = small()?,
            278 => self.rows_per_strip = number()?.max(1),
            279 | 325 => self.byte_counts = Some(numbers),
            284 => self.planar = number()? == 2,
            292 => self.fax_options = number()?,
            317 => self.predictor = small()?,
            320 => self.color_map = Some(numbers),
            322 => self.tile = Some((number()?, self.tile.map_or(0, |tile| tile.1))),
            323 => self.tile = Some((self.tile.map_or(0, |tile| tile.0), number()?)),
            330 => self.others = Some(numbers),
            338 => self.extra_sample = Some(small()?),
            347 => self.jpeg_tables = Some(numbers),
            339 => self.sample_format = small()?,
            700 => self.xmp = Some(numbers),
            33723 | 34377 => self.iptc = Some(numbers),
            34675 => self.icc = Some(numbers),
            512 => self.old_jpeg.process = number()?,
            513 => self.old_jpeg.file = Some(numbers),
            515 => self.old_jpeg.restart_interval = number()?,
            519 => self.old_jpeg.quantisers = Some(numbers),
            520 => self.old_jpeg.dc_codes = Some(numbers),
            521 => self.old_jpeg.ac_codes = Some(numbers),
            530 if numbers.count >= 2 => {
                let down = numbers.get(bytes, 1).ok_or_else(short)?;
                self.subsampling = (small()?, u16::try_from(down).unwrap_or(u16::MAX));
            }
            50706 => self.is_dng = true,
            52545 => self.has_c2pa = true,
            _ => {}
        }
        Ok(())
    }

    /// Makes it the new way, where that can be read: a JPEG file of the whole picture is its only strip, strips that are JPEG
    /// files need nothing, and tables that stand apart are put before the data as those of the new way are.
    pub(super) fn settle_old_jpeg(&mut self, bytes: &[u8]) {
        if self.compression != OLD_JPEG {
            return;
        }
        if let Some(file) = self.old_jpeg.file {
            self.compression = JPEG;
            self.offsets = Some(file);
            // It ends where its last marker says.
            self.byte_counts = None;
            self.rows_per_strip = u32::MAX;
            self.tile = None;
            return;
        }
        let first = self.offsets.and_then(|offsets| offsets.get(bytes, 0));
        let begins = first.and_then(|at| bytes.get(at as usize..)?.first_chunk());
        let has_tables = self.old_jpeg.quantisers.is_some() && !self.planar;
        if begins == Some(b"\xff\xd8") {
            self.old_jpeg.quantisers = None;
            self.compression = JPEG;
        } else if has_tables && self.old_jpeg.process != LOSSLESS {
            self.compression = JPEG;
        }
    }

    /// How many samples are colour. Some writers forget to say what the others are.
    fn settle_samples(&mut self) {
        let expected = match self.photometric {
            2 | 6 | 8 | 9 => 3,
            5 => 4,
            _ => 1,
        };
        if self.color_samples > expected {
            self.color_samples = expected;
            // libtiff takes a fourth sample without a word about it for alpha.
            if self.photometric == 2 && self.extra_sample.is_none() {
                self.extra_sample = Some(2);
            }
        }
    }
}

pub(super) fn read(bytes: &[u8], extent: Extent) -> Result<Head<'_>, Error> {
    let directory = Directory::read_extent(bytes, extent)?;
    if directory.is_dng {
        return Err(error::other_format("a DNG raw image"));
    }
    if directory.is_raw() {
        return Err(error::other_format("a camera's raw image"));
    }
    let color_model = match directory.photometric {
        // Lab becomes RGB where it is decoded.
        2 | 8 | 9 => ColorModel::Rgb,
        3 => ColorModel::Indexed,
        5 => ColorModel::Cmyk,
        6 => ColorModel::Ycbcr,
        _ => ColorModel::Gray,
    };
    let mut head = Head::new(
        ImageFormat::Tiff,
        directory.width,
        directory.height,
        color_model,
    );
    head.depth = match u8::try_from(directory.bits_per_sample) {
        Ok(depth @ 1..=64) => depth,
        _ => {
            let depth = directory.bits_per_sample;
            return Err(error::malformed(
                ImageFormat::Tiff,
                &format!("its samples have {depth} bits"),
            ));
        }
    };
    head.alpha = directory.has_alpha();
    head.metadata.exif_orientation = u8::try_from(directory.orientation)
        .ok()
        .and_then(Orientation::from_exif);
    // The file is a structure of the kind that EXIF is. Its orientation has been read already.
    head.metadata.exif = Some(Cow::Borrowed(bytes));
    head.metadata.xmp = (directory.xmp.and_then(|numbers| numbers.bytes(bytes))).map(Cow::Borrowed);
    // Either IPTC data or the image resources of Photoshop that have it.
    head.metadata.iptc = (directory.iptc.and_then(|numbers| numbers.bytes(bytes)))
        .and_then(iptc::in_resources)
        .map(Cow::Borrowed);
    head.metadata.has_c2pa = directory.has_c2pa;
    if let Some(xmp) = directory.xmp
        && extent == Extent::Beginning
        && head.metadata.exif_orientation.is_none()
        && head.metadata.xmp.is_none()
    {
        // It may say the orientation.
        return Err(error::short_head(ImageFormat::Tiff, bytes.len(), xmp.end()));
    }
    // A profile of Lab says nothing of RGB.
    if let Some(icc) = directory
        .icc
        .filter(|_| !matches!(directory.photometric, 8 | 9))
    {
        match icc.bytes(bytes) {
            Some(profile) => head.metadata.icc = Some(Cow::Borrowed(profile)),
            None if extent == Extent::Beginning => {
                return Err(error::short_head(ImageFormat::Tiff, bytes.len(), icc.end()));
            }
            None => head.warn(error::profile_not_used("the file ends before it")),
        }
    }
    Ok(head)
}
