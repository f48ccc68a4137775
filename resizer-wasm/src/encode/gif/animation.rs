//! An animated GIF of what changes from frame to frame.
//!
//! What does not change keeps its colour, whatever its frame's table is, and is transparent where that is shorter. Two
//! frames are kept: whether one is disposed of depends on what the next one needs.

use super::delays::{Delays, Span};
use super::file::{Disposal, GifFile, IndexedFrame, sides};
use super::masking::Masking;
use super::near::{Near, distance};
use super::search::Choices;
use super::tables::{Drawn, Table, Tables};
use crate::contract::{Error, GifOptions};
use crate::encode::animation::Area;
use crate::encode::palette::{self, Alpha, Color, DEFAULT_COLORS, DEFAULT_DITHER};
use crate::geometry::Size;
use crate::picture::{self, Picture};

const HOLE: Color = [0; 4];

pub(in crate::encode) struct GifAnimation {
    file: GifFile,
    sides: [u16; 2],
    width: usize,
    plays: u16,
    tables: Tables,
    is_resampled: bool,
    delays: Delays,
    canvas: Canvas,
    /// Whether a frame so far has transparent pixels.
    has_holes: bool,
    pending: Option<Pending>,
}

/// The canvas between two frames.
struct Canvas {
    /// What is seen in the frame before.
    shown: Vec<Color>,
    /// What is left of it when it was disposed of.
    base: Vec<Color>,
    /// The colours in the source that the shown ones stand for.
    source: Vec<Color>,
    /// The source's frame before.
    before: Vec<Color>,
}

/// A frame that is written when the next one comes.
struct Pending {
    pixels: Vec<Color>,
    span: Span,
    /// The frame whose time it has taken over last, because that came too soon.
    merged: Option<Vec<Color>>,
}

impl GifAnimation {
    /// `plays` is how often it is played, 0 for ever. Frames that are resampled need not have all of their colours.
    ///
    /// # Errors
    /// `invalid-options` where a side is too long; `limit-exceeded` where memory does not suffice.
    pub(in crate::encode) fn new(
        size: Size,
        plays: u16,
        options: GifOptions,
        is_resampled: bool,
    ) -> Result<Self, Error> {
        let canvas = || picture::zeroed(size.area());
        Ok(Self {
            file: GifFile::default(),
            sides: sides(size)?,
            width: size.width as usize,
            plays,
            tables: Tables::new(
                options.colors.unwrap_or(DEFAULT_COLORS),
                options.dither.unwrap_or(DEFAULT_DITHER),
                is_resampled,
            ),
            is_resampled,
            delays: Delays::default(),
            canvas: Canvas {
                shown: canvas()?,
                base: canvas()?,
                source: canvas()?,
                before: canvas()?,
            },
            has_holes: false,
            pending: None,
        })
    }

    /// Appends a frame. One that is like the frame before, or comes too soon after it, is left out and lengthens that.
    ///
    /// # Errors
    /// `limit-exceeded` where memory does not suffice.
    pub(in crate::encode) fn push(
        &mut self,
        picture: &Picture,
        milliseconds: u32,
    ) -> Result<(), Error> {
        let pixels = palette::pixels(picture, Alpha::Threshold)?;
        self.has_holes |= pixels.iter().any(|pixel| pixel[3] == 0);
        let span = Span::new(milliseconds);
        if let Some(mut before) = self.pending.take() {
            let last = before.merged.as_ref().unwrap_or(&before.pixels);
            if *last == pixels && before.span.extend(span) {
                self.pending = Some(before);
                return Ok(());
            }
            let delay = match self.delays.of(before.span) {
                Some(delay) => delay,
                None if before.span.extend(span) => {
                    before.merged = Some(pixels);
                    self.pending = Some(before);
                    return Ok(());
                }
                None => self.delays.at_least_shortest(before.span),
            };
            self.write(before.pixels, delay, Some(&pixels))?;
        }
        self.pending = Some(Pending {
            pixels,
            span,
            merged: None,
        });
        Ok(())
    }

    pub(in crate::encode) fn bytes_written(&self) -> usize {
        self.file.bytes_written()
    }

    /// The file, and how many frames it has.
    ///
    /// # Errors
    /// `limit-exceeded` where memory does not suffice.
    pub(in crate::encode) fn finish(mut self) -> Result<(Vec<u8>, u32), Error> {
        if let Some(pending) = self.pending.take() {
            let delay = self.delays.at_least_shortest(pending.span);
            // The animation ends with its last frame, and begins with its first.
            let is_first = self.file.frames() == 0;
            let last = pending.merged.filter(|_| !is_first);
            self.write(last.unwrap_or(pending.pixels), delay, None)?;
        }
        let frames = self.file.frames();
        let global = self.tables.into_global();
        Ok((self.file.finish(self.sides, self.plays, &global), frames))
    }

