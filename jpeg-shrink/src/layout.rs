//! Sizes: of the scaled picture, of each component's blocks, and of the strips that are decoded at a time.
//!
//! Example: 100 x 50 pixels, 4:2:0 (luma 2 x 2, chroma 1 x 1), at 1/8. An MCU is 16 x 16 pixels; there are 7 x 4 of
//! them. Luma has 13 x 7 blocks (14 x 8 with the padding of whole MCUs) of 1 x 1 sample, chroma 7 x 4 blocks, which are
//! decoded at 2 x 2 samples so that both come to 13 x 7 samples, and nothing is blown up. A strip is one row of MCUs:
//! 2 rows of samples of each. 4:2:2 has 2 x 1 samples of a block of chroma.

use crate::frame::{Component, Frame};
use crate::zigzag::last_kept;

/// How much smaller the decoded picture is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scale {
    /// Every pixel.
    Full,
    /// Half the width and height.
    Half,
    /// Three eighths of the width and height.
    ThreeEighths,
    /// A quarter of the width and height.
    Quarter,
    /// An eighth of the width and height.
    Eighth,
}

impl Scale {
    /// All of them, the largest picture first.
    pub const ALL: [Self; 5] = [
        Self::Full,
        Self::Half,
        Self::ThreeEighths,
        Self::Quarter,
        Self::Eighth,
    ];

    /// The scale of the smallest picture that is nowhere smaller than wanted; `Full` where even that is too small.
    /// All four sides in pixels.
    #[must_use]
    pub fn smallest_covering(
        width: u32,
        height: u32,
        wanted_width: u32,
        wanted_height: u32,
    ) -> Self {
        let covers = |scale: &&Self| {
            scale.side(width) >= wanted_width && scale.side(height) >= wanted_height
        };
        *Self::ALL.iter().rev().find(covers).unwrap_or(&Self::Full)
    }

    /// Pixels after scaling for 8 of the file, along each side: 8, 4, 3, 2 or 1.
    #[must_use]
    pub fn eighths(self) -> u32 {
        self.block() as u32
    }

    /// A side in pixels after scaling, rounded up.
    #[must_use]
    pub fn side(self, side: u32) -> u32 {
        (u64::from(side) * u64::from(self.eighths())).div_ceil(8) as u32
    }

    /// Samples along the side of a block where nothing is subsampled.
    pub(crate) fn block(self) -> usize {
        match self {
            Self::Full => 8,
            Self::Half => 4,
            Self::ThreeEighths => 3,
            Self::Quarter => 2,
            Self::Eighth => 1,
        }
    }
}

/// How large chroma is decoded that the file stores smaller than luma.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Chroma {
    /// As large as luma where a larger transform can do that, along each side.
    Full,
    /// With the transform of luma, as long as it comes to half of luma's width and height: for those who take components
    /// unconverted, and store chroma smaller again. It makes no difference where components are not luma and chroma.
    Half,
}

/// Sizes of one component.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ComponentLayout {
    /// Samples of a decoded block, across and down: 1, 2, 4 or 8 of each, or 3 of both.
    pub(crate) block: (usize, usize),
    /// Last index of the zigzag order that such a block depends on.
    pub(crate) last: usize,
    /// Blocks of an MCU.
    pub(crate) h: usize,
    pub(crate) v: usize,
    /// Blocks that hold picture: what a scan of this component alone has.
    pub(crate) blocks_across: usize,
    pub(crate) blocks_down: usize,
    /// Blocks with the padding of whole MCUs: what an interleaved scan has.
    pub(crate) grid_across: usize,
    pub(crate) grid_down: usize,
    /// Samples that hold picture, after scaling.
    pub(crate) width: usize,
    pub(crate) height: usize,
    /// Samples of this component for so many of the scaled picture, across and down.
    pub(crate) across: (usize, usize),
    pub(crate) down: (usize, usize),
}

impl ComponentLayout {
    fn new(
        frame: &Frame,
        component: &Component,
        (scale, chroma): (Scale, Chroma),
        mcus: (usize, usize),
    ) -> Self {
        let smallest = scale.block() as u32;
        let (of_h, of_v) = (frame.max_h * smallest, frame.max_v * smallest);
        // A larger transform does the enlarging. There is none of 6 samples.
        let doubles = |block: u32, factor: u32, of: u32| {
            block < 8 && block != 3 && of.is_multiple_of(factor * 2 * block)
        };
        let (mut across, mut down) = (smallest, smallest);
        match chroma {
            Chroma::Full => {
                while doubles(across, component.h, of_h) {
                    across *= 2;
                }
                while doubles(down, component.v, of_v) {
                    down *= 2;
                }
            }
            Chroma::Half => {
                let reaches =
                    |block: u32| 2 * component.h * block >= of_h && 2 * component.v * block >= of_v;
                while doubles(across, component.h, of_h)
                    && doubles(across, component.v, of_v)
                    && !reaches(across)
                {
                    across *= 2;
                }
                down = across;
            }
        }
        let block = (across as usize, down as usize);
        let samples = |side: u32, factor: u32, of: u32, block: u32| {
            (u64::from(side) * u64::from(factor * block)).div_ceil(u64::from(of * 8)) as usize
        };
        let (h, v) = (component.h as usize, component.v as usize);
        Self {
            block,
            last: last_kept(block),
            h,
            v,
            blocks_across: samples(frame.width, component.h, frame.max_h, 8).div_ceil(8),
            blocks_down: samples(frame.height, component.v, frame.max_v, 8).div_ceil(8),
            grid_across: mcus.0 * h,
            grid_down: mcus.1 * v,
            width: samples(frame.width, component.h, frame.max_h, across),
            height: samples(frame.height, component.v, frame.max_v, down),
            across: lowest(component.h * across, of_h),
            down: lowest(component.v * down, of_v),
        }
    }

