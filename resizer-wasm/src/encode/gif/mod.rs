//! GIF: a still picture with one table of colours, and animations of what changes.

mod animation;
mod delays;
mod dictionary;
mod file;
mod lzw;
mod masking;
mod near;
mod search;
mod tables;

pub(super) use animation::GifAnimation;

use file::{Disposal, GifFile, IndexedFrame, sides};
use near::Near;
use search::Choices;

use super::animation::Area;
use super::budget;
use super::encoded::Encoded;
use super::palette::{self, Alpha, DEFAULT_COLORS, DEFAULT_DITHER};
use crate::contract::{Error, GifOptions};
use crate::metadata::{Kept, Part};
use crate::picture::{self, Picture};

pub(super) fn encode(
    picture: &Picture,
    options: GifOptions,
    max_bytes: Option<u32>,
) -> Result<Encoded, Error> {
    let sides = sides(picture.size)?;
    let indexed = palette::index(
        picture,
        options.colors.unwrap_or(DEFAULT_COLORS),
        options.dither.unwrap_or(DEFAULT_DITHER),
        Alpha::Threshold,
    )?;
    let hole = indexed.palette.iter().position(|color| color[3] == 0);
    let mut pixels = picture::reserve(picture.size.area())?;
    pixels.extend(indexed.indices.iter().copied().map(Choices::only));
    let mut file = GifFile::default();
    file.push(&IndexedFrame {
        area: Area::whole(picture.size),
        delay: 0,
        disposal: Disposal::Keep,
        local: None,
        hole: hole.map(|index| index as u8),
        pixels: &pixels,
        near: &Near::default(),
    })?;
    let data = file.finish(sides, 1, &indexed.palette);
    budget::check(&data, max_bytes)?;
    Ok(Encoded {
        data,
        quality: None,
    })
}

/// What of the metadata is left out: there is no place for any.
pub(super) fn left_out(kept: &Kept) -> Vec<Part> {
    let parts = [
        (&kept.icc, Part::Icc),
        (&kept.exif, Part::Exif),
        (&kept.xmp, Part::Xmp),
    ];
    let there = parts.into_iter().filter(|(part, _)| part.is_some());
    there.map(|(_, part)| part).collect()
}
