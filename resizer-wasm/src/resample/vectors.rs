//! The two loops that most of the time of resampling goes into.

use lanes::{V128, Vector};

use super::columns::{Columns, Lanes, TOGETHER, WEIGHT};

/// What filtering a row has too many bits of fraction: those of two weights, less what multiplying by the first takes off.
const SHIFT: u32 = 2 * WEIGHT - 15;

/// Adds rows to sums of the same length or longer, each with its weight. What is left of the fraction is `FRACTION`
/// and `WEIGHT` less 15 bits.
pub(super) fn add_rows(
    sums: &mut [Lanes],
    rows: &[Vec<Lanes>; TOGETHER],
    weights: [i16; TOGETHER],
) {
    let [a, b, c, d] = rows;
    let [wa, wb, wc, wd] = weights.map(V128::i16x8_splat);
    let product = |row: &Lanes, weight: V128| V128::load_i16(row).i16x8_q15mulr_sat(weight);
    let rows = a.iter().zip(b).zip(c.iter().zip(d));
    for (sum, ((a, b), (c, d))) in sums.iter_mut().zip(rows) {
        V128::load_i16(sum)
            .i16x8_add_sat(product(a, wa))
            .i16x8_add_sat(product(b, wb))
            .i16x8_add_sat(product(c, wc))
            .i16x8_add_sat(product(d, wd))
            .store_i16(sum);
    }
}

/// Filters a row of such sums along its length, to samples with `FRACTION` bits of fraction. The row goes on for
/// `columns.groups` vectors behind the last start; outputs are a multiple of four.
pub(super) fn filter_row(row: &[i16], columns: &Columns, out: &mut [i16]) {
    match columns.groups {
        1 => filter::<1>(row, columns, out),
        2 => filter::<2>(row, columns, out),
        groups => {
            let weights = columns.weights.chunks_exact(4 * groups);
            let (starts, _) = columns.starts.as_chunks::<4>();
            let (outs, _) = out.as_chunks_mut::<4>();
            for ((out, starts), weights) in outs.iter_mut().zip(starts).zip(weights) {
                let sum = |output: usize| {
                    let samples = row[starts[output]..].as_chunks::<8>().0;
                    let weights = &weights[output * groups..][..groups];
                    let mut sum = V128::ZERO;
                    for (samples, weights) in samples.iter().zip(weights) {
                        sum = sum.i32x4_add(dot(samples, weights));
                    }
                    sum
                };
                finish(out, [sum(0), sum(1), sum(2), sum(3)]);
            }
        }
    }
}

/// The same where the number of groups is known, so that there is no loop over them.
fn filter<const GROUPS: usize>(row: &[i16], columns: &Columns, out: &mut [i16]) {
    let (weights, _) = columns.weights.as_chunks::<GROUPS>();
    let (weights, _) = weights.as_chunks::<4>();
    let (starts, _) = columns.starts.as_chunks::<4>();
    let (outs, _) = out.as_chunks_mut::<4>();
    for ((out, starts), weights) in outs.iter_mut().zip(starts).zip(weights) {
        let sum = |output: usize| {
            let samples = &row[starts[output]..][..8 * GROUPS];
            let (samples, _) = samples.as_chunks::<8>();
            let mut sum = dot(&samples[0], &weights[output][0]);
            for group in 1..GROUPS {
                sum = sum.i32x4_add(dot(&samples[group], &weights[output][group]));
            }
            sum
        };
        finish(out, [sum(0), sum(1), sum(2), sum(3)]);
    }
}

#[inline(always)]
fn dot(samples: &Lanes, weights: &Lanes) -> V128 {
    V128::load_i16(samples).i32x4_dot_i16x8(V128::load_i16(weights))
}

/// Adds up the lanes of each vector, and takes off what is too much of the fraction.
#[inline(always)]
fn finish(out: &mut [i16; 4], [a, b, c, d]: [V128; 4]) {
    let ab = a
        .i32x4_shuffle::<0, 4, 1, 5>(b)
        .i32x4_add(a.i32x4_shuffle::<2, 6, 3, 7>(b));
    let cd = c
        .i32x4_shuffle::<0, 4, 1, 5>(d)
        .i32x4_add(c.i32x4_shuffle::<2, 6, 3, 7>(d));
    let sums = ab
        .i32x4_shuffle::<0, 1, 4, 5>(cd)
        .i32x4_add(ab.i32x4_shuffle::<2, 3, 6, 7>(cd));
    let half = V128::i32x4_splat(1 << (SHIFT - 1));
    let rounded = sums.i32x4_add(half).i32x4_shr(SHIFT);
    rounded.i16x8_narrow_i32x4(rounded).store64_i16(out);
}
