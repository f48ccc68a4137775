//! How long scans are, and the codes that suit them.

use super::super::huffman::Codes;
use super::super::levels::Levels;
use super::halves;
use super::output::Counts;
use super::step::{Step, step};

/// Bytes of a scan's header and of one with codes, without their symbols.
const SCAN_BYTES: u64 = 10;
const CODES_BYTES: u64 = 21;

/// Scans of a picture. Each is counted once, as many scripts have scans in common.
pub(super) struct CountedScans<'a> {
    levels: &'a Levels,
    counted: Vec<(Step, Counted)>,
}

/// What there is to know of a scan before it is written.
#[derive(Debug)]
pub(super) struct Counted {
    /// The codes that suit it.
    pub(super) codes: [Codes; 2],
    /// How many bits it has with them.
    pub(super) bits: u64,
}

impl<'a> CountedScans<'a> {
    pub(super) fn new(levels: &'a Levels) -> Self {
        let counted = Vec::new();
        Self { levels, counted }
    }

    /// Counts a scan, or remembers it.
    pub(super) fn of(&mut self, step: &Step) -> &Counted {
        let known = self.counted.iter().position(|(known, _)| known == step);
        let at = known.unwrap_or_else(|| {
            self.counted.push((*step, Counted::new(self.levels, step)));
            self.counted.len() - 1
        });
        &self.counted[at].1
    }

    /// Counts a component's scans where its levels are parted behind each of these ranks, all at once.
    pub(super) fn count_halves(&mut self, component: &'static [usize], splits: &[u8], left: u8) {
        let halves = halves::count(self.levels, component[0], splits, left.into());
        for (split, counts) in splits.iter().zip(halves) {
            let ranks = [(1, *split), (split + 1, 63)];
            for (ranks, counts) in ranks.into_iter().zip(counts) {
                let step = step(component, ranks, (0, left));
                self.counted.push((step, Counted::of(&counts)));
            }
        }
    }

    /// How many bytes scans have.
    pub(super) fn bytes(&mut self, steps: &[Step]) -> u64 {
        steps.iter().map(|step| self.of(step).bytes()).sum()
    }
}

impl Counted {
    fn new(levels: &Levels, step: &Step) -> Self {
        let mut counts = Counts::new();
        step.send(levels, &mut counts);
        Self::of(&counts)
    }

    fn of(counts: &Counts) -> Self {
        let codes = std::array::from_fn(|table| Codes::new(&counts.symbols[table]));
        let bits = counts.bits(&codes);
        Self { codes, bits }
    }

    fn bytes(&self) -> u64 {
        let headers: u64 = self.codes.iter().map(header_bytes).sum();
        SCAN_BYTES + headers + self.bits.div_ceil(8)
    }
}

fn header_bytes(codes: &Codes) -> u64 {
    match codes.symbols.len() {
        0 => 0,
        symbols => CODES_BYTES + symbols as u64,
    }
}
