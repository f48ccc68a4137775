//! Rows at 1/2, 1/4 and 1/8: means of squares of luma, and of squares of half the side of chroma.

use crate::color;
use crate::error::{Error, filled};
use crate::frame::Frame;

/// What a row is made in.
#[derive(Debug, Clone)]
pub(crate) struct MeanRows {
    /// Side of the squares of luma: 2, 4 or 8.
    side: usize,
    /// Sums of the samples of a column. Of chroma, 8 of blue and 8 of red in turn.
    sums: Vec<u16>,
    luma: Vec<u8>,
    chroma: [Vec<u8>; 2],
}

impl MeanRows {
    pub(crate) fn new(columns: usize, side: usize) -> Result<Self, Error> {
        let means = || filled(0, 16 * columns / side);
        Ok(Self {
            side,
            sums: filled(0, 16 * columns)?,
            luma: means()?,
            chroma: [means()?, means()?],
        })
    }

    /// Fills row `y` of the smaller picture, all rows of whose squares are settled.
    pub(crate) fn fill(&mut self, frame: &Frame<'_>, y: usize, out: &mut [u8]) {
        let header = &frame.parser.header;
        let rows = self.side * y..(self.side * (y + 1)).min(header.height);
        add_rows(&mut self.sums, rows.clone().map(|y| frame.luma(y)));
        let all = Squares {
            rows: rows.len(),
            width: header.width,
        };
        match self.side {
            2 => all.means::<2, 8>(&self.sums, &mut self.luma),
            4 => all.means::<4, 4>(&self.sums, &mut self.luma),
            _ => all.means::<8, 2>(&self.sums, &mut self.luma),
        }
        let rows = rows.start / 2..rows.end.div_ceil(2);
        add_rows(&mut self.sums, rows.clone().map(|y| frame.chroma(y)));
        let all = Squares {
            rows: rows.len(),
            width: header.width.div_ceil(2),
        };
        match self.side {
            2 => all.means_of_chroma::<1, 8>(&self.sums, &mut self.chroma),
            4 => all.means_of_chroma::<2, 4>(&self.sums, &mut self.chroma),
            _ => all.means_of_chroma::<4, 2>(&self.sums, &mut self.chroma),
        }
        let width = header.width.div_ceil(self.side);
        let [blue, red] = &self.chroma;
        color::convert(&self.luma[..width], &blue[..width], &red[..width], out);
    }
}

fn add_rows<'f>(sums: &mut [u16], rows: impl Iterator<Item = impl Iterator<Item = &'f [u8; 16]>>) {
    for (index, row) in rows.enumerate() {
        for (sums, piece) in sums.as_chunks_mut::<16>().0.iter_mut().zip(row) {
            if index == 0 {
                *sums = [0; 16];
            }
            for i in 0..16 {
                sums[i] += u16::from(piece[i]);
            }
        }
    }
}

/// Squares of samples side by side.
struct Squares {
    /// How many rows were added up.
    rows: usize,
    /// How many samples there are, whatever else was added up.
    width: usize,
}

impl Squares {
    /// `COUNT` squares of `SIDE` columns for each 16 sums.
    fn means<const SIDE: usize, const COUNT: usize>(&self, sums: &[u16], out: &mut [u8]) {
        let places = sums.as_chunks::<16>().0.iter();
        for (sums, out) in places.zip(out.as_chunks_mut::<COUNT>().0) {
            let (sums, _) = sums.as_chunks::<SIDE>();
            let count = (SIDE * self.rows) as u16;
            for (square, out) in sums.iter().zip(out) {
                *out = mean::<SIDE>(square, count);
            }
        }
        if let Some((last, columns)) = self.last::<SIDE>() {
            out[last] = self.mean_of_part(&sums[last * SIDE..][..columns]);
        }
    }

    /// The same for 8 sums of blue and then 8 of red.
    fn means_of_chroma<const SIDE: usize, const COUNT: usize>(
        &self,
        sums: &[u16],
        [blue, red]: &mut [Vec<u8>; 2],
    ) {
        let places = sums.as_chunks::<16>().0.iter();
        let outs = blue.as_chunks_mut::<COUNT>().0.iter_mut();
        let outs = outs.zip(red.as_chunks_mut::<COUNT>().0);
        for (sums, (blue, red)) in places.zip(outs) {
            let count = (SIDE * self.rows) as u16;
            for (out, sums) in [blue, red].into_iter().zip(sums.as_chunks::<8>().0) {
                for (square, out) in sums.as_chunks::<SIDE>().0.iter().zip(out) {
                    *out = mean::<SIDE>(square, count);
                }
            }
        }
        if let Some((last, columns)) = self.last::<SIDE>() {
            let at = last * SIDE / 8 * 16 + last * SIDE % 8;
            blue[last] = self.mean_of_part(&sums[at..][..columns]);
            red[last] = self.mean_of_part(&sums[at + 8..][..columns]);
        }
    }

    /// The last square and its columns, where it has fewer than the others.
    fn last<const SIDE: usize>(&self) -> Option<(usize, usize)> {
        match self.width % SIDE {
            0 => None,
            columns => Some((self.width / SIDE, columns)),
        }
    }

    fn mean_of_part(&self, sums: &[u16]) -> u8 {
        let count = (sums.len() * self.rows) as u16;
        let sum: u16 = sums.iter().sum();
        ((sum + count / 2) / count) as u8
    }
}

/// Of `count` samples, rounded. Where no row is missing, `count` is a power of two.
#[inline(always)]
fn mean<const SIDE: usize>(sums: &[u16; SIDE], count: u16) -> u8 {
    let sum: u16 = sums.iter().sum();
    if count.is_power_of_two() {
        ((sum + count / 2) >> count.trailing_zeros()) as u8
    } else {
        ((sum + count / 2) / count) as u8
    }
}