    fn write(
        &mut self,
        pixels: Vec<Color>,
        delay: u16,
        next: Option<&[Color]>,
    ) -> Result<(), Error> {
        let masking = Masking::new(&pixels, self.width)?;
        let Change {
            mut colors,
            mut marked,
            drawn,
        } = self.change(&pixels, &masking)?;
        let table = self.tables.choose(&drawn)?;
        let canvas = &mut self.canvas;
        let mut tolerances = picture::zeroed(pixels.len() as u64)?;
        for (at, is_marked) in marked.iter_mut().enumerate() {
            if *is_marked {
                canvas.source[at] = pixels[at];
                let place = [at % self.width, at / self.width];
                let is_dithered = masking.is_smooth(at);
                colors[at] = self.tables.color(&table, colors[at], place, is_dithered);
                if self.is_resampled && !table.is_exact {
                    tolerances[at] = masking.tolerance(at);
                    let is_near = distance(colors[at], canvas.base[at]) <= tolerances[at];
                    if is_near && table.hole.is_some() {
                        colors[at] = canvas.base[at];
                    }
                }
            }
            *is_marked = colors[at] != canvas.base[at];
        }
        // A pixel of this frame can only become transparent with all of the frame's area.
        let mut disposal = Disposal::Keep;
        for (at, next) in next.into_iter().flatten().enumerate() {
            if next[3] == 0 && colors[at][3] > 0 {
                disposal = Disposal::Clear;
                marked[at] = true;
            }
        }
        // Some readers take the first frame's area for the canvas.
        if self.file.frames() == 0 {
            marked.fill(true);
        }
        let area = Area::around(&marked, self.width);
        let mut choices = picture::reserve((area.width * area.height) as u64)?;
        for at in area.rows(self.width).flatten() {
            let [color, base] = [colors[at], canvas.base[at]];
            choices.push(self::choices(&table, color, base, tolerances[at]));
        }
        let near = match self.is_resampled && !table.is_exact {
            true => Near::new(&table.colors),
            false => Near::default(),
        };
        let written = self.file.push(&IndexedFrame {
            area,
            delay,
            disposal,
            local: table.is_local.then_some(&table.colors),
            hole: table.hole,
            pixels: &choices,
            near: &near,
        })?;
        for (at, index) in area.rows(self.width).flatten().zip(written) {
            if Some(index) != table.hole
                && let Some(color) = table.colors.get(usize::from(index))
            {
                colors[at] = *color;
            }
        }
        canvas.base.copy_from_slice(&colors);
        if disposal == Disposal::Clear {
            for row in area.rows(self.width) {
                canvas.base[row].fill(HOLE);
            }
        }
        canvas.shown = colors;
        canvas.before = pixels;
        Ok(())
    }

    /// What has to be drawn for a frame.
    fn change(&self, pixels: &[Color], masking: &Masking) -> Result<Change, Error> {
        let Canvas {
            shown,
            base,
            source,
            before,
        } = &self.canvas;
        let mut colors: Vec<Color> = picture::reserve(pixels.len() as u64)?;
        let mut marked: Vec<bool> = picture::reserve(pixels.len() as u64)?;
        for (at, pixel) in pixels.iter().enumerate() {
            // Measured from the colour that was drawn last, so that nothing adds up.
            let noise = match self.tables.is_exact() {
                true => 0,
                false => masking.noise(at),
            };
            let is_close = *pixel == before[at] || is_close(*pixel, source[at], noise);
            let is_still = shown[at][3] == pixel[3] && is_close;
            colors.push(if is_still { shown[at] } else { *pixel });
            marked.push(!is_still && pixel[3] > 0);
        }
        let still = colors.iter().zip(&marked).filter(|(_, marked)| !**marked);
        let still_count = still.clone().filter(|(color, _)| color[3] > 0).count();
        let mut fixed = Vec::new();
        if self.has_holes {
            fixed = distinct(still.map(|(color, _)| *color).filter(|color| color[3] > 0))?;
            // Only where holes came late, and tables were many.
            if fixed.len() > self.tables.most_opaque() {
                fixed.clear();
                for (at, marked) in marked.iter_mut().enumerate() {
                    *marked |= colors[at] != base[at];
                }
            }
        }
        let mut wanted = picture::reserve(pixels.len() as u64)?;
        let mut allowed = 0;
        for (at, _) in marked.iter().enumerate().filter(|(_, marked)| **marked) {
            wanted.push((colors[at], masking.weight(at)));
            allowed += masking.allowed_error(at);
        }
        Ok(Change {
            drawn: Drawn {
                changed: wanted.len() as u64,
                allowed,
                worth_of_color: masking.worth_of_color(),
                wanted: palette::count_weighted(wanted.into_iter())?,
                fixed,
                has_holes: pixels.iter().any(|pixel| pixel[3] == 0),
                still: still_count,
            },
            colors,
            marked,
        })
    }
}

/// What a frame changes.
struct Change {
    /// How each pixel is to look.
    colors: Vec<Color>,
    /// Those whose colour is new.
    marked: Vec<bool>,
    drawn: Drawn,
}

fn is_close(a: Color, b: Color, noise: u8) -> bool {
    a.iter().zip(b).all(|(a, b)| a.abs_diff(b) <= noise)
}

/// The colours, each once and in order.
fn distinct(colors: impl Iterator<Item = Color>) -> Result<Vec<Color>, Error> {
    let colors: Vec<Color> = colors.collect();
    let counted = palette::count(&colors)?;
    Ok(counted.iter().map(|counted| counted.color).collect())
}

/// The indices that a pixel may have: its colour's, and the hole's where that is what is there already.
fn choices(table: &Table, color: Color, base: Color, tolerance: u8) -> Choices {
    let hole = table.hole.filter(|_| color == base);
    match table.index(color) {
        Some(index) => Choices {
            color: index,
            // What is transparent itself has one index.
            hole: hole.filter(|hole| *hole != index),
            tolerance,
        },
        // The table was chosen so that there is one.
        None => Choices::only(hole.unwrap_or(0)),
    }
}
