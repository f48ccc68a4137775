//! The header of a Photoshop document, PSD or PSB (Adobe Photoshop File Formats Specification, November 2019): sections
//! one behind the other, of which those before the flattened composite are walked.

use super::header::{Extent, Head};
use super::reader::Reader;
use crate::contract::{ColorModel, Error, ImageFormat};
use crate::error;

const SIGNATURE_BYTES: u64 = 4;
const RESERVED_BYTES: u64 = 6;
/// Of an indexed document: all reds, all greens, all blues.
const PALETTE_BYTES: u64 = 768;

/// Image resources, by their numbers.
mod resource {
    pub(super) const IPTC: u16 = 1028;
    pub(super) const ICC_PROFILE: u16 = 1039;
    pub(super) const TRANSPARENT_INDEX: u16 = 1047;
    pub(super) const VERSION_INFO: u16 = 1057;
    pub(super) const EXIF: u16 = 1058;
    pub(super) const XMP: u16 = 1060;
}

/// What the samples of the composite are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    /// One bit each; a 1 is black.
    Bitmap,
    /// Also duotone: the inks that the gray is printed with are not read, as the specification allows.
    Gray,
    /// Indices of a palette.
    Indexed,
    Rgb,
    /// The greatest sample is no ink.
    Cmyk,
}

impl Mode {
    /// Channels of colour. Those behind are alpha, spot colours and selections.
    pub(crate) fn channels(self) -> u16 {
        match self {
            Self::Bitmap | Self::Gray | Self::Indexed => 1,
            Self::Rgb => 3,
            Self::Cmyk => 4,
        }
    }
}

/// What the header says about the flattened composite, which has all rows of a channel before the next channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Psd {
    pub(crate) mode: Mode,
    /// Bits of a sample: 1, 8 or 16.
    pub(crate) depth: u16,
    /// All that are stored, with those that do not count.
    pub(crate) channels: u16,
    /// Whether the first channel behind the colours is the transparency of the composite.
    pub(crate) has_alpha: bool,
    /// The index that is transparent.
    pub(crate) transparent: Option<u16>,
    /// Where the palette begins.
    pub(crate) palette: u64,
    /// Whether the rows are in run lengths. Their lengths stand before them, in two bytes each, or four in a PSB.
    pub(crate) has_run_lengths: bool,
    pub(crate) is_large: bool,
    /// Where the rows, or their lengths, begin.
    pub(crate) data: u64,
}

/// What the resources say apart from metadata.
struct Resources {
    transparent: Option<u16>,
    /// Not where the document was saved without "maximize compatibility".
    has_composite: bool,
}

/// What the section of layers says about the composite.
#[derive(Debug, Clone, Copy, Default)]
struct Layers {
    are_there: bool,
    has_alpha: bool,
}

pub(super) fn read(bytes: &[u8], extent: Extent) -> Result<Head<'_>, Error> {
    walk(bytes, extent).map(|(head, _)| head)
}

/// The composite of a file that has been read.
pub(crate) fn composite(bytes: &[u8]) -> Result<Psd, Error> {
    walk(bytes, Extent::Whole).map(|(_, psd)| psd)
}

fn walk(bytes: &[u8], extent: Extent) -> Result<(Head<'_>, Psd), Error> {
    let mut reader = Reader::new(ImageFormat::Psd, bytes);
    reader.skip(SIGNATURE_BYTES);
    let is_large = match reader.u16_be()? {
        1 => false,
        2 => true,
        version => return Err(reader.unsupported(&format!("version {version} of the format"))),
    };
    reader.skip(RESERVED_BYTES);
    let channels = reader.u16_be()?;
    let (height, width) = (reader.u32_be()?, reader.u32_be()?);
    let depth = reader.u16_be()?;
    let mode = reader.u16_be()?;
    let mode = checked_mode(mode, depth, &reader)?;
    if channels < mode.channels() {
        return Err(reader.malformed(&format!(
            "it has {channels} channels, and its colours need {}",
            mode.channels()
        )));
    }
    let color_model = match mode {
        Mode::Bitmap | Mode::Gray => ColorModel::Gray,
        Mode::Indexed => ColorModel::Indexed,
        Mode::Rgb => ColorModel::Rgb,
        Mode::Cmyk => ColorModel::Cmyk,
    };
    let mut head = Head::new(ImageFormat::Psd, width, height, color_model);
    head.depth = depth as u8;

    let length = u64::from(reader.u32_be()?);
    let palette = reader.position();
    if mode == Mode::Indexed && length < PALETTE_BYTES {
        return Err(reader.malformed(&format!(
            "its palette has {length} bytes; expected {PALETTE_BYTES}"
        )));
    }
    reader.skip(length);
    let resources = resources(&mut reader, &mut head)?;
    let layers = layers(&mut reader, is_large)?;
    if layers.are_there && !resources.has_composite {
        return Err(error::no_composite());
    }
    let has_run_lengths = match extent {
        // It stands behind the layers, which may be most of the file and are of no use to a prober: what it says must not
        // depend on how much of them it has.
        Extent::Beginning => false,
        Extent::Whole => match reader.u16_be()? {
            0 => false,
            1 => true,
            2 | 3 => return Err(reader.unsupported("ZIP compression")),
            other => return Err(reader.unsupported(&format!("compression {other}"))),
        },
    };
    let has_alpha =
        layers.has_alpha && channels > mode.channels() && matches!(mode, Mode::Gray | Mode::Rgb);
    let transparent = resources.transparent.filter(|_| mode == Mode::Indexed);
    head.alpha = has_alpha || transparent.is_some();
    let psd = Psd {
        mode,
        depth,
        channels,
        has_alpha,
        transparent,
        palette,
        has_run_lengths,
        is_large,
        data: reader.position(),
    };
    Ok((head, psd))
}

