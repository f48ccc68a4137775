//! Values as a number of bits and these bits, table F.1 and section F.1.2.1.

/// How many bits follow the symbol of a value.
pub(super) const fn size(value: i32) -> u32 {
    32 - value.unsigned_abs().leading_zeros()
}

/// These bits: the lowest ones, of one less where the value is negative.
pub(super) const fn low_bits(value: i32) -> u32 {
    (value + (value >> 31)) as u32 & ((1 << size(value)) - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_have_the_bits_of_the_standard() {
        for (value, expected) in [
            (0, (0, 0)),
            (-1, (1, 0)),
            (1, (1, 1)),
            (-3, (2, 0)),
            (-2, (2, 1)),
            (2, (2, 2)),
            (3, (2, 3)),
            (-7, (3, 0)),
            (1023, (10, 1023)),
            (-1023, (10, 0)),
        ] {
            assert_eq!((size(value), low_bits(value)), expected, "{value}");
        }
    }
}
