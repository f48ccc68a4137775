//! Installing Debian's packages.

use std::path::Path;
use std::process::Command;

use anyhow::Result;

use crate::process::{run_quietly, step};

/// Installs packages if this is Debian and we are root. False where that is not so. `reason` completes the sentence
/// that says so.
///
/// # Errors
/// Where apt-get fails; the message has what it said.
pub fn install(packages: &[&str], reason: &str) -> Result<bool> {
    let has_apt = Path::new("/usr/bin/apt-get").is_file();
    if !has_apt || !rustix::process::geteuid().is_root() {
        return Ok(false);
    }
    step(&format!(
        "installing {} with apt-get: {reason}",
        packages.join(" ")
    ));
    apt_get(&["update", "-q"], &[])?;
    apt_get(
        &["install", "-q", "-y", "--no-install-recommends"],
        packages,
    )?;
    Ok(true)
}

fn apt_get(arguments: &[&str], packages: &[&str]) -> Result<()> {
    run_quietly(
        Command::new("apt-get")
            .args(arguments)
            .args(packages)
            .env("DEBIAN_FRONTEND", "noninteractive"),
    )
}
