//! What a header says, whatever the format.

use std::borrow::Cow;

use image::metadata::Orientation;

use crate::contract::{ColorModel, FrameCount, ImageFormat, Warning};
use crate::error::{MAX_WARNINGS, orientations_differ};
use crate::geometry::Size;
use crate::{exif, xmp};

/// A header, with sizes as they are stored, before orientation.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Head<'a> {
    pub(crate) format: ImageFormat,
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) orientation: Orientation,
    pub(crate) frames: FrameCount,
    pub(crate) alpha: bool,
    /// Bits per sample; of a palette, per index.
    pub(crate) depth: u8,
    pub(crate) color_model: ColorModel,
    pub(crate) progressive: bool,
    /// Of an animated GIF: whether the canvas before some frame comes back after it, or that is not known.
    pub(crate) restores_canvas: bool,
    /// Whether the file stores luma and chroma apart, and decoding hands them out apart.
    pub(crate) hands_out_components: bool,
    pub(crate) metadata: Metadata<'a>,
    /// Where a codec decodes it: what it decodes.
    pub(crate) coded: Option<Coded>,
    /// What is wrong with the header and does not matter.
    pub(crate) warnings: Vec<Warning>,
}

/// What a codec decodes of a file. The size of the header is that of the part to be seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Coded {
    /// Of the whole image, as it is stored.
    pub(crate) size: Size,
    /// About how many bytes the codec keeps for a small thumbnail, without the file.
    pub(crate) memory: u64,
}

/// What comes along with a picture. Everything is as the file has it, unchecked.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Metadata<'a> {
    /// The ICC profile, unpacked.
    pub(crate) icc: Option<Cow<'a, [u8]>>,
    /// EXIF: a TIFF structure, without any prefix.
    pub(crate) exif: Option<Cow<'a, [u8]>>,
    /// An XMP packet.
    pub(crate) xmp: Option<Cow<'a, [u8]>>,
    /// IPTC data.
    pub(crate) iptc: Option<Cow<'a, [u8]>>,
    /// The orientation that EXIF names, where it names one.
    pub(crate) exif_orientation: Option<Orientation>,
    /// Whether there is a C2PA manifest, signed for the file as it is.
    pub(crate) has_c2pa: bool,
    /// What a PNG says about its colours apart from a profile.
    pub(crate) png_color: Option<PngColor>,
}

impl<'a> Head<'a> {
    /// A header of a still, upright picture of 8 bits per sample, without alpha: what most are. The others set what
    /// is different.
    pub(crate) fn new(
        format: ImageFormat,
        width: u32,
        height: u32,
        color_model: ColorModel,
    ) -> Self {
        Self {
            format,
            width,
            height,
            orientation: Orientation::NoTransforms,
            frames: FrameCount::Exactly(1),
            alpha: false,
            depth: 8,
            color_model,
            progressive: false,
            restores_canvas: false,
            hands_out_components: format == ImageFormat::Jpeg && color_model == ColorModel::Ycbcr,
            metadata: Metadata::default(),
            coded: None,
            warnings: Vec::new(),
        }
    }

    /// Takes a warning. Of the many that a file can be made to give, no more are kept than a result has.
    pub(super) fn warn(&mut self, warning: Warning) {
        if self.warnings.len() < MAX_WARNINGS {
            self.warnings.push(warning);
        }
    }

    /// Takes EXIF data, with or without the prefix that some writers keep, and the orientation in it.
    pub(crate) fn set_exif(&mut self, exif: impl Into<Cow<'a, [u8]>>) {
        const PREFIX: &[u8] = b"Exif\0\0";
        let tiff = match exif.into() {
            Cow::Borrowed(exif) => Cow::Borrowed(exif.strip_prefix(PREFIX).unwrap_or(exif)),
            Cow::Owned(mut exif) => {
                if exif.starts_with(PREFIX) {
                    exif.drain(..PREFIX.len());
                }
                Cow::Owned(exif)
            }
        };
        self.metadata.exif_orientation = exif::orientation(&tiff);
        self.metadata.exif = Some(tiff);
    }

    /// Decides on the orientation when all metadata has been read: EXIF's, or where it names none, that of XMP.
    pub(super) fn settle_orientation(&mut self) {
        let in_exif = self.metadata.exif_orientation;
        let in_xmp = (self.metadata.xmp.as_deref())
            .and_then(xmp::orientation)
            .and_then(Orientation::from_exif);
        if let (Some(in_exif), Some(in_xmp)) = (in_exif, in_xmp)
            && in_exif != in_xmp
        {
            self.warn(orientations_differ(in_exif, in_xmp));
        }
        self.orientation = in_exif.or(in_xmp).unwrap_or(Orientation::NoTransforms);
    }

    /// Whether there is more than one frame, as far as is known.
    pub(crate) fn is_animated(&self) -> bool {
        match self.frames {
            FrameCount::Exactly(frames) => frames > 1,
            FrameCount::AtLeast(_) => true,
        }
    }

    /// How many frames there are, or are known so far.
    pub(crate) fn frames_known(&self) -> u32 {
        let (FrameCount::Exactly(frames) | FrameCount::AtLeast(frames)) = self.frames;
        frames
    }

    /// Whether the EXIF data is the file itself, as in a TIFF.
    pub(crate) fn exif_is_the_file(&self) -> bool {
        self.format == ImageFormat::Tiff
    }

    /// Whether the orientation is one that metadata name, and not a part of how the format stores the picture, as in HEIF
    /// (ISO/IEC 23008-12, 6.5.10 and 6.5.12) and JPEG XL, whose readers have to apply it.
    pub(crate) fn orientation_is_of_metadata(&self) -> bool {
        use ImageFormat::{Avif, Heic, Jxl, Raster};
        !matches!(self.format, Avif | Heic | Jxl | Raster)
    }

    /// Of what is decoded, which may be more than what is to be seen.
    pub(crate) fn decoded_size(&self) -> Size {
        self.coded.map_or(self.size(), |coded| coded.size)
    }

    /// Pixels of one frame.
    pub(crate) fn pixels(&self) -> u64 {
        self.size().area()
    }

    /// Of one frame, as it is stored.
    pub(crate) fn size(&self) -> Size {
        Size {
            width: self.width,
            height: self.height,
        }
    }
}

/// Whether the bytes are all there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Extent {
    /// More may follow: what is missing is asked for.
    Beginning,
    /// What is missing and not needed for the picture is done without.
    Whole,
}

/// What the colour chunks of a PNG say (PNG specification, third edition, clause 11.3.2). A profile (iCCP) is kept
/// apart from this.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct PngColor {
    /// sRGB: the others, but cICP, do not count.
    pub(crate) srgb: bool,
    /// gAMA: the exponent times 100 000; 45 455 is that of sRGB.
    pub(crate) gamma: Option<u32>,
    /// cHRM: x and y of white, red, green and blue, times 100 000.
    pub(crate) chromaticities: Option<[u32; 8]>,
    /// cICP: colour primaries, transfer function, matrix, full range (ITU-T H.273).
    pub(crate) cicp: Option<[u8; 4]>,
    /// cLLI: the brightest light of the picture, in steps of 0.0001 cd/m².
    pub(crate) brightest: Option<u32>,
    /// mDCV: that of the screen it was made on.
    pub(crate) screen: Option<u32>,
}
