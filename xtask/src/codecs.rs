//! The workspace of the codecs: its form, lints and tests.

mod patched;

use std::path::Path;
use std::process::Command;

use anyhow::Result;
use tools::process::run;

pub(crate) use self::patched::{is_manifest_of_patched, prepare};
use crate::cargo::cargo;

/// Below the root.
pub(crate) const WORKSPACE: &str = "codecs";

/// Checks it as the tests check the workspace of everything else.
///
/// # Errors
/// Where something is not as it should be.
pub(crate) fn check(root: &Path) -> Result<()> {
    prepare(root)?;
    // With `--all` it would look at packages of others as well.
    run(in_codecs(root).args(["fmt", "--check"]))?;
    run(in_codecs(root)
        .args([
            "clippy",
            "--quiet",
            "--locked",
            "--workspace",
            "--all-targets",
        ])
        .args(["--", "-D", "warnings"]))?;
    run(in_codecs(root).args(["test", "--quiet", "--locked", "--workspace", "--lib"]))
}

/// Cargo there. What it patches is compiled apart.
fn in_codecs(root: &Path) -> Command {
    let mut cargo = cargo(root);
    cargo
        .current_dir(root.join(WORKSPACE))
        .env("CARGO_TARGET_DIR", root.join("target/codecs"));
    cargo
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    /// The lines of a section of a manifest, without comments.
    fn section(manifest: &str, name: &str) -> Vec<String> {
        let lines = manifest.lines().skip_while(|line| *line != name).skip(1);
        lines
            .take_while(|line| !line.starts_with('['))
            .filter(|line| !line.is_empty() && !line.starts_with('#'))
            .map(str::to_owned)
            .collect()
    }

    #[test]
    fn lints_and_the_profile_of_components_are_those_of_the_root() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        let read = |folder: &Path| fs::read_to_string(folder.join("Cargo.toml")).unwrap();
        let (ours, theirs) = (read(root), read(&root.join(WORKSPACE)));
        for name in [
            "[workspace.lints.rust]",
            "[workspace.lints.clippy]",
            "[profile.release]",
            "[profile.component]",
        ] {
            let expected = section(&ours, name);
            assert!(!expected.is_empty(), "{name}");
            assert_eq!(section(&theirs, name), expected, "{name}");
        }
    }
}
