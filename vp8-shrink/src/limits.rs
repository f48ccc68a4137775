//! How strongly edges are filtered.

/// What is filtered, and how strongly (sections 9.6 and 15.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Limits {
    /// For edges of macroblocks: what twice the step at the edge may be together with half of that one sample off.
    pub(crate) macroblock: u8,
    /// The same for edges inside macroblocks.
    pub(crate) inner: u8,
    /// What neighbours on the same side may differ by.
    pub(crate) interior: u8,
    /// Beyond it, neighbours at the edge differ so much that only the two samples at the edge change.
    pub(crate) high_variance: u8,
}

impl Limits {
    /// `level` is from 0 to 63, where 0 filters nothing, `sharpness` from 0 to 7.
    pub(crate) fn new(level: u8, sharpness: u8) -> Option<Self> {
        if level == 0 {
            return None;
        }
        let interior = match sharpness {
            0 => level,
            1..=4 => (level >> 1).min(9 - sharpness),
            _ => (level >> 2).min(9 - sharpness),
        };
        let interior = interior.max(1);
        Some(Self {
            macroblock: (level + 2) * 2 + interior,
            inner: level * 2 + interior,
            interior,
            high_variance: match level {
                40.. => 2,
                15.. => 1,
                _ => 0,
            },
        })
    }
}
