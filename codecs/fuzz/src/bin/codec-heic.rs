//! The target `codec-heic` under libFuzzer.
#![no_main]

libfuzzer_sys::fuzz_target!(|file: &[u8]| codec_fuzz::heic(file));
