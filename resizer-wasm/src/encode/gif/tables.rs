//! Which table of colours a frame goes by: that of the file as long as it is good enough, else one of its own.
//!
//! The table of the file grows until it is full, as it is written last. A table for one frame takes up to 768 bytes, and
//! has to be worth them.

use crate::contract::Error;
use crate::encode::palette::{self, Color, Counted, Ordered};

/// How much squared error a byte of a table has to save: found by trying.
const ERROR_FOR_BYTE: u64 = 200;

/// The file's table takes colours for a picture with more colours than fit as long as it has room for so many.
const MUCH_ROOM: usize = 64;

/// A mean squared error, of three samples together, that is not to be seen. Fewer colours do where they are no worse, unless
/// all can be kept.
const GOOD: u64 = 12;

/// Where the file's table has no place for a hole, a frame gets a table with one if so many pixels are still.
const STILL_WORTH_A_TABLE: usize = 1 << 12;

/// As many colours are always kept.
const FEW: usize = 16;

/// The colours of a frame.
pub(super) struct Table {
    pub(super) colors: Vec<Color>,
    /// The index that changes nothing.
    pub(super) hole: Option<u8>,
    pub(super) is_local: bool,
    /// Colours with their indices, in order.
    sorted: Vec<(Color, u8)>,
}

