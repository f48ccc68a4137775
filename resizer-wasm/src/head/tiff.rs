//! The first directory of a TIFF file (TIFF, revision 6.0), which may lie anywhere in it.

use std::borrow::Cow;

use super::header::{Extent, Head};
use super::reader::Reader;
use crate::contract::{ColorModel, Error, ImageFormat};
use crate::error;
use image::metadata::Orientation;

/// Bytes of an entry of a directory.
const ENTRY_BYTES: u64 = 12;

/// How numbers are stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Order {
    LittleEndian,
    BigEndian,
}

impl Order {
    pub(crate) fn u16(self, bytes: [u8; 2]) -> u16 {
        match self {
            Self::LittleEndian => u16::from_le_bytes(bytes),
            Self::BigEndian => u16::from_be_bytes(bytes),
        }
    }

    pub(crate) fn u32(self, bytes: [u8; 4]) -> u32 {
        match self {
            Self::LittleEndian => u32::from_le_bytes(bytes),
            Self::BigEndian => u32::from_be_bytes(bytes),
        }
    }

    /// The bytes of a number, as [`Order::u16`] reads them.
    pub(crate) fn pair(self, number: u16) -> [u8; 2] {
        match self {
            Self::LittleEndian => number.to_le_bytes(),
            Self::BigEndian => number.to_be_bytes(),
        }
    }

    /// The bytes of a number, as [`Order::u32`] reads them.
    pub(crate) fn four(self, number: u32) -> [u8; 4] {
        match self {
            Self::LittleEndian => number.to_le_bytes(),
            Self::BigEndian => number.to_be_bytes(),
        }
    }
}

/// The numbers of an entry, which are read one by one and never copied.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Numbers {
    order: Order,
    /// Bytes of a number: 1, 2 or 4.
    size: u64,
    pub(crate) count: u32,
    position: u64,
}

impl Numbers {
    /// The number at `index`. `None` where there is none, or the file ends before it.
    pub(crate) fn get(&self, bytes: &[u8], index: u32) -> Option<u32> {
        if index >= self.count {
            return None;
        }
        let start = usize::try_from(self.position + u64::from(index) * self.size).ok()?;
        let rest = bytes.get(start..)?;
        Some(match self.size {
            1 => u32::from(*rest.first()?),
            2 => u32::from(self.order.u16(*rest.first_chunk()?)),
            _ => self.order.u32(*rest.first_chunk()?),
        })
    }

    /// Where the last number ends.
    fn end(&self) -> u64 {
        self.position + u64::from(self.count) * self.size
    }

    /// The bytes of the numbers. `None` where the file ends before them.
    pub(crate) fn bytes<'a>(&self, bytes: &'a [u8]) -> Option<&'a [u8]> {
        let start = usize::try_from(self.position).ok()?;
        bytes.get(start..usize::try_from(self.end()).ok()?)
    }
}

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
    /// NewSubfileType, SubIFDs and Make tell a camera's raw picture.
    is_reduced: bool,
    has_others: bool,
    has_make: bool,
    is_dng: bool,
}

impl Directory {
    /// Whether the picture has an alpha channel.
    pub(crate) fn has_alpha(&self) -> bool {
        matches!(self.extra_sample, Some(1 | 2)) && matches!(self.color_samples, 1 | 3)
    }

    /// Reads the first directory.
    pub(crate) fn read(bytes: &[u8]) -> Result<Self, Error> {
        let mut reader = Reader::new(ImageFormat::Tiff, bytes);
        let order = match reader.array()? {
            [b'I', b'I'] => Order::LittleEndian,
            _ => Order::BigEndian,
        };
        reader.skip(2);
        let start = order.u32(reader.array()?);
        reader.seek(u64::from(start));
        let count = order.u16(reader.array()?);
        let start = reader.position();
        // Asked for at once, so that a directory at the end of a file costs one more question.
        reader.take(u64::from(count) * ENTRY_BYTES)?;
        let mut directory = Self::empty(order);
        let mut extra_samples = 0;
        for index in 0..u64::from(count) {
            reader.seek(start + index * ENTRY_BYTES);
            let tag = order.u16(reader.array()?);
            let Some(numbers) = numbers(&mut reader, order)? else {
                continue;
            };
            if tag == 338 {
                extra_samples = numbers.count;
            }
            directory.set(tag, numbers, &reader, bytes)?;
        }
        let extra_samples = u16::try_from(extra_samples).unwrap_or(u16::MAX);
        directory.color_samples = directory.samples_per_pixel.saturating_sub(extra_samples);
        directory.settle_samples();
        Ok(directory)
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
            orientation: 1,
            icc: None,
            xmp: None,
            is_reduced: false,
            has_others: false,
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
            254 => self.is_reduced = number()? & 1 != 0,
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
            330 => self.has_others = true,
            338 => self.extra_sample = Some(small()?),
            347 => self.jpeg_tables = Some(numbers),
            339 => self.sample_format = small()?,
            700 => self.xmp = Some(numbers),
            34675 => self.icc = Some(numbers),
            50706 => self.is_dng = true,
            _ => {}
        }
        Ok(())
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

/// The numbers of the entry whose tag has been read. `None` where they are of no type that is needed.
fn numbers(reader: &mut Reader<'_>, order: Order) -> Result<Option<Numbers>, Error> {
    let kind = order.u16(reader.array()?);
    let count = order.u32(reader.array()?);
    let size = match kind {
        1 | 2 | 6 | 7 => 1,
        3 | 8 => 2,
        4 | 9 | 13 => 4,
        _ => return Ok(None),
    };
    // An entry without a number says nothing, and there is nothing that a longer file could add.
    if count == 0 {
        return Ok(None);
    }
    // What fits is in the entry itself.
    let position = if u64::from(count) * size <= 4 {
        reader.position()
    } else {
        u64::from(order.u32(reader.array()?))
    };
    Ok(Some(Numbers {
        order,
        size,
        count,
        position,
    }))
}

pub(super) fn read(bytes: &[u8], extent: Extent) -> Result<Head<'_>, Error> {
    let directory = Directory::read(bytes)?;
    if directory.is_dng {
        return Err(error::other_format("a DNG raw image"));
    }
    if directory.is_reduced && directory.has_others && directory.has_make {
        return Err(error::other_format("a camera's raw image"));
    }
    let color_model = match directory.photometric {
        2 => ColorModel::Rgb,
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
    head.orientation = u8::try_from(directory.orientation)
        .ok()
        .and_then(Orientation::from_exif)
        .unwrap_or(Orientation::NoTransforms);
    // The file is a structure of the kind that EXIF is. Its orientation has been read already.
    head.metadata.exif = Some(Cow::Borrowed(bytes));
    head.metadata.xmp = directory
        .xmp
        .and_then(|xmp| xmp.bytes(bytes))
        .map(Cow::Borrowed);
    if let Some(icc) = directory.icc {
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
