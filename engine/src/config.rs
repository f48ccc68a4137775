//! The one wasmtime configuration, shared by the precompiler and the loader.
//!
//! Everything that decides what the compiled code looks like is written down here, defaults included: code that was
//! compiled under other settings is refused at load.

use wasmtime::Config;
#[cfg(feature = "embedded")]
use wasmtime::{Enabled, InstanceAllocationStrategy, PoolingAllocationConfig};

/// Native stack for the component. Rust's own stack for large values lies in the linear memory and is separate.
const STACK_BYTES: usize = 1 << 20;
/// Address space for a memory. With all 4 GiB reserved, a 32-bit address needs no bounds check.
const RESERVED_BYTES: u64 = 4 << 30;
/// Core instances of the component: its module, and two of a hundred bytes that the component model puts in between for the
/// destructor of the resource.
#[cfg(feature = "embedded")]
const CORE_INSTANCES: u32 = 3;
/// Tables of the component: that of its module, and the one by which the destructor is found.
#[cfg(feature = "embedded")]
const TABLES: u32 = 2;
/// Memory that an instance leaves behind for the next one, wiped: pages that are there already need not be asked for one by
/// one, which took a tenth of the time of a thumbnail. More than most calls take; what is beyond goes back.
#[cfg(feature = "embedded")]
const KEPT_BYTES: usize = 16 << 20;
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

/// The same for running so many instances at a time, each in a place that the next one takes over.
#[cfg(feature = "embedded")]
pub(crate) fn pooled(instances: u32) -> Config {
    let mut pool = PoolingAllocationConfig::new();
    pool.total_component_instances(instances)
        .total_core_instances(CORE_INSTANCES * instances)
        .total_memories(instances)
        .total_tables(TABLES * instances)
        .max_core_instances_per_component(CORE_INSTANCES)
        .max_memories_per_component(1)
        .max_tables_per_component(TABLES)
        .max_memory_size(RESERVED_BYTES as usize)
        .linear_memory_keep_resident(KEPT_BYTES)
        // Where the kernel can tell which pages were written to, only those are wiped.
        .pagemap_scan(Enabled::Auto);
    let mut config = base();
    config.allocation_strategy(InstanceAllocationStrategy::Pooling(pool));
    config
}
