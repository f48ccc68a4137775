//! Where pixels, blocks and MCUs lie, section A.2.

/// The pixels of a picture and how they are to be sampled.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pixels<'a> {
    /// From 1 to 65535.
    pub(super) width: usize,
    /// From 1 to 65535.
    pub(super) height: usize,
    /// 1 for gray, 3 for RGB, which is written as luma and two chromas.
    pub(super) components: usize,
    /// Whether chromas have half the width and half the height. Never for gray.
    pub(super) halved: bool,
    /// `width * height * components` samples, row after row.
    pub(super) bytes: &'a [u8],
}

impl<'a> Pixels<'a> {
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

    /// `N` bytes of pixels from (`x`, `y`) on, where `x` is in the picture. Right of the picture and below it, its last
    /// pixels are repeated; `patch` is for that.
    pub(super) fn line<'b, const N: usize>(
        &self,
        x: usize,
        y: usize,
        patch: &'b mut [u8; N],
    ) -> &'b [u8; N]
    where
        'a: 'b,
    {
        let stride = self.width * self.components;
        let row = &self.bytes[y.min(self.height - 1) * stride..][..stride];
        let rest = &row[x * self.components..];
        if let Some(inside) = rest.first_chunk() {
            return inside;
        }
        let last = &rest[rest.len() - self.components..];
        let (copied, repeated) = patch.split_at_mut(rest.len());
        copied.copy_from_slice(rest);
        for pixel in repeated.chunks_exact_mut(self.components) {
            pixel.copy_from_slice(last);
        }
        patch
    }
}
