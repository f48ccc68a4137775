//! The loop filter (RFC 6386, section 15), 16 samples of an edge at a time.
//!
//! An edge between columns is filtered as one between rows of the transposed samples. Arithmetic is that of the
//! standard in 8 bits that saturate: a difference that is too large for them is beyond all limits, too.

use lanes::{V128, Vector};

use crate::limits::Limits;
use crate::samples::Samples;
use crate::tile::Tile;
use crate::transpose::{last_columns, last_of_rows, transpose, transpose_pair};

/// How a macroblock is filtered.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Strength {
    /// `None` where it is not.
    pub(crate) limits: Option<Limits>,
    /// Whether the edges inside it are filtered, too.
    pub(crate) inside: bool,
}

/// Four rows of samples on one side of an edge.
type Four = [V128; 4];

/// Filters a row of macroblocks, and the lowest rows of the one above it, where there is one.
pub(crate) fn filter_row(
    mut above: Option<&mut [Tile]>,
    tiles: &mut [Tile],
    strengths: &[Strength],
    simple: bool,
) {
    for (x, strength) in strengths.iter().enumerate() {
        let Some(limits) = strength.limits else {
            continue;
        };
        let (before, from) = tiles.split_at_mut(x);
        let left = before.last_mut();
        let tile = &mut from[0];
        let mut above = above.as_mut().map(|above| &mut above[x]);
        if simple {
            let filter = Simple {
                macroblock: V128::u8x16_splat(limits.macroblock),
                inner: V128::u8x16_splat(limits.inner),
            };
            filter_luma(&filter, left, above, tile, strength.inside);
        } else {
            let filter = Normal::new(limits);
            let mut left = left;
            let inside = strength.inside;
            filter_luma(
                &filter,
                left.as_deref_mut(),
                above.as_deref_mut(),
                tile,
                inside,
            );
            filter_chroma(&filter, left, above, tile, inside);
        }
    }
}

/// What happens at an edge. `upper` and `lower` are the rows above and below it.
trait Filter {
    /// Between two macroblocks.
    fn between(&self, upper: Four, lower: Four) -> (Four, Four);

    /// Between two squares of one macroblock.
    fn inside(&self, upper: Four, lower: Four) -> (Four, Four);
}

#[inline(never)]
fn filter_luma(
    filter: &impl Filter,
    left: Option<&mut Tile>,
    above: Option<&mut Tile>,
    tile: &mut Tile,
    inside: bool,
) {
    let mut rows = load(&tile.luma);
    if left.is_some() || inside {
        let mut columns = transpose(rows);
        if let Some(left) = left {
            let outer = last_columns(load(&left.luma));
            let (outer, first) = filter.between(outer, four::<0>(&columns));
            set_four::<0>(first, &mut columns);
            for (row, last) in left.luma.iter_mut().zip(last_of_rows(outer)) {
                row[12..].copy_from_slice(&last.to_le_bytes());
            }
        }
        if inside {
            inner_edges(filter, &mut columns);
        }
        rows = transpose(columns);
    }
    if let Some(above) = above
        && let Some(upper) = above.luma.last_chunk_mut::<4>()
    {
        let (filtered, first) = filter.between(load(upper), four::<0>(&rows));
        set_four::<0>(first, &mut rows);
        *upper = store(filtered);
    }
    if inside {
        inner_edges(filter, &mut rows);
    }
    tile.luma = store(rows);
}

#[inline(always)]
fn inner_edges(filter: &impl Filter, rows: &mut [V128; 16]) {
    let (a, b) = filter.inside(four::<0>(rows), four::<4>(rows));
    let (b, c) = filter.inside(b, four::<8>(rows));
    let (c, d) = filter.inside(c, four::<12>(rows));
    set_four::<0>(a, rows);
    set_four::<4>(b, rows);
    set_four::<8>(c, rows);
    set_four::<12>(d, rows);
}

