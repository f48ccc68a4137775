//! What to compute for a target: sizes and windows, with no pixels in hand.
//!
//! Of the upright source the `region` is used. It is scaled to `scaled`, and of that a window is kept; with
//! `contain` the result is then put on a canvas. `extend` adds to that.

use request::{Edges, Fit, Gravity, Length, Point, Position, Region, Target, pixels};

use crate::error::Error;
use crate::scale::Scale;
use crate::size::{Size, Window};

/// Most pixels that are looked at to find the most salient region.
const MAX_ATTENTION_PIXELS: u64 = 100_000_000;

/// The geometry of one result, in the upright picture after `flip`, `flop` and `rotate`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Plan {
    /// What is used of the source.
    pub region: Window,
    /// The size that the region is scaled to.
    pub scaled: Size,
    /// What is kept of the scaled region.
    pub cut: Cut,
    /// What it is put on, for `contain`.
    pub canvas: Option<Canvas>,
    /// What is added around that.
    pub edges: Option<Edges>,
    /// The box, where the fit promises to fill it and the source is too small for that.
    pub missed: Option<Size>,
}

/// What is kept of a scaled picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cut {
    /// This window.
    Window(Window),
    /// A window of this size, to be found by looking at the picture.
    Attention(Size),
}

/// A larger picture, and where the smaller one goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Canvas {
    /// Its size.
    pub size: Size,
    /// Columns before the smaller picture.
    pub left: u32,
    /// Rows above the smaller picture.
    pub top: u32,
}

impl Plan {
    /// The size of the result.
    #[must_use]
    pub fn size(&self) -> Size {
        let size = self.size_within_edges();
        self.edges.map_or(size, |edges| extended(size, edges))
    }

    /// The size of the result before `extend`.
    #[must_use]
    pub fn size_within_edges(&self) -> Size {
        match (self.canvas, self.cut) {
            (Some(canvas), _) => canvas.size,
            (None, Cut::Window(window)) => window.size,
            (None, Cut::Attention(size)) => size,
        }
    }

    /// What the resampler has to make of the scaled region: all of it where the window is not known yet.
    #[must_use]
    pub fn window(&self) -> Window {
        match self.cut {
            Cut::Window(window) => window,
            Cut::Attention(_) => Window::whole(self.scaled),
        }
    }
}

/// The geometry of `target` for an upright picture of size `source`, which the target may rotate. `target` is of a request,
/// which is checked.
///
/// # Errors
/// [`Error::InvalidOptions`] where the crop is not within the source, or a side of the result would come out longer than
/// `max_side`.
pub fn plan(source: Size, target: &Target, max_side: u32) -> Result<Plan, Error> {
    let source = rotated(source, target);
    let region = match target.crop {
        Some(crop) => cropped(source, crop)?,
        None => Window::whole(source),
    };
    let (mut width, mut height) = match target.scale {
        None => target.sides(),
        Some(scale) => {
            let density = f64::from(target.device_pixel_ratio.unwrap_or(1.0));
            let share = |length: u32| pixels(f64::from(length) * f64::from(scale) * density);
            (
                Some(share(region.size.width)),
                Some(share(region.size.height)),
            )
        }
    };
    let mut fit = target.fit.unwrap_or(Fit::Inside);
    if fit == Fit::CoverDown {
        (width, height) = covered(region.size, (width, height));
        fit = Fit::Cover;
    }
    let scaled = scaled(
        region.size,
        (width, height),
        fit,
        Allowed {
            enlarge: target.enlarge.unwrap_or(false),
            shrink: target.shrink.unwrap_or(true),
        },
    );
    let position = target
        .position
        .unwrap_or(Position::Gravity(Gravity::Center));
    let cut = match fit {
        Fit::Cover => cut(scaled, (width, height), position)?,
        _ => Cut::Window(Window::whole(scaled)),
    };
    let canvas = (fit == Fit::Contain).then(|| {
        // A picture that may not be made smaller can be larger than the box, and nothing is cut off.
        let size = Size {
            width: scaled.width.max(width.unwrap_or(0)),
            height: scaled.height.max(height.unwrap_or(0)),
        };
        placed(scaled, size, position)
    });
    let mut plan = Plan {
        region,
        scaled,
        cut,
        canvas,
        edges: target.extend,
        missed: None,
    };
    let result = plan.size_within_edges();
    if let (Some(width), Some(height), None) = (width, height, target.scale)
        && matches!(fit, Fit::Cover | Fit::Fill | Fit::Outside)
        && (result.width < width || result.height < height)
    {
        plan.missed = Some(Size { width, height });
    }
    let result = plan.size();
    if result.width > max_side || result.height > max_side {
        return Err(Error::InvalidOptions(format!(
            "the output would be {} x {}; max-side allows {max_side}, so ask for less",
            result.width, result.height
        )));
    }
    Ok(plan)
}

/// The size of a picture with more at its edges. As large as a number can be where it would be larger, which no output may.
#[must_use]
pub fn extended(size: Size, edges: Edges) -> Size {
    let sum =
        |side: u32, before: u32, behind: u32| side.saturating_add(before).saturating_add(behind);
    Size {
        width: sum(size.width, edges.left, edges.right),
        height: sum(size.height, edges.top, edges.bottom),
    }
}

/// The size of a picture after the target's `rotate`.
pub(crate) fn rotated(size: Size, target: &Target) -> Size {
    match target.swaps_sides() {
        true => size.swapped(),
        false => size,
    }
}

