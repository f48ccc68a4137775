//! The two hosts that are programs.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;
use tools::process::{run, step};

use crate::guest_compiler::cargo_home;

const THUMBOX: &str = "target/debug/thumbox";

/// Paths of the programs.
pub(crate) struct Hosts {
    /// The command line.
    pub(crate) thumbox: PathBuf,
    /// The Lambda function.
    pub(crate) bootstrap: PathBuf,
}

/// Builds `thumbox` alone. `target/component` must be there.
///
/// # Errors
/// Where it does not compile.
pub(crate) fn thumbox(root: &Path) -> Result<PathBuf> {
    step("building thumbox (a minute, once)");
    run(Command::new("cargo")
        .current_dir(root)
        .args(["build", "--quiet", "--locked", "--package", "host-cli"])
        .args(["--target-dir", "target"]))?;
    Ok(root.join(THUMBOX))
}

/// Builds `thumbox` with the feature `s3`, in the place of the one without. `target/component` must be there.
///
/// # Errors
/// Where it does not compile.
pub(crate) fn thumbox_with_s3(root: &Path) -> Result<PathBuf> {
    step("building thumbox with S3 (some minutes, once)");
    run(Command::new("cargo")
        .current_dir(root)
        .args(["build", "--quiet", "--locked", "--package", "host-cli"])
        .args(["--features", "s3", "--target-dir", "target"]))?;
    Ok(root.join(THUMBOX))
}

/// Builds `thumbox` as it is installed. `target/component` must be there.
///
/// # Errors
/// Where it does not compile.
pub(crate) fn optimised_thumbox(root: &Path) -> Result<PathBuf> {
    step("building thumbox, optimised (some minutes, once)");
    run(Command::new("cargo")
        .current_dir(root)
        .args(["build", "--quiet", "--locked", "--release"])
        .args(["--package", "host-cli", "--target-dir", "target"]))?;
    Ok(root.join("target/release/thumbox"))
}

/// Builds `thumbox` for others: optimised, with S3 and these codecs, and without the paths of this machine in it.
/// `target/component` must be there.
///
/// # Errors
/// Where it does not compile.
pub(crate) fn thumbox_to_give_away(root: &Path, codecs: &[&str]) -> Result<PathBuf> {
    step("building thumbox for others, optimised (some minutes)");
    let flags = [(root.to_owned(), "/thumbox"), (cargo_home(), "/cargo")]
        .map(|(path, name)| format!("--remap-path-prefix={}={name}", path.display()));
    // Other flags mean other files: in a folder of their own, they leave those of `cargo build --release` alone.
    run(Command::new("cargo")
        .current_dir(root)
        .args(["build", "--quiet", "--locked", "--release"])
        .args(["--no-default-features", "--features"])
        .arg([codecs, &["s3"]].concat().join(","))
        .args(["--package", "host-cli", "--target-dir", "target/dist-build"])
        .env("CARGO_ENCODED_RUSTFLAGS", flags.join("\x1f")))?;
    Ok(root.join("target/dist-build/release/thumbox"))
}

/// Builds `bootstrap` as it is deployed. `target/component` must be there.
///
/// # Errors
/// Where it does not compile.
pub(crate) fn optimised_bootstrap(root: &Path) -> Result<PathBuf> {
    step("building bootstrap, optimised (some minutes, once)");
    run(Command::new("cargo")
        .current_dir(root)
        .args(["build", "--quiet", "--locked", "--release"])
        .args(["--package", "host-lambda", "--target-dir", "target"]))?;
    Ok(root.join("target/release/bootstrap"))
}

/// Builds `thumbox` and `bootstrap`. `target/component` must be there.
///
/// # Errors
/// Where they do not compile.
pub(crate) fn build(root: &Path) -> Result<Hosts> {
    step("building thumbox and bootstrap (with the AWS SDK; some minutes, once)");
    run(Command::new("cargo").current_dir(root).args([
        "build",
        "--quiet",
        "--locked",
        "--package",
        "host-cli",
        "--package",
        "host-lambda",
        "--target-dir",
        "target",
    ]))?;
    Ok(Hosts {
        thumbox: root.join(THUMBOX),
        bootstrap: root.join("target/debug/bootstrap"),
    })
}
