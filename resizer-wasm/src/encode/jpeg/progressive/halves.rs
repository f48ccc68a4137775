//! Counting what the scans of a component's levels have where they are parted in two, for several places to part them at once.

use super::super::levels::Levels;
use super::output::Counts;
use super::scans::{Empty, Ranks, send_level};

/// A place to part levels, and what the scans before it and behind it have that is not counted part by part.
struct Split {
    /// The last rank of the first scan.
    last: u8,
    first: Counts,
    second: Counts,
    /// What was counted in a part, and is another symbol in a scan that begins there.
    removed: Counts,
    ended: [Empty; 2],
}

/// For each of `splits`, ascending ranks, what the scan of a component's levels from rank 1 to this one has, and what the scan of all
/// behind it has: both down to the bit `now`.
pub(super) fn count(
    levels: &Levels,
    component: usize,
    splits: &[u8],
    now: u32,
) -> Vec<[Counts; 2]> {
    let mut splits: Vec<Split> = splits
        .iter()
        .map(|last| Split {
            last: *last,
            first: Counts::new(),
            second: Counts::new(),
            removed: Counts::new(),
            ended: [Empty::new(component), Empty::new(component)],
        })
        .collect();
    let mut parts: Vec<Counts> = (0..=splits.len()).map(|_| Counts::new()).collect();
    let table = usize::from(component > 0);
    for block in levels.of_component(component) {
        let mut last = 0;
        let mut open = splits.iter_mut();
        let mut split = open.next();
        let mut part = 0;
        for rank in Ranks::of(block, 1, 63) {
            let level = block.level(rank);
            let size_now = level.unsigned_abs() >> now;
            if size_now == 0 {
                continue;
            }
            let level = size_now as i32 * level.signum();
            while let Some(passed) = split.take_if(|split| rank > u32::from(split.last)) {
                passed.end_first(last);
                passed.begin_second(rank, last, level, table);
                split = open.next();
                part += 1;
            }
            send_level(&mut parts[part], table, rank - last - 1, level);
            last = rank;
        }
        for passed in split.into_iter().chain(open) {
            passed.end_first(last);
        }
        for split in &mut splits {
            split.end_second(last);
        }
    }
    let of_split = |(at, mut split): (usize, Split)| {
        let [first, second] = &mut split.ended;
        first.end(&mut split.first);
        second.end(&mut split.second);
        parts[..=at].iter().for_each(|part| split.first.add(part));
        parts[at + 1..]
            .iter()
            .for_each(|part| split.second.add(part));
        split.second.remove(&split.removed);
        [split.first, split.second]
    };
    splits.into_iter().enumerate().map(of_split).collect()
}

impl Split {
    /// The block's first levels end with rank `last`, or there are none where that is 0.
    fn end_first(&mut self, last: u32) {
        let [ended, _] = &mut self.ended;
        if last > 0 {
            ended.end(&mut self.first);
        }
        if last < u32::from(self.last) {
            ended.add(&mut self.first);
        }
    }

    /// The block's first level behind this place, and `last` the rank before it.
    fn begin_second(&mut self, rank: u32, last: u32, level: i32, table: usize) {
        let [_, ended] = &mut self.ended;
        ended.end(&mut self.second);
        send_level(
            &mut self.second,
            table,
            rank - u32::from(self.last) - 1,
            level,
        );
        send_level(&mut self.removed, table, rank - last - 1, level);
    }

    /// The block's last level has rank `last`.
    fn end_second(&mut self, last: u32) {
        let [_, ended] = &mut self.ended;
        if last < 63 {
            ended.add(&mut self.second);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::coefficients::BlockPosition;
    use super::super::super::layout::{PixelSource, Samples};
    use super::super::step::step;
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// What is counted for all places at once is what each scan has.
        #[test]
        fn halves_are_counted_as_scans_are(
            blocks in prop::collection::vec(prop::collection::vec((1u32..64, -9i16..=9), 0..30), 12),
            now in 0u8..3,
        ) {
            const SPLITS: [u8; 5] = [1, 2, 5, 14, 35];
            let pixels = PixelSource {
                width: 32,
                height: 24,
                halved: false,
                samples: Samples::Together { bytes: &[0; 32 * 24], count: 1 },
            };
            let mut levels = Levels::new(&pixels).unwrap();
            for (index, list) in blocks.iter().enumerate() {
                let place = BlockPosition { component: 0, column: index % 4, row: index / 4 };
                for (rank, level) in list.iter().filter(|(_, level)| *level != 0) {
                    levels.block_mut(place).set(*rank, *level);
                }
            }
            for (split, found) in SPLITS.into_iter().zip(count(&levels, 0, &SPLITS, now.into())) {
                let ranks = [(1, split), (split + 1, 63)];
                for (ranks, found) in ranks.into_iter().zip(found) {
                    let mut expected = Counts::new();
                    step(&[0], ranks, (0, now)).send(&levels, &mut expected);
                    prop_assert_eq!(found, expected, "{:?}", ranks);
                }
            }
        }
    }
}
