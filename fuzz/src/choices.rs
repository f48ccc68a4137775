//! What is asked of a file, chosen by the file: the same input always asks for the same.
//!
//! So an input is a picture and nothing else, any picture is a seed, and what was found can be opened in a viewer.

/// An endless row of choices that depends on a file.
pub(crate) struct Choices {
    state: u64,
}

impl Choices {
    pub(crate) fn of(file: &[u8]) -> Self {
        // FNV-1a: every byte counts, and nothing about it will change with a library.
        let state = file.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
            (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
        });
        Self { state }
    }

    /// SplitMix64.
    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.state ^ (self.state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number from 0 to `end`, without `end` itself, which is at least 1.
    pub(crate) fn below(&mut self, end: u32) -> u32 {
        (self.next() % u64::from(end)) as u32
    }

    /// True once in `times`.
    pub(crate) fn once_in(&mut self, times: u32) -> bool {
        self.below(times) == 0
    }

    pub(crate) fn byte(&mut self) -> u8 {
        self.below(256) as u8
    }

    /// From 0 to 1, both included.
    pub(crate) fn share(&mut self) -> f32 {
        self.below(101) as f32 / 100.0
    }

    pub(crate) fn one_of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len() as u32) as usize]
    }

    /// Every other time nothing.
    pub(crate) fn maybe<T>(&mut self, choose: impl FnOnce(&mut Self) -> T) -> Option<T> {
        self.once_in(2).then(|| choose(self))
    }
}
