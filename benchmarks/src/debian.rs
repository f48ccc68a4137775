//! Programs of others that Debian has.

use std::env;
use std::path::PathBuf;

use anyhow::{Context, Result};
use tools::apt;

/// Debian's package with djxl, cjxl and jxlinfo.
pub(super) const JXL_TOOLS: &str = "libjxl-tools";

/// libvips on the command line.
pub(super) fn vipsthumbnail() -> Result<PathBuf> {
    on_path("vipsthumbnail", "libvips-tools")
}

/// A program on the search path; installed there, with Debian's package, if need be.
pub(super) fn on_path(program: &str, package: &str) -> Result<PathBuf> {
    let find = || {
        let path = env::var_os("PATH")?;
        env::split_paths(&path)
            .map(|folder| folder.join(program))
            .find(|path| path.is_file())
    };
    if find().is_none() {
        let reason = format!("{program} is measured beside Thumbox");
        apt::install(&[package], &reason)?;
    }
    find().with_context(|| {
        format!(
            "no {program} was found; install it, on Debian as root with `apt-get install {package}`"
        )
    })
}