fn cropped(source: Size, crop: Region) -> Result<Window, Error> {
    let (left, width) = part(crop.left, crop.width, source.width);
    let (top, height) = part(crop.top, crop.height, source.height);
    let ends = |start: u32, length: u32, side: u32| {
        start.checked_add(length).is_some_and(|end| end <= side)
    };
    if ends(left, width, source.width) && ends(top, height, source.height) {
        let size = Size { width, height };
        return Ok(Window { left, top, size });
    }
    Err(Error::InvalidOptions(format!(
        "the crop of {width} x {height} pixels at ({left}, {top}) is not within the image, which is {} x {}",
        source.width, source.height
    )))
}

/// Where a part of a side begins, and its length, in pixels. Shares are of the side, at least a pixel of it, and their ends are
/// rounded: what lies side by side in shares does so in pixels.
fn part(start: Length, length: Length, side: u32) -> (u32, u32) {
    let first = start.of_side(side);
    match (start, length) {
        (Length::Percent(start), Length::Percent(percent)) => {
            let first = first.min(side - 1);
            let end = Length::Percent(start + percent).of_side(side);
            (first, end.saturating_sub(first).max(1))
        }
        (_, Length::Percent(_)) => (first, length.of_side(side).max(1)),
        (_, Length::Pixels(pixels)) => (first, pixels),
    }
}

/// The largest box of the same shape that `source` covers, where it does not cover the box.
fn covered(
    source: Size,
    (width, height): (Option<u32>, Option<u32>),
) -> (Option<u32>, Option<u32>) {
    let (Some(wide), Some(high)) = (width, height) else {
        return (width, height);
    };
    let across = f64::from(source.width) / f64::from(wide);
    let down = f64::from(source.height) / f64::from(high);
    let factor = across.min(down);
    if factor >= 1.0 {
        return (width, height);
    }
    let side = |side: u32, length: u32| pixels(f64::from(side) * factor).min(length);
    (
        Some(side(wide, source.width)),
        Some(side(high, source.height)),
    )
}

/// Whether a picture may be made larger than it is, and smaller.
#[derive(Clone, Copy)]
struct Allowed {
    enlarge: bool,
    shrink: bool,
}

/// The size that `source` is scaled to for a box of which either side may be free.
fn scaled(
    source: Size,
    (width, height): (Option<u32>, Option<u32>),
    fit: Fit,
    allowed: Allowed,
) -> Size {
    let scale = match (width, height, fit) {
        (None, None, _) => return source,
        (_, _, Fit::Fill) => {
            let side = |source: u32, wanted: Option<u32>| match wanted {
                Some(wanted) if wanted > source && allowed.enlarge => wanted,
                Some(wanted) if wanted < source && allowed.shrink => wanted,
                _ => source,
            };
            return Size {
                width: side(source.width, width),
                height: side(source.height, height),
            };
        }
        (Some(width), None, _) => Scale::to_width(source, width),
        (None, Some(height), _) => Scale::to_height(source, height),
        (Some(width), Some(height), fit) => {
            let by_width = Scale::to_width(source, width);
            let by_height = Scale::to_height(source, height);
            match fit {
                Fit::Cover | Fit::Outside => by_width.larger(by_height),
                _ => by_width.smaller(by_height),
            }
        }
    };
    if scale.enlarges() && !allowed.enlarge || scale.shrinks() && !allowed.shrink {
        return source;
    }
    scale.apply(source)
}

fn cut(
    scaled: Size,
    (width, height): (Option<u32>, Option<u32>),
    position: Position,
) -> Result<Cut, Error> {
    let kept = Size {
        width: scaled.width.min(width.unwrap_or(u32::MAX)),
        height: scaled.height.min(height.unwrap_or(u32::MAX)),
    };
    let free = (scaled.width - kept.width, scaled.height - kept.height);
    let (left, top) = match position {
        Position::Gravity(gravity) => anchored(free, gravity),
        Position::FocalPoint(Point { x, y }) => (
            centered(scaled.width, kept.width, x),
            centered(scaled.height, kept.height, y),
        ),
        Position::Attention if free == (0, 0) => (0, 0),
        Position::Attention if scaled.area() > MAX_ATTENTION_PIXELS => {
            return Err(Error::InvalidOptions(format!(
                "to find the most salient region, {} x {} pixels would have to be made, more than \
                 {MAX_ATTENTION_PIXELS}; choose another position",
                scaled.width, scaled.height
            )));
        }
        Position::Attention => return Ok(Cut::Attention(kept)),
    };
    Ok(Cut::Window(Window {
        left,
        top,
        size: kept,
    }))
}

/// Where the picture goes on the canvas that `contain` asks for. It is never larger.
fn placed(picture: Size, canvas: Size, position: Position) -> Canvas {
    let free = (canvas.width - picture.width, canvas.height - picture.height);
    let gravity = match position {
        Position::Gravity(gravity) => gravity,
        // Nothing is cut off, so there is nothing to choose.
        Position::FocalPoint(_) | Position::Attention => Gravity::Center,
    };
    let (left, top) = anchored(free, gravity);
    Canvas {
        size: canvas,
        left,
        top,
    }
}

/// How much of the free space is on the left and above.
fn anchored((width, height): (u32, u32), gravity: Gravity) -> (u32, u32) {
    use Gravity::{Center, East, North, Northeast, Northwest, South, Southeast, Southwest, West};
    let left = match gravity {
        West | Northwest | Southwest => 0,
        North | Center | South => width / 2,
        East | Northeast | Southeast => width,
    };
    let top = match gravity {
        North | Northwest | Northeast => 0,
        West | Center | East => height / 2,
        South | Southwest | Southeast => height,
    };
    (left, top)
}

/// The start of a window of length `kept` with its middle as near as possible to the share `at` of `length`.
fn centered(length: u32, kept: u32, at: f32) -> u32 {
    let start = f64::from(at) * f64::from(length) - f64::from(kept) / 2.0;
    ((start + 0.5).max(0.0) as u32).min(length - kept)
}
