//! Programs that depend on sharp, with `@thumbox/sharp` in its place.

use std::path::Path;
use std::process::Command;

use anyhow::Result;
use tools::files::{self, fresh_folder};
use tools::process::{run, step};

use super::packages;
use crate::node;

/// Installs Next.js, Astro, Eleventy Image and IPX with npm's overrides, and compares what they make with what they make with sharp.
/// `sample` is a photo.
///
/// # Errors
/// Where npm fails, a program, or a comparison.
pub(crate) fn test(root: &Path, sample: &Path) -> Result<()> {
    let real = node::SHARP.install(root)?;
    let programs = &node::SHARP_PROGRAMS;
    let folder = root.join(programs.folder);
    packages::copy_scripts(root)?;
    // npm links these folders, so that the lock names no archive.
    for (package, name) in packages::FOR_SHARP.into_iter().zip(["thumbox", "drop-in"]) {
        fresh_folder(&folder.join(name))?;
        files::copy_folder(&root.join("target/npm").join(package), &folder.join(name))?;
    }
    programs.install(root)?;
    files::copy_folders(&root.join(programs.source), &folder)?;
    step("testing @thumbox/sharp in Next.js, Astro, Eleventy Image and IPX (some minutes)");
    run(Command::new("node")
        .arg("--test")
        .arg(folder.join("programs.test.mjs"))
        .env("THUMBOX_SAMPLE", sample)
        .env("THUMBOX_REAL_SHARP", real))
}
