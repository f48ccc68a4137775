//! Means of boxes of samples: how a plane becomes smaller.

use crate::frame::Plane;
use crate::frame::Samples;

/// Hands out the rows of a plane of `width` by `height` samples, with each of them the mean of `shrink` by `shrink`; at the
/// right and lower border, of those that there are. With 1 these are the rows themselves.
///
/// 5 x 3 samples by 2: rows of 3 means, of 4, 4 and 2 samples, and of 2, 2 and 1.
pub(crate) fn rows(
    plane: &Plane<'_>,
    (width, height): (usize, usize),
    shrink: usize,
    take: &mut dyn FnMut(usize, &[u16]),
) {
    match plane.samples {
        Samples::Eight(samples) => rows_of(samples, plane.stride, (width, height), shrink, take),
        Samples::Sixteen(samples) => rows_of(samples, plane.stride, (width, height), shrink, take),
    }
}

fn rows_of<S: Copy + Into<u32> + Into<u16>>(
    samples: &[S],
    stride: usize,
    (width, height): (usize, usize),
    shrink: usize,
    take: &mut dyn FnMut(usize, &[u16]),
) {
    let row = |y: usize| &samples[y * stride..][..width];
    let columns = width.div_ceil(shrink);
    let mut means = vec![0_u16; columns];
    if shrink == 1 {
        for y in 0..height {
            for (mean, sample) in means.iter_mut().zip(row(y)) {
                *mean = (*sample).into();
            }
            take(y, &means);
        }
        return;
    }
    let mut sums = vec![0_u32; columns];
    for (index, first) in (0..height).step_by(shrink).enumerate() {
        let rows = shrink.min(height - first);
        sums.fill(0);
        for y in first..first + rows {
            for (sum, samples) in sums.iter_mut().zip(row(y).chunks(shrink)) {
                for sample in samples {
                    *sum += Into::<u32>::into(*sample);
                }
            }
        }
        let whole = (rows * shrink) as u32;
        for (mean, sum) in means.iter_mut().zip(&sums) {
            *mean = rounded(*sum, whole);
        }
        if let (Some(mean), Some(sum)) = (means.last_mut(), sums.last()) {
            let of_last = width - (columns - 1) * shrink;
            *mean = rounded(*sum, (rows * of_last) as u32);
        }
        take(index, &means);
    }
}

/// A mean is no larger than the largest sample. The mean of the last column is computed again, as it is that of fewer: the first
/// one, of too many, is not kept.
fn rounded(sum: u32, count: u32) -> u16 {
    ((sum + count / 2) / count) as u16
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(samples: Samples<'_>, size: (usize, usize), shrink: usize) -> Vec<Vec<u16>> {
        let mut all = Vec::new();
        let plane = Plane { samples, stride: 6 };
        rows(&plane, size, shrink, &mut |index, row| {
            assert_eq!(index, all.len());
            all.push(row.to_vec());
        });
        all
    }

    #[test]
    fn borders_are_means_of_what_there_is() {
        let bytes = [
            1, 3, 10, 20, 7, 99, //
            5, 7, 30, 41, 8, 99, //
            2, 5, 255, 255, 9, 99,
        ];
        let expected = [vec![4, 25, 8], vec![4, 255, 9]];
        assert_eq!(made(Samples::Eight(&bytes), (5, 3), 2), expected);
        let wide = bytes.map(|byte| u16::from(byte) * 257);
        let expected = [vec![4 * 257, 6489, 1928], vec![900, 65535, 9 * 257]];
        assert_eq!(made(Samples::Sixteen(&wide), (5, 3), 2), expected);
    }

    #[test]
    fn rows_by_one_are_the_rows() {
        let bytes: Vec<u8> = (0..18).collect();
        let expected = [vec![0, 1, 2, 3, 4], vec![6, 7, 8, 9, 10]];
        assert_eq!(made(Samples::Eight(&bytes), (5, 2), 1), expected);
    }

    #[test]
    fn boxes_larger_than_the_plane_are_its_mean() {
        assert_eq!(
            made(Samples::Eight(&[10, 20, 0, 0, 0, 0]), (2, 1), 8),
            [vec![15]]
        );
    }
}
