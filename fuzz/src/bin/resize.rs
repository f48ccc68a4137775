//! The target `resize` under libFuzzer.
#![no_main]

libfuzzer_sys::fuzz_target!(|file: &[u8]| fuzz::resize::check(file));
