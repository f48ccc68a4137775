//! Where pixels, blocks and MCUs lie, section A.2.

/// The pixels of a picture and how they are to be sampled.
#[derive(Debug, Clone, Copy)]
pub(super) struct PixelSource<'a> {
    /// From 1 to 65535.
    pub(super) width: usize,
    /// From 1 to 65535.
    pub(super) height: usize,
    /// Whether chromas have half the width and half the height. Never for gray.
    pub(super) halved: bool,
    pub(super) samples: Samples<'a>,
}

/// What pixels are made of.
#[derive(Debug, Clone, Copy)]
pub(super) enum Samples<'a> {
    /// Pixel by pixel, row after row.
    Together {
        bytes: &'a [u8],
        /// Samples of a pixel: 1 for gray, 3 for RGB, which is written as luma and two chromas.
        count: usize,
    },
    /// Luma, and chromas that are halved: row after row of each.
    Apart {
        luma: &'a [u8],
        chromas: [&'a [u8]; 2],
    },
}

impl<'a> PixelSource<'a> {
    /// How many components are written.
    pub(super) fn components(&self) -> usize {
        match self.samples {
            Samples::Together { count, .. } => count,
            Samples::Apart { .. } => 3,
        }
    }

    /// How many blocks of this component lie side by side in an MCU, and one below the other.
    pub(super) fn factor(&self, component: usize) -> usize {
        if self.halved && component == 0 { 2 } else { 1 }
    }

    /// Pixels on a side of an MCU.
    fn mcu_side(&self) -> usize {
        8 * self.factor(0)
    }

    pub(super) fn mcus_across(&self) -> usize {
        self.width.div_ceil(self.mcu_side())
    }

    pub(super) fn mcus_down(&self) -> usize {
        self.height.div_ceil(self.mcu_side())
    }

    /// Blocks of this component that have samples of the picture. MCUs may have more.
    pub(super) fn blocks_across(&self, component: usize) -> usize {
        self.width.div_ceil(self.block_side(component))
    }

    /// As [`Self::blocks_across`].
    pub(super) fn blocks_down(&self, component: usize) -> usize {
        self.height.div_ceil(self.block_side(component))
    }

    /// Pixels on a side of a block.
    fn block_side(&self, component: usize) -> usize {
        8 * self.factor(0) / self.factor(component)
    }
}

/// Samples that lie row after row.
#[derive(Debug, Clone, Copy)]
pub(super) struct Plane<'a> {
    pub(super) bytes: &'a [u8],
    /// In pixels, of `count` bytes each.
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) count: usize,
}

impl<'a> Plane<'a> {
    /// `N` bytes of pixels from (`x`, `y`) on, where `x` is in the picture. Right of the picture and below it, its last
    /// pixels are repeated; `patch` is for that.
    #[inline(always)]
    pub(super) fn line<'b, const N: usize>(
        &self,
        x: usize,
        y: usize,
        patch: &'b mut [u8; N],
    ) -> &'b [u8; N]
    where
        'a: 'b,
    {
        let stride = self.width * self.count;
        let row = &self.bytes[y.min(self.height - 1) * stride..][..stride];
        let rest = &row[x * self.count..];
        if let Some(inside) = rest.first_chunk() {
            return inside;
        }
        self.repeat(rest, patch);
        patch
    }

    #[inline(never)]
    fn repeat(&self, rest: &[u8], patch: &mut [u8]) {
        let last = &rest[rest.len() - self.count..];
        let (copied, repeated) = patch.split_at_mut(rest.len());
        copied.copy_from_slice(rest);
        for pixel in repeated.chunks_exact_mut(self.count) {
            pixel.copy_from_slice(last);
        }
    }
}
