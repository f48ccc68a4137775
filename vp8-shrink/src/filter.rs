//! The loop filter (RFC 6386, section 15), 16 samples of an edge at a time.
//!
//! An edge between columns is filtered as one between rows of the transposed samples. Arithmetic is that of the
//! standard in 8 bits that saturate: a difference that is too large for them is beyond all limits, too.

use crate::lanes::Lanes;
use crate::predict::Tile;
use crate::transpose::{last_columns, set_last_columns, transpose, transpose_pair};

/// What is filtered, and how strongly (sections 9.6 and 15.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Limits {
    /// For edges of macroblocks: what twice the step at the edge may be together with half of that one sample off.
    macroblock: u8,
    /// The same for edges inside macroblocks.
    inner: u8,
    /// What neighbours on the same side may differ by.
    interior: u8,
    /// Beyond it, neighbours at the edge differ so much that only the two samples at the edge change.
    high_variance: u8,
}

impl Limits {
    /// `level` is from 0 to 63, where 0 filters nothing, `sharpness` from 0 to 7.
    pub(crate) fn new(level: u8, sharpness: u8) -> Option<Self> {
        if level == 0 {
            return None;
        }
        let interior = match sharpness {
            0 => level,
            1..=4 => (level >> 1).min(9 - sharpness),
            _ => (level >> 2).min(9 - sharpness),
        };
        let interior = interior.max(1);
        Some(Self {
            macroblock: (level + 2) * 2 + interior,
            inner: level * 2 + interior,
            interior,
            high_variance: match level {
                40.. => 2,
                15.. => 1,
                _ => 0,
            },
        })
    }
}

/// How a macroblock is filtered.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Strength {
    /// `None` where it is not.
    pub(crate) limits: Option<Limits>,
    /// Whether the edges inside it are filtered, too.
    pub(crate) inside: bool,
}

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
        let above = above.as_mut().map(|above| &mut above[x]);
        if simple {
            filter_simply(left, above, tile, limits, strength.inside);
        } else {
            filter_luma(left, above, tile, limits, strength.inside);
        }
    }
    if simple {
        return;
    }
    for (x, strength) in strengths.iter().enumerate() {
        let Some(limits) = strength.limits else {
            continue;
        };
        let (before, from) = tiles.split_at_mut(x);
        let above = above.as_mut().map(|above| &mut above[x]);
        filter_chroma(before.last_mut(), above, &mut from[0], limits, strength.inside);
    }
}

#[inline(never)]
fn filter_luma(
    left: Option<&mut Tile>,
    above: Option<&mut Tile>,
    tile: &mut Tile,
    limits: Limits,
    inside: bool,
) {
    if left.is_some() || inside {
        let mut columns = transpose(&tile.luma);
        if let Some(left) = left {
            let mut outer = last_columns(&left.luma);
            edge_of_macroblocks(&mut outer, first_four(&mut columns), limits);
            set_last_columns(&outer, &mut left.luma);
        }
        if inside {
            inner_edges(&mut columns, limits);
        }
        tile.luma = transpose(&columns);
    }
    if let Some(above) = above {
        let upper = last_four(&mut above.luma);
        edge_of_macroblocks(upper, first_four(&mut tile.luma), limits);
    }
    if inside {
        inner_edges(&mut tile.luma, limits);
    }
}

#[inline(always)]
fn inner_edges(rows: &mut [Lanes; 16], limits: Limits) {
    let (fours, _) = rows.as_chunks_mut::<4>();
    let [a, b, c, d] = fours else { return };
    edge_inside(a, b, limits);
    edge_inside(b, c, limits);
    edge_inside(c, d, limits);
}

#[inline(never)]
fn filter_chroma(
    left: Option<&mut Tile>,
    above: Option<&mut Tile>,
    tile: &mut Tile,
    limits: Limits,
    inside: bool,
) {
    if left.is_some() || inside {
        let mut columns = transpose_pair(&tile.chroma);
        if let Some(left) = left {
            let mut outer = transpose_pair(&left.chroma);
            edge_of_macroblocks(last_four(&mut outer), first_four(&mut columns), limits);
            left.chroma = transpose_pair(&outer);
        }
        if inside {
            inner_edge_of_chroma(&mut columns, limits);
        }
        tile.chroma = transpose_pair(&columns);
    }
    if let Some(above) = above {
        let upper = last_four(&mut above.chroma);
        edge_of_macroblocks(upper, first_four(&mut tile.chroma), limits);
    }
    if inside {
        inner_edge_of_chroma(&mut tile.chroma, limits);
    }
}

