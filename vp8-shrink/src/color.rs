//! From luma and chroma to RGB, in libwebp's fixed point: ITU-R BT.601 with the range of video, 16 to 235.

/// Products of 8-bit samples with 16-bit factors, without their lowest 8 bits. The upper and the lower half of a factor
/// by themselves: so that 16 bits suffice, and nothing is rounded differently.
#[inline(always)]
fn multiply(sample: u8, factor: u16) -> u16 {
    let sample = u16::from(sample);
    sample * (factor >> 8) + ((sample * (factor & 255)) >> 8)
}

/// Without the 6 bits of fraction, and cut to 8 bits.
#[inline(always)]
fn clip(value: i16) -> u8 {
    (value >> 6).clamp(0, 255) as u8
}

#[inline(always)]
pub(crate) fn rgb(y: u8, blue: u8, red: u8) -> [u8; 3] {
    let y = multiply(y, 19077);
    // No sum leaves 16 bits with a sign: luma is 19002 at most, and the chroma terms 26046, 19662 and 32921.
    let signed = |value: u16| value as i16;
    let r = signed(y.wrapping_add(multiply(red, 26149)).wrapping_sub(14234));
    let greens = multiply(blue, 6419) + multiply(red, 13320);
    let g = signed(y.wrapping_sub(greens).wrapping_add(8708));
    // But that of blue does, on the upper side.
    let b = (y + multiply(blue, 33050)).saturating_sub(17685) >> 6;
    [clip(r), clip(g), signed(b).min(255) as u8]
}

/// Pixels converted together.
const TOGETHER: usize = 16;

/// Fills a row of RGB from as many samples of each.
pub(crate) fn convert(luma: &[u8], blue: &[u8], red: &[u8], out: &mut [u8]) {
    let (chunks, rest) = out.as_chunks_mut::<{ 3 * TOGETHER }>();
    let width = chunks.len() * TOGETHER;
    let inputs = luma
        .as_chunks::<TOGETHER>()
        .0
        .iter()
        .zip(blue.as_chunks::<TOGETHER>().0)
        .zip(red.as_chunks::<TOGETHER>().0);
    for (out, ((luma, blue), red)) in chunks.iter_mut().zip(inputs) {
        *out = convert_together(luma, blue, red);
    }
    let inputs = luma[width..].iter().zip(&blue[width..]).zip(&red[width..]);
    for (out, ((&luma, &blue), &red)) in rest.as_chunks_mut::<3>().0.iter_mut().zip(inputs) {
        *out = rgb(luma, blue, red);
    }
}

#[inline(always)]
fn convert_together(
    luma: &[u8; TOGETHER],
    blue: &[u8; TOGETHER],
    red: &[u8; TOGETHER],
) -> [u8; 3 * TOGETHER] {
    let (mut r, mut g, mut b) = ([0; TOGETHER], [0; TOGETHER], [0; TOGETHER]);
    for x in 0..TOGETHER {
        [r[x], g[x], b[x]] = rgb(luma[x], blue[x], red[x]);
    }
    let mut out = [0; 3 * TOGETHER];
    for x in 0..TOGETHER {
        out[3 * x] = r[x];
        out[3 * x + 1] = g[x];
        out[3 * x + 2] = b[x];
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    /// All of them against whole numbers with room enough.
    #[test]
    fn sixteen_bits_suffice() {
        let multiply = |sample: u8, factor: i32| (i32::from(sample) * factor) >> 8;
        let clip = |value: i32| (value >> 6).clamp(0, 255) as u8;
        for y in 0..=255 {
            for u in 0..=255 {
                for v in (0..=255).step_by(if u % 8 == 0 { 1 } else { 51 }) {
                    let luma = multiply(y, 19077);
                    let expected = [
                        clip(luma + multiply(v, 26149) - 14234),
                        clip(luma - multiply(u, 6419) - multiply(v, 13320) + 8708),
                        clip(luma + multiply(u, 33050) - 17685),
                    ];
                    assert_eq!(rgb(y, u, v), expected, "{y} {u} {v}");
                }
            }
        }
    }

    #[test]
    fn whole_vectors_and_the_rest_are_the_same() {
        let y: Vec<u8> = (0..=254).step_by(7).collect();
        let u: Vec<u8> = y.iter().map(|y| y.wrapping_mul(13)).collect();
        let v: Vec<u8> = y.iter().map(|y| y.wrapping_mul(29)).collect();
        let mut out = vec![0; 3 * y.len()];
        convert(&y, &u, &v, &mut out);
        for (x, out) in out.chunks(3).enumerate() {
            assert_eq!(out, rgb(y[x], u[x], v[x]));
        }
    }
}
