//! Runs `deploy/redrive` against the emulator, as an operator runs it.

use std::path::Path;
use std::process::{Command, Output};

use anyhow::{Result, ensure};
use local_aws::{Cloud, PYTHON};
use tools::process::run;

const PROGRAM: &str = "deploy/redrive";

/// Its unit tests.
///
/// # Errors
/// Where one fails.
pub(crate) fn unit_tests(root: &Path) -> Result<()> {
    run(Command::new(PYTHON.prepare(root)?.join("bin/python"))
        // No compiled files in the tree.
        .args(["-B", "-m", "unittest", "--quiet"])
        .current_dir(root.join(PROGRAM)))
}

/// Runs it for the stack, and returns what it prints.
///
/// # Errors
/// Where it fails, or its summary is not `summary`.
pub(crate) fn redrive(
    root: &Path,
    cloud: &Cloud,
    arguments: &[&str],
    summary: &str,
) -> Result<String> {
    let Output {
        status,
        stdout,
        stderr,
    } = Command::new(PYTHON.prepare(root)?.join("bin/python"))
        .arg("-B")
        .arg(root.join(PROGRAM))
        .arg(cloud.stack())
        .args(arguments)
        .env_clear()
        .env("HOME", root.join("target"))
        .env("AWS_DEFAULT_REGION", "us-east-1")
        .envs(cloud.variables())
        .output()?;
    let (stdout, stderr) = (
        String::from_utf8_lossy(&stdout).into_owned(),
        String::from_utf8_lossy(&stderr),
    );
    ensure!(
        status.success() && stderr.trim() == summary,
        "redrive {arguments:?} ended with {status} and not \"{summary}\":\n{stdout}{stderr}"
    );
    Ok(stdout)
}
