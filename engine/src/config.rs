//! The one wasmtime configuration, shared by the precompiler and the loader.
//!
//! Everything that decides what the compiled code looks like is written down here, defaults included: code that was
//! compiled under other settings is refused at load.

use wasmtime::Config;

/// Native stack for the component. Rust's own stack for large values lies in the linear memory and is separate.
const STACK_BYTES: usize = 1 << 20;
/// Address space for a memory. With all 4 GiB reserved, a 32-bit address needs no bounds check.
const RESERVED_BYTES: u64 = 4 << 30;
/// Unmapped space behind it, for addresses with a constant offset.
const GUARD_BYTES: u64 = 32 << 20;

pub(crate) fn base() -> Config {
    let mut config = Config::new();
    config
        .wasm_component_model(true)
        .wasm_simd(true)
        // Relaxed instructions may differ between processors: a component that has one is not accepted.
        .wasm_relaxed_simd(false)
        .wasm_memory64(false)
        .wasm_multi_memory(false)
        .wasm_tail_call(false)
        // Nothing suspends in a component without imports.
        .concurrency_support(false)
        // The deadline. Costs a check per loop iteration.
        .epoch_interruption(true)
        .memory_reservation(RESERVED_BYTES)
        .memory_guard_size(GUARD_BYTES)
        // Growth stays inside the reservation, so the base address is a constant for the compiled code.
        .memory_may_move(false)
        .memory_init_cow(true)
        .signals_based_traps(true)
        .max_wasm_stack(STACK_BYTES)
        // Only backtraces need it, and it makes a third of the compiled file.
        .generate_address_map(false);
    config
}
