//! A strip of the sheet, as wide as all of it.

use std::convert::Infallible;

use embedded_graphics::Pixel;
use embedded_graphics::draw_target::DrawTarget;
use embedded_graphics::geometry::{OriginDimensions, Point, Size};
use embedded_graphics::mono_font::iso_8859_1::FONT_10X20;
use embedded_graphics::mono_font::{MonoFont, MonoTextStyle};
use embedded_graphics::pixelcolor::{Rgb888, RgbColor};
use embedded_graphics::text::{Baseline, Text};

use super::picture::Picture;

/// As high as a line of the layout.
const FONT: MonoFont<'_> = FONT_10X20;
const CHARACTER: u32 = FONT.character_size.width;
const PAPER: Rgb888 = Rgb888::new(0xff, 0xff, 0xff);
/// What shows through transparent pixels, in squares of so many pixels.
const CHECKS: [u8; 2] = [0xff, 0xd4];
const CHECK_SIDE: usize = 8;

/// Pixels in RGB, row by row.
pub(super) struct Strip {
    width: u32,
    height: u32,
    rgb: Vec<u8>,
}

impl Strip {
    /// Paper with nothing on it.
    pub(super) fn new(width: u32, height: u32) -> Self {
        let pixels = width as usize * height as usize;
        let rgb = [PAPER.r(), PAPER.g(), PAPER.b()].repeat(pixels);
        Self { width, height, rgb }
    }

    pub(super) fn rgb(&self) -> &[u8] {
        &self.rgb
    }

    pub(super) fn fill(
        &mut self,
        (left, top): (u32, u32),
        (width, height): (u32, u32),
        color: Rgb888,
    ) {
        let line = [color.r(), color.g(), color.b()].repeat(width as usize);
        for row in self.rows_from(top).take(height as usize) {
            let place = row.get_mut(left as usize * 3..).unwrap_or_default();
            let length = line.len().min(place.len());
            place[..length].copy_from_slice(&line[..length]);
        }
    }

    /// A line of text with its upper left corner there.
    pub(super) fn write(&mut self, (left, top): (u32, u32), text: &str, color: Rgb888) {
        let style = MonoTextStyle::new(&FONT, color);
        let text = Text::with_baseline(text, point(left, top), style, Baseline::Top);
        let Ok(_) = embedded_graphics::Drawable::draw(&text, self);
    }

    /// Copies a picture to where its upper left corner goes. Transparent parts show a checkerboard.
    pub(super) fn paste(&mut self, (left, top): (u32, u32), picture: &Picture) {
        let row_length = picture.width.max(1) as usize * 4;
        let rows = picture.rgba.chunks_exact(row_length);
        for (y, (pixels, row)) in rows.zip(self.rows_from(top)).enumerate() {
            let places = row.chunks_exact_mut(3).skip(left as usize);
            for (x, (pixel, place)) in pixels.chunks_exact(4).zip(places).enumerate() {
                let (samples, alpha) = (&pixel[..3], pixel[3]);
                if alpha == u8::MAX {
                    place.copy_from_slice(samples);
                    continue;
                }
                let check = CHECKS[(x / CHECK_SIDE + y / CHECK_SIDE) % 2];
                for (sample, place) in samples.iter().zip(place) {
                    *place = over(*sample, alpha, check);
                }
            }
        }
    }

    fn rows_from(&mut self, top: u32) -> impl Iterator<Item = &mut [u8]> {
        let row_length = self.width.max(1) as usize * 3;
        self.rgb.chunks_exact_mut(row_length).skip(top as usize)
    }
}

/// How many characters a line of so many pixels has.
pub(super) fn characters(width: u32) -> usize {
    (width / CHARACTER) as usize
}

/// The width of a text in pixels.
pub(super) fn text_width(text: &str) -> u32 {
    u32::try_from(text.chars().count()).map_or(u32::MAX, |count| count.saturating_mul(CHARACTER))
}

/// A sample with so much alpha over another one.
fn over(sample: u8, alpha: u8, under: u8) -> u8 {
    let sum = u32::from(sample) * u32::from(alpha) + u32::from(under) * (255 - u32::from(alpha));
    ((sum + 127) / 255) as u8
}

fn point(left: u32, top: u32) -> Point {
    // Layouts stay below 2^31.
    Point::new(
        i32::try_from(left).unwrap_or(i32::MAX),
        i32::try_from(top).unwrap_or(i32::MAX),
    )
}

impl OriginDimensions for Strip {
    fn size(&self) -> Size {
        Size::new(self.width, self.height)
    }
}

impl DrawTarget for Strip {
    type Color = Rgb888;
    type Error = Infallible;

    fn draw_iter<I: IntoIterator<Item = Pixel<Rgb888>>>(
        &mut self,
        pixels: I,
    ) -> Result<(), Infallible> {
        for Pixel(point, color) in pixels {
            let (Ok(x), Ok(y)) = (u32::try_from(point.x), u32::try_from(point.y)) else {
                continue;
            };
            if x >= self.width || y >= self.height {
                continue;
            }
            let start = (y as usize * self.width as usize + x as usize) * 3;
            if let Some(place) = self.rgb.get_mut(start..start + 3) {
                place.copy_from_slice(&[color.r(), color.g(), color.b()]);
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn opaque_pixels_are_copied_and_transparent_ones_show_checks() {
        assert_eq!([over(7, 255, 212), over(7, 0, 212)], [7, 212]);
        assert_eq!(over(0, 128, 255), 127);
        let picture = Picture {
            width: 2,
            height: 1,
            rgba: vec![1, 2, 3, 255, 9, 9, 9, 0],
        };
        let mut strip = Strip::new(4, 2);
        strip.paste((1, 1), &picture);
        assert_eq!(strip.rgb()[..15], [255; 15]);
        assert_eq!(strip.rgb()[15..], [1, 2, 3, 255, 255, 255, 255, 255, 255]);
    }

    #[test]
    fn nothing_is_drawn_beyond_the_edges() {
        let mut strip = Strip::new(10, 10);
        let black = Rgb888::new(0, 0, 0);
        strip.write((5, 5), "beyond", black);
        strip.fill((8, 8), (100, 100), black);
        assert_eq!(strip.rgb().len(), 300);
        assert_eq!(strip.rgb()[297..], [0, 0, 0]);
    }
}