    /// The scale of the transform, along the side where it is the smaller one.
    pub(crate) fn scale(&self) -> Scale {
        match self.block.0.min(self.block.1) {
            8 => Scale::Full,
            4 => Scale::Half,
            3 => Scale::ThreeEighths,
            2 => Scale::Quarter,
            _ => Scale::Eighth,
        }
    }

    /// Rows of samples of a strip.
    pub(crate) fn strip_rows(&self) -> usize {
        self.v * self.block.1
    }

    /// Coefficients kept of each block.
    pub(crate) fn kept(&self) -> usize {
        self.block.0 * self.block.1
    }

    /// Whether coefficients are skipped, and of blocks enough to make a table for it.
    pub(crate) fn repays_skipping(&self) -> bool {
        self.last < 63 && self.grid() >= MANY_BLOCKS
    }

    /// Blocks with the padding of whole MCUs.
    pub(crate) fn grid(&self) -> u64 {
        self.grid_across as u64 * self.grid_down as u64
    }
}

/// Blocks from which a table for skipping repays itself. Counted in instructions: a table takes some 900 000, and spares
/// about 100 a block. Fuzzing, which is of small pictures, always makes them.
const MANY_BLOCKS: u64 = if cfg!(fuzzing) { 1 } else { 10_000 };

/// Sizes of everything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Layout {
    /// The scaled picture.
    pub(crate) width: usize,
    pub(crate) height: usize,
    /// MCUs of an interleaved scan.
    pub(crate) mcus_across: usize,
    pub(crate) mcus_down: usize,
    pub(crate) components: Vec<ComponentLayout>,
}

impl Layout {
    pub(crate) fn new(frame: &Frame, scale: Scale, chroma: Chroma) -> Self {
        let mcus_across = frame.width.div_ceil(8 * frame.max_h) as usize;
        let mcus_down = frame.height.div_ceil(8 * frame.max_v) as usize;
        Self {
            width: scale.side(frame.width) as usize,
            height: scale.side(frame.height) as usize,
            mcus_across,
            mcus_down,
            components: frame
                .components
                .iter()
                .enumerate()
                .map(|(index, component)| {
                    let chroma = if index == 0 { Chroma::Full } else { chroma };
                    let mcus = (mcus_across, mcus_down);
                    ComponentLayout::new(frame, component, (scale, chroma), mcus)
                })
                .collect(),
        }
    }

    /// The sizes whose blocks have all coefficients that those of any of these layouts have. There is at least one.
    pub(crate) fn covering(layouts: impl Iterator<Item = Self>) -> Option<Self> {
        layouts.reduce(|mut covering, other| {
            covering.width = covering.width.max(other.width);
            covering.height = covering.height.max(other.height);
            for (covering, other) in covering.components.iter_mut().zip(other.components) {
                let ((across, down), block) = (covering.block, other.block);
                covering.block = (across.max(block.0), down.max(block.1));
                covering.last = last_kept(covering.block);
            }
            covering
        })
    }
}

