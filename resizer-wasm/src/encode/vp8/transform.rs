//! The transforms of RFC 6386, section 14, and their counterparts.
//!
//! The inverse ones are the standard's to the bit: encoder and decoder must reconstruct the same picture. The forward
//! ones may be anything; these are the integer transforms that encoders of VP8 have always used.

/// 4 x 4 samples or coefficients, row after row.
pub(super) type Block = [i16; 16];

/// sqrt(2) * cos(pi / 8) - 1, and sqrt(2) * sin(pi / 8), in 65536ths.
const COSINE: i32 = 20091;
const SINE: i32 = 35468;

/// The cosine transform of `source` less `prediction`; both have rows of `stride` samples.
pub(super) fn forward(source: &[u8], prediction: &[u8], stride: usize) -> Block {
    let mut rows = [0i32; 16];
    for y in 0..4 {
        let source = &source[y * stride..y * stride + 4];
        let prediction = &prediction[y * stride..y * stride + 4];
        let d: [i32; 4] = std::array::from_fn(|x| i32::from(source[x]) - i32::from(prediction[x]));
        let (a0, a1, a2, a3) = (d[0] + d[3], d[1] + d[2], d[1] - d[2], d[0] - d[3]);
        rows[y * 4] = (a0 + a1) * 8;
        rows[y * 4 + 1] = (a2 * 2217 + a3 * 5352 + 1812) >> 9;
        rows[y * 4 + 2] = (a0 - a1) * 8;
        rows[y * 4 + 3] = (a3 * 2217 - a2 * 5352 + 937) >> 9;
    }
    let mut out = [0; 16];
    for x in 0..4 {
        let (a0, a3) = (rows[x] + rows[12 + x], rows[x] - rows[12 + x]);
        let (a1, a2) = (rows[4 + x] + rows[8 + x], rows[4 + x] - rows[8 + x]);
        out[x] = ((a0 + a1 + 7) >> 4) as i16;
        out[4 + x] = (((a2 * 2217 + a3 * 5352 + 12000) >> 16) + i32::from(a3 != 0)) as i16;
        out[8 + x] = ((a0 - a1 + 7) >> 4) as i16;
        out[12 + x] = ((a3 * 2217 - a2 * 5352 + 51000) >> 16) as i16;
    }
    out
}

/// Section 14.3. Adds the picture of `coefficients` to `prediction`; what comes out has the same stride.
pub(super) fn inverse(coefficients: &Block, prediction: &[u8], out: &mut [u8], stride: usize) {
    let cosine = |value: i32| ((value * COSINE) >> 16) + value;
    let sine = |value: i32| (value * SINE) >> 16;
    let butterfly = |i: [i32; 4]| {
        let (a, b) = (i[0] + i[2], i[0] - i[2]);
        let (c, d) = (sine(i[1]) - cosine(i[3]), cosine(i[1]) + sine(i[3]));
        [a + d, b + c, b - c, a - d]
    };
    let mut columns = [0i32; 16];
    for x in 0..4 {
        let column = butterfly(std::array::from_fn(|y| i32::from(coefficients[y * 4 + x])));
        for y in 0..4 {
            columns[y * 4 + x] = column[y];
        }
    }
    for y in 0..4 {
        let row = butterfly(std::array::from_fn(|x| columns[y * 4 + x]));
        for x in 0..4 {
            let value = i32::from(prediction[y * stride + x]) + ((row[x] + 4) >> 3);
            out[y * stride + x] = value.clamp(0, 255) as u8;
        }
    }
}

/// The Hadamard transform of the first coefficients of the 16 blocks.
pub(super) fn forward_hadamard(input: &Block) -> Block {
    let butterfly = |i: [i32; 4]| {
        let (a0, a1, a2, a3) = (i[0] + i[2], i[1] + i[3], i[1] - i[3], i[0] - i[2]);
        [a0 + a1, a3 + a2, a3 - a2, a0 - a1]
    };
    let mut rows = [0i32; 16];
    for y in 0..4 {
        let row = butterfly(std::array::from_fn(|x| i32::from(input[y * 4 + x])));
        rows[y * 4..y * 4 + 4].copy_from_slice(&row);
    }
    let mut out = [0; 16];
    for x in 0..4 {
        let column = butterfly(std::array::from_fn(|y| rows[y * 4 + x]));
        for y in 0..4 {
            out[y * 4 + x] = (column[y] >> 1) as i16;
        }
    }
    out
}

/// Section 14.3: the first coefficients of the 16 blocks.
pub(super) fn inverse_hadamard(input: &Block) -> Block {
    let butterfly = |i: [i32; 4]| {
        let (a, b, c, d) = (i[0] + i[3], i[1] + i[2], i[1] - i[2], i[0] - i[3]);
        [a + b, c + d, a - b, d - c]
    };
    let mut columns = [0i32; 16];
    for x in 0..4 {
        let column = butterfly(std::array::from_fn(|y| i32::from(input[y * 4 + x])));
        for y in 0..4 {
            columns[y * 4 + x] = column[y];
        }
    }
    let mut out = [0; 16];
    for y in 0..4 {
        let row = butterfly(std::array::from_fn(|x| columns[y * 4 + x]));
        for x in 0..4 {
            out[y * 4 + x] = ((row[x] + 3) >> 3) as i16;
        }
    }
    out
}

/// How much work a difference will make: the sum of its Hadamard coefficients, halved.
pub(super) fn hadamard_difference(source: &[u8], prediction: &[u8], stride: usize) -> u32 {
    let mut rows = [0i32; 16];
    for y in 0..4 {
        let source = &source[y * stride..y * stride + 4];
        let prediction = &prediction[y * stride..y * stride + 4];
        let d: [i32; 4] = std::array::from_fn(|x| i32::from(source[x]) - i32::from(prediction[x]));
        let (a0, a1, a2, a3) = (d[0] + d[2], d[1] + d[3], d[1] - d[3], d[0] - d[2]);
        rows[y * 4] = a0 + a1;
        rows[y * 4 + 1] = a3 + a2;
        rows[y * 4 + 2] = a3 - a2;
        rows[y * 4 + 3] = a0 - a1;
    }
    let mut sum = 0;
    for x in 0..4 {
        let (a0, a1) = (rows[x] + rows[8 + x], rows[4 + x] + rows[12 + x]);
        let (a2, a3) = (rows[4 + x] - rows[12 + x], rows[x] - rows[8 + x]);
        sum += (a0 + a1).unsigned_abs()
            + (a3 + a2).unsigned_abs()
            + (a3 - a2).unsigned_abs()
            + (a0 - a1).unsigned_abs();
    }
    sum / 2
}

/// The sum of squared differences.
pub(super) fn squared_difference(a: &[u8], b: &[u8]) -> u32 {
    a.iter()
        .zip(b)
        .map(|(a, b)| {
            let difference = i32::from(*a) - i32::from(*b);
            (difference * difference) as u32
        })
        .sum()
}
