//! Vectors of 128 bits, once for all loops that use them.
//!
//! LLVM vectorises loops of plain arithmetic. It takes loops apart where 8-bit samples meet shuffles and saturation; these
//! are written with the operations of [`Vector`]. Each is one instruction of WebAssembly's `simd128`, and has its name, so
//! its definition is in the specification: <https://webassembly.github.io/spec/core/exec/numerics.html>. Lanes are little
//! endian: lane 0 is in the lowest bits.
//!
//! [`V128`] is the implementation for the target: `Simd128` where there are such instructions, and [`Plain`] elsewhere. So a
//! loop is written once, and its tests run on any machine. `resizer-wasm/simd-twins` compares both implementations,
//! operation by operation, and the loops that use them.

#![deny(unsafe_code)]

mod plain;
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
#[allow(unsafe_code, reason = "loads and stores of vectors take addresses")]
mod simd128;
mod vector;

pub use plain::Plain;
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
pub use simd128::Simd128;
pub use vector::Vector;

/// The implementation for the target.
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
pub type V128 = Simd128;

/// The implementation for the target.
#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
pub type V128 = Plain;
