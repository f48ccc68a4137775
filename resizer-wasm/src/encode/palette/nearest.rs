//! Finding the nearest of some colours.

/// Colours in the order of the sums of their samples.
///
/// By the inequality of Cauchy and Schwarz, colours whose sums differ by `d` are at least `d / 2` apart, so the search
/// goes outwards from the sum that is looked for and ends early.
pub(super) struct Nearest {
    entries: Vec<Entry>,
    /// Where the last one was found: the next one is often the same.
    last: usize,
}

#[derive(Debug, Clone, Copy)]
struct Entry {
    sum: i32,
    position: [i32; 4],
    index: usize,
}

impl Nearest {
    /// At least one colour.
    pub(super) fn new(positions: impl Iterator<Item = [i32; 4]>) -> Self {
        let mut entries: Vec<Entry> = positions
            .enumerate()
            .map(|(index, position)| Entry {
                sum: position.iter().sum(),
                position,
                index,
            })
            .collect();
        entries.sort_by_key(|entry| entry.sum);
        Self { entries, last: 0 }
    }

    /// The index of the nearest colour. Of several, one that depends on nothing but the calls before.
    pub(super) fn find(&mut self, position: [i32; 4]) -> usize {
        let sum: i32 = position.iter().sum();
        let mut best = self.last;
        let mut distance = distance(self.entries[best].position, position);
        let start = self.entries.partition_point(|entry| entry.sum < sum);
        let mut try_at = |at: usize| {
            let entry = &self.entries[at];
            let apart = entry.sum - sum;
            if apart * apart > 4 * distance {
                return false;
            }
            let other = self::distance(entry.position, position);
            if other < distance {
                (best, distance) = (at, other);
            }
            true
        };
        let (mut up, mut down) = (start, start);
        let (mut goes_up, mut goes_down) = (true, true);
        while goes_up || goes_down {
            goes_up = goes_up && up < self.entries.len() && try_at(up);
            up += 1;
            goes_down = goes_down && down > 0 && try_at(down - 1);
            down = down.saturating_sub(1);
        }
        self.last = best;
        self.entries[best].index
    }
}

fn distance(a: [i32; 4], b: [i32; 4]) -> i32 {
    a.iter().zip(b).map(|(a, b)| (a - b) * (a - b)).sum()
}
