//! Eight numbers at once: what the transform and the conversion of colours are made of.
//!
//! WebAssembly has instructions for all of this. Elsewhere, in tests, plain loops do the same; with the checks of a
//! development build they panic where a result does not fit in its lane, which never happens with samples of 8 bits.
//! `engine/tests/twins.rs` compares what both make.

#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
mod plain;
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
#[allow(unsafe_code, reason = "loads and stores of vectors")]
mod simd;

#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
pub(super) use plain::{Longs, Pairs, Words};
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
pub(super) use simd::{Longs, Pairs, Words};