/// The fraction `a` / `b` in its lowest terms.
fn lowest(a: u32, b: u32) -> (usize, usize) {
    let (mut x, mut y) = (a, b);
    while y != 0 {
        (x, y) = (y, x % y);
    }
    ((a / x) as usize, (b / x) as usize)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::frame::Coding;

    fn frame(width: u32, height: u32, factors: &[(u32, u32)]) -> Frame {
        let components = factors
            .iter()
            .map(|&(h, v)| Component {
                id: 1,
                h,
                v,
                table: 0,
            })
            .collect();
        Frame {
            width,
            height,
            progressive: false,
            coding: Coding::Huffman,
            components,
            max_h: factors.iter().map(|&(h, _)| h).max().unwrap_or(1),
            max_v: factors.iter().map(|&(_, v)| v).max().unwrap_or(1),
        }
    }

    #[test]
    fn the_example_holds() {
        let layout = Layout::new(
            &frame(100, 50, &[(2, 2), (1, 1), (1, 1)]),
            Scale::Eighth,
            Chroma::Full,
        );
        assert_eq!((layout.mcus_across, layout.mcus_down), (7, 4));
        let [luma, chroma, _] = layout.components[..] else {
            panic!("three components");
        };
        assert_eq!((luma.blocks_across, luma.blocks_down), (13, 7));
        assert_eq!((luma.grid_across, luma.grid_down), (14, 8));
        assert_eq!((luma.block, luma.strip_rows()), ((1, 1), 2));
        assert_eq!((chroma.blocks_across, chroma.blocks_down), (7, 4));
        assert_eq!((chroma.block, chroma.strip_rows()), ((2, 2), 2));
        assert_eq!((luma.width, luma.height), (13, 7));
        assert_eq!((chroma.width, chroma.height), (13, 7));
        assert_eq!((chroma.across, chroma.down), ((1, 1), (1, 1)));
    }

    #[test]
    fn chroma_subsampled_one_way_is_decoded_larger_that_way() {
        for (factor, scale, block, across) in [
            (2, Scale::Half, (8, 4), (1, 1)),
            (2, Scale::Quarter, (4, 2), (1, 1)),
            (2, Scale::Eighth, (2, 1), (1, 1)),
            (4, Scale::Eighth, (4, 1), (1, 1)),
            (4, Scale::Half, (8, 4), (1, 2)),
            (2, Scale::ThreeEighths, (3, 3), (1, 2)),
            (2, Scale::Full, (8, 8), (1, 2)),
        ] {
            let file = frame(100, 50, &[(factor, 1), (1, 1), (1, 1)]);
            let chroma = Layout::new(&file, scale, Chroma::Full).components[1];
            assert_eq!((chroma.block, chroma.across), (block, across));
            let file = frame(50, 100, &[(1, factor), (1, 1), (1, 1)]);
            let chroma = Layout::new(&file, scale, Chroma::Full).components[1];
            assert_eq!((chroma.block, chroma.down), ((block.1, block.0), across));
        }
    }

    #[test]
    fn half_of_chroma_takes_the_transform_of_luma() {
        let chroma = |factors: &[(u32, u32)], scale| {
            let layout = Layout::new(&frame(160, 96, factors), scale, Chroma::Half);
            let luma = layout.components[0];
            let chroma = layout.components[1];
            assert!(2 * chroma.width >= luma.width && 2 * chroma.height >= luma.height);
            assert_eq!(chroma.block.0, chroma.block.1);
            chroma.block.0
        };
        for scale in Scale::ALL {
            assert_eq!(chroma(&[(2, 2), (1, 1), (1, 1)], scale), scale.block());
            assert_eq!(chroma(&[(1, 1), (1, 1), (1, 1)], scale), scale.block());
            assert_eq!(chroma(&[(2, 1), (1, 1), (1, 1)], scale), scale.block());
        }
        assert_eq!(chroma(&[(4, 4), (1, 1), (1, 1)], Scale::Quarter), 4);
    }

    #[test]
    fn what_covers_has_the_larger_blocks_of_each_component() {
        let file = frame(160, 96, &[(2, 2), (1, 1), (1, 1)]);
        let layouts = [(Scale::Half, Chroma::Half), (Scale::Full, Chroma::Half)]
            .map(|(scale, chroma)| Layout::new(&file, scale, chroma));
        let covering = Layout::covering(layouts.clone().into_iter()).expect("two");
        let blocks = |layout: &Layout| {
            [0, 1, 2].map(|at| (layout.components[at].block, layout.components[at].last))
        };
        assert_eq!(blocks(&covering), blocks(&layouts[1]));
        let full = Layout::new(&file, Scale::Half, Chroma::Full);
        let covering =
            Layout::covering([layouts[0].clone(), full.clone()].into_iter()).expect("two");
        assert_eq!(blocks(&covering), blocks(&full));
        // Neither of them covers the other.
        let file = frame(160, 96, &[(2, 1), (1, 1), (1, 1)]);
        let layouts = [
            (Scale::ThreeEighths, Chroma::Half),
            (Scale::Quarter, Chroma::Full),
        ];
        let layouts = layouts.map(|(scale, chroma)| Layout::new(&file, scale, chroma));
        let covering = Layout::covering(layouts.into_iter()).expect("two");
        assert_eq!(covering.components[1].block, (4, 3));
    }

    #[test]
    fn the_smallest_scale_that_covers() {
        assert_eq!(
            Scale::smallest_covering(4000, 3000, 500, 375),
            Scale::Eighth
        );
        assert_eq!(Scale::smallest_covering(4000, 3000, 501, 1), Scale::Quarter);
        assert_eq!(Scale::smallest_covering(4001, 3000, 501, 1), Scale::Eighth);
        assert_eq!(Scale::smallest_covering(10, 10, 20, 20), Scale::Full);
        assert_eq!(Scale::smallest_covering(1, 1, 1, 1), Scale::Eighth);
    }
}
