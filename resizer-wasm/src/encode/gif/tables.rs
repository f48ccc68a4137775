//! Which table of colours a frame goes by: that of the file as long as it is good enough, else one of its own.
//!
//! The table of the file grows until it is full, as it is written last. A colour of a table takes three bytes and makes codes
//! longer, so it has to be worth them; a table for one frame takes up to 768 bytes.

use super::masking::FULL_WEIGHT;
use crate::contract::Error;
use crate::encode::palette::{self, Color, Counted, Ordered, Worth};
use crate::encode::sort::sort_by_number;

/// How much squared error a byte of a frame's own table has to save: found by measuring bytes and SSIMULACRA2.
const ERROR_FOR_BYTE: u64 = 110;

/// [`Drawn::allowed`] as errors are counted in [`Tables::fit`].
const ALLOWED: u64 = 16;

/// So many colours are always kept.
const FEW: usize = 8;

/// The file's table takes colours for a picture with more colours than fit as long as it has room for so many.
const MUCH_ROOM: usize = 64;

/// Where the file's table has no place for a hole, a frame gets a table with one if so many pixels are still.
const STILL_WORTH_A_TABLE: usize = 1 << 12;

/// The colours of a frame.
pub(super) struct Table {
    pub(super) colors: Vec<Color>,
    /// The index that changes nothing.
    pub(super) hole: Option<u8>,
    pub(super) is_local: bool,
    /// Whether it has every colour that is wanted.
    pub(super) is_exact: bool,
    /// Colours with their indices, in order.
    sorted: Vec<(Color, u8)>,
}

impl Table {
    fn new(colors: Vec<Color>, is_local: bool, is_exact: bool) -> Self {
        let mut sorted: Vec<_> = colors.iter().copied().zip(0..=u8::MAX).collect();
        sort_by_number(&mut sorted, |(color, _)| u32::from_be_bytes(*color));
        let hole = sorted.iter().find(|(color, _)| color[3] == 0);
        Self {
            hole: hole.map(|(_, index)| *index),
            colors,
            is_local,
            is_exact,
            sorted,
        }
    }

    /// The index of an opaque colour.
    pub(super) fn index(&self, color: Color) -> Option<u8> {
        let found = self
            .sorted
            .binary_search_by_key(&color, |(color, _)| *color);
        found.ok().map(|at| self.sorted[at].1)
    }
}

/// What is drawn in a frame.
pub(super) struct Drawn {
    /// Colours that are to be met as well as possible, with the sum of their pixels' weights.
    pub(super) wanted: Vec<Counted>,
    /// Colours that are to be met exactly, no more than [`Tables::most_opaque`].
    pub(super) fixed: Vec<Color>,
    /// Whether there are transparent pixels.
    pub(super) has_holes: bool,
    /// How many opaque pixels stay what they are.
    pub(super) still: usize,
    /// How many pixels have them.
    pub(super) changed: u64,
    /// The sum of their squared errors that is not to be seen, weighted as they are.
    pub(super) allowed: u64,
    /// By how much a colour of a table has to lower the error, as a multiple of what is allowed for a pixel.
    pub(super) worth_of_color: u64,
}

impl Drawn {
    fn uses_hole(&self) -> bool {
        self.has_holes || self.still > 0
    }
}

/// The table of the file, and how tables are chosen.
pub(super) struct Tables {
    /// The most entries of a table.
    limit: usize,
    strength: f32,
    /// Of the file. It has a hole as soon as one is needed, and until then a place for it, unless the first frame took all.
    global: Vec<Color>,
    /// The error that the file's table is good for, where [`ALLOWED`] is what is allowed.
    fit: u64,
    /// Whether colours are made by resampling, so that none has to be met exactly.
    is_resampled: bool,
    /// Whether every pixel so far has its colour exactly, and whether all came from the file's table.
    is_exact: bool,
    is_all_global: bool,
    /// How colours are found in the file's table, and in that of the frame.
    global_dither: Option<Ordered>,
    local_dither: Option<Ordered>,
}

impl Tables {
    pub(super) fn new(limit: u16, strength: f32, is_resampled: bool) -> Self {
        Self {
            limit: limit.into(),
            strength,
            global: Vec::new(),
            fit: 0,
            is_resampled,
            is_exact: true,
            is_all_global: true,
            global_dither: None,
            local_dither: None,
        }
    }

    pub(super) fn into_global(self) -> Vec<Color> {
        self.global
    }

    pub(super) fn is_exact(&self) -> bool {
        self.is_exact
    }

    /// The most opaque colours of a table that also has a hole.
    pub(super) fn most_opaque(&self) -> usize {
        self.limit - 1
    }

    /// The colour that a wanted one becomes at a place, dithered or not, with the table that was chosen last.
    pub(super) fn color(
        &mut self,
        table: &Table,
        color: Color,
        place: [usize; 2],
        is_dithered: bool,
    ) -> Color {
        let dither = match table.is_local {
            true => &mut self.local_dither,
            false => &mut self.global_dither,
        };
        match dither {
            Some(dither) if !table.is_exact && is_dithered => dither.color(color, place),
            Some(dither) if !table.is_exact => dither.nearest(color),
            _ => color,
        }
    }

    /// A table for a frame.
    ///
    /// # Errors
    /// `limit-exceeded` where memory does not suffice.
    pub(super) fn choose(&mut self, drawn: &Drawn) -> Result<Table, Error> {
        let table = self.chosen(drawn)?;
        self.is_exact &= table.is_exact;
        self.is_all_global &= !table.is_local;
        Ok(table)
    }