#[inline(never)]
fn filter_chroma(
    filter: &Normal,
    left: Option<&mut Tile>,
    above: Option<&mut Tile>,
    tile: &mut Tile,
    inside: bool,
) {
    let mut rows = load(&tile.chroma);
    if left.is_some() || inside {
        let mut columns = transpose_pair(rows);
        if let Some(left) = left {
            let mut outer = transpose_pair(load(&left.chroma));
            let (last, first) = filter.between(four::<4>(&outer), four::<0>(&columns));
            set_four::<4>(last, &mut outer);
            set_four::<0>(first, &mut columns);
            left.chroma = store(transpose_pair(outer));
        }
        if inside {
            inner_edge_of_chroma(filter, &mut columns);
        }
        rows = transpose_pair(columns);
    }
    if let Some(above) = above
        && let Some(upper) = above.chroma.last_chunk_mut::<4>()
    {
        let (filtered, first) = filter.between(load(upper), four::<0>(&rows));
        set_four::<0>(first, &mut rows);
        *upper = store(filtered);
    }
    if inside {
        inner_edge_of_chroma(filter, &mut rows);
    }
    tile.chroma = store(rows);
}

#[inline(always)]
fn inner_edge_of_chroma(filter: &impl Filter, rows: &mut [V128; 8]) {
    let (a, b) = filter.inside(four::<0>(rows), four::<4>(rows));
    set_four::<0>(a, rows);
    set_four::<4>(b, rows);
}

#[inline(always)]
fn load<const N: usize>(rows: &[[u8; 16]; N]) -> [V128; N] {
    let mut lanes = [V128::u8x16_splat(0); N];
    for i in 0..N {
        lanes[i] = V128::load(&rows[i]);
    }
    lanes
}

#[inline(always)]
fn store<const N: usize>(lanes: [V128; N]) -> [[u8; 16]; N] {
    let mut rows = [[0; 16]; N];
    for i in 0..N {
        lanes[i].store(&mut rows[i]);
    }
    rows
}

/// Four of the rows, from number `AT`.
#[inline(always)]
fn four<const AT: usize>(rows: &[V128]) -> Four {
    [rows[AT], rows[AT + 1], rows[AT + 2], rows[AT + 3]]
}

#[inline(always)]
fn set_four<const AT: usize>(four: Four, rows: &mut [V128]) {
    rows[AT] = four[0];
    rows[AT + 1] = four[1];
    rows[AT + 2] = four[2];
    rows[AT + 3] = four[3];
}

/// Samples become numbers with a sign, and back, by their highest bit.
#[inline(always)]
fn signed(samples: V128) -> V128 {
    samples.v128_xor(V128::u8x16_splat(0x80))
}

/// How high an edge is: twice the step, and half of that one sample off. No limit is as large as 255.
#[inline(always)]
fn height(p1: V128, p0: V128, q0: V128, q1: V128) -> V128 {
    let near = p0.difference(q0);
    near.u8x16_add_sat(near)
        .u8x16_add_sat(p1.difference(q1).u8x16_shr(1))
}

/// The sum of `outer` and three times the step, as far as 8 bits can say. Steps inside the limits can.
#[inline(always)]
fn change(outer: V128, p0: V128, q0: V128) -> V128 {
    let step = q0.i8x16_sub_sat(p0);
    outer
        .i8x16_add_sat(step)
        .i8x16_add_sat(step)
        .i8x16_add_sat(step)
}

/// What the samples at an edge change by: the upper, and the lower.
#[inline(always)]
fn up_and_down(change: V128) -> (V128, V128) {
    (
        change.i8x16_add_sat(V128::u8x16_splat(3)).i8x16_shr(3),
        change.i8x16_add_sat(V128::u8x16_splat(4)).i8x16_shr(3),
    )
}

/// Section 15.2: luma alone.
struct Simple {
    macroblock: V128,
    inner: V128,
}

