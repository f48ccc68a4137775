//! Other ways to run the component, which have to give the same bytes: the conformance runner asks for them.
//!
//! No host enables this feature, so that no host can choose.

use wasmtime::Engine;

use crate::embedded::PRECOMPILED;
use crate::slots::Slots;
use crate::{CallLimits, LoadError, Resizer, config};

/// Code that was compiled ahead of time with the hosts' configuration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// The one for newer processors: x86-64-v3, or aarch64.
    First,
    /// The one for older processors: x86-64-v2, or aarch64.
    Second,
}

/// How the component is compiled when it is loaded.
#[cfg(feature = "compile")]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Compilation {
    /// By Cranelift, which makes all NaNs equal after each operation that may give one.
    CanonicalNans,
    /// By Cranelift without its optimiser.
    Unoptimized,
    /// To the bytecode of wasmtime's interpreter, Pulley.
    Pulley,
}

impl Resizer {
    /// The embedded component in one form, with an instance taking over memory (`pooled`) or asking for its own.
    ///
    /// # Errors
    /// [`LoadError`] on a processor that does not run this form, or without address space for the pool.
    pub fn precompiled(form: Form, pooled: bool, limits: CallLimits) -> Result<Self, LoadError> {
        let form = match form {
            Form::First => 0,
            Form::Second => 1,
        };
        let config = if pooled {
            config::pooled(Slots::instances())
        } else {
            config::base()
        };
        let engine = Engine::new(&config)?;
        Self::load_into(engine, PRECOMPILED[form], limits)
    }

    /// A component that is compiled now, with each instance asking for its own memory.
    ///
    /// # Errors
    /// [`LoadError`] where `component` is none, or does not fit the contract.
    #[cfg(feature = "compile")]
    pub fn compiled(
        component: &[u8],
        compilation: Compilation,
        limits: CallLimits,
    ) -> Result<Self, LoadError> {
        use wasmtime::OptLevel;
        use wasmtime::component::Component;

        let mut config = config::base();
        match compilation {
            Compilation::CanonicalNans => config.cranelift_nan_canonicalization(true),
            Compilation::Unoptimized => config.cranelift_opt_level(OptLevel::None),
            // An interpreter has no use for reserved address space, nor for signals of the processor.
            Compilation::Pulley => config.target("pulley64")?.signals_based_traps(false),
        };
        let engine = Engine::new(&config)?;
        let component = Component::new(&engine, component)?;
        Self::new(engine, &component, Vec::new(), limits)
    }
}
