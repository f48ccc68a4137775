//! The primary image of a file, from its head to the raster.

use isobmff::{Coding, Image, Item, Nclx, Picture};
use raster::Window;

use crate::assembly::{Assembly, Layout, Outline, Renditions};
use crate::decoder::{Coded, Decoder};
use crate::error::Error;
use crate::frame::{CodedColor, ColorPoints, Frame, Purpose};
use crate::metadata;

/// By how much pictures are made smaller, along each side.
const SHRINKS: [u8; 4] = [1, 2, 4, 8];

/// `lsel` says this where the best layer is the image.
const BEST_LAYER: u16 = 0xffff;

/// What is wanted of an image.
pub struct Wish<'a> {
    /// Is asked once which renditions there are to be. It is handed the numbers of pixels, along each side, whose mean a pixel of a
    /// rendition may be, from 1 on, and gives for each output one of them. Where it gives none, the raster is for any request.
    pub choose: &'a dyn Fn(&[u8]) -> Vec<u8>,
    /// Is asked where the file has a thumbnail that may stand for the image, and handed its width and height, upright. It says for
    /// each output whether that is to be made of it, or nothing where none is.
    pub takes_thumbnail: &'a dyn Fn(u32, u32) -> Vec<bool>,
}

impl Wish<'_> {
    /// All of its pixels, for any request.
    #[must_use]
    pub fn every_pixel() -> Self {
        Self {
            choose: &|_| Vec::new(),
            takes_thumbnail: &|_, _| Vec::new(),
        }
    }
}

/// A file whose head is read.
pub struct Source<'a> {
    file: &'a [u8],
    image: Image<'a>,
}

impl<'a> Source<'a> {
    /// Reads the head of a file whose primary image is coded as said.
    ///
    /// # Errors
    /// `too-large` where the image has more pixels than `max_pixels`, and as `wit/resize.wit` describes them.
    pub fn read(file: &'a [u8], coding: Coding, max_pixels: u64) -> Result<Self, Error> {
        let mut image = Image::from_file(file).map_err(told)?;
        let picture = &image.picture;
        if picture.coding() != coding {
            return Err(Error::unsupported(format!(
                "an image coded with {}, for which there is another codec",
                name(picture.coding())
            )));
        }
        let pixels = u64::from(picture.width) * u64::from(picture.height);
        if pixels > max_pixels {
            return Err(Error::TooLarge(format!(
                "the image is {} x {}, {pixels} pixels; max-pixels allows {max_pixels}",
                picture.width, picture.height
            )));
        }
        check_tiles(picture, max_pixels)?;
        if let Some(alpha) = &image.alpha {
            check_tiles(&alpha.picture, max_pixels)?;
        }
        // The image itself is decoded in its place.
        let is_allowed = |thumbnail: &Picture<'_>| check_tiles(thumbnail, max_pixels).is_ok();
        image.thumbnail = image.thumbnail.filter(is_allowed);
        Ok(Self { file, image })
    }

    /// Columns and rows of what is to be seen, upright.
    #[must_use]
    pub fn upright_size(&self) -> (u32, u32) {
        self.image.upright_size()
    }

    /// Decodes the image to a raster.
    ///
    /// # Errors
    /// As `wit/resize.wit` describes them.
    pub fn decode(&self, wish: &Wish<'_>, decoder: &mut dyn Decoder) -> Result<Vec<u8>, Error> {
        let outline = self.outline();
        let layout = layout(&self.image.picture);
        let mut renditions = renditions(&outline, layout, wish);
        let mut assembly = None;
        if let Some(thumbnail) = &self.image.thumbnail
            && let Some(with_thumbnail) = self.with_thumbnail(thumbnail, &renditions, wish, decoder)
        {
            match self.start(thumbnail, &outline, &with_thumbnail, decoder) {
                Ok(started) => {
                    assembly = Some(started);
                    renditions = with_thumbnail;
                }
                // Memory is the host's, and no other bytes must come of having less.
                Err(error @ Error::OutOfMemory(_)) => return Err(error),
                // The image itself is there.
                Err(_) => {}
            }
        }
        if let Some(purpose) = renditions.purpose() {
            let picture = &self.image.picture;
            let mut take = |index: u32, frame: &Frame<'_>| {
                let started = match &mut assembly {
                    Some(started) => started,
                    none => none.insert(Assembly::new(&outline, layout, &renditions, frame)?),
                };
                started.put_color(index, frame)
            };
            decode_tiles(self.file, picture, purpose, decoder, &mut take)?;
        }
        let Some(mut assembly) = assembly else {
            return Err(Error::malformed("its grid has no tiles"));
        };
        // What has alpha has every pixel.
        if let Some(alpha) = &self.image.alpha {
            let layout = self::layout(&alpha.picture);
            let mut take = |index: u32, frame: &Frame<'_>| assembly.put_alpha(layout, index, frame);
            let purpose = Purpose::EveryPixel;
            decode_tiles(self.file, &alpha.picture, purpose, decoder, &mut take)?;
            if alpha.is_premultiplied {
                assembly.unpremultiply()?;
            }
        }
        Ok(assembly.into_raster())
    }

    /// The renditions with the thumbnail, where outputs are made of it and it has the image's colours also where these are coded.
    fn with_thumbnail(
        &self,
        thumbnail: &Picture<'a>,
        renditions: &Renditions,
        wish: &Wish<'_>,
        decoder: &mut dyn Decoder,
    ) -> Option<Renditions> {
        let (width, height) = (thumbnail.width, thumbnail.height);
        let of_thumbnail = match self.image.orientation {
            5..=8 => (wish.takes_thumbnail)(height, width),
            _ => (wish.takes_thumbnail)(width, height),
        };
        if of_thumbnail.len() != renditions.outputs.len() || !of_thumbnail.contains(&true) {
            return None;
        }
        let mut color = |item: &Item<'a>| {
            let data = item.data.of(self.file).ok()?;
            let color = decoder.color(coded(item, &data, Purpose::Thumbnail));
            // What the file says counts before what is coded.
            let points = |color: CodedColor| match self.image.color.nclx {
                Some(_) => None,
                None => Some(color.points),
            };
            color.ok().map(|color| (points(color), color.siting))
        };
        let is_alike = color(&thumbnail.tiles[0])? == color(&self.image.picture.tiles[0])?;
        is_alike.then(|| renditions.with_thumbnail((width, height), &of_thumbnail))
    }

    /// A raster with the thumbnail in its place.
    fn start(
        &self,
        thumbnail: &Picture<'a>,
        outline: &Outline<'a>,
        renditions: &Renditions,
        decoder: &mut dyn Decoder,
    ) -> Result<Assembly<'a>, Error> {
        let (layout, of_thumbnail) = (layout(&self.image.picture), self::layout(thumbnail));
        let mut assembly = None;
        let mut take = |index: u32, frame: &Frame<'_>| {
            let started = match &mut assembly {
                Some(started) => started,
                none => none.insert(Assembly::new(outline, layout, renditions, frame)?),
            };
            // Some phones crop the coded picture to what is to be seen, and say so once more in the file.
            let layout = match (frame.width, frame.height) == thumbnail.size() {
                true => Layout {
                    tile: thumbnail.size(),
                    ..of_thumbnail
                },
                false => of_thumbnail,
            };
            started.put_thumbnail(layout, index, frame)
        };
        decode_tiles(self.file, thumbnail, Purpose::Thumbnail, decoder, &mut take)?;
        assembly.ok_or_else(|| Error::malformed("its thumbnail has no picture"))
    }

    fn outline(&self) -> Outline<'a> {
        let image = &self.image;
        Outline {
            size: (image.picture.width, image.picture.height),
            orientation: image.orientation,
            window: Window {
                left: image.window.left,
                top: image.window.top,
                width: image.window.width,
                height: image.window.height,
            },
            alpha: image.alpha.is_some(),
            color: image.color.nclx.map(code_points),
            metadata: metadata::of(image, self.file),
        }
    }
}

