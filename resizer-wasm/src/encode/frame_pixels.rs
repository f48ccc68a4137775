//! The kind of pixels that all frames of an animated PNG have, as they must: the smallest that has all of their colours.
//!
//! A frame leaves out what does not change, so one colour or entry that no frame uses is transparent where that can be.

use std::collections::BTreeSet;

use super::palette::{self, Alpha, Color};
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
    /// Whether there is something to write for pixels that are left out.
    pub(super) fn has_hole(&self) -> bool {
        match self {
            Self::Indexed(palette) => palette.0.first() == Some(&HOLE),
            Self::Gray { key } => key.is_some(),
            Self::Rgb { key } => key.is_some(),
            Self::GrayAlpha | Self::Rgba => true,
        }
    }
}

/// At most 256 colours, what is transparent first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Palette(Vec<Color>);

impl Palette {
    pub(super) fn colors(&self) -> &[Color] {
        &self.0
    }

    /// The index of a colour that it has.
    pub(super) fn index(&self, color: Color) -> u8 {
        let found = self.0.binary_search_by_key(&order(&color), order);
        found.unwrap_or_default() as u8
    }
}

/// A PNG says nothing about the opaque entries at the end of a palette.
fn order(color: &Color) -> (u8, Color) {
    (color[3], *color)
}

/// What the frames of an animation have, seen before any of them is written.
pub(crate) struct FrameColors {
    /// Up to one more than a palette takes.
    colors: BTreeSet<Color>,
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
            colors: BTreeSet::new(),
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
        let pixels = palette::pixels(picture, Alpha::Full)?;
        let mut last = None;
        for color in pixels {
            // Neighbours often are equal.
            if last == Some(color) {
                continue;
            }
            last = Some(color);
            if self.colors.len() <= MOST_COLORS {
                self.colors.insert(color);
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
        let count = self.colors.len();
        let are_grays = is_gray && !self.has_alpha && !self.has_holes;
        if count <= MOST_COLORS && (!are_grays || count <= FEW_GRAYS) {
            if count < MOST_COLORS {
                self.colors.insert(HOLE);
            }
            let mut colors: Vec<Color> = self.colors.into_iter().collect();
            colors.sort_unstable_by_key(order);
            return FramePixels::Indexed(Palette(colors));
        }
        let unused = |used: [bool; 256]| (0..=u8::MAX).zip(used).find(|(_, used)| !used);
        if is_gray {
            let key = unused(self.grays).map(|(gray, _)| gray);
            return match self.needs_samples_of_alpha(key.is_some()) {
                true => FramePixels::GrayAlpha,
                false => FramePixels::Gray { key },
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

    /// One frame, a row of these pixels.
    fn kind_of(pixels: &[Color], has_profile: bool) -> FramePixels {
        let mut colors = FrameColors::new(has_profile);
        let picture = Picture {
            size: Size {
                width: pixels.len() as u32,
                height: 1,
            },
            channels: Channels::Rgba,
            samples: pixels
                .as_flattened()
                .iter()
                .copied()
                .map(from_byte)
                .collect(),
        };
        colors.take(&picture).unwrap();
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
        let pixels = many(100, rgb);
        let picture = Picture {
            size: Size {
                width: 512,
                height: 1,
            },
            channels: Channels::Rgba,
            samples: pixels
                .as_flattened()
                .iter()
                .copied()
                .map(from_byte)
                .collect(),
        };
        colors.take(&picture).unwrap();
        assert!(colors.are_of_every_kind());
    }
}
