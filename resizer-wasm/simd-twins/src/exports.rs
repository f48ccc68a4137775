//! The cases for whoever runs the module: `input` makes room for bytes and says where, `run` runs a case on them and says
//! how many bytes came out, and `output` where these are.
#![cfg(target_arch = "wasm32")]
#![allow(unsafe_code, reason = "exported names")]

use std::sync::Mutex;

static INPUT: Mutex<Vec<u8>> = Mutex::new(Vec::new());
static OUTPUT: Mutex<Vec<u8>> = Mutex::new(Vec::new());

fn with<T>(bytes: &Mutex<Vec<u8>>, what: impl FnOnce(&mut Vec<u8>) -> T) -> T {
    // One thread, and a panic ends the module.
    what(&mut bytes.lock().expect("not poisoned"))
}

#[unsafe(no_mangle)]
extern "C" fn input(length: usize) -> *mut u8 {
    with(&INPUT, |bytes| {
        bytes.clear();
        bytes.resize(length, 0);
        bytes.as_mut_ptr()
    })
}

#[unsafe(no_mangle)]
extern "C" fn run(case: usize) -> usize {
    let made = with(&INPUT, |bytes| crate::run(case, bytes));
    with(&OUTPUT, |bytes| {
        *bytes = made.expect("a case with this number");
        bytes.len()
    })
}

#[unsafe(no_mangle)]
extern "C" fn output() -> *const u8 {
    with(&OUTPUT, |bytes| bytes.as_ptr())
}
