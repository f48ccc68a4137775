//! Vectors of 16 samples.
//!
//! Where loops only do arithmetic, LLVM makes vectors of them; where samples of 8 bits meet shuffles and saturation it
//! takes them apart. So the loop filter and the prediction of squares are written with these operations. Under wasm
//! each is one instruction or a few (no `unsafe`: what looks like lane by lane at the borders becomes one load or
//! store); elsewhere it is a loop. Places of shuffles are the same tokens in both.

#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
mod plain;
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod wasm;

#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
pub(crate) use plain::{Lanes, shuffle, shuffle_wide};
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
pub(crate) use wasm::{Lanes, shuffle, shuffle_wide};

#[cfg(test)]
mod tests {
    use super::*;

    /// Two by two against whole numbers, which is what the instructions are defined by.
    #[test]
    fn operations_are_what_they_are_called() {
        let bytes = |start: u8, step: u8| -> [u8; 16] {
            std::array::from_fn(|i| start.wrapping_add(step.wrapping_mul(i as u8)))
        };
        for (a, b) in (0..=255).zip([0, 1, 127, 128, 200, 255].into_iter().cycle()) {
            let (a, b) = (bytes(a, 37), bytes(b, 101));
            let (x, y) = (Lanes::new(&a), Lanes::new(&b));
            let signed = |value: u8| i32::from(value as i8);
            let cut = |value: i32| value.clamp(-128, 127) as i8 as u8;
            let (found, low, high) = (
                [
                    x.add_signed(y),
                    x.sub_signed(y),
                    x.difference(y),
                    x.max(y),
                    x.mean(y),
                    x.add_unsigned(y),
                    x.sub(y),
                    x.at_most(y),
                    x.and(y),
                    x.and_not(y),
                    x.or(y),
                    x.xor(y),
                    x.half(),
                    x.eighth_signed(),
                    x.of_128(27),
                ],
                x.swizzle(y),
                Lanes::words(0x0706_0504_0302_0100, 0x0F0E_0D0C_0B0A_0908),
            );
            for i in 0..16 {
                let (p, q) = (i32::from(a[i]), i32::from(b[i]));
                let (s, t) = (signed(a[i]), signed(b[i]));
                let expected = [
                    cut(s + t),
                    cut(s - t),
                    (p - q).unsigned_abs() as u8,
                    p.max(q) as u8,
                    ((p + q + 1) / 2) as u8,
                    (p + q).min(255) as u8,
                    (p - q) as u8,
                    if p <= q { 255 } else { 0 },
                    a[i] & b[i],
                    a[i] & !b[i],
                    a[i] | b[i],
                    a[i] ^ b[i],
                    (p / 2) as u8,
                    (s >> 3) as u8,
                    ((27 * s + 63) >> 7) as u8,
                ];
                assert_eq!(found.map(|one| one.bytes()[i]), expected, "{a:?} {b:?} {i}");
                let taken = a.get(usize::from(b[i])).copied().unwrap_or(0);
                assert_eq!(low.bytes()[i], taken);
                assert_eq!(high.bytes()[i], i as u8);
            }
            let residual =
                std::array::from_fn(|i| [-300, -17, 0, 5, 260][i % 5] * (a[0] as i16 % 3));
            let added = x.add_residual(&residual).bytes();
            for i in 0..16 {
                let sum = i32::from(a[i]) + i32::from(residual[i]);
                assert_eq!(added[i], sum.clamp(0, 255) as u8);
            }
            assert_eq!(x.word(2), u32::from_le_bytes([a[8], a[9], a[10], a[11]]));
        }
    }
}
