//! Renditions of means, made of the rows of every pixel.

use crate::{Error, zeroed};

/// The samples of a row.
#[derive(Debug, Clone, Copy)]
pub enum Row<'a> {
    /// Of 8 bits.
    Eight(&'a [u8]),
    /// Of up to 16 bits.
    Sixteen(&'a [u16]),
}

/// Makes a plane of which each pixel is the mean of `shrink` by `shrink` pixels of the source; at the right and the lower
/// edge, of those that are left. Means are rounded half up. Where pixels have alpha, colours are weighted by it, so that
/// what is transparent does not colour its neighbours.
#[derive(Debug)]
pub struct Means {
    shrink: usize,
    /// Samples of a pixel.
    samples: usize,
    /// For each sample of a row of the source, the sum over the rows so far.
    sums: Vec<u32>,
    /// The same for products with alpha. Empty where there is none.
    weighted: Vec<u64>,
    /// Rows in the sums.
    rows: usize,
    /// Where the next row of the plane begins, in bytes.
    next: usize,
}

impl Means {
    /// For rows of `width` pixels of so many samples, of which the last is alpha where there is one. `shrink` is 2 to 64.
    ///
    /// # Errors
    /// `limit-exceeded`.
    pub fn new(shrink: u8, width: u32, samples: u8, has_alpha: bool) -> Result<Self, Error> {
        let length = u64::from(width) * u64::from(samples);
        Ok(Self {
            shrink: usize::from(shrink),
            samples: usize::from(samples),
            sums: zeroed(length)?,
            weighted: zeroed(if has_alpha { length } else { 0 })?,
            rows: 0,
            next: 0,
        })
    }

    /// Adds the next row of the source. Where that completes a row of `plane`, it is written, in samples of as many bytes.
    pub fn add(&mut self, row: Row<'_>, plane: &mut [u8]) {
        match row {
            Row::Eight(row) => self.sum(row),
            Row::Sixteen(row) => self.sum(row),
        }
        self.rows += 1;
        if self.rows == self.shrink {
            self.write(matches!(row, Row::Sixteen(_)), plane);
        }
    }

    /// Writes the last row of `plane`, where it is the mean of fewer rows than the others.
    pub fn finish(&mut self, is_sixteen: bool, plane: &mut [u8]) {
        if self.rows > 0 {
            self.write(is_sixteen, plane);
        }
    }

    fn sum<S: Copy + Into<u32>>(&mut self, row: &[S]) {
        for (sum, sample) in self.sums.iter_mut().zip(row) {
            *sum += (*sample).into();
        }
        if self.weighted.is_empty() {
            return;
        }
        let sums = self.weighted.chunks_exact_mut(self.samples);
        for (sums, pixel) in sums.zip(row.chunks_exact(self.samples)) {
            let alpha: u32 = pixel[self.samples - 1].into();
            for (sum, sample) in sums.iter_mut().zip(pixel) {
                *sum += u64::from((*sample).into()) * u64::from(alpha);
            }
        }
    }

    /// Writes the means of the rows so far, and begins anew.
    fn write(&mut self, is_sixteen: bool, plane: &mut [u8]) {
        let span = self.shrink * self.samples;
        let bytes = if is_sixteen { 2 } else { 1 };
        let mut made = plane[self.next..].chunks_exact_mut(bytes);
        for start in (0..self.sums.len()).step_by(span) {
            let end = (start + span).min(self.sums.len());
            let pixels = (end - start) / self.samples * self.rows;
            let of_sample = |sample: usize| (start + sample..end).step_by(self.samples);
            let plain = |sample: usize| -> u64 {
                of_sample(sample)
                    .map(|index| u64::from(self.sums[index]))
                    .sum()
            };
            let alpha = match self.weighted.is_empty() {
                true => 0,
                false => plain(self.samples - 1),
            };
            for sample in 0..self.samples {
                let is_color = sample + 1 < self.samples;
                let mean = match alpha > 0 && is_color {
                    true => {
                        let sum: u64 = of_sample(sample).map(|index| self.weighted[index]).sum();
                        rounded(sum, alpha)
                    }
                    false => rounded(plain(sample), pixels as u64),
                };
                if let Some(place) = made.next() {
                    place.copy_from_slice(&(mean as u16).to_le_bytes()[..bytes]);
                    self.next += bytes;
                }
            }
        }
        self.sums.fill(0);
        self.weighted.fill(0);
        self.rows = 0;
    }
}

/// The quotient, rounded half up.
fn rounded(sum: u64, count: u64) -> u64 {
    (sum + count / 2) / count
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_pixel_is_the_mean_of_those_that_there_are() {
        let mut means = Means::new(2, 3, 1, false).unwrap();
        let mut plane = [0; 4];
        means.add(Row::Eight(&[10, 20, 30]), &mut plane);
        means.add(Row::Eight(&[11, 22, 31]), &mut plane);
        means.add(Row::Eight(&[1, 2, 200]), &mut plane);
        means.finish(false, &mut plane);
        // 63 / 4, 61 / 2, 3 / 2, 200.
        assert_eq!(plane, [16, 31, 2, 200]);
    }

    #[test]
    fn samples_of_sixteen_bits_keep_them() {
        let mut means = Means::new(64, 2, 3, false).unwrap();
        let mut plane = [0; 6];
        for _ in 0..64 {
            means.add(Row::Sixteen(&[65535, 1000, 0, 65535, 2000, 1]), &mut plane);
        }
        means.finish(true, &mut plane);
        let expected = [65535u16, 1500, 1].map(u16::to_le_bytes);
        assert_eq!(plane, expected.concat()[..]);
    }

    #[test]
    fn what_is_transparent_does_not_color_its_neighbours() {
        let mut means = Means::new(2, 4, 2, true).unwrap();
        let mut plane = [0; 4];
        means.add(Row::Eight(&[200, 255, 7, 0, 100, 0, 50, 0]), &mut plane);
        means.add(Row::Eight(&[100, 255, 9, 0, 100, 0, 50, 0]), &mut plane);
        // 510 of 1020 alpha; and where nothing is opaque, the plain mean.
        assert_eq!(plane, [150, 128, 75, 0]);
    }
}
