//! The kind of pixels that all frames of an animated PNG have, as they must: the smallest that has all of their colours.
//!
//! A frame leaves out what does not change, so one colour or entry that no frame uses is transparent where that can be.

use std::collections::BTreeMap;

use super::palette::{self, Alpha, Color, Counted, Worth, order};
use super::sort::sort_by_number;
use crate::contract::Error;
use crate::picture::Picture;

/// The most entries of a palette.
const MOST_COLORS: usize = 256;

/// As many grays as need 8 bits in a palette are stored as grays.
const FEW_GRAYS: usize = 16;

const HOLE: Color = [0; 4];

/// A kind of pixels of 8 bits a sample. A key is the one colour that is transparent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum FramePixels {
    Indexed(Palette),
    Gray { key: Option<u8> },
    GrayAlpha,
    Rgb { key: Option<[u8; 3]> },
    Rgba,
}

impl FramePixels {
    /// How many colours a palette has, or 0.
    pub(super) fn colors(&self) -> u16 {
        match self {
            Self::Indexed(palette) => palette.written.len() as u16,
            _ => 0,
        }
    }

    /// With at most so many colours, from 2 on, where there is a palette.
    ///
    /// # Errors
    /// `limit-exceeded` where memory does not suffice.
    pub(super) fn with_fewer_colors(self, most: u16) -> Result<Self, Error> {
        match self {
            Self::Indexed(palette) => palette.reduced(most).map(Self::Indexed),
            other => Ok(other),
        }
    }

    /// Whether there is something to write for pixels that are left out.
    pub(super) fn has_hole(&self) -> bool {
        match self {
            Self::Indexed(palette) => palette.written.first() == Some(&HOLE),
            Self::Gray { key } => key.is_some(),
            Self::Rgb { key } => key.is_some(),
            Self::GrayAlpha | Self::Rgba => true,
        }
    }
}

/// At most 256 colours, what is transparent first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Palette {
    /// Of the frames.
    colors: Vec<Counted>,
    /// For each of them, the index of what is written.
    indices: Vec<u8>,
    written: Vec<Color>,
}

impl Palette {
    fn new(colors: Vec<Counted>) -> Self {
        Self {
            indices: (0..=u8::MAX).take(colors.len()).collect(),
            written: colors.iter().map(|counted| counted.color).collect(),
            colors,
        }
    }

    /// With at most so many colours, from 2 on, the transparent one among them.
    fn reduced(self, most: u16) -> Result<Self, Error> {
        let seen: Vec<Counted> = self
            .colors
            .iter()
            .copied()
            .filter(|counted| counted.color != HOLE)
            .collect();
        let holes = self.colors.len() - seen.len();
        let mut written = palette::reduced(&seen, usize::from(most) - holes, Worth::default())?;
        written.extend(std::iter::repeat_n(HOLE, holes));
        sort_by_number(&mut written, order);
        // What is seen stays so, however dark it is.
        let nearest = |counted: &Counted| {
            let is_hole = counted.color == HOLE;
            let written = (0..).zip(&written);
            written
                .filter(|(_, color)| (**color == HOLE) == is_hole)
                .min_by_key(|(_, color)| distance(**color, counted.color))
                .map_or(0, |(index, _)| index)
        };
        Ok(Self {
            indices: self.colors.iter().map(nearest).collect(),
            written,
            ..self
        })
    }

    /// The colours that are written.
    pub(super) fn colors(&self) -> &[Color] {
        &self.written
    }

    /// The index of a colour of the frames.
    pub(super) fn index(&self, color: Color) -> u8 {
        let key = |counted: &Counted| order(&counted.color);
        let found = self.colors.binary_search_by_key(&order(&color), key);
        self.indices[found.unwrap_or_default()]
    }
}

/// The square of the distance of two colours, each weighted by its alpha.
fn distance(a: Color, b: Color) -> u64 {
    let weighted = |color: Color, channel: usize| match channel {
        3 => i64::from(color[3]) * 255,
        _ => i64::from(color[channel]) * i64::from(color[3]),
    };
    let difference = |channel| (weighted(a, channel) - weighted(b, channel)).unsigned_abs();
    (0..4).map(|channel| difference(channel).pow(2)).sum()
}

