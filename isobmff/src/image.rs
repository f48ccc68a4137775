//! What a head says of the primary image.

use crate::c2pa;
use crate::configuration::{Chroma, Coding, Configuration};
use crate::extents::Extents;
use crate::placement::Window;

/// The primary image of a file.
#[derive(Debug, Clone, PartialEq)]
pub struct Image<'a> {
    /// The coded data.
    pub picture: Picture<'a>,
    /// What is to be seen of it: a part of the stored image, to which `orientation` is then applied. For the whole image 0, 0,
    /// width, height.
    pub window: Window,
    /// As EXIF counts them, 1 to 8; made of the file's own properties. HEIF says that EXIF's does not count.
    pub orientation: u8,
    /// What the colours mean, as far as the file says it outside of the coded data.
    pub color: Color<'a>,
    /// How bright the image is, of HDR images.
    pub light: Light,
    /// Transparency.
    pub alpha: Option<Alpha<'a>>,
    /// The largest thumbnail (`thmb`) that can be shown in place of the image: it has no more pixels, and the image's proportions
    /// within a pixel, coding, depth, planes, transforms and colours. `None` of an image with a window or alpha. What it shows is
    /// not checked, and may be something else.
    pub thumbnail: Option<Picture<'a>>,
    /// EXIF: four bytes, a big-endian number of bytes to skip behind them, and then a TIFF structure.
    pub exif: Option<Extents>,
    /// An XMP packet.
    pub xmp: Option<Extents>,
    /// JUMBF superboxes (items of the kind `jumb`), of any kind.
    pub(crate) jumbf: Vec<Extents>,
}

/// Coded images that are one image together.
#[derive(Debug, Clone, PartialEq)]
pub struct Picture<'a> {
    /// Of the stored image, in pixels, at least 1.
    pub width: u32,
    /// Of the stored image, in pixels, at least 1.
    pub height: u32,
    /// Tiles in a row; 1 where the image is no grid.
    pub columns: u32,
    /// Rows of tiles.
    pub rows: u32,
    /// Row by row, `columns * rows` of them, all of one size and coding. Together they may exceed the image on the right and
    /// below.
    pub tiles: Vec<Item<'a>>,
}

/// A coded image.
#[derive(Debug, Clone, PartialEq)]
pub struct Item<'a> {
    /// In pixels, as the file says outside of the coded data.
    pub width: u32,
    /// In pixels, as the file says outside of the coded data.
    pub height: u32,
    /// How it is coded.
    pub configuration: Configuration<'a>,
    /// The coded data.
    pub data: Extents,
    /// `lsel`: which layer is the image, of a layered one; 0xffff for the best one.
    pub layer: Option<u16>,
    /// `a1op`: which operating point of AV1 is to be decoded.
    pub operating_point: Option<u8>,
}

/// Transparency of an image: luma is alpha.
#[derive(Debug, Clone, PartialEq)]
pub struct Alpha<'a> {
    /// The coded data, of the image's size.
    pub picture: Picture<'a>,
    /// Whether the colours are multiplied by it.
    pub is_premultiplied: bool,
}

/// What colours mean.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Color<'a> {
    /// Code points. They count before those in the coded data.
    pub nclx: Option<Nclx>,
    /// An ICC profile, unchecked.
    pub icc: Option<&'a [u8]>,
}

/// Code points of ITU-T H.273.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Nclx {
    /// Colour primaries, table 2.
    pub primaries: u16,
    /// Transfer characteristics, table 3.
    pub transfer: u16,
    /// Matrix coefficients, table 4.
    pub matrix: u16,
    /// Whether the samples have all values that their depth allows.
    pub full_range: bool,
}

/// How bright an HDR image is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Light {
    /// `clli`: the largest luminance of a pixel, and of the mean of a picture, in cd/m2; 0 where it is not known.
    pub content: Option<(u16, u16)>,
    /// `mdcv`: the display that the image was made on.
    pub mastering: Option<MasteringDisplay>,
}

/// A display (SMPTE ST 2086).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MasteringDisplay {
    /// x and y of red, green and blue, in 0.00002.
    pub primaries: [(u16, u16); 3],
    /// x and y of white, in 0.00002.
    pub white: (u16, u16),
    /// In 0.0001 cd/m2.
    pub max_luminance: u32,
    /// In 0.0001 cd/m2.
    pub min_luminance: u32,
}

impl Light {
    /// The brightest light in 0.0001 cd/m2: that of the image, else of the display it was made on.
    #[must_use]
    pub fn brightest(&self) -> Option<u32> {
        let content = self.content.map(|(largest, _)| u32::from(largest) * 10_000);
        let display = self.mastering.map(|display| display.max_luminance);
        [content, display]
            .into_iter()
            .flatten()
            .find(|light| *light > 0)
    }
}

impl Image<'_> {
    /// Whether the file has manifests of C2PA (Content Credentials), as far as its bytes go. They are not verified.
    #[must_use]
    pub fn has_c2pa(&self, file: &[u8]) -> bool {
        let is_store =
            |item: &Extents| c2pa::is_manifest_store(&item.first_bytes(file, c2pa::STORE_HEAD));
        c2pa::has_box(file) || self.jumbf.iter().any(is_store)
    }

    /// Width and height of what is to be seen, upright.
    #[must_use]
    pub fn upright_size(&self) -> (u32, u32) {
        match self.orientation {
            5..=8 => (self.window.height, self.window.width),
            _ => (self.window.width, self.window.height),
        }
    }
}

impl<'a> Picture<'a> {
    /// Width and height of the stored image.
    #[must_use]
    pub fn size(&self) -> (u32, u32) {
        (self.width, self.height)
    }

    /// How the tiles are coded: as the first one, of which a file has at least one.
    #[must_use]
    pub fn configuration(&self) -> Configuration<'a> {
        self.tiles[0].configuration
    }

    /// Which decoder reads it.
    #[must_use]
    pub fn coding(&self) -> Coding {
        self.configuration().coding
    }

    /// Bits of a sample.
    #[must_use]
    pub fn depth(&self) -> u8 {
        self.configuration().depth
    }

    /// Which planes.
    #[must_use]
    pub fn chroma(&self) -> Chroma {
        self.configuration().chroma
    }
}
