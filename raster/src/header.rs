//! What a header says.

use std::borrow::Cow;

use crate::error::Error;
use crate::model::Model;
use crate::rendition::Reduction;
use crate::signature::MAX_RENDITIONS;

/// What stands before the planes of a raster.
#[derive(Debug, Clone, PartialEq)]
pub struct Header<'a> {
    /// Width of the stored picture in pixels, at least 1.
    pub width: u32,
    /// Height of the stored picture in pixels, at least 1.
    pub height: u32,
    /// What the samples are.
    pub model: Model,
    /// Whether there is alpha, which is straight: colours are not multiplied by it.
    pub alpha: bool,
    /// Bits of a sample, 8 to 16. Of more than 8, a sample is a little-endian number of two bytes.
    pub depth: u8,
    /// As EXIF counts them, 1 to 8; 1 is upright.
    pub orientation: u8,
    /// The part of the stored picture that is to be seen.
    pub window: Window,
    /// In what sizes the picture comes: at least one.
    pub renditions: Vec<Reduction>,
    /// For each output of the request that the raster was made for, the index of the rendition to make it of. Empty where the
    /// raster is for any request, and has one rendition.
    pub outputs: Vec<u8>,
    /// What comes along.
    pub metadata: Metadata<'a>,
}

/// A part of a picture, in pixels of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// Columns before it.
    pub left: u32,
    /// Rows above it.
    pub top: u32,
    /// Its columns, at least 1.
    pub width: u32,
    /// Its rows, at least 1.
    pub height: u32,
}

/// What comes along with a picture, unchecked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Metadata<'a> {
    /// An ICC profile.
    pub icc: Option<Cow<'a, [u8]>>,
    /// Code points of ITU-T H.273: colour primaries, transfer characteristics, matrix coefficients, full range.
    pub cicp: Option<[u8; 4]>,
    /// The brightest light of an HDR picture, in steps of 0.0001 cd/m².
    pub brightest: Option<u32>,
    /// EXIF data: a TIFF structure, without a prefix. Its orientation does not count, as the header has one.
    pub exif: Option<Cow<'a, [u8]>>,
    /// An XMP packet.
    pub xmp: Option<Cow<'a, [u8]>>,
    /// Whether the source has a C2PA manifest (Content Credentials), which is signed for its bytes and does not come along.
    pub has_c2pa: bool,
    /// What was wrong with the file and did not matter, in sentences for people.
    pub warnings: Vec<Cow<'a, str>>,
}

impl<'a> Header<'a> {
    /// Of a picture as it is, with 8 bits per sample.
    #[must_use]
    pub fn new(width: u32, height: u32, model: Model, alpha: bool) -> Self {
        Self {
            width,
            height,
            model,
            alpha,
            depth: 8,
            orientation: 1,
            window: Window {
                left: 0,
                top: 0,
                width,
                height,
            },
            renditions: vec![Reduction::None],
            outputs: Vec::new(),
            metadata: Metadata::default(),
        }
    }
}

impl Header<'_> {
    /// # Errors
    /// [`Error::Malformed`] where the fields make no sense together.
    pub(crate) fn check(&self) -> Result<(), Error> {
        let window = self.window;
        let is_inside = |start: u32, length: u32, side: u32| {
            length > 0 && u64::from(start) + u64::from(length) <= u64::from(side)
        };
        let is_whole = (window.left, window.top) == (0, 0)
            && (window.width, window.height) == (self.width, self.height);
        let is_reduced = self.renditions.iter().any(|one| *one != Reduction::None);
        let thumbnails = self.renditions.iter().filter_map(|one| match one {
            Reduction::Thumbnail(width, height) => Some((*width, *height)),
            _ => None,
        });
        let thumbnails: Vec<(u32, u32)> = thumbnails.collect();
        let bad_thumbnail = thumbnails.iter().find(|(width, height)| {
            !(1..=self.width).contains(width) || !(1..=self.height).contains(height)
        });
        let last = self.outputs.iter().copied().max().map_or(0, usize::from);
        let problem = if !(8..=16).contains(&self.depth) {
            format!(
                "its header says {} bits per sample; 8 to 16 are read",
                self.depth
            )
        } else if !(1..=8).contains(&self.orientation) {
            format!("its orientation is {}", self.orientation)
        } else if !(1..=MAX_RENDITIONS).contains(&self.renditions.len()) {
            format!(
                "it has {} renditions; 1 to {MAX_RENDITIONS} are read",
                self.renditions.len()
            )
        } else if last >= self.renditions.len() {
            format!(
                "an output is of rendition {last}, of {}",
                self.renditions.len()
            )
        } else if self.outputs.is_empty() && self.renditions.len() > 1 {
            "it has several renditions, and does not say which outputs they are for".to_owned()
        } else if self.outputs.len() > usize::from(u8::MAX) {
            format!("it is for {} outputs", self.outputs.len())
        } else if self.width == 0 || self.height == 0 {
            format!("its header says {} x {} pixels", self.width, self.height)
        } else if !is_inside(window.left, window.width, self.width)
            || !is_inside(window.top, window.height, self.height)
        {
            format!(
                "its window of {} x {} pixels at {}, {} is not inside of {} x {}",
                window.width, window.height, window.left, window.top, self.width, self.height
            )
        } else if is_reduced && !is_whole {
            "it is reduced and has a window".to_owned()
        } else if thumbnails.len() > 1 {
            format!("it has {} thumbnails; 1 is read", thumbnails.len())
        } else if let Some((width, height)) = bad_thumbnail {
            format!(
                "its thumbnail has {width} x {height} pixels, and its picture {} x {}",
                self.width, self.height
            )
        } else if self.all_planes().is_none() {
            format!(
                "its header says {} x {} pixels, which no file can hold",
                self.width, self.height
            )
        } else {
            return Ok(());
        };
        Err(Error::Malformed(problem))
    }
}
