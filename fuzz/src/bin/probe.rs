//! The target `probe` under libFuzzer.
#![no_main]

libfuzzer_sys::fuzz_target!(|file: &[u8]| fuzz::probe::check(file));