impl Simple {
    #[inline(always)]
    fn filter(&self, [p3, p2, p1, p0]: Four, [q0, q1, q2, q3]: Four, limit: V128) -> (Four, Four) {
        let within = height(p1, p0, q0, q1).u8x16_le(limit);
        let (p, q) = (signed(p0), signed(q0));
        let change = change(signed(p1).i8x16_sub_sat(signed(q1)), p, q).v128_and(within);
        let (up, down) = up_and_down(change);
        let (p0, q0) = (signed(p.i8x16_add_sat(up)), signed(q.i8x16_sub_sat(down)));
        ([p3, p2, p1, p0], [q0, q1, q2, q3])
    }
}

impl Filter for Simple {
    #[inline(always)]
    fn between(&self, upper: Four, lower: Four) -> (Four, Four) {
        self.filter(upper, lower, self.macroblock)
    }

    #[inline(always)]
    fn inside(&self, upper: Four, lower: Four) -> (Four, Four) {
        self.filter(upper, lower, self.inner)
    }
}

/// Section 15.3.
struct Normal {
    macroblock: V128,
    inner: V128,
    interior: V128,
    high_variance: V128,
}

impl Normal {
    fn new(limits: Limits) -> Self {
        Self {
            macroblock: V128::u8x16_splat(limits.macroblock),
            inner: V128::u8x16_splat(limits.inner),
            interior: V128::u8x16_splat(limits.interior),
            high_variance: V128::u8x16_splat(limits.high_variance),
        }
    }

    /// Where an edge is to be filtered, and where its variance is not high.
    #[inline(always)]
    fn masks(&self, upper: Four, lower: Four, limit: V128) -> (V128, V128) {
        let ([p3, p2, p1, p0], [q0, q1, q2, q3]) = (upper, lower);
        let at_edge = p1.difference(p0).u8x16_max(q1.difference(q0));
        let largest = p3
            .difference(p2)
            .u8x16_max(p2.difference(p1))
            .u8x16_max(q2.difference(q1))
            .u8x16_max(q3.difference(q2))
            .u8x16_max(at_edge);
        let within = largest.u8x16_le(self.interior);
        (
            within.v128_and(height(p1, p0, q0, q1).u8x16_le(limit)),
            at_edge.u8x16_le(self.high_variance),
        )
    }
}

impl Filter for Normal {
    #[inline(always)]
    fn between(&self, upper: Four, lower: Four) -> (Four, Four) {
        let (within, smooth) = self.masks(upper, lower, self.macroblock);
        let [p3, p2, p1, p0] = upper;
        let [q0, q1, q2, q3] = lower;
        let [p2, p1, p0] = [signed(p2), signed(p1), signed(p0)];
        let [q0, q1, q2] = [signed(q0), signed(q1), signed(q2)];
        let change = change(p1.i8x16_sub_sat(q1), p0, q0).v128_and(within);
        let (up, down) = up_and_down(change.v128_andnot(smooth));
        // Where one of both is 0, so is what it leads to.
        let change = change.v128_and(smooth);
        let near = change.of_128(27);
        let middle = change.of_128(18);
        let far = change.of_128(9);
        (
            [
                p3,
                signed(p2.i8x16_add_sat(far)),
                signed(p1.i8x16_add_sat(middle)),
                signed(p0.i8x16_add_sat(up).i8x16_add_sat(near)),
            ],
            [
                signed(q0.i8x16_sub_sat(down).i8x16_sub_sat(near)),
                signed(q1.i8x16_sub_sat(middle)),
                signed(q2.i8x16_sub_sat(far)),
                q3,
            ],
        )
    }

