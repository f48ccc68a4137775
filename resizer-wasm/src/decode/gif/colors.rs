//! Indices to colours.

use super::blocks::Frame;
use crate::contract::{ImageFormat, Warning};
use crate::error;

/// The colours of a frame.
pub(super) struct Colors {
    /// Red, green, blue, and alpha of 0 or 255.
    rgba: [[u8; 4]; 256],
    /// How many indices have a colour.
    count: usize,
    transparent: Option<u8>,
    has_table: bool,
}

impl Colors {
    /// An index without a colour has the background's. Without any table, indices are shades of gray.
    pub(super) fn new(frame: &Frame) -> Self {
        let background = match frame.background {
            Some([red, green, blue]) => [red, green, blue, 255],
            None => [0; 4],
        };
        let mut colors = Self {
            rgba: [background; 256],
            count: 0,
            transparent: frame.transparent,
            has_table: frame.table.is_some(),
        };
        if let Some(table) = frame.table {
            for (color, rgb) in colors.rgba.iter_mut().zip(table.chunks_exact(3)) {
                *color = [rgb[0], rgb[1], rgb[2], 255];
            }
            colors.count = table.len() / 3;
        } else {
            colors.count = 1 << frame.code_size.min(8);
            let most = colors.count.saturating_sub(1).max(1);
            for (index, color) in colors.rgba[..colors.count].iter_mut().enumerate() {
                let gray = (index * 255 / most) as u8;
                *color = [gray, gray, gray, 255];
            }
        }
        if let Some(transparent) = frame.transparent {
            colors.rgba[usize::from(transparent)] = [0; 4];
        }
        colors
    }

    pub(super) fn rgba(&self, index: u8) -> [u8; 4] {
        self.rgba[usize::from(index)]
    }

    /// Whether an index has no colour and is not transparent.
    pub(super) fn lack_any(&self, indices: &[u8]) -> bool {
        let lacks = |index: u8| usize::from(index) >= self.count && Some(index) != self.transparent;
        self.count < 256 && indices.iter().any(|index| lacks(*index))
    }

    /// What is wrong with the table, if anything is.
    pub(super) fn warning(&self, lacks_any: bool) -> Option<Warning> {
        let problem = match (self.has_table, lacks_any) {
            (false, _) => "it has no colour table, so its indices are shades of gray".to_owned(),
            (true, true) => format!(
                "pixels have indices beyond the {} colours of their table, so they have the background's",
                self.count
            ),
            (true, false) => return None,
        };
        Some(error::damage(ImageFormat::Gif, &problem))
    }
}
