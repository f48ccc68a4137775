//! The order in which the coefficients of a block are sent (T.81, figure A.6).

/// Place in the block (row times 8 plus column) of each index of the zigzag order.
#[rustfmt::skip]
pub(crate) const NATURAL: [u8; 64] = [
     0,  1,  8, 16,  9,  2,  3, 10, 17, 24, 32, 25, 18, 11,  4,  5,
    12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13,  6,  7, 14, 21, 28,
    35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51,
    58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63,
];

/// The last index that a transform to so many samples, across and down, reads.
pub(crate) fn last_kept(block: (usize, usize)) -> usize {
    63 - kept_mask(block).leading_zeros() as usize
}

/// The indices that a transform to so many samples, across and down, reads, one bit each: those whose column and row are
/// below these numbers.
pub(crate) fn kept_mask((across, down): (usize, usize)) -> u64 {
    let kept = |place: usize| place % 8 < across && place / 8 < down;
    let places = NATURAL.iter().enumerate();
    places.fold(0, |mask, (index, &place)| {
        mask | u64::from(kept(place.into())) << index
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_transforms_read_a_corner() {
        assert_eq!(
            [1, 2, 3, 4, 8].map(|n| last_kept((n, n))),
            [0, 4, 12, 24, 63]
        );
        assert_eq!(
            [1, 2, 3, 4, 8].map(|n| kept_mask((n, n)).count_ones()),
            [1, 4, 9, 16, 64]
        );
        assert_eq!([(2, 1), (1, 2), (8, 4)].map(last_kept), [1, 2, 53]);
    }

    #[test]
    fn every_place_comes_once() {
        let mut places = NATURAL;
        places.sort_unstable();
        assert!(
            places
                .iter()
                .enumerate()
                .all(|(at, &place)| at == usize::from(place))
        );
    }
}