    #[inline(always)]
    fn inside(&self, upper: Four, lower: Four) -> (Four, Four) {
        let (within, smooth) = self.masks(upper, lower, self.inner);
        let [p3, p2, p1, p0] = upper;
        let [q0, q1, q2, q3] = lower;
        let [p1, p0, q0, q1] = [signed(p1), signed(p0), signed(q0), signed(q1)];
        let outer = p1.i8x16_sub_sat(q1).v128_andnot(smooth);
        let (up, down) = up_and_down(change(outer, p0, q0).v128_and(within));
        // Half of it, rounded up. The mean is that of numbers without a sign.
        let half = signed(signed(down).u8x16_avgr(V128::u8x16_splat(0x80))).v128_and(smooth);
        (
            [
                p3,
                p2,
                signed(p1.i8x16_add_sat(half)),
                signed(p0.i8x16_add_sat(up)),
            ],
            [
                signed(q0.i8x16_sub_sat(down)),
                signed(q1.i8x16_sub_sat(half)),
                q2,
                q3,
            ],
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sections 15.2 and 15.3 in whole numbers, one position: p3 to q3.
    fn plain(s: [u8; 8], limits: Limits, kind: u8) -> [u8; 8] {
        let c = |value: i32| value.clamp(-128, 127);
        let d = |a: usize, b: usize| (i32::from(s[a]) - i32::from(s[b])).abs();
        let v: [i32; 8] = s.map(|sample| i32::from(sample) - 128);
        let mut out = v;
        let edge = i32::from(if kind == 1 {
            limits.inner
        } else {
            limits.macroblock
        });
        let mut filters = d(3, 4) * 2 + d(2, 5) / 2 <= edge;
        let interior = i32::from(limits.interior);
        if kind > 0 {
            filters &= [(0, 1), (1, 2), (2, 3), (4, 5), (5, 6), (6, 7)]
                .iter()
                .all(|(a, b)| d(*a, *b) <= interior);
        }
        let high = kind == 0 || d(2, 3).max(d(5, 4)) > i32::from(limits.high_variance);
        if filters {
            let outer = if high || kind == 2 { c(v[2] - v[5]) } else { 0 };
            let w = c(outer + 3 * (v[4] - v[3]));
            if kind == 2 && !high {
                for (distance, share) in [(0, 27), (1, 18), (2, 9)] {
                    let a = (share * w + 63) >> 7;
                    out[3 - distance] = c(v[3 - distance] + a);
                    out[4 + distance] = c(v[4 + distance] - a);
                }
            } else {
                let (up, down) = (c(w + 3) >> 3, c(w + 4) >> 3);
                out[3] = c(v[3] + up);
                out[4] = c(v[4] - down);
                if !high {
                    let a = (down + 1) >> 1;
                    out[2] = c(v[2] + a);
                    out[5] = c(v[5] - a);
                }
            }
        }
        out.map(|value| (value + 128) as u8)
    }

    #[test]
    fn edges_are_filtered_as_in_the_standard() {
        let mut state = 7u32;
        let mut random = move |below: u32| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 8) % below
        };
        for round in 0..4000 {
            let level = 1 + random(63) as u8;
            let limits = Limits::new(level, random(8) as u8).expect("a level above 0");
            let spread = [3, 12, 40, 256][round % 4];
            let base = random(257 - spread);
            let mut rows = [[0; 16]; 8];
            for row in &mut rows {
                for sample in row {
                    *sample = (base + random(spread)) as u8;
                }
            }
            let all = load(&rows);
            let (upper, lower) = (four::<0>(&all), four::<4>(&all));
            let normal = Normal::new(limits);
            let simple = Simple {
                macroblock: normal.macroblock,
                inner: normal.inner,
            };
            let found = [
                simple.between(upper, lower),
                normal.inside(upper, lower),
                normal.between(upper, lower),
            ];
            for (kind, (upper, lower)) in (0..).zip(found) {
                let (upper, lower) = (store(upper), store(lower));
                for x in 0..16 {
                    let expected = plain(std::array::from_fn(|y| rows[y][x]), limits, kind);
                    let found =
                        std::array::from_fn(|y| if y < 4 { upper[y][x] } else { lower[y - 4][x] });
                    assert_eq!(expected, found, "{limits:?} {kind}");
                }
            }
        }
    }
}
