//! Everything that the demo and the tests need before they can begin.

use std::path::{Path, PathBuf};
use std::thread::ScopedJoinHandle;

use anyhow::Result;

use crate::guest_compiler::GuestCompiler;
use crate::{browsers, component, node};

/// What is there once all is prepared, besides the component in target/component.
pub(crate) struct Prepared {
    /// The guest's compiler.
    pub(crate) compiler: GuestCompiler,
    /// The folder of the Python programs.
    pub(crate) python: PathBuf,
}

/// Installs the tools and builds the component. Downloads go on while the compilers work.
///
/// # Errors
/// Where a tool cannot be had; the message says how to get it by hand.
pub(crate) fn all(root: &Path) -> Result<Prepared> {
    std::thread::scope(|scope| {
        let python = scope.spawn(|| local_aws::PYTHON.prepare(root));
        let node = scope.spawn(|| node::packages(root));
        let compiler = GuestCompiler::find(root)?;
        // Not beside the line above: only one apt-get can run at a time.
        browsers::chromium()?;
        component::build(root, &compiler)?;
        join(node)?;
        let python = join(python)?;
        Ok(Prepared { compiler, python })
    })
}

fn join<T>(thread: ScopedJoinHandle<'_, Result<T>>) -> Result<T> {
    thread
        .join()
        .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}
