//! What changes from frame to frame, for formats in which a frame may be anywhere on the canvas, and replaces what is there
//! or lies over it.

use super::Area;
use crate::contract::Error;
use crate::geometry::Size;
use crate::picture::{self, Channels, Picture, from_byte, to_byte};

/// The samples of a pixel, 0 throughout where it is transparent.
type Pixel = [u16; 4];

/// In parts of the canvas of so many pixels a side it is decided what is noise.
const BLOCK: usize = 8;

/// How many pixels of such a part may differ from the one above or to the left in whether they change. An edge through it
/// takes half of that.
const MOST_EDGES: usize = 20;

/// How exactly frames are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::encode) enum Precision {
    Sixteen,
    Eight,
    /// With 8 bits, and errors that hide changes by so many steps.
    Lossy(u8),
}

/// The changed part of a frame.
pub(in crate::encode) struct Part {
    pub(in crate::encode) area: Area,
    /// RGBA. What is transparent, because it has not changed, may have a colour.
    pub(in crate::encode) picture: Picture,
    /// Whether it lies over what is there, so that its transparent pixels change nothing; else it replaces that.
    pub(in crate::encode) lies_over: bool,
    /// Which of its pixels are seen and have not changed, where it replaces them and would be written with losses; else empty.
    pub(in crate::encode) still: Vec<bool>,
}

/// Compares frames with the canvas so far.
pub(super) struct Difference {
    width: usize,
    precision: Precision,
    has_hole: bool,
    /// As the source had it when it was written.
    canvas: Vec<Pixel>,
    /// Whether a pixel has changed since the first frame.
    has_changed: Vec<bool>,
    is_first: bool,
}

impl Difference {
    /// `has_hole` says whether pixels can be left out of what is drawn.
    ///
    /// # Errors
    /// `limit-exceeded` where memory does not suffice.
    pub(super) fn new(size: Size, precision: Precision, has_hole: bool) -> Result<Self, Error> {
        Ok(Self {
            width: size.width as usize,
            precision,
            has_hole,
            canvas: picture::zeroed(size.area())?,
            has_changed: picture::zeroed(size.area())?,
            is_first: true,
        })
    }

    /// What has to be drawn for the next frame, which is shown for so many milliseconds. `None` where nothing has changed and
    /// the frame `before` can be shown for as long in addition, of at most `most` together; it is then.
    ///
    /// # Errors
    /// `limit-exceeded` where memory does not suffice.
    pub(super) fn next(
        &mut self,
        picture: &Picture,
        milliseconds: u32,
        before: Option<&mut u32>,
        most: u32,
    ) -> Result<Option<Part>, Error> {
        if let Some(part) = self.part(picture)? {
            return Ok(Some(part));
        }
        if let Some(before) = before
            && let Some(sum) = together(*before, milliseconds, most)
        {
            *before = sum;
            return Ok(None);
        }
        self.nothing().map(Some)
    }

    /// The whole canvas for the first frame, and then what changes.
    fn part(&mut self, picture: &Picture) -> Result<Option<Part>, Error> {
        let frame = self.pixels(picture)?;
        if std::mem::take(&mut self.is_first) {
            let area = Area::whole(picture.size);
            let part = self.cut(&frame, area, None)?;
            self.canvas = frame;
            return Ok(Some(part));
        }
        let changed = match self.precision {
            Precision::Lossy(noise) => self.changed_more_than_noise(&frame, noise)?,
            _ => changed(&frame, &self.canvas)?,
        };
        if !changed.contains(&true) {
            return Ok(None);
        }
        // WebP has only even places.
        let area = Area::around(&changed, self.width).even();
        let lies_over = self.can_lie_over(&frame, &changed, area);
        let mut part = self.cut(&frame, area, lies_over.then_some(&changed))?;
        if matches!(self.precision, Precision::Lossy(_)) && !lies_over {
            part.still = still(&frame, &changed, area, self.width)?;
        }
        for (at, pixel) in frame.into_iter().enumerate() {
            if changed[at] {
                self.canvas[at] = pixel;
                self.has_changed[at] = true;
            }
        }
        Ok(Some(part))
    }

    /// A pixel of the area, for a frame that cannot be left out.
    fn nothing(&self) -> Result<Part, Error> {
        let area = Area::around(&[], self.width);
        let is_left_out = self.has_hole.then_some(&[false][..]);
        self.cut(&self.canvas, area, is_left_out)
    }

    /// The samples as they are written.
    fn pixels(&self, picture: &Picture) -> Result<Vec<Pixel>, Error> {
        let mut pixels = picture::reserve(picture.size.area())?;
        for samples in picture.samples.chunks_exact(picture.channels.count()) {
            let all = match *samples {
                [gray] => [gray, gray, gray, u16::MAX],
                [gray, alpha] => [gray, gray, gray, alpha],
                [red, green, blue] => [red, green, blue, u16::MAX],
                _ => [samples[0], samples[1], samples[2], samples[3]],
            };
            let written = match self.precision {
                Precision::Sixteen => all,
                Precision::Eight | Precision::Lossy(_) => {
                    all.map(|sample| from_byte(to_byte(sample)))
                }
            };
            pixels.push(if written[3] == 0 { [0; 4] } else { written });
        }
        Ok(pixels)
    }

