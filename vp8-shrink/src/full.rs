//! Rows at full size: chroma is brought to the width and height of luma as libwebp does by default ("fancy
//! upsampling").
//!
//! Each sample of the picture lies at a quarter of the way between two of chroma, in both directions, and gets 9, 3, 3 and
//! 1 sixteenths of the four around it. Beyond the borders the outermost samples go on.

use crate::color;
use crate::error::{Error, filled};
use crate::frame::Frame;

/// What a row is made in.
#[derive(Debug, Clone)]
pub(crate) struct FullRows {
    luma: Vec<u8>,
    /// Blue and red: sums of a near and a far row, of three and one parts. One more at each end.
    sums: [Vec<u16>; 2],
    chroma: [Vec<u8>; 2],
}

impl FullRows {
    pub(crate) fn new(columns: usize) -> Result<Self, Error> {
        let sums = || filled(0, 8 * columns + 2);
        let chroma = || filled(0, 16 * columns);
        Ok(Self {
            luma: chroma()?,
            sums: [sums()?, sums()?],
            chroma: [chroma()?, chroma()?],
        })
    }

    /// Fills row `y`, which is settled.
    pub(crate) fn fill(&mut self, frame: &Frame<'_>, y: usize, out: &mut [u8]) {
        let header = &frame.parser.header;
        let width = header.width;
        let near = y / 2;
        let far = if y.is_multiple_of(2) {
            near.saturating_sub(1)
        } else {
            (near + 1).min((header.height - 1) / 2)
        };
        for (out, luma) in self
            .luma
            .as_chunks_mut::<16>()
            .0
            .iter_mut()
            .zip(frame.luma(y))
        {
            *out = *luma;
        }
        let [blue, red] = &mut self.sums;
        let sums = blue[1..].as_chunks_mut::<8>().0.iter_mut();
        let sums = sums.zip(red[1..].as_chunks_mut::<8>().0);
        for ((blue, red), (near, far)) in sums.zip(frame.chroma(near).zip(frame.chroma(far))) {
            for i in 0..8 {
                blue[i] = 3 * u16::from(near[i]) + u16::from(far[i]);
                red[i] = 3 * u16::from(near[8 + i]) + u16::from(far[8 + i]);
            }
        }
        let chroma_width = width.div_ceil(2);
        for (sums, out) in self.sums.iter_mut().zip(&mut self.chroma) {
            sums[0] = sums[1];
            sums[chroma_width + 1] = sums[chroma_width];
            widen(sums, out);
        }
        let [blue, red] = &self.chroma;
        color::convert(&self.luma[..width], &blue[..width], &red[..width], out);
    }
}

/// Two samples for each sum but the first and the last. The sums are four times too large.
fn widen(sums: &[u16], out: &mut [u8]) {
    let count = out.len() / 2;
    let (left, middle, right) = (&sums[..count], &sums[1..=count], &sums[2..count + 2]);
    let sums = left
        .as_chunks::<8>()
        .0
        .iter()
        .zip(middle.as_chunks::<8>().0)
        .zip(right.as_chunks::<8>().0);
    for (out, ((left, middle), right)) in out.as_chunks_mut::<16>().0.iter_mut().zip(sums) {
        let (mut even, mut odd) = ([0; 8], [0; 8]);
        for i in 0..8 {
            even[i] = ((3 * middle[i] + left[i] + 8) >> 4) as u8;
            odd[i] = ((3 * middle[i] + right[i] + 8) >> 4) as u8;
        }
        for i in 0..8 {
            out[2 * i] = even[i];
            out[2 * i + 1] = odd[i];
        }
    }
}