    fn chosen(&mut self, drawn: &Drawn) -> Result<Table, Error> {
        let global = Table::new(self.global.clone(), false, true);
        let is_missing = |color: &Color| global.index(*color).is_none();
        let needs_hole = drawn.has_holes
            || drawn.still > 0 && !self.is_all_global
            || drawn.still > STILL_WORTH_A_TABLE;
        let has_place = global.hole.is_some() || self.global.len() < self.limit;
        if drawn.fixed.iter().any(is_missing) || needs_hole && !has_place {
            return self.local(drawn);
        }
        let missing = drawn.wanted.iter();
        let missing: Vec<Counted> = missing
            .filter(|counted| is_missing(&counted.color))
            .copied()
            .collect();
        let place_of_hole = usize::from(global.hole.is_none());
        let room = (self.limit - self.global.len()).saturating_sub(place_of_hole);
        let takes_all = self.global.is_empty() && !drawn.has_holes && missing.len() == self.limit;
        let keeps_all = !self.is_resampled || self.global.len() + missing.len() <= FEW;
        if keeps_all && (missing.len() <= room || takes_all) {
            self.grow(missing.iter().map(|counted| counted.color));
            return Ok(self.global_table(drawn, true));
        }
        let error = self.global_error(drawn);
        if error.is_some_and(|error| error <= self.fit) {
            return Ok(self.global_table(drawn, false));
        }
        let added = self.reduced(&missing, drawn, room)?;
        if added.len() < room || room >= MUCH_ROOM.min(self.most_opaque()) {
            self.grow(added.into_iter().filter(is_missing));
            self.fit = self.fit.max(self.global_error(drawn).unwrap_or(0));
            if self.is_resampled {
                self.fit = self.fit.max(ALLOWED);
            }
            return Ok(self.global_table(drawn, false));
        }
        let local = self.local(drawn)?;
        let Some(error) = error else {
            return Ok(local);
        };
        let local_error = error_of(self.local_dither.as_mut(), drawn);
        let saved = error.saturating_sub(local_error) * drawn.allowed / ALLOWED;
        let bytes = 3 * local.colors.len().next_power_of_two() as u64;
        if saved > bytes * ERROR_FOR_BYTE * u64::from(FULL_WEIGHT) {
            Ok(local)
        } else {
            Ok(self.global_table(drawn, false))
        }
    }

    fn grow(&mut self, colors: impl Iterator<Item = Color>) {
        let length = self.global.len();
        self.global.extend(colors);
        if self.global.len() > length {
            self.global_dither = None;
        }
    }

    /// The file's table, with a hole where that is of use and there is a place for it.
    fn global_table(&mut self, drawn: &Drawn, is_exact: bool) -> Table {
        if drawn.uses_hole() && self.global.len() < self.limit && !self.global.contains(&[0; 4]) {
            self.global.push([0; 4]);
        }
        Table::new(self.global.clone(), false, is_exact)
    }

    /// The error with the file's table, which is made ready for it; nothing where that has no colours.
    fn global_error(&mut self, drawn: &Drawn) -> Option<u64> {
        if self.global_dither.is_none() {
            self.global_dither = self.ordered(&self.global);
        }
        let dither = self.global_dither.as_mut()?;
        Some(error_of(Some(dither), drawn))
    }

    /// A table for this frame alone.
    fn local(&mut self, drawn: &Drawn) -> Result<Table, Error> {
        let mut colors = drawn.fixed.clone();
        let room = self.most_opaque() - colors.len();
        let is_exact = drawn.wanted.len() <= room;
        if is_exact {
            colors.extend(drawn.wanted.iter().map(|counted| counted.color));
        } else if room > 0 {
            colors.extend(self.reduced(&drawn.wanted, drawn, room)?);
        }
        colors.push([0; 4]);
        sort_by_number(&mut colors, |color| u32::from_be_bytes(*color));
        colors.dedup();
        self.local_dither = if is_exact {
            None
        } else {
            self.ordered(&colors)
        };
        Ok(Table::new(colors, true, is_exact))
    }

    /// At most `most` colours, and fewer where they are good enough.
    fn reduced(&self, wanted: &[Counted], drawn: &Drawn, most: usize) -> Result<Vec<Color>, Error> {
        let worth = match self.is_resampled {
            true => Worth {
                good: drawn.allowed,
                gain: drawn.worth_of_color * drawn.allowed / drawn.changed.max(1),
            },
            false => Worth::default(),
        };
        palette::reduced(wanted, most, worth)
    }

    /// Dithering with the opaque ones of these colours; nothing where there are none.
    fn ordered(&self, colors: &[Color]) -> Option<Ordered> {
        let opaque = colors.iter().filter(|color| color[3] > 0);
        let opaque: Vec<Color> = opaque.copied().collect();
        (!opaque.is_empty()).then(|| Ordered::new(opaque, self.strength))
    }
}

/// The error of colours with their nearest entries, where [`ALLOWED`] is what is allowed.
fn error_of(ordered: Option<&mut Ordered>, drawn: &Drawn) -> u64 {
    let Some(ordered) = ordered else {
        return 0;
    };
    let errors = drawn.wanted.iter().map(|Counted { color, count }| {
        u64::from(ordered.squared_error(*color)) * u64::from(*count)
    });
    ALLOWED * errors.sum::<u64>() / drawn.allowed.max(1)
}
