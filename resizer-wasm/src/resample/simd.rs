//! The two loops that most of the time of resampling goes into, with the instructions of WebAssembly's `simd128`, and a
//! twin of each without them. Both give the same numbers; `engine/tests/twins.rs` compares them.

use super::columns::WEIGHT;

/// What filtering a row has too many bits of fraction: those of two weights, less what multiplying by the first takes off.
const SHIFT: u32 = 2 * WEIGHT - 15;

#[cfg(not(target_arch = "wasm32"))]
pub(super) use scalar::{add_rows, filter_row};
#[cfg(target_arch = "wasm32")]
pub(super) use vectors::{add_rows, filter_row};

#[cfg(not(target_arch = "wasm32"))]
mod scalar {
    use super::SHIFT;
    use crate::resample::columns::{Columns, Lanes, TOGETHER};

    /// Adds rows to sums of the same length or longer, each with its weight. What is left of the fraction is `FRACTION`
    /// and `WEIGHT` less 15 bits.
    pub(in crate::resample) fn add_rows(
        sums: &mut [Lanes],
        rows: &[Vec<Lanes>; TOGETHER],
        weights: [i16; TOGETHER],
    ) {
        for (row, weight) in rows.iter().zip(weights) {
            for (sum, samples) in sums.iter_mut().zip(row) {
                for (sum, sample) in sum.iter_mut().zip(samples) {
                    let product = i32::from(*sample) * i32::from(weight);
                    *sum = sum.saturating_add(((product + (1 << 14)) >> 15).min(0x7FFF) as i16);
                }
            }
        }
    }

    /// Filters a row of such sums along its length, to samples with `FRACTION` bits of fraction. The row goes on for
    /// `columns.groups` vectors behind the last start.
    pub(in crate::resample) fn filter_row(row: &[i16], columns: &Columns, out: &mut [i16]) {
        let weights = columns.weights.chunks_exact(columns.groups);
        for ((out, start), weights) in out.iter_mut().zip(&columns.starts).zip(weights) {
            let mut sum = 0i32;
            for (sample, weight) in row[*start..].iter().zip(weights.as_flattened()) {
                sum = sum.wrapping_add(i32::from(*sample) * i32::from(*weight));
            }
            let rounded = sum.wrapping_add(1 << (SHIFT - 1)) >> SHIFT;
            *out = rounded.clamp(i32::from(i16::MIN), i32::from(i16::MAX)) as i16;
        }
    }
}

#[cfg(target_arch = "wasm32")]
#[allow(unsafe_code, reason = "loads and stores of vectors take addresses")]
mod vectors {
    use std::arch::wasm32::{
        i16x8_add_sat, i16x8_narrow_i32x4, i16x8_q15mulr_sat, i16x8_splat, i32x4_add,
        i32x4_dot_i16x8, i32x4_shr, i32x4_shuffle, i32x4_splat, v128, v128_load, v128_store,
        v128_store64_lane,
    };

    use super::SHIFT;
    use crate::resample::columns::{Columns, Lanes, TOGETHER};

    fn load(lanes: &Lanes) -> v128 {
        // SAFETY: the address is that of 16 bytes; vectors need no alignment here.
        unsafe { v128_load(lanes.as_ptr().cast()) }
    }

    fn store(lanes: &mut Lanes, vector: v128) {
        // SAFETY: as above, and they are ours to write.
        unsafe { v128_store(lanes.as_mut_ptr().cast(), vector) }
    }

    /// See the twin.
    pub(in crate::resample) fn add_rows(
        sums: &mut [Lanes],
        rows: &[Vec<Lanes>; TOGETHER],
        weights: [i16; TOGETHER],
    ) {
        let [a, b, c, d] = rows;
        let [wa, wb, wc, wd] = weights.map(|weight| i16x8_splat(weight));
        let rows = a.iter().zip(b).zip(c.iter().zip(d));
        for (sum, ((a, b), (c, d))) in sums.iter_mut().zip(rows) {
            let mut total = load(sum);
            total = i16x8_add_sat(total, i16x8_q15mulr_sat(load(a), wa));
            total = i16x8_add_sat(total, i16x8_q15mulr_sat(load(b), wb));
            total = i16x8_add_sat(total, i16x8_q15mulr_sat(load(c), wc));
            total = i16x8_add_sat(total, i16x8_q15mulr_sat(load(d), wd));
            store(sum, total);
        }
    }

    /// See the twin.
    pub(in crate::resample) fn filter_row(row: &[i16], columns: &Columns, out: &mut [i16]) {
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
                        let mut sum = i32x4_splat(0);
                        for (samples, weights) in
                            samples.iter().zip(&weights[output * groups..][..groups])
                        {
                            sum = i32x4_add(sum, i32x4_dot_i16x8(load(samples), load(weights)));
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
                let mut sum = i32x4_dot_i16x8(load(&samples[0]), load(&weights[output][0]));
                for group in 1..GROUPS {
                    let product =
                        i32x4_dot_i16x8(load(&samples[group]), load(&weights[output][group]));
                    sum = i32x4_add(sum, product);
                }
                sum
            };
            finish(out, [sum(0), sum(1), sum(2), sum(3)]);
        }
    }

    /// Adds up the lanes of each vector, and takes off what is too much of the fraction.
    #[inline(always)]
    fn finish(out: &mut [i16; 4], [a, b, c, d]: [v128; 4]) {
        let ab = i32x4_add(
            i32x4_shuffle::<0, 4, 1, 5>(a, b),
            i32x4_shuffle::<2, 6, 3, 7>(a, b),
        );
        let cd = i32x4_add(
            i32x4_shuffle::<0, 4, 1, 5>(c, d),
            i32x4_shuffle::<2, 6, 3, 7>(c, d),
        );
        let sums = i32x4_add(
            i32x4_shuffle::<0, 1, 4, 5>(ab, cd),
            i32x4_shuffle::<2, 3, 6, 7>(ab, cd),
        );
        let rounded = i32x4_shr(i32x4_add(sums, i32x4_splat(1 << (SHIFT - 1))), SHIFT);
        let narrow = i16x8_narrow_i32x4(rounded, rounded);
        // SAFETY: the address is that of 8 bytes that are ours to write.
        unsafe { v128_store64_lane::<0>(narrow, out.as_mut_ptr().cast()) }
    }
}
