//! How hard to look.

/// Above so many pixels an effort is that of the step below, and the usual one the least but one: a megapixel takes half a second
/// then.
const MANY_PIXELS: usize = 1 << 20;

/// Above so many pixels runs alone are copied, whatever the effort, as more would take 30 bytes for each of them.
const TOO_MANY_PIXELS: usize = 1 << 22;

/// What is taken where nobody asked for another.
const USUAL: u8 = 2;

/// What is tried with more effort as well, beside the usual.
const MUCH: u8 = 4;

pub(crate) struct Effort {
    /// At how many places a pixel is looked for.
    pub(crate) depth: usize,
    /// How often the way through the picture is looked for anew, with what symbols cost on the last one.
    pub(crate) parses: usize,
    /// Between the bits of colour caches that are tried.
    pub(crate) cache_step: u32,
    /// How many groups of codes there may be at first.
    pub(crate) groups: usize,
    /// Rows between those whose pixels choose the predictor of a block.
    pub(crate) rows: usize,
    /// How many ways to transform the picture are worked out.
    pub(crate) ways: usize,
    /// Whether all that is copied are runs of what is to the left and above.
    pub(crate) copies_runs_only: bool,
}

impl Effort {
    /// The efforts of which the one is taken that makes least. Each round goes by what symbols cost in the one before, so more of
    /// them are not always better, and what is asked for is to have no more bytes than less would.
    pub(crate) fn tried(effort: u8, pixels: usize) -> impl Iterator<Item = Self> {
        let less = [USUAL, MUCH].into_iter();
        let less = less.filter(move |less| *less < effort && pixels <= TOO_MANY_PIXELS);
        let all = less.chain([effort]);
        all.map(move |effort| Self::new(effort, pixels))
    }

    /// From 0 to 6, for a picture of so many pixels.
    fn new(effort: u8, pixels: usize) -> Self {
        let effort = match pixels > MANY_PIXELS {
            true if effort > USUAL => effort - 1,
            true => effort.min(1),
            false => effort,
        };
        let (depth, parses, cache_step, groups, rows, ways) = match effort {
            _ if pixels > TOO_MANY_PIXELS => (0, 0, 0, 0, 16, 1),
            0 => (4, 1, 5, 4, 4, 1),
            1 => (8, 1, 4, 8, 3, 1),
            2 => (24, 1, 3, 12, 2, 2),
            3 => (40, 2, 3, 12, 2, 2),
            4 => (64, 2, 2, 16, 1, 2),
            5 => (128, 2, 1, 20, 1, 3),
            _ => (400, 4, 1, 20, 1, 4),
        };
        Self {
            depth,
            parses,
            cache_step,
            groups,
            rows,
            ways,
            copies_runs_only: pixels > TOO_MANY_PIXELS,
        }
    }
}