impl Table {
    fn new(colors: Vec<Color>, is_local: bool) -> Self {
        let mut sorted: Vec<_> = colors.iter().copied().zip(0..=u8::MAX).collect();
        sorted.sort_unstable();
        let hole = sorted.iter().find(|(color, _)| color[3] == 0);
        Self {
            hole: hole.map(|(_, index)| *index),
            colors,
            is_local,
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

    fn has_all(&self, mut colors: impl Iterator<Item = Color>) -> bool {
        colors.all(|color| self.index(color).is_some())
    }
}

/// What is drawn in a frame.
pub(super) struct Drawn {
    /// Colours that are to be met as well as possible.
    pub(super) wanted: Vec<Counted>,
    /// Colours that are to be met exactly, no more than [`Tables::most_opaque`].
    pub(super) fixed: Vec<Color>,
    /// Whether there are transparent pixels.
    pub(super) has_holes: bool,
    /// How many opaque pixels stay what they are.
    pub(super) still: usize,
}

impl Drawn {
    fn uses_hole(&self) -> bool {
        self.has_holes || self.still > 0
    }
}

/// A table, and how pixels find their colours in it; absent where all are there.
pub(super) type Chosen = (Table, Option<Ordered>);

/// The table of the file, and how tables are chosen.
pub(super) struct Tables {
    /// The most entries of a table.
    limit: usize,
    dither: f32,
    /// Of the file. It has a hole as soon as one is needed, and until then a place for it, unless the first frame took all.
    global: Vec<Color>,
    /// The mean squared error that the file's table is good for.
    fit: u64,
    /// Whether colours are made by resampling, so that none has to be met exactly.
    is_resampled: bool,
    /// Whether every pixel so far has its colour exactly, and whether all came from the file's table.
    is_exact: bool,
    is_all_global: bool,
}

impl Tables {
    pub(super) fn new(limit: u16, dither: f32, is_resampled: bool) -> Self {
        Self {
            limit: limit.into(),
            dither,
            global: Vec::new(),
            fit: 0,
            is_resampled,
            is_exact: true,
            is_all_global: true,
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

    /// A table for a frame.
    ///
    /// # Errors
    /// `limit-exceeded` where memory does not suffice.
    pub(super) fn choose(&mut self, drawn: &Drawn) -> Result<Chosen, Error> {
        let global = Table::new(self.global.clone(), false);
        let needs_hole = drawn.has_holes || (drawn.still > 0) && !self.is_all_global;
        let has_place = global.hole.is_some() || self.global.len() < self.limit;
        let needs_hole = needs_hole || drawn.still > STILL_WORTH_A_TABLE;
        let is_usable = global.has_all(drawn.fixed.iter().copied()) && (has_place || !needs_hole);
        if is_usable && let Some(grown) = self.grown(&global, drawn)? {
            return Ok(grown);
        }
        let local = self.local(drawn)?;
        let chosen = if is_usable && self.has_opaque() {
            let global = self.inexact(Table::new(self.global.clone(), false));
            self.better(global, local, &drawn.wanted)
        } else {
            local
        };
        self.is_exact &= chosen.1.is_none();
        if chosen.0.is_local {
            self.is_all_global = false;
            return Ok(chosen);
        }
        Ok((self.with_hole(drawn.uses_hole()), chosen.1))
    }

    /// The file's table with what is missing, where it has enough room for that.
    fn grown(&mut self, global: &Table, drawn: &Drawn) -> Result<Option<Chosen>, Error> {
        let missing = drawn.wanted.iter();
        let missing = missing.filter(|counted| global.index(counted.color).is_none());
        let missing: Vec<Counted> = missing.copied().collect();
        if !self.is_exact && !missing.is_empty() && self.has_opaque() {
            let (_, mut dither) = self.inexact(Table::new(self.global.clone(), false));
            if mean_error(dither.as_mut(), &drawn.wanted) <= self.fit {
                let table = self.with_hole(drawn.uses_hole());
                return Ok(Some(self.inexact(table)));
            }
        }
        let place_of_hole = usize::from(global.hole.is_none());
        let room = (self.limit - self.global.len()).saturating_sub(place_of_hole);
        let takes_all = self.global.is_empty() && !drawn.has_holes && missing.len() == self.limit;
        let is_kept = !self.is_resampled || missing.len() <= FEW;
        if is_kept && (missing.len() <= room || takes_all) {
            self.global
                .extend(missing.iter().map(|counted| counted.color));
            return Ok(Some((self.with_hole(drawn.uses_hole()), None)));
        }
        if room < MUCH_ROOM.min(self.most_opaque()) {
            return Ok(None);
        }
        let is_known = |color: &Color| global.index(*color).is_some();
        let mut reduced = self.reduced(&missing, room)?;
        reduced.retain(|color| !is_known(color));
        self.global.extend(reduced);
        let (table, mut dither) = {
            let table = self.with_hole(drawn.uses_hole());
            self.inexact(table)
        };
        self.is_exact = false;
        self.fit = mean_error(dither.as_mut(), &drawn.wanted);
        if self.is_resampled {
            self.fit = self.fit.max(GOOD);
        }
        Ok(Some((table, dither)))
    }

    /// A table for this frame alone.
    fn local(&self, drawn: &Drawn) -> Result<Chosen, Error> {
        let mut colors = drawn.fixed.clone();
        let room = self.most_opaque() - colors.len();
        let is_exact = drawn.wanted.len() <= room;
        if is_exact {
            colors.extend(drawn.wanted.iter().map(|counted| counted.color));
        } else if room > 0 {
            colors.extend(self.reduced(&drawn.wanted, room)?);
        }
        colors.push([0; 4]);
        colors.sort_unstable();
        colors.dedup();
        let table = Table::new(colors, true);
        Ok(if is_exact {
            (table, None)
        } else {
            self.inexact(table)
        })
    }

    /// At most `most` colours, and fewer where they are good enough.
    fn reduced(&self, wanted: &[Counted], most: usize) -> Result<Vec<Color>, Error> {
        let mut best = palette::reduced(wanted, most)?;
        let mut fewer = most / 2;
        loop {
            let error = mean_error(Some(&mut Ordered::new(best.clone(), 0.0)), wanted);
            if !self.is_resampled || error * 2 > GOOD || fewer < FEW {
                return Ok(best);
            }
            let reduced = palette::reduced(wanted, fewer)?;
            let error = mean_error(Some(&mut Ordered::new(reduced.clone(), 0.0)), wanted);
            if error > GOOD {
                return Ok(best);
            }
            best = reduced;
            fewer /= 2;
        }
    }

    fn has_opaque(&self) -> bool {
        self.global.iter().any(|color| color[3] > 0)
    }

    fn inexact(&self, table: Table) -> Chosen {
        let opaque = table.colors.iter().filter(|color| color[3] > 0);
        let opaque: Vec<Color> = opaque.copied().collect();
        let ordered = Ordered::new(opaque, self.dither);
        (table, Some(ordered))
    }

    /// The local one where it is worth its bytes.
    fn better(&self, mut global: Chosen, mut local: Chosen, wanted: &[Counted]) -> Chosen {
        let pixels: u64 = wanted.iter().map(|counted| u64::from(counted.count)).sum();
        let error = mean_error(global.1.as_mut(), wanted);
        if error <= self.fit {
            return global;
        }
        let saved = error.saturating_sub(mean_error(local.1.as_mut(), wanted)) * pixels;
        let bytes = 3 * local.0.colors.len().next_power_of_two() as u64;
        if saved > bytes * ERROR_FOR_BYTE {
            local
        } else {
            global
        }
    }

    /// The file's table, with a hole where that is of use and there is a place for it.
    fn with_hole(&mut self, is_needed: bool) -> Table {
        if is_needed && self.global.len() < self.limit && !self.global.contains(&[0; 4]) {
            self.global.push([0; 4]);
        }
        Table::new(self.global.clone(), false)
    }
}

/// The mean squared error of colours with their nearest entries.
fn mean_error(ordered: Option<&mut Ordered>, wanted: &[Counted]) -> u64 {
    let Some(ordered) = ordered else {
        return 0;
    };
    let (mut sum, mut pixels) = (0, 0);
    for Counted { color, count } in wanted {
        sum += u64::from(ordered.squared_error(*color)) * u64::from(*count);
        pixels += u64::from(*count);
    }
    sum / pixels.max(1)
}
