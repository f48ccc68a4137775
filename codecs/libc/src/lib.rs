//! The crate `libc` for a target that has no C library. rav1d takes from it a few types, and numbers for errors that never
//! leave the component. On all other targets this is the crate itself.

#![no_std]
#![forbid(unsafe_code)]

#[cfg(not(all(target_arch = "wasm32", target_os = "unknown")))]
pub use real::*;

#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
mod without_c_library;

#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
pub use without_c_library::*;