/// A tile may have more pixels than what is seen of it: those that are decoded count.
fn check_tiles(picture: &Picture<'_>, max_pixels: u64) -> Result<(), Error> {
    let Layout {
        tile: (width, height),
        ..
    } = layout(picture);
    let pixels = u64::from(width) * u64::from(height);
    if pixels > max_pixels {
        return Err(Error::TooLarge(format!(
            "a tile of the image is {width} x {height}, {pixels} pixels, of which it shows a part; max-pixels allows {max_pixels}"
        )));
    }
    Ok(())
}

/// A raster with a window is not reduced. Nor is one with alpha here: the mean of colours would have to be weighted by it.
fn renditions(outline: &Outline<'_>, layout: Layout, wish: &Wish<'_>) -> Renditions {
    let may_shrink = outline.is_whole() && !outline.alpha;
    let is_allowed = |shrink: &u8| *shrink == 1 || may_shrink && layout.allows((*shrink).into());
    let allowed: Vec<u8> = SHRINKS.into_iter().filter(is_allowed).collect();
    Renditions::new(&(wish.choose)(&allowed))
}

/// Decodes the tiles of a picture, one after another.
fn decode_tiles(
    file: &[u8],
    picture: &Picture<'_>,
    purpose: Purpose,
    decoder: &mut dyn Decoder,
    take: &mut dyn FnMut(u32, &Frame<'_>) -> Result<(), Error>,
) -> Result<(), Error> {
    for (index, tile) in (0..).zip(&picture.tiles) {
        let data = tile.data.of(file).map_err(told)?;
        let coded = coded(tile, &data, purpose);
        decoder.decode(coded, &mut |frame| take(index, frame))?;
    }
    Ok(())
}

fn coded<'c>(item: &Item<'c>, data: &'c [u8], purpose: Purpose) -> Coded<'c> {
    Coded {
        data,
        configuration: item.configuration,
        width: item.width,
        height: item.height,
        operating_point: item.operating_point.unwrap_or_default(),
        layer: item.layer.filter(|layer| *layer != BEST_LAYER),
        purpose,
    }
}

fn layout(picture: &Picture<'_>) -> Layout {
    Layout {
        columns: picture.columns,
        rows: picture.rows,
        tile: (picture.tiles[0].width, picture.tiles[0].height),
    }
}

/// Those beyond a byte are reserved, as are many below.
fn code_points(nclx: Nclx) -> ColorPoints {
    let byte = |point: u16| u8::try_from(point).unwrap_or(u8::MAX);
    ColorPoints {
        primaries: byte(nclx.primaries),
        transfer: byte(nclx.transfer),
        matrix: byte(nclx.matrix),
        full_range: nclx.full_range,
    }
}

fn name(coding: Coding) -> &'static str {
    match coding {
        Coding::Av1 => "AV1",
        Coding::Hevc => "HEVC",
    }
}

fn told(problem: isobmff::Error) -> Error {
    match problem {
        isobmff::Error::Truncated { needed } => Error::Truncated(format!(
            "the file ends before byte {needed}, where its image does"
        )),
        isobmff::Error::Malformed(problem) => Error::malformed(problem),
        isobmff::Error::Unsupported(feature) => Error::unsupported(feature),
        isobmff::Error::TooLarge(problem) => Error::TooLarge(problem),
    }
}
