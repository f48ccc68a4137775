//! The target `codec-avif` under libFuzzer.
#![no_main]

libfuzzer_sys::fuzz_target!(|file: &[u8]| codec_fuzz::avif(file));
