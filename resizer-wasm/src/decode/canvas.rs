//! Laying frames on a canvas, for the animations of all formats (GIF89a, section 23; PNG, third edition, clause
//! 11.3.6; RFC 9649, section 2.7.1).
//!
//! The canvas is transparent at first, and what is disposed of becomes transparent: the background colours that some
//! files name are ignored, as browsers do.

use crate::contract::Error;
use crate::geometry::Size;
use crate::picture;

/// Bytes of a pixel of the canvas.
const PIXEL: usize = 4;

/// The place of a frame. It may go beyond the canvas, which cuts it off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Area {
    pub(super) left: u32,
    pub(super) top: u32,
    pub(super) width: u32,
    pub(super) height: u32,
}

/// What becomes of a frame's area before the next frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Disposal {
    Keep,
    Clear,
    /// What was there before the frame comes back.
    Restore,
}

/// How a frame's pixels meet those below.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Blend {
    /// They replace them.
    Replace,
    /// They lie over them.
    Over,
}

/// RGBA pixels, and what is to be done before the next frame.
pub(super) struct Canvas {
    size: Size,
    pixels: Vec<u8>,
    pending: Option<(Area, Disposal)>,
    /// The whole canvas before the last frame, where that is to come back.
    before: Vec<u8>,
}

impl Canvas {
    pub(super) fn new(size: Size) -> Result<Self, Error> {
        Ok(Self {
            size,
            pixels: picture::zeroed(bytes(size))?,
            pending: None,
            before: Vec::new(),
        })
    }

    pub(super) fn pixels(&self) -> &[u8] {
        &self.pixels
    }

    /// How many pixels of a frame are on the canvas.
    pub(super) fn visible(&self, area: Area) -> u64 {
        let within = |start: u32, length: u32, whole: u32| {
            u64::from(
                start
                    .saturating_add(length)
                    .min(whole)
                    .saturating_sub(start),
            )
        };
        within(area.left, area.width, self.size.width)
            * within(area.top, area.height, self.size.height)
    }

    pub(super) fn into_pixels(self) -> Vec<u8> {
        self.pixels
    }

    /// Disposes of the frame before, and makes ready for the next one.
    pub(super) fn begin(&mut self, area: Area, disposal: Disposal) -> Result<(), Error> {
        match self.pending.take() {
            Some((area, Disposal::Clear)) => self.clear(area),
            Some((_, Disposal::Restore)) => self.pixels.copy_from_slice(&self.before),
            _ => {}
        }
        if disposal == Disposal::Restore {
            if self.before.is_empty() {
                self.before = picture::reserve(bytes(self.size))?;
            }
            self.before.clear();
            self.before.extend_from_slice(&self.pixels);
        }
        self.pending = Some((area, disposal));
        Ok(())
    }

    /// Lays one row of a frame at `area`, RGBA from its left edge on, on the canvas. `row` counts from the frame's top.
    pub(super) fn draw(&mut self, area: Area, row: u32, pixels: &[u8], blend: Blend) {
        let Some(below) = self.span(area, row) else {
            return;
        };
        match blend {
            Blend::Replace => {
                let length = below.len().min(pixels.len());
                below[..length].copy_from_slice(&pixels[..length]);
            }
            Blend::Over => {
                for (below, pixel) in below
                    .chunks_exact_mut(PIXEL)
                    .zip(pixels.chunks_exact(PIXEL))
                {
                    match pixel[3] {
                        0 => {}
                        255 => below.copy_from_slice(pixel),
                        _ => lay_over(below, pixel),
                    }
                }
            }
        }
    }

    fn clear(&mut self, area: Area) {
        // Rows beyond the canvas need not be visited.
        for row in 0..area.height.min(self.size.height) {
            if let Some(span) = self.span(area, row) {
                span.fill(0);
            }
        }
    }

