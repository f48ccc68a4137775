//! Compiling the component ahead of time, running the compiler's known-answer test, and what compares vectors with their
//! twins.
//!
//! Only the program `thumbox-precompile` uses this; hosts have no compiler in them.
#![allow(unsafe_code, reason = "naming processor features, see engine_for()")]

mod case_runner;

use wasmtime::{Engine, Instance, Module, OptLevel, Store, Strategy};

pub use case_runner::CaseRunner;

use crate::{LoadError, config};

/// Processors that code is compiled for, all under Linux.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// x86-64 with SSE4.2 and POPCNT: 2009 and later.
    X86V2,
    /// x86-64 with AVX2, BMI and FMA: 2013 and later.
    X86V3,
    /// 64-bit Arm, any of them: Graviton is one.
    Arm64,
}

impl Level {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::X86V2, Self::X86V3, Self::Arm64];

    /// `x86-64-v2`, `x86-64-v3` or `aarch64`.
    pub fn name(self) -> &'static str {
        match self {
            Self::X86V2 => "x86-64-v2",
            Self::X86V3 => "x86-64-v3",
            Self::Arm64 => "aarch64",
        }
    }
}

/// Compiles a component for Linux on processors of `level`.
///
/// # Errors
/// Where `component` is no component, or uses a feature that the configuration switches off, such as relaxed SIMD.
pub fn precompile(component: &[u8], level: Level) -> Result<Vec<u8>, LoadError> {
    Ok(engine_for(Some(level))?.precompile_component(component)?)
}

/// Runs a module that exports `patterns() -> i32` and `check(i32) -> i32` (1 for a right answer), and returns the
/// indices of the patterns that were wrong. An empty list means that the compiler which made the module can be
/// trusted with SIMD.
///
/// # Errors
/// Where `module` is not such a module.
pub fn known_answers(module: &[u8]) -> Result<Vec<i32>, LoadError> {
    let engine = engine_for(None)?;
    let module = Module::new(&engine, module)?;
    let mut store = Store::new(&engine, ());
    store.set_epoch_deadline(1);
    let instance = Instance::new(&mut store, &module, &[])?;
    let patterns = instance
        .get_typed_func::<(), i32>(&mut store, "patterns")?
        .call(&mut store, ())?;
    if patterns < 1 {
        return Err(LoadError::Runtime {
            reason: "the module has no patterns to check".to_owned(),
        });
    }
    let check = instance.get_typed_func::<i32, i32>(&mut store, "check")?;
    let mut wrong = Vec::new();
    for pattern in 0..patterns {
        if check.call(&mut store, pattern)? != 1 {
            wrong.push(pattern);
        }
    }
    Ok(wrong)
}

/// An engine for this processor, or for all of a level.
fn engine_for(level: Option<Level>) -> Result<Engine, LoadError> {
    let mut config = config::base();
    config
        .strategy(Strategy::Cranelift)
        .cranelift_opt_level(OptLevel::Speed);
    // Naming a target switches the detection of this processor's features off.
    if level == Some(Level::Arm64) {
        config.target("aarch64-unknown-linux-gnu")?;
    } else if let Some(level) = level {
        config.target("x86_64-unknown-linux-gnu")?;
        // SAFETY: a wrong flag could make code that faults on processors without the feature. The loader compares
        // the features that the code was compiled for with the processor's, and refuses what does not run there.
        unsafe {
            config.cranelift_flag_enable(level.name());
        }
    }
    Ok(Engine::new(&config)?)
}
