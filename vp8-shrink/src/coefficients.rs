//! The coefficients of a macroblock.

/// Coefficients of four blocks: of each place, row after row, those of the four.
pub(crate) type Group = [[i16; 4]; 16];

/// What is not 0 in a group of blocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(crate) enum Content {
    #[default]
    Nothing,
    /// The first coefficient of each block, at most.
    Flat,
    Any,
}

/// The coefficients of a macroblock, multiplied by their steps: a group for each four rows of luma, then two of chroma,
/// whose blocks are two of blue and two of red. What the contents do not name is 0.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Coefficients {
    pub(crate) groups: [Group; 6],
    pub(crate) contents: [Content; 6],
}

impl Coefficients {
    pub(crate) fn new() -> Self {
        Self {
            groups: [[[0; 4]; 16]; 6],
            contents: [Content::Nothing; 6],
        }
    }

    /// All 0 again.
    pub(crate) fn clear(&mut self) {
        for (group, content) in self.groups.iter_mut().zip(&mut self.contents) {
            if *content != Content::Nothing {
                *group = [[0; 4]; 16];
                *content = Content::Nothing;
            }
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.contents == [Content::Nothing; 6]
    }
}
