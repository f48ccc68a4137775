//! The target `jxl-head` under libFuzzer.
#![no_main]

libfuzzer_sys::fuzz_target!(|file: &[u8]| fuzz::jxl_head::check(file));
