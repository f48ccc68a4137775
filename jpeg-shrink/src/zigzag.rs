//! The order in which the coefficients of a block are sent (T.81, figure A.6).

/// Place in the block (row times 8 plus column) of each index of the zigzag order.
#[rustfmt::skip]
pub(crate) const NATURAL: [u8; 64] = [
     0,  1,  8, 16,  9,  2,  3, 10, 17, 24, 32, 25, 18, 11,  4,  5,
    12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13,  6,  7, 14, 21, 28,
    35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51,
    58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63,
];

/// The last index whose row and column are both below `n`, the only ones that an `n` x `n` transform reads.
pub(crate) const fn last_kept(n: usize) -> usize {
    let mut last = 0;
    let mut index = 0;
    while index < 64 {
        if is_kept(n, index) {
            last = index;
        }
        index += 1;
    }
    last
}

/// Whether an `n` x `n` transform reads the coefficient with this index.
pub(crate) const fn is_kept(n: usize, index: usize) -> bool {
    let place = NATURAL[index] as usize;
    place / 8 < n && place % 8 < n
}

/// The indices that an `n` x `n` transform reads, one bit each.
pub(crate) const fn kept_mask(n: usize) -> u64 {
    let mut mask = 0;
    let mut index = 0;
    while index < 64 {
        if is_kept(n, index) {
            mask |= 1 << index;
        }
        index += 1;
    }
    mask
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_transforms_read_a_corner() {
        assert_eq!([1, 2, 3, 4, 8].map(last_kept), [0, 4, 12, 24, 63]);
        assert_eq!(
            [1, 2, 3, 4, 8].map(|n| kept_mask(n).count_ones()),
            [1, 4, 9, 16, 64]
        );
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