    /// Whether the changed pixels hide what is there, and it is of use that others are transparent.
    fn can_lie_over(&self, frame: &[Pixel], changed: &[bool], area: Area) -> bool {
        if !self.has_hole {
            return false;
        }
        let (mut still, mut edges) = (0, 0);
        for row in area.rows(self.width) {
            let mut before = true;
            for at in row {
                if changed[at] && frame[at][3] < u16::MAX {
                    return false;
                }
                still += usize::from(!changed[at]);
                edges += usize::from(changed[at] != before);
                before = changed[at];
            }
        }
        // Single pixels are worth less than what it costs to leave them out. But lossy ones would not stay what they are.
        still > 2 * edges || still > 0 && matches!(self.precision, Precision::Lossy(_))
    }

    /// A part of the frame, transparent where it has not changed. With losses, the colours stay there: what is in place of them
    /// has to be written, and nothing goes on as well as what is there.
    fn cut(&self, frame: &[Pixel], area: Area, changed: Option<&[bool]>) -> Result<Part, Error> {
        let mut samples = picture::reserve((area.width * area.height * 4) as u64)?;
        for at in area.rows(self.width).flatten() {
            let is_left_out = changed.is_some_and(|changed| !changed[at]);
            let [red, green, blue, alpha] = frame[at];
            samples.extend_from_slice(&match (is_left_out, self.precision) {
                (false, _) => [red, green, blue, alpha],
                (true, Precision::Lossy(_)) => [red, green, blue, 0],
                (true, _) => [0; 4],
            });
        }
        Ok(Part {
            area,
            picture: Picture {
                size: Size {
                    width: area.width as u32,
                    height: area.height as u32,
                },
                channels: Channels::Rgba,
                samples,
            },
            lies_over: changed.is_some(),
            still: Vec::new(),
        })
    }

    /// Pixels that change visibly, and with them what changes a little around them.
    ///
    /// A pixel that is exactly what it was is still, unless it has changed before, and there is noise around it, and a neighbour
    /// changes: then it is so by chance, and to leave out all such pixels would take more bytes than to draw them.
    fn changed_more_than_noise(&self, frame: &[Pixel], noise: u8) -> Result<Vec<bool>, Error> {
        let noise = from_byte(noise);
        let mut changed = picture::zeroed(frame.len() as u64)?;
        let height = frame.len() / self.width;
        for top in (0..height).step_by(BLOCK) {
            for left in (0..self.width).step_by(BLOCK) {
                let block = Area {
                    left,
                    top,
                    width: BLOCK.min(self.width - left),
                    height: BLOCK.min(height - top),
                };
                let places = || block.rows(self.width).flatten();
                let change = |at: usize| difference(frame[at], self.canvas[at]);
                let most = places().map(change).max().unwrap_or(0);
                if most <= noise {
                    continue;
                }
                let edges = places().filter(|at| {
                    let is_still = |at: usize| change(at) == 0;
                    let (x, y) = (at % self.width, at / self.width);
                    (x > left && is_still(*at) != is_still(at - 1))
                        || (y > top && is_still(*at) != is_still(at - self.width))
                });
                let (edges, still) = (
                    edges.count(),
                    places().filter(|at| change(*at) == 0).count(),
                );
                let is_noise = edges > MOST_EDGES || edges > still && most <= 4 * noise;
                let has_neighbour = |at: usize| {
                    let (x, y) = (at % self.width, at / self.width);
                    let rows = y.saturating_sub(1)..(y + 2).min(height);
                    let columns = x.saturating_sub(1)..(x + 2).min(self.width);
                    rows.flat_map(|y| columns.clone().map(move |x| y * self.width + x))
                        .any(|at| change(at) > 0)
                };
                for at in places() {
                    changed[at] =
                        change(at) > 0 || is_noise && self.has_changed[at] && has_neighbour(at);
                }
            }
        }
        Ok(changed)
    }
}

/// Which pixels of the area are seen and have not changed. Empty where none is.
fn still(frame: &[Pixel], changed: &[bool], area: Area, width: usize) -> Result<Vec<bool>, Error> {
    let mut still = picture::reserve((area.width * area.height) as u64)?;
    let places = area.rows(width).flatten();
    still.extend(places.map(|at| !changed[at] && frame[at][3] > 0));
    if !still.contains(&true) {
        still.clear();
    }
    Ok(still)
}

fn changed(frame: &[Pixel], canvas: &[Pixel]) -> Result<Vec<bool>, Error> {
    let mut changed = picture::reserve(frame.len() as u64)?;
    changed.extend(
        frame
            .iter()
            .zip(canvas)
            .map(|(frame, canvas)| frame != canvas),
    );
    Ok(changed)
}

/// The largest difference of their samples.
fn difference(a: Pixel, b: Pixel) -> u16 {
    let differences = a.iter().zip(b).map(|(a, b)| a.abs_diff(b));
    differences.max().unwrap_or(0)
}

/// A duration for two frames, where that is possible. Browsers show what has at most 10 ms for 100 ms.
fn together(milliseconds: u32, other: u32, most: u32) -> Option<u32> {
    let sum = milliseconds.checked_add(other)?;
    (milliseconds > 10 && other > 10 && sum <= most).then_some(sum)
}