/// What the frames of an animation have, seen before any of them is written.
pub(crate) struct FrameColors {
    /// Up to one more than a palette takes, and how many pixels each has.
    colors: BTreeMap<Color, u32>,
    /// Pixels of a frame.
    area: u64,
    /// Whether a profile is written, which is one for colours.
    has_profile: bool,
    is_gray: bool,
    has_holes: bool,
    has_alpha: bool,
    /// Which grays there are, and which of the colours that [`key`] gives.
    grays: [bool; 256],
    keys: [bool; 256],
}

impl FrameColors {
    pub(crate) fn new(has_profile: bool) -> Self {
        Self {
            colors: BTreeMap::new(),
            area: 0,
            has_profile,
            is_gray: true,
            has_holes: false,
            has_alpha: false,
            grays: [false; 256],
            keys: [false; 256],
        }
    }

    /// Whether no smaller kind of pixels will do, whatever comes.
    pub(crate) fn are_of_every_kind(&self) -> bool {
        self.has_alpha && !self.is_gray && self.colors.len() > MOST_COLORS
    }

    /// # Errors
    /// `limit-exceeded` where memory does not suffice.
    pub(crate) fn take(&mut self, picture: &Picture) -> Result<(), Error> {
        self.area = picture.size.area();
        let pixels = palette::pixels(picture, Alpha::Full)?;
        // Neighbours often are equal.
        for together in pixels.chunk_by(|a, b| a == b) {
            let color = together[0];
            if self.colors.len() <= MOST_COLORS {
                let count = self.colors.entry(color).or_default();
                *count = count.saturating_add(together.len() as u32);
            }
            let [red, green, blue, alpha] = color;
            if alpha == 0 {
                self.has_holes = true;
                continue;
            }
            self.has_alpha |= alpha < 255;
            self.grays[usize::from(red)] = true;
            self.is_gray &= red == green && green == blue;
            self.keys[usize::from(red)] |= key(red) == [red, green, blue];
        }
        Ok(())
    }

    /// The smallest kind of pixels.
    pub(crate) fn pixels(mut self) -> FramePixels {
        let is_gray = self.is_gray && !self.has_profile;
        let unused = |used: [bool; 256]| (0..=u8::MAX).zip(used).find(|(_, used)| !used);
        let gray_key = unused(self.grays).map(|(gray, _)| gray);
        let needs_gray_alpha = self.needs_samples_of_alpha(gray_key.is_some());
        let most = match is_gray && !needs_gray_alpha {
            true => FEW_GRAYS,
            false => MOST_COLORS,
        };
        let count = self.colors.len();
        // Of a small picture the palette would have more bytes than the samples.
        if count <= most && (count * 3) as u64 <= self.area {
            if count < MOST_COLORS {
                self.colors.entry(HOLE).or_default();
            }
            let counted = |(color, count)| Counted { color, count };
            let mut colors: Vec<Counted> = self.colors.into_iter().map(counted).collect();
            sort_by_number(&mut colors, |counted| order(&counted.color));
            return FramePixels::Indexed(Palette::new(colors));
        }
        if is_gray {
            return match needs_gray_alpha {
                true => FramePixels::GrayAlpha,
                false => FramePixels::Gray { key: gray_key },
            };
        }
        let key = unused(self.keys).map(|(red, _)| key(red));
        match self.needs_samples_of_alpha(key.is_some()) {
            true => FramePixels::Rgba,
            false => FramePixels::Rgb { key },
        }
    }

    fn needs_samples_of_alpha(&self, has_key: bool) -> bool {
        self.has_alpha || self.has_holes && !has_key
    }
}

