//! The target `codec-jxl` under libFuzzer.
#![no_main]

libfuzzer_sys::fuzz_target!(|file: &[u8]| codec_fuzz::jxl(file));
