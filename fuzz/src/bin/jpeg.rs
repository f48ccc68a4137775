//! The target `jpeg` under libFuzzer.
#![no_main]

libfuzzer_sys::fuzz_target!(|file: &[u8]| fuzz::jpeg::check(file));
