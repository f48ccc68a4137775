//! The inverse transforms of RFC 6386, section 14, to the bit.
//!
//! Blocks come in groups of four that lie side by side, and the four are transformed at once: what is the same
//! coefficient of each is a vector.

use lanes::{V128, Vector};

use crate::coefficients::{Coefficients, Content, Group};

/// What is added to the prediction of a group: 16 samples of each of the four blocks, row after row.
pub(crate) type Residual = [[i16; 16]; 4];

/// Section 14.3: the first coefficients of the 16 luma blocks. `flat` where all but the first of the averages are 0.
pub(crate) fn averages_to_blocks(averages: &[i16; 16], flat: bool, out: &mut Coefficients) {
    let blocks = if flat {
        [(i32::from(averages[0]) + 3) >> 3; 16]
    } else {
        inverse_hadamard(averages)
    };
    for (y, row) in blocks.as_chunks::<4>().0.iter().enumerate() {
        if *row != [0; 4] {
            out.groups[y][0] = row.map(|value| value as i16);
            out.contents[y] = Content::Flat;
        }
    }
}

fn inverse_hadamard(input: &[i16; 16]) -> [i32; 16] {
    let butterfly = |i: [i32; 4]| {
        let (a, b, c, d) = (i[0] + i[3], i[1] + i[2], i[1] - i[2], i[0] - i[3]);
        [a + b, c + d, a - b, d - c]
    };
    let mut columns = [0; 16];
    for x in 0..4 {
        let at = |y: usize| i32::from(input[4 * y + x]);
        let column = butterfly([at(0), at(1), at(2), at(3)]);
        for y in 0..4 {
            columns[4 * y + x] = column[y];
        }
    }
    let mut out = [0; 16];
    for y in 0..4 {
        let row = butterfly([0, 1, 2, 3].map(|x| columns[4 * y + x]));
        for x in 0..4 {
            out[4 * y + x] = (row[x] + 3) >> 3;
        }
    }
    out
}

/// sqrt(2) * cos(pi / 8) - 1, and sqrt(2) * sin(pi / 8), in 65536ths.
const COSINE: i32 = 20091;
const SINE: i32 = 35468;

/// The cosine transform of a group, section 14.3.
pub(crate) fn inverse(group: &Group, content: Content, out: &mut Residual) {
    match content {
        Content::Nothing => *out = [[0; 16]; 4],
        Content::Flat => {
            for block in 0..4 {
                out[block] = [((i32::from(group[0][block]) + 4) >> 3) as i16; 16];
            }
        }
        Content::Any => inverse_any(group, out),
    }
}

/// Of four blocks.
type Four = [i32; 4];

#[inline(always)]
fn inverse_any(group: &Group, out: &mut Residual) {
    let mut columns = [[0; 4]; 16];
    for x in 0..4 {
        let column = butterfly(
            wide(&group[x]),
            wide(&group[4 + x]),
            wide(&group[8 + x]),
            wide(&group[12 + x]),
        );
        for y in 0..4 {
            columns[4 * y + x] = column[y];
        }
    }
    for y in 0..4 {
        let [a, b, c, d] = butterfly(
            columns[4 * y],
            columns[4 * y + 1],
            columns[4 * y + 2],
            columns[4 * y + 3],
        );
        let (ab, cd) = (rounded(&a, &b), rounded(&c, &d));
        let first = ab.i16x8_shuffle::<0, 4, 8, 12, 1, 5, 9, 13>(cd).to_i16();
        let second = ab.i16x8_shuffle::<2, 6, 10, 14, 3, 7, 11, 15>(cd).to_i16();
        for x in 0..4 {
            out[0][4 * y + x] = first[x];
            out[1][4 * y + x] = first[4 + x];
            out[2][4 * y + x] = second[x];
            out[3][4 * y + x] = second[4 + x];
        }
    }
}

/// Without the 3 bits of fraction.
#[inline(always)]
fn rounded(a: &Four, b: &Four) -> V128 {
    let mut out = [0; 8];
    for block in 0..4 {
        out[block] = ((a[block] + 4) >> 3) as i16;
        out[4 + block] = ((b[block] + 4) >> 3) as i16;
    }
    V128::load_i16(&out)
}

#[inline(always)]
fn wide(values: &[i16; 4]) -> Four {
    let mut out = [0; 4];
    for block in 0..4 {
        out[block] = i32::from(values[block]);
    }
    out
}

#[inline(always)]
fn butterfly(i0: Four, i1: Four, i2: Four, i3: Four) -> [Four; 4] {
    let mut out = [[0; 4]; 4];
    for block in 0..4 {
        // Only what no encoder writes can be too large.
        let cosine = |value: i32| (value.wrapping_mul(COSINE) >> 16) + value;
        let sine = |value: i32| value.wrapping_mul(SINE) >> 16;
        let (a, b) = (i0[block] + i2[block], i0[block] - i2[block]);
        let c = sine(i1[block]) - cosine(i3[block]);
        let d = cosine(i1[block]) + sine(i3[block]);
        out[0][block] = a + d;
        out[1][block] = b + c;
        out[2][block] = b - c;
        out[3][block] = a - d;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flat_is_what_any_gives_for_the_same() {
        let mut group = [[0; 4]; 16];
        group[0] = [-2000, -5, 4, 1234];
        let (mut flat, mut any) = ([[1; 16]; 4], [[2; 16]; 4]);
        inverse(&group, Content::Flat, &mut flat);
        inverse(&group, Content::Any, &mut any);
        assert_eq!(flat, any);
        let mut averages = [0; 16];
        averages[0] = -77;
        assert_eq!(inverse_hadamard(&averages), [(-77 + 3) >> 3; 16]);
    }

    /// Section 14.3 as it stands there, one block.
    #[test]
    fn blocks_are_transformed_as_in_the_standard() {
        let group: Group = std::array::from_fn(|place| {
            std::array::from_fn(|block| ((place * 977 + block * 3001) % 4001) as i16 - 2000)
        });
        let mut out = [[0; 16]; 4];
        inverse(&group, Content::Any, &mut out);
        for block in 0..4 {
            let mut values: [i32; 16] = std::array::from_fn(|place| i32::from(group[place][block]));
            for (step, stride) in [(1, 4), (4, 1)] {
                for line in 0..4 {
                    let at = |i: usize| values[line * step + i * stride];
                    let (a, b) = (at(0) + at(2), at(0) - at(2));
                    let multiply = |value: i32, by: i32| (value * by) >> 16;
                    let c = multiply(at(1), SINE) - at(3) - multiply(at(3), COSINE);
                    let d = at(1) + multiply(at(1), COSINE) + multiply(at(3), SINE);
                    for (i, value) in [a + d, b + c, b - c, a - d].into_iter().enumerate() {
                        values[line * step + i * stride] = value;
                    }
                }
            }
            for (place, value) in values.into_iter().enumerate() {
                assert_eq!(i32::from(out[block][place]), (value + 4) >> 3);
            }
        }
    }
}