#[inline(always)]
fn inner_edge_of_chroma(rows: &mut [Lanes; 8], limits: Limits) {
    if let ([a, b], _) = rows.as_chunks_mut::<4>() {
        edge_inside(a, b, limits);
    }
}

/// Section 15.2: luma alone.
#[inline(never)]
fn filter_simply(
    left: Option<&mut Tile>,
    above: Option<&mut Tile>,
    tile: &mut Tile,
    limits: Limits,
    inside: bool,
) {
    if left.is_some() || inside {
        let mut columns = transpose(&tile.luma);
        if let Some(left) = left {
            let mut outer = last_columns(&left.luma);
            simple_edge(&mut outer, first_four(&mut columns), limits.macroblock);
            set_last_columns(&outer, &mut left.luma);
        }
        if inside {
            simple_inner_edges(&mut columns, limits);
        }
        tile.luma = transpose(&columns);
    }
    if let Some(above) = above {
        let upper = last_four(&mut above.luma);
        simple_edge(upper, first_four(&mut tile.luma), limits.macroblock);
    }
    if inside {
        simple_inner_edges(&mut tile.luma, limits);
    }
}

#[inline(always)]
fn simple_inner_edges(rows: &mut [Lanes; 16], limits: Limits) {
    let (fours, _) = rows.as_chunks_mut::<4>();
    let [a, b, c, d] = fours else { return };
    simple_edge(a, b, limits.inner);
    simple_edge(b, c, limits.inner);
    simple_edge(c, d, limits.inner);
}

#[inline(always)]
fn first_four<const N: usize>(rows: &mut [Lanes; N]) -> &mut [Lanes; 4] {
    const { assert!(N >= 4) };
    rows.first_chunk_mut().expect("there are four")
}

#[inline(always)]
fn last_four<const N: usize>(rows: &mut [Lanes; N]) -> &mut [Lanes; 4] {
    const { assert!(N >= 4) };
    rows.last_chunk_mut().expect("there are four")
}

/// Section 15.2. The edge is between `upper` and `lower`.
#[inline(always)]
fn simple_edge(upper: &mut [Lanes; 4], lower: &mut [Lanes; 4], limit: u8) {
    let [_, _, p1, p0] = upper;
    let [q0, q1, _, _] = lower;
    for i in 0..16 {
        let within = step(p1[i], p0[i], q0[i], q1[i]) <= limit;
        let (p, q) = (signed(p0[i]), signed(q0[i]));
        let change = change(signed(p1[i]).saturating_sub(signed(q1[i])), p, q);
        let change = if within { change } else { 0 };
        p0[i] = unsigned(p.saturating_add(change.saturating_add(3) >> 3));
        q0[i] = unsigned(q.saturating_sub(change.saturating_add(4) >> 3));
    }
}

/// Section 15.3, between two squares of one macroblock.
#[inline(always)]
fn edge_inside(upper: &mut [Lanes; 4], lower: &mut [Lanes; 4], limits: Limits) {
    let within = within(upper, lower, limits.inner, limits.interior);
    let [_, p1, p0] = last_three(upper);
    let [q0, q1, _, _] = lower;
    for i in 0..16 {
        let [p1s, p0s, q0s, q1s] = [p1[i], p0[i], q0[i], q1[i]].map(signed);
        let high = has_high_variance(p1[i], p0[i], q0[i], q1[i], limits.high_variance);
        let outer = if high { p1s.saturating_sub(q1s) } else { 0 };
        let change = change(outer, p0s, q0s) & within[i];
        let (up, down) = (change.saturating_add(3) >> 3, change.saturating_add(4) >> 3);
        p0[i] = unsigned(p0s.saturating_add(up));
        q0[i] = unsigned(q0s.saturating_sub(down));
        let half = if high { 0 } else { (down + 1) >> 1 };
        p1[i] = unsigned(p1s.saturating_add(half));
        q1[i] = unsigned(q1s.saturating_sub(half));
    }
}

