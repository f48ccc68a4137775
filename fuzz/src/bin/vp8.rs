//! The target `vp8` under libFuzzer.
#![no_main]

libfuzzer_sys::fuzz_target!(|file: &[u8]| fuzz::vp8::check(file));
