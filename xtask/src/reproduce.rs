//! `cargo xtask reproduce`: the components built in another folder are the same, byte for byte.

mod debian;

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};
use tools::files::fresh_folder;
use tools::process::step;

use crate::component::{self, CODECS};
use crate::digests::hex_sha256;
use crate::guest_compiler::{Guest, GuestCompiler};
use crate::recorded;

pub(crate) use self::debian::check as check_in_debian;

/// Not sources.
const LEFT_OUT: [&str; 3] = [".git", "target", "node_modules"];

/// Compares the resize component with the record, copies the sources into target/elsewhere, builds its module there from
/// scratch, and compares it with the one here.
///
/// # Errors
/// Where they differ.
pub(crate) fn check(root: &Path, compiler: &GuestCompiler) -> Result<()> {
    check_these(root, compiler, [Guest::RESIZER].into_iter())
}

/// The same of all components.
///
/// # Errors
/// As [`check`].
pub(crate) fn check_all(root: &Path, compiler: &GuestCompiler) -> Result<()> {
    component::build(root, compiler)?;
    let codecs = CODECS.iter().map(|codec| codec.guest);
    check_these(root, compiler, [Guest::RESIZER].into_iter().chain(codecs))
}

fn check_these(
    root: &Path,
    compiler: &GuestCompiler,
    guests: impl Iterator<Item = Guest>,
) -> Result<()> {
    recorded::check(root, &component::digests(root)?, compiler.version())?;
    step("building the components once more in another folder, to compare");
    let elsewhere = root.join("target/elsewhere/with another name");
    fresh_folder(&elsewhere)?;
    copy(root, &elsewhere)?;
    for guest in guests {
        let here = fs::read(compiler.build(root, guest)?)?;
        let there = fs::read(compiler.build(&elsewhere, guest)?)?;
        if here != there {
            bail!(
                "the module of {} built in {} has {} bytes and SHA-256 {}, the one built here {} bytes and {}",
                guest.package,
                elsewhere.display(),
                there.len(),
                hex_sha256(&there),
                here.len(),
                hex_sha256(&here)
            );
        }
    }
    Ok(())
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from).with_context(|| from.display().to_string())? {
        let entry = entry?;
        let (path, name) = (entry.path(), entry.file_name());
        if LEFT_OUT.iter().any(|left_out| name == *left_out) {
            continue;
        }
        if path.is_dir() {
            copy(&path, &to.join(name))?;
        } else {
            fs::copy(&path, to.join(name)).with_context(|| path.display().to_string())?;
        }
    }
    Ok(())
}
