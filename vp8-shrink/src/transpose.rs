//! Columns as rows, so that edges between columns are filtered as those between rows are.
//!
//! Written out, as loops over rounds would not be unrolled.

use lanes::{V128, Vector};

/// The samples of both in turn.
#[inline(always)]
fn zip(a: V128, b: V128) -> [V128; 2] {
    [
        a.i8x16_shuffle::<0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23>(b),
        a.i8x16_shuffle::<8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31>(b),
    ]
}

/// The samples at even and at odd places of both, one behind the other.
#[inline(always)]
fn unzip(a: V128, b: V128) -> [V128; 2] {
    [
        a.i8x16_shuffle::<0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30>(b),
        a.i8x16_shuffle::<1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31>(b),
    ]
}

/// The lower and the upper halves of both.
#[inline(always)]
fn halves(a: V128, b: V128) -> [V128; 2] {
    [
        a.i8x16_shuffle::<0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23>(b),
        a.i8x16_shuffle::<8, 9, 10, 11, 12, 13, 14, 15, 24, 25, 26, 27, 28, 29, 30, 31>(b),
    ]
}

/// Rows into columns: in four rounds, each of which doubles the distance of what was side by side.
#[inline(always)]
pub(crate) fn transpose(rows: [V128; 16]) -> [V128; 16] {
    round(round(round(round(rows))))
}

#[inline(always)]
fn round(a: [V128; 16]) -> [V128; 16] {
    let [b0, b1] = zip(a[0], a[8]);
    let [b2, b3] = zip(a[1], a[9]);
    let [b4, b5] = zip(a[2], a[10]);
    let [b6, b7] = zip(a[3], a[11]);
    let [b8, b9] = zip(a[4], a[12]);
    let [b10, b11] = zip(a[5], a[13]);
    let [b12, b13] = zip(a[6], a[14]);
    let [b14, b15] = zip(a[7], a[15]);
    [
        b0, b1, b2, b3, b4, b5, b6, b7, b8, b9, b10, b11, b12, b13, b14, b15,
    ]
}

/// Rows with 8 samples of one square and 8 of another into columns of both, and back, as rows and columns of a square
/// are alike.
#[inline(always)]
pub(crate) fn transpose_pair(rows: [V128; 8]) -> [V128; 8] {
    // Two columns of one square in each: first all of the first.
    let a = round_of_pair(round_of_pair(round_of_pair(rows)));
    let [b0, b1] = halves(a[0], a[4]);
    let [b2, b3] = halves(a[1], a[5]);
    let [b4, b5] = halves(a[2], a[6]);
    let [b6, b7] = halves(a[3], a[7]);
    [b0, b1, b2, b3, b4, b5, b6, b7]
}

#[inline(always)]
fn round_of_pair(a: [V128; 8]) -> [V128; 8] {
    let [b0, b1] = zip(a[0], a[4]);
    let [b2, b3] = zip(a[1], a[5]);
    let [b4, b5] = zip(a[2], a[6]);
    let [b6, b7] = zip(a[3], a[7]);
    [b0, b1, b2, b3, b4, b5, b6, b7]
}

/// The last four columns, as rows.
#[inline(always)]
pub(crate) fn last_columns(rows: [V128; 16]) -> [V128; 4] {
    let [a, b, c, d] = [
        last_of_four(rows[0], rows[1], rows[2], rows[3]),
        last_of_four(rows[4], rows[5], rows[6], rows[7]),
        last_of_four(rows[8], rows[9], rows[10], rows[11]),
        last_of_four(rows[12], rows[13], rows[14], rows[15]),
    ];
    let ([a, c], [b, d]) = (unzip(a, b), unzip(c, d));
    let ([a, c], [b, d]) = (unzip(a, b), unzip(c, d));
    [a, b, c, d]
}

/// The last four samples of each.
#[inline(always)]
fn last_of_four(a: V128, b: V128, c: V128, d: V128) -> V128 {
    let first =
        a.i8x16_shuffle::<12, 13, 14, 15, 28, 29, 30, 31, 12, 13, 14, 15, 28, 29, 30, 31>(b);
    let second =
        c.i8x16_shuffle::<12, 13, 14, 15, 28, 29, 30, 31, 12, 13, 14, 15, 28, 29, 30, 31>(d);
    first.i8x16_shuffle::<0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23>(second)
}

/// The way back: for each row, its last four samples.
#[inline(always)]
pub(crate) fn last_of_rows([a, b, c, d]: [V128; 4]) -> [u32; 16] {
    let ([a, b], [c, d]) = (zip(a, c), zip(b, d));
    let ([a, b], [c, d]) = (zip(a, c), zip(b, d));
    let mut all = [0; 16];
    all[..4].copy_from_slice(&a.to_u32());
    all[4..8].copy_from_slice(&b.to_u32());
    all[8..12].copy_from_slice(&c.to_u32());
    all[12..].copy_from_slice(&d.to_u32());
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbered<const N: usize>() -> [[u8; 16]; N] {
        std::array::from_fn(|y| std::array::from_fn(|x| (16 * y + x) as u8))
    }

    fn bytes<const N: usize>(all: [V128; N]) -> [[u8; 16]; N] {
        all.map(V128::to_u8)
    }

    #[test]
    fn columns_become_rows_and_back() {
        let rows = numbered::<16>();
        let lanes = rows.map(|row| V128::load(&row));
        let columns = bytes(transpose(lanes));
        for y in 0..16 {
            for x in 0..16 {
                assert_eq!(columns[x][y], rows[y][x]);
            }
        }
        let last = last_columns(lanes);
        assert_eq!(bytes(last), columns[12..]);
        for (row, last) in rows.iter().zip(last_of_rows(last)) {
            assert_eq!(row[12..], last.to_le_bytes());
        }
    }

    #[test]
    fn pairs_of_columns_become_rows_and_back() {
        let pair = numbered::<8>();
        let lanes = transpose_pair(pair.map(|row| V128::load(&row)));
        let columns = bytes(lanes);
        for y in 0..8 {
            for x in 0..8 {
                assert_eq!(columns[x][y], pair[y][x]);
                assert_eq!(columns[x][8 + y], pair[y][8 + x]);
            }
        }
        assert_eq!(bytes(transpose_pair(lanes)), pair);
    }
}
