//! Sorting numbers.

/// Sorts up to a few thousand numbers, as Shell did (1959) with gaps of powers of two less 1. The standard library's sort has 5 kB
/// of code.
pub(crate) fn sort(numbers: &mut [u64]) {
    for gap in (0..12).rev().map(|bits| (2 << bits) - 1) {
        for end in gap..numbers.len() {
            let mut at = end;
            while at >= gap && numbers[at - gap] > numbers[at] {
                numbers.swap(at - gap, at);
                at -= gap;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_numbers_are_sorted() {
        let mut state = 7u64;
        for count in [0, 1, 2, 3, 100, 2400] {
            let mut numbers: Vec<u64> = (0..count)
                .map(|_| {
                    state = state.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(1);
                    state >> 40
                })
                .collect();
            sort(&mut numbers);
            assert!(numbers.is_sorted(), "{count} numbers");
        }
    }
}
