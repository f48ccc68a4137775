//! wasmtime's ways to run the component.

use std::path::Path;
use std::time::Duration;

use anyhow::{Result, bail};
use engine::{COMPONENT_SHA256, CallLimits, Form, Resizer};

/// The component, ready to be called.
pub(crate) struct Engine {
    /// For people.
    pub(crate) name: String,
    /// SHA-256 of the component.
    pub(crate) component: String,
    pub(crate) resizer: Resizer,
}

/// An interpreter, or an emulated processor, takes many times as long. No vector is about time.
const LIMITS: CallLimits = CallLimits {
    memory: 1 << 30,
    results: 1 << 30,
    time: Duration::from_secs(600),
};

/// Loads the component in the way of this name. `component` is what the ways that compile now compile.
///
/// # Errors
/// Where there is no such way, or it cannot run here.
pub(crate) fn load(name: &str, component: Option<&Path>) -> Result<Engine> {
    let (about, form, pooled) = match name {
        "v3" => ("compiled ahead of time for x86-64-v3", Form::First, true),
        "v2" => ("compiled ahead of time for x86-64-v2", Form::Second, true),
        // With the pool: an emulator may keep notes about each page that it has ever seen, and a memory at a new address
        // for each instance is four gigabytes of them.
        "aarch64" => ("compiled ahead of time for aarch64", Form::First, true),
        "on-demand" => ("each instance with fresh memory", Form::First, false),
        _ => return compiled(name, component),
    };
    if (name == "aarch64") != cfg!(target_arch = "aarch64") {
        let here = std::env::consts::ARCH;
        bail!("the way {name:?} is for another processor than {here}, which this program is for");
    }
    Ok(Engine {
        name: format!("wasmtime, {about}"),
        component: COMPONENT_SHA256.to_owned(),
        resizer: Resizer::precompiled(form, pooled, LIMITS)?,
    })
}

#[cfg(feature = "compile")]
fn compiled(name: &str, component: Option<&Path>) -> Result<Engine> {
    use anyhow::Context;
    use engine::Compilation;

    let (about, compilation) = match name {
        "canonical-nans" => ("NaNs canonicalized", Compilation::CanonicalNans),
        "unoptimized" => ("compiled without optimisation", Compilation::Unoptimized),
        "pulley" => ("interpreted by Pulley", Compilation::Pulley),
        _ => bail!(
            "{name:?} is not a way to run the component\n{}",
            crate::USAGE
        ),
    };
    let path = component.context("--component is missing: the file to compile")?;
    let bytes = std::fs::read(path).with_context(|| path.display().to_string())?;
    Ok(Engine {
        name: format!("wasmtime, {about}"),
        component: recipe::sha256(&bytes),
        // Without codecs: compiling them takes minutes.
        resizer: Resizer::compiled(&bytes, compilation, LIMITS)?,
    })
}

#[cfg(not(feature = "compile"))]
fn compiled(name: &str, _component: Option<&Path>) -> Result<Engine> {
    bail!(
        "{name:?} is not a way to run the component, or one that needs the feature `compile`\n{}",
        crate::USAGE
    )
}
