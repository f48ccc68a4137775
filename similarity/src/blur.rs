//! The blur: a Gaussian of standard deviation 1.5.

/// How many rows or pixels to each side count.
pub(crate) const RADIUS: usize = 4;

/// Of the middle, and of each pair around it. They are the answer to an impulse of the recursive filter that libjxl uses
/// (D. Charalampidis, "Recursive Implementation of the Gaussian Filter Using Truncated Cosine Functions", 2016).
const WEIGHTS: [f32; RADIUS + 1] = [
    0.264_621_14,
    0.212_928_62,
    0.109_335_44,
    0.036_011_2,
    0.009_414_48,
];

/// Blurs a row. `padded` has [`RADIUS`] zeros before and behind it: nothing lies outside of a picture.
pub(crate) fn horizontally(padded: &[f32], into: &mut [f32]) {
    let width = into.len();
    let from = |offset: usize| &padded[offset..offset + width];
    let rows: [&[f32]; 2 * RADIUS + 1] = std::array::from_fn(from);
    sum(rows, into);
}

/// Blurs along columns: a row from the rows around it.
pub(crate) fn vertically(rows: [&[f32]; 2 * RADIUS + 1], into: &mut [f32]) {
    sum(rows, into);
}

fn sum(rows: [&[f32]; 2 * RADIUS + 1], into: &mut [f32]) {
    let width = into.len();
    let [a, b, c, d, e, f, g, h, i] = rows.map(|row| &row[..width]);
    for at in 0..width {
        into[at] = WEIGHTS[0] * e[at]
            + WEIGHTS[1] * (d[at] + f[at])
            + (WEIGHTS[2] * (c[at] + g[at])
                + (WEIGHTS[3] * (b[at] + h[at]) + WEIGHTS[4] * (a[at] + i[at])));
    }
}
