//! A place on the sheet: a picture with its label, or why there is none.

use embedded_graphics::pixelcolor::Rgb888;

use super::label::{in_latin_1, shortened, wrapped};
use super::layout::{ABOVE_LABEL, LINE};
use super::picture::Picture;
use super::strip::{Strip, characters, text_width};
use crate::arguments::CellSize;
use crate::failure::Failure;

const PANEL: Rgb888 = Rgb888::new(0xf1, 0xf2, 0xf4);
const PANEL_OF_FAILURE: Rgb888 = Rgb888::new(0xfb, 0xec, 0xea);
const NAME: Rgb888 = Rgb888::new(0x1c, 0x1f, 0x24);
const DETAIL: Rgb888 = Rgb888::new(0x5a, 0x60, 0x6b);
const SMALLER: Rgb888 = Rgb888::new(0x0a, 0x6e, 0x3c);
const LARGER: Rgb888 = Rgb888::new(0xa6, 0x1e, 0x1e);
/// Between a message and the edges of its panel.
const PADDING: u32 = 16;

/// What stands at one place.
pub(super) struct Cell {
    /// Nothing where there was nothing to show, because of a failure that another cell tells.
    pub(super) content: Option<Result<Picture, Failure>>,
    pub(super) name: String,
    /// How much of the picture's size is shown; empty where all of it is.
    pub(super) zoom: String,
    /// CellSize, format and bytes.
    pub(super) detail: String,
    /// By how much it is smaller than the original.
    pub(super) saving: String,
}

impl Cell {
    /// A cell with a message and nothing known.
    pub(super) fn failed(name: String, failure: Failure) -> Self {
        Self {
            content: Some(Err(failure)),
            ..Self::empty(name)
        }
    }

    pub(super) fn empty(name: String) -> Self {
        Self {
            content: None,
            name,
            zoom: String::new(),
            detail: String::new(),
            saving: String::new(),
        }
    }

    pub(super) fn draw(&self, strip: &mut Strip, left: u32, size: CellSize) {
        let panel = match &self.content {
            Some(Err(_)) => PANEL_OF_FAILURE,
            _ => PANEL,
        };
        strip.fill((left, 0), (size.width, size.height), panel);
        match &self.content {
            Some(Ok(picture)) => {
                let free = |all: u32, used: u32| all.saturating_sub(used) / 2;
                let x = left + free(size.width, picture.width);
                strip.paste((x, free(size.height, picture.height)), picture);
            }
            Some(Err(failure)) => message(strip, left, size, &failure.message),
            None => {}
        }
        let sign = match self.saving.starts_with('+') {
            true => LARGER,
            false => SMALLER,
        };
        let first = size.height + ABOVE_LABEL;
        let line = |strip: &mut Strip, top, texts: [(&str, Rgb888); 2]| {
            justified(strip, (left, top), size.width, texts);
        };
        line(strip, first, [(&self.name, NAME), (&self.zoom, DETAIL)]);
        let second = [(self.detail.as_str(), DETAIL), (&self.saving, sign)];
        line(strip, first + LINE, second);
    }
}

/// A title of a column, on one line.
pub(super) fn title(strip: &mut Strip, place: (u32, u32), width: u32, text: &str) {
    justified(strip, place, width, [(text, NAME), ("", NAME)]);
}

/// One text at the left, shortened where it has to be, and another one at the right.
fn justified(
    strip: &mut Strip,
    (left, top): (u32, u32),
    width: u32,
    [(text, color), (right_text, right_color)]: [(&str, Rgb888); 2],
) {
    let right_width = text_width(right_text);
    // A space between them.
    let taken = match right_text {
        "" => 0,
        _ => right_width + text_width(" "),
    };
    let room = characters(width.saturating_sub(taken));
    let text = shortened(&in_latin_1(text), room);
    strip.write((left, top), &text, color);
    let right = left + width.saturating_sub(right_width);
    strip.write((right, top), right_text, right_color);
}

fn message(strip: &mut Strip, left: u32, size: CellSize, text: &str) {
    let room = characters(size.width - 2 * PADDING);
    let lines = (size.height - 2 * PADDING) / LINE;
    let text = wrapped(&in_latin_1(text), room, lines as usize);
    for (line, top) in text.iter().zip((PADDING..).step_by(LINE as usize)) {
        strip.write((left + PADDING, top), line, LARGER);
    }
}