/// For each red a colour that pictures seldom have.
fn key(red: u8) -> [u8; 3] {
    [red, red ^ 0x5a, !red]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::Size;
    use crate::picture::{Channels, from_byte};

    /// Rows of these pixels.
    fn rows(pixels: &[Color], rows: u32) -> Picture {
        let row = pixels.as_flattened().iter().copied().map(from_byte);
        Picture {
            size: Size {
                width: pixels.len() as u32,
                height: rows,
            },
            channels: Channels::Rgba,
            samples: row.collect::<Vec<u16>>().repeat(rows as usize),
        }
    }

    /// Of one frame.
    fn kind_of(pixels: &[Color], has_profile: bool) -> FramePixels {
        let mut colors = FrameColors::new(has_profile);
        colors.take(&rows(pixels, 8)).unwrap();
        colors.pixels()
    }

    fn many(alpha: u8, color: impl Fn(u8, u8) -> [u8; 3]) -> Vec<Color> {
        let places = (0..=255).flat_map(|x| [(x, 0), (x, 1)]);
        let colors = places.map(|(x, y)| color(x, y));
        colors.map(|[r, g, b]| [r, g, b, alpha]).collect()
    }

    fn rgb(x: u8, y: u8) -> [u8; 3] {
        [x, y, 0]
    }

    #[test]
    fn the_smallest_kind_is_chosen() {
        let gray = |x, _| [x; 3];
        let red = [255, 0, 0, 255];
        let FramePixels::Indexed(palette) = kind_of(&[red, [9, 9, 9, 40]], false) else {
            panic!("few colours have a palette");
        };
        assert_eq!(palette.colors(), [HOLE, [9, 9, 9, 40], red]);
        assert_eq!(palette.index(red), 2);
        // All grays are used, so none is left for a key; without 255 that is one.
        let grays = many(255, gray);
        assert_eq!(kind_of(&grays, false), FramePixels::Gray { key: None });
        assert_eq!(
            kind_of(&grays[..510], false),
            FramePixels::Gray { key: Some(255) }
        );
        assert_eq!(
            kind_of(&[&grays[..], &[HOLE]].concat(), false),
            FramePixels::GrayAlpha
        );
        let FramePixels::Rgb { key: Some(key) } = kind_of(&many(255, rgb), false) else {
            panic!("opaque colours have no alpha");
        };
        assert!(!many(255, rgb).contains(&[key[0], key[1], key[2], 255]));
        let with_hole = [&many(255, rgb)[..], &[HOLE]].concat();
        assert_eq!(
            kind_of(&with_hole, false),
            FramePixels::Rgb { key: Some(key) }
        );
        assert_eq!(kind_of(&many(100, rgb), false), FramePixels::Rgba);
    }

    #[test]
    fn a_profile_for_colours_has_no_grays() {
        let grays = many(255, |x, y| [x.saturating_add(y); 3]);
        let FramePixels::Indexed(palette) = kind_of(&grays, true) else {
            panic!("256 colours have a palette");
        };
        assert_eq!(palette.colors().len(), 256);
        assert!(!FramePixels::Indexed(palette).has_hole());
    }

    #[test]
    fn what_has_everything_needs_no_more_frames() {
        let mut colors = FrameColors::new(false);
        assert!(!colors.are_of_every_kind());
        colors.take(&rows(&many(100, rgb), 1)).unwrap();
        assert!(colors.are_of_every_kind());
    }

    #[test]
    fn a_small_picture_has_no_palette_that_is_larger() {
        let pixels = &many(255, rgb)[..100];
        let mut colors = FrameColors::new(false);
        colors.take(&rows(pixels, 2)).unwrap();
        assert!(matches!(colors.pixels(), FramePixels::Rgb { .. }));
        let mut colors = FrameColors::new(false);
        colors.take(&rows(pixels, 3)).unwrap();
        assert_eq!(colors.pixels().colors(), 101);
    }

    #[test]
    fn of_fewer_colours_the_nearest_is_taken_and_holes_stay() {
        let pixels: Vec<Color> = (0..200).map(|value| [value, value, 9, 255]).collect();
        let with_hole = [&pixels[..], &[HOLE]].concat();
        for most in [2, 3, 64] {
            let FramePixels::Indexed(palette) =
                kind_of(&with_hole, false).with_fewer_colors(most).unwrap()
            else {
                panic!("it has a palette");
            };
            assert_eq!(palette.colors().len(), usize::from(most));
            assert_eq!(palette.colors()[usize::from(palette.index(HOLE))], HOLE);
            let far = 400 / i32::from(most - 1);
            for color in &pixels {
                let written = palette.colors()[usize::from(palette.index(*color))];
                assert_eq!(written[3], 255);
                let difference = i32::from(written[0]) - i32::from(color[0]);
                assert!(difference.abs() <= far, "{color:?} became {written:?}");
            }
        }
    }
}
