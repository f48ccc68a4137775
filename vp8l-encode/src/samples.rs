//! The four samples of a pixel at once.

const ODD: u32 = 0x00ff_00ff;

/// Each sample less that of the other.
pub(crate) fn less(a: u32, b: u32) -> u32 {
    let odd = (a | !ODD).wrapping_sub(b & ODD) & ODD;
    let even = ((a >> 8) | !ODD).wrapping_sub((b >> 8) & ODD) & ODD;
    odd | even << 8
}

/// The means, rounded down.
pub(crate) fn mean(a: u32, b: u32) -> u32 {
    (((a ^ b) & 0xfefe_fefe) >> 1) + (a & b)
}

/// Something of three samples each.
pub(crate) fn each(a: u32, b: u32, c: u32, of: impl Fn(i32, i32, i32) -> i32) -> u32 {
    let [a, b, c] = [a, b, c].map(|pixel| pixel.to_le_bytes().map(i32::from));
    u32::from_le_bytes(std::array::from_fn(|at| of(a[at], b[at], c[at]) as u8))
}

/// Section 3.5.3.
pub(crate) fn subtract_green(pixels: &mut [u32]) {
    for pixel in pixels {
        let green = *pixel >> 8 & 255;
        *pixel = less(*pixel, green << 16 | green);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn samples_do_not_touch_others() {
        assert_eq!(less(0x0001_ff80, 0x01ff_0081), 0xff02_ffff);
        assert_eq!(mean(0xff00_0103, 0xff02_0200), 0xff01_0101);
        let mut pixels = [0x8010_2005];
        subtract_green(&mut pixels);
        assert_eq!(pixels, [0x80f0_20e5]);
    }
}