fn checked_mode(mode: u16, depth: u16, reader: &Reader<'_>) -> Result<Mode, Error> {
    let found = match mode {
        0 => Mode::Bitmap,
        1 | 8 => Mode::Gray,
        2 => Mode::Indexed,
        3 => Mode::Rgb,
        4 => Mode::Cmyk,
        7 => return Err(reader.unsupported("multichannel colours")),
        9 => return Err(reader.unsupported("Lab colours")),
        other => return Err(reader.unsupported(&format!("colour mode {other}"))),
    };
    match (found, depth) {
        (Mode::Bitmap, 1) | (Mode::Indexed, 8) | (Mode::Gray | Mode::Rgb | Mode::Cmyk, 8 | 16) => {
            Ok(found)
        }
        (_, 32) => Err(reader.unsupported("floating-point samples of 32 bits")),
        _ => Err(reader.malformed(&format!(
            "its samples have {depth} bits in colour mode {mode}; expected 1 in mode 0, 8 in mode 2, and 8, 16 or 32 in others"
        ))),
    }
}

/// Walks the image resources, and takes what is metadata to the head.
fn resources<'a>(reader: &mut Reader<'a>, head: &mut Head<'a>) -> Result<Resources, Error> {
    let mut found = Resources {
        transparent: None,
        has_composite: true,
    };
    let length = u64::from(reader.u32_be()?);
    let end = reader.position() + length;
    while reader.position() < end {
        let start = reader.position();
        let signature = reader.array()?;
        let number = reader.u16_be()?;
        // A name with its length before it, padded to an even number of bytes.
        let name = u64::from(reader.u8()?) + 1;
        reader.skip(name.next_multiple_of(2) - 1);
        let length = u64::from(reader.u32_be()?);
        let is_known = matches!(&signature, b"8BIM" | b"MeSa" | b"AgHg" | b"PHUT" | b"DCSR");
        if !is_known || reader.position() + length > end {
            head.warn(error::damage(
                ImageFormat::Psd,
                &format!("its image resource at byte {start} is malformed; those from there on are not read"),
            ));
            break;
        }
        let behind = reader.position() + length.next_multiple_of(2);
        let metadata = &mut head.metadata;
        match number {
            _ if &signature != b"8BIM" => {}
            resource::IPTC => metadata.iptc = Some(reader.take(length)?.into()),
            resource::ICC_PROFILE => metadata.icc = Some(reader.take(length)?.into()),
            resource::XMP => metadata.xmp = Some(reader.take(length)?.into()),
            resource::EXIF => head.set_exif(reader.take(length)?),
            resource::TRANSPARENT_INDEX if length >= 2 => {
                found.transparent = Some(reader.u16_be()?)
            }
            resource::VERSION_INFO if length >= 5 => {
                reader.skip(4);
                found.has_composite = reader.u8()? != 0;
            }
            _ => {}
        }
        reader.seek(behind);
    }
    reader.seek(end);
    Ok(found)
}

/// Looks at the section of layers, and moves on behind it.
fn layers(reader: &mut Reader<'_>, is_large: bool) -> Result<Layers, Error> {
    let mut layers = Layers::default();
    let section = length(reader, is_large)?;
    let end = reader.position().saturating_add(section);
    if section > 0 {
        if length(reader, is_large)? > 0 {
            layers.count(reader)?;
        } else if reader.position() < end {
            // Documents of 16 bits have their layers in one of the blocks behind the global mask.
            let mask = u64::from(reader.u32_be()?);
            reader.skip(mask);
            while reader.position() < end && layers.look_into_block(reader, is_large)? {}
        }
    }
    reader.seek(end);
    Ok(layers)
}

impl Layers {
    /// A negative number of layers says that the composite has transparency.
    fn count(&mut self, reader: &mut Reader<'_>) -> Result<(), Error> {
        let count = reader.u16_be()?.cast_signed();
        self.are_there |= count != 0;
        self.has_alpha |= count < 0;
        Ok(())
    }

    /// Looks at a block of additional information, and moves on behind it. False where there is none.
    fn look_into_block(&mut self, reader: &mut Reader<'_>, is_large: bool) -> Result<bool, Error> {
        let signature = reader.array()?;
        if !matches!(&signature, b"8BIM" | b"8B64") {
            return Ok(false);
        }
        let key = reader.array()?;
        let has_long_length = &signature == b"8B64"
            || matches!(
                &key,
                b"LMsk"
                    | b"Lr16"
                    | b"Lr32"
                    | b"Layr"
                    | b"Mt16"
                    | b"Mt32"
                    | b"Mtrn"
                    | b"Alph"
                    | b"FMsk"
                    | b"lnk2"
                    | b"FEid"
                    | b"FXid"
                    | b"PxSD"
            );
        let length = length(reader, is_large && has_long_length)?;
        let behind = (reader.position()).saturating_add(length.div_ceil(4).saturating_mul(4));
        match &key {
            b"Lr16" | b"Lr32" | b"Layr" if length > 0 => self.count(reader)?,
            b"Mt16" | b"Mt32" | b"Mtrn" => self.has_alpha = true,
            _ => {}
        }
        reader.seek(behind);
        Ok(true)
    }
}

/// The length of a section or a block, which has eight bytes in most places of a PSB.
fn length(reader: &mut Reader<'_>, is_long: bool) -> Result<u64, Error> {
    match is_long {
        true => Ok(u64::from_be_bytes(reader.array()?)),
        false => reader.u32_be().map(u64::from),
    }
}