/// Section 15.3, between two macroblocks.
#[inline(always)]
fn edge_of_macroblocks(upper: &mut [Lanes; 4], lower: &mut [Lanes; 4], limits: Limits) {
    let within = within(upper, lower, limits.macroblock, limits.interior);
    let [p2, p1, p0] = last_three(upper);
    let [q0, q1, q2, _] = lower;
    let (mut sharp, mut smooth) = ([0; 16], [0; 16]);
    for i in 0..16 {
        let [p1s, p0s, q0s, q1s] = [p1[i], p0[i], q0[i], q1[i]].map(signed);
        let high = has_high_variance(p1[i], p0[i], q0[i], q1[i], limits.high_variance);
        let change = change(p1s.saturating_sub(q1s), p0s, q0s) & within[i];
        (sharp[i], smooth[i]) = if high { (change, 0) } else { (0, change) };
    }
    // 27, 18 and 9 of 128 of the change.
    let (mut near, mut middle, mut far) = ([0i8; 16], [0i8; 16], [0i8; 16]);
    for i in 0..16 {
        let ninth = 9 * i16::from(smooth[i]);
        near[i] = ((3 * ninth + 63) >> 7) as i8;
        middle[i] = ((2 * ninth + 63) >> 7) as i8;
        far[i] = ((ninth + 63) >> 7) as i8;
    }
    for i in 0..16 {
        let (up, down) = (sharp[i].saturating_add(3) >> 3, sharp[i].saturating_add(4) >> 3);
        // One of both is 0.
        p0[i] = unsigned(signed(p0[i]).saturating_add(up).saturating_add(near[i]));
        q0[i] = unsigned(signed(q0[i]).saturating_sub(down).saturating_sub(near[i]));
        p1[i] = unsigned(signed(p1[i]).saturating_add(middle[i]));
        q1[i] = unsigned(signed(q1[i]).saturating_sub(middle[i]));
        p2[i] = unsigned(signed(p2[i]).saturating_add(far[i]));
        q2[i] = unsigned(signed(q2[i]).saturating_sub(far[i]));
    }
}

#[inline(always)]
fn last_three(rows: &mut [Lanes; 4]) -> [&mut Lanes; 3] {
    let [_, a, b, c] = rows;
    [a, b, c]
}

/// All bits where an edge is to be filtered, section 15.3.
#[inline(always)]
fn within(upper: &[Lanes; 4], lower: &[Lanes; 4], edge: u8, interior: u8) -> [i8; 16] {
    let ([p3, p2, p1, p0], [q0, q1, q2, q3]) = (upper, lower);
    let mut within = [0; 16];
    for i in 0..16 {
        let largest = p3[i]
            .abs_diff(p2[i])
            .max(p2[i].abs_diff(p1[i]))
            .max(p1[i].abs_diff(p0[i]))
            .max(q1[i].abs_diff(q0[i]))
            .max(q2[i].abs_diff(q1[i]))
            .max(q3[i].abs_diff(q2[i]));
        let is_within = (step(p1[i], p0[i], q0[i], q1[i]) <= edge) & (largest <= interior);
        within[i] = if is_within { -1 } else { 0 };
    }
    within
}

/// How high an edge is. No limit is as large as 255.
#[inline(always)]
fn step(p1: u8, p0: u8, q0: u8, q1: u8) -> u8 {
    let near = p0.abs_diff(q0);
    near.saturating_add(near).saturating_add(p1.abs_diff(q1) >> 1)
}

#[inline(always)]
fn has_high_variance(p1: u8, p0: u8, q0: u8, q1: u8, limit: u8) -> bool {
    p1.abs_diff(p0).max(q1.abs_diff(q0)) > limit
}

/// The sum of `outer` and three times the step, as far as 8 bits can say. Steps inside the limits can.
#[inline(always)]
fn change(outer: i8, p0: i8, q0: i8) -> i8 {
    let step = q0.saturating_sub(p0);
    outer
        .saturating_add(step)
        .saturating_add(step)
        .saturating_add(step)
}

#[inline(always)]
fn signed(sample: u8) -> i8 {
    (sample ^ 0x80) as i8
}

#[inline(always)]
fn unsigned(value: i8) -> u8 {
    value as u8 ^ 0x80
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
        let edge = i32::from(if kind == 1 { limits.inner } else { limits.macroblock });
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
            let mut rows: [Lanes; 8] = [[0; 16]; 8];
            for row in &mut rows {
                for sample in row {
                    *sample = (base + random(spread)) as u8;
                }
            }
            for kind in 0..3 {
                let ([upper, lower], _) = rows.as_chunks::<4>() else {
                    panic!("eight are two fours");
                };
                let (mut upper, mut lower) = (*upper, *lower);
                match kind {
                    0 => simple_edge(&mut upper, &mut lower, limits.macroblock),
                    1 => edge_inside(&mut upper, &mut lower, limits),
                    _ => edge_of_macroblocks(&mut upper, &mut lower, limits),
                }
                for x in 0..16 {
                    let expected = plain(std::array::from_fn(|y| rows[y][x]), limits, kind);
                    let found = std::array::from_fn(|y| if y < 4 { upper[y][x] } else { lower[y - 4][x] });
                    assert_eq!(expected, found, "{limits:?} {kind}");
                }
            }
        }
    }
}
