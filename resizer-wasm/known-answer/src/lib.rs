//! Shows whether a compiler gets WebAssembly SIMD right.
//!
//! Some compilers lose the clamp in front of a narrowing instruction, so that large lanes come out as 0 instead of
//! the maximum (rust-lang/rust#157456). Pictures then get holes where they should be white. Each pattern here is
//! computed with vectors and compared with the same computation on single numbers. `cargo xtask component` runs the
//! module with the compiler, flags and profile of the real component, and refuses a compiler that fails.

#![cfg(target_arch = "wasm32")]
#![allow(unsafe_code, reason = "an exported name and vector loads")]

use core::arch::wasm32::{
    i8x16_shuffle, i16x8, i16x8_max, i16x8_min, u8x16_narrow_i16x8, u16x8, u16x8_min,
    u16x8_narrow_i32x4, u32x4, u32x4_min, v128, v128_and, v128_store,
};
use core::hint::black_box;

/// Lanes around every border that a clamp or a sign can have.
const LANES: [u16; 16] = [
    0, 1, 127, 128, 254, 255, 256, 257, 32766, 32767, 32768, 32769, 40000, 65279, 65534, 65535,
];

const PATTERNS: [fn(&[u16; 8]) -> bool; 6] = [
    narrow_bytes_after_unsigned_clamp,
    narrow_words_after_unsigned_clamp,
    shuffle_after_unsigned_clamp,
    narrow_after_signed_clamp,
    narrow_after_mask,
    scalar_clamp,
];

/// How many patterns there are.
#[unsafe(no_mangle)]
pub extern "C" fn patterns() -> i32 {
    PATTERNS.len() as i32
}

/// 1 if the pattern with this index gives the right answer for all lanes, else 0.
#[unsafe(no_mangle)]
pub extern "C" fn check(pattern: i32) -> i32 {
    let Some(pattern) = PATTERNS.get(pattern as usize) else {
        return 0;
    };
    let right = LANES
        .windows(8)
        .all(|lanes| pattern(black_box(lanes.try_into().unwrap_or(&[0; 8]))));
    i32::from(right)
}

fn narrow_bytes_after_unsigned_clamp(lanes: &[u16; 8]) -> bool {
    let clamped = u16x8_min(load(lanes), u16x8(255, 255, 255, 255, 255, 255, 255, 255));
    same(u8x16_narrow_i16x8(clamped, clamped), lanes, |lane| {
        lane.min(255) as u8
    })
}

fn narrow_words_after_unsigned_clamp(lanes: &[u16; 8]) -> bool {
    // The low bytes of four 32-bit lanes that are 65536 times the input: all above 0 must come out as 0xffff.
    let wide = |at: usize| u32::from(lanes[at]) << 16;
    let max = u32x4(65535, 65535, 65535, 65535);
    let low = u32x4_min(u32x4(wide(0), wide(1), wide(2), wide(3)), max);
    let high = u32x4_min(u32x4(wide(4), wide(5), wide(6), wide(7)), max);
    let bytes = v128_and(
        u16x8_narrow_i32x4(low, high),
        u16x8(255, 255, 255, 255, 255, 255, 255, 255),
    );
    same(u8x16_narrow_i16x8(bytes, bytes), lanes, |lane| {
        if lane == 0 { 0 } else { 255 }
    })
}

fn shuffle_after_unsigned_clamp(lanes: &[u16; 8]) -> bool {
    let clamped = u16x8_min(load(lanes), u16x8(255, 255, 255, 255, 255, 255, 255, 255));
    let even =
        i8x16_shuffle::<0, 2, 4, 6, 8, 10, 12, 14, 0, 2, 4, 6, 8, 10, 12, 14>(clamped, clamped);
    same(even, lanes, |lane| lane.min(255) as u8)
}

fn narrow_after_signed_clamp(lanes: &[u16; 8]) -> bool {
    let zero = i16x8(0, 0, 0, 0, 0, 0, 0, 0);
    let max = i16x8(255, 255, 255, 255, 255, 255, 255, 255);
    let clamped = i16x8_max(i16x8_min(load(lanes), max), zero);
    same(u8x16_narrow_i16x8(clamped, clamped), lanes, |lane| {
        (lane as i16).clamp(0, 255) as u8
    })
}

fn narrow_after_mask(lanes: &[u16; 8]) -> bool {
    let masked = v128_and(load(lanes), u16x8(255, 255, 255, 255, 255, 255, 255, 255));
    same(u8x16_narrow_i16x8(masked, masked), lanes, |lane| lane as u8)
}

/// No vector in the source, but the compiler makes one.
fn scalar_clamp(lanes: &[u16; 8]) -> bool {
    let bytes: [u8; 8] = core::array::from_fn(|at| lanes[at].min(255) as u8);
    black_box(bytes)
        .iter()
        .zip(lanes)
        .all(|(byte, lane)| u16::from(*byte) == if *lane > 255 { 255 } else { *lane })
}

fn load(lanes: &[u16; 8]) -> v128 {
    u16x8(
        lanes[0], lanes[1], lanes[2], lanes[3], lanes[4], lanes[5], lanes[6], lanes[7],
    )
}

fn same(vector: v128, lanes: &[u16; 8], expected: impl Fn(u16) -> u8) -> bool {
    let mut bytes = [0u8; 16];
    // SAFETY: a v128 is 16 bytes, `bytes` has 16, and the store has no alignment requirement.
    unsafe { v128_store(bytes.as_mut_ptr().cast(), vector) };
    bytes[..8]
        .iter()
        .zip(lanes)
        .all(|(byte, lane)| *byte == black_box(expected(black_box(*lane))))
}