    /// The part of a frame's row that is on the canvas.
    fn span(&mut self, area: Area, row: u32) -> Option<&mut [u8]> {
        let y = area.top.checked_add(row)?;
        let end = area.left.saturating_add(area.width).min(self.size.width);
        if y >= self.size.height || area.left >= end {
            return None;
        }
        let start = y as usize * self.size.width as usize;
        let range = (start + area.left as usize) * PIXEL..(start + end as usize) * PIXEL;
        self.pixels.get_mut(range)
    }
}

fn bytes(size: Size) -> u64 {
    u64::from(size.width) * u64::from(size.height) * PIXEL as u64
}

/// Straight alpha over straight alpha, in whole numbers and rounded to the nearest.
fn lay_over(below: &mut [u8], above: &[u8]) {
    let upper = u32::from(above[3]) * 255;
    let lower = u32::from(below[3]) * (255 - u32::from(above[3]));
    // Not 0, since the pixel above has some alpha.
    let sum = upper + lower;
    for channel in 0..3 {
        let mixed = u32::from(above[channel]) * upper + u32::from(below[channel]) * lower;
        below[channel] = ((mixed + sum / 2) / sum) as u8;
    }
    below[3] = ((sum + 127) / 255) as u8;
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIZE: Size = Size {
        width: 2,
        height: 1,
    };
    const RED: [u8; 4] = [255, 0, 0, 255];
    const BLUE: [u8; 4] = [0, 0, 255, 255];
    const NOTHING: [u8; 4] = [0; 4];

    fn area(left: u32, width: u32) -> Area {
        Area {
            left,
            top: 0,
            width,
            height: 1,
        }
    }

    fn after(disposal: Disposal) -> Vec<u8> {
        let mut canvas = Canvas::new(SIZE).unwrap();
        canvas.begin(area(0, 2), Disposal::Keep).unwrap();
        canvas.draw(area(0, 2), 0, &[RED, RED].concat(), Blend::Replace);
        canvas.begin(area(1, 1), disposal).unwrap();
        canvas.draw(area(1, 1), 0, &BLUE, Blend::Over);
        assert_eq!(canvas.pixels(), [RED, BLUE].concat());
        canvas.begin(area(0, 0), Disposal::Keep).unwrap();
        canvas.into_pixels()
    }

    #[test]
    fn a_frame_is_disposed_of_before_the_next() {
        assert_eq!(after(Disposal::Keep), [RED, BLUE].concat());
        assert_eq!(after(Disposal::Clear), [RED, NOTHING].concat());
        assert_eq!(after(Disposal::Restore), [RED, RED].concat());
    }

    #[test]
    fn frames_are_cut_off_at_the_canvas() {
        let mut canvas = Canvas::new(SIZE).unwrap();
        let beyond = Area {
            left: 1,
            top: 0,
            width: 5,
            height: 7,
        };
        canvas.begin(beyond, Disposal::Clear).unwrap();
        for row in 0..7 {
            canvas.draw(beyond, row, &BLUE.repeat(5), Blend::Replace);
        }
        assert_eq!(canvas.pixels(), [NOTHING, BLUE].concat());
        assert_eq!((canvas.visible(beyond), canvas.visible(area(0, 1))), (1, 1));
        let far = area(u32::MAX, u32::MAX);
        assert_eq!(canvas.visible(far), 0);
        canvas.begin(far, Disposal::Clear).unwrap();
        canvas.draw(far, u32::MAX, &BLUE, Blend::Over);
        canvas.begin(far, Disposal::Keep).unwrap();
        assert_eq!(canvas.pixels(), [NOTHING; 2].concat());
    }

    #[test]
    fn half_transparent_pixels_are_mixed() {
        let mut below = [100, 100, 100, 255];
        lay_over(&mut below, &[200, 0, 100, 128]);
        assert_eq!(below, [150, 50, 100, 255]);
        let mut below = [0, 0, 0, 0];
        lay_over(&mut below, &[200, 10, 100, 128]);
        assert_eq!(below, [200, 10, 100, 128]);
    }
}
