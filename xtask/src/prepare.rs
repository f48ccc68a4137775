//! Everything that the demo and the tests need before they can begin.

use std::path::{Path, PathBuf};
use std::thread::ScopedJoinHandle;

use anyhow::Result;

use crate::guest_compiler::GuestCompiler;
use crate::{browsers, component, node};

/// What is there once all is prepared, besides the component and the codecs in target/component.
pub(crate) struct Prepared {
    /// The guest's compiler.
    pub(crate) compiler: GuestCompiler,
    /// The folder of the Python programs.
    pub(crate) python: PathBuf,
}

/// Installs the tools and builds the component and the codecs. Downloads go on while the compilers work.
///
/// # Errors
/// Where a tool cannot be had; the message says how to get it by hand.
pub(crate) fn all(root: &Path) -> Result<Prepared> {
    let (compiler, python) = beside_downloads(root, || {
        let compiler = GuestCompiler::find(root)?;
        // Not beside the line above: only one apt-get can run at a time.
        browsers::chromium()?;
        component::build(root, &compiler)?;
        Ok(compiler)
    })?;
    Ok(Prepared { compiler, python })
}

/// Installs the tools for a component that was built elsewhere and lies in target/component. Returns the folder of the
/// Python programs.
///
/// # Errors
/// As [`all`], and where the component is not whole.
pub(crate) fn around_component(root: &Path) -> Result<PathBuf> {
    component::verify(root)?;
    beside_downloads(root, browsers::chromium).map(|(_, python)| python)
}

/// Does `work` while the packages for Python and Node are installed. Returns its result and Python's folder.
fn beside_downloads<T>(root: &Path, work: impl FnOnce() -> Result<T>) -> Result<(T, PathBuf)> {
    std::thread::scope(|scope| {
        let python = scope.spawn(|| local_aws::PYTHON.prepare(root));
        let node = scope.spawn(|| node::packages(root));
        let done = work()?;
        join(node)?;
        Ok((done, join(python)?))
    })
}

fn join<T>(thread: ScopedJoinHandle<'_, Result<T>>) -> Result<T> {
    thread
        .join()
        .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}
