//! What must hold for any bytes at all.
//!
//! Each target is one function that takes a file and panics where a promise is broken. The programs in `src/bin/` put
//! them under libFuzzer (`cargo xtask fuzz`); `tests/regressions.rs` calls them with the inputs that once broke one.

#![forbid(unsafe_code)]

mod choices;
pub mod events;
pub mod isobmff;
pub mod jpeg;
pub mod jxl_head;
pub mod keys;
pub mod notes;
pub mod probe;
pub mod recipes;
pub mod resize;
pub mod seeds;
pub mod vp8;
