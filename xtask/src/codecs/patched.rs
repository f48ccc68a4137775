//! Packages of others that the codecs need with a change: `codecs/patched/NAME`, which is made and no part of the repository.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use flate2::read::GzDecoder;
use tar::Archive;
use tools::files::fresh_folder;
use tools::process::{run, step};

use super::WORKSPACE;
use crate::digests::hex_sha256;
use crate::guest_compiler::cargo_home;

/// Below [`WORKSPACE`].
const FOLDER: &str = "patched";

/// Where cargo is asked for packages, below the root.
const FETCHED: &str = "target/fetched";

/// In the folder of a package, when it is complete: what it was made of.
const STAMP: &str = "made-of.txt";

/// A package with a change.
struct Patched {
    name: &'static str,
    version: &'static str,
    /// SHA-256 of its archive in the registry, which ends with `.crate`.
    sha256: &'static str,
    /// The change as a unified diff, below [`WORKSPACE`].
    patch: &'static str,
}

/// What `[patch.crates-io]` of codecs/Cargo.toml names, but for `libc`, which is ours.
const PATCHED: [Patched; 3] = [
    Patched {
        name: "heifer-hevc-dec",
        version: "0.3.22",
        sha256: "767a079893b47bab777f9d5aa242577805b7be1e3f677b2e0fe2b3aa77fdd5eb",
        patch: "heic/heifer-hevc-dec.patch",
    },
    Patched {
        name: "jxl",
        version: "0.8.0",
        sha256: "b8379fc83d79477900c9aed78cb8370a556d834081bebcb771c6010381c4e230",
        patch: "jxl/jxl.patch",
    },
    Patched {
        name: "rav1d",
        version: "1.1.0",
        sha256: "1932f060d5e7bd49dc9f8b272c1dc5e9ce0ffe141c28be900265d3989b36c9ed",
        patch: "avif/rav1d.patch",
    },
];

/// Makes the packages that are not there, or made of something else.
///
/// # Errors
/// Where a package cannot be had, is another one, or its patch does not apply.
pub(crate) fn prepare(root: &Path) -> Result<()> {
    for package in &PATCHED {
        package
            .prepare(root)
            .with_context(|| format!("the patched package {}", package.name))?;
    }
    Ok(())
}

/// Whether a package with this manifest is one of others, with a change.
pub(crate) fn is_manifest_of_patched(manifest: &Path) -> bool {
    let mut folders = manifest.ancestors().skip(2);
    folders
        .next()
        .is_some_and(|folder| folder.ends_with(Path::new(WORKSPACE).join(FOLDER)))
}

impl Patched {
    fn prepare(&self, root: &Path) -> Result<()> {
        let workspace = root.join(WORKSPACE);
        let patch = workspace.join(self.patch);
        let change = fs::read(&patch).with_context(|| patch.display().to_string())?;
        let stamp = format!(
            "{} {}, whose archive has SHA-256 {}\n{}, which has SHA-256 {}\n",
            self.name,
            self.version,
            self.sha256,
            self.patch,
            hex_sha256(&change)
        );
        let folder = workspace.join(FOLDER).join(self.name);
        if fs::read_to_string(folder.join(STAMP)).is_ok_and(|found| found == stamp) {
            return Ok(());
        }
        let archive = self.archive(root)?;
        step(&format!("patching {} {}", self.name, self.version));
        let unpacked = workspace.join(FOLDER).join("unpacked");
        fresh_folder(&unpacked)?;
        Archive::new(GzDecoder::new(&*archive)).unpack(&unpacked)?;
        fresh_folder(&folder)?;
        fs::rename(
            unpacked.join(format!("{}-{}", self.name, self.version)),
            &folder,
        )?;
        fs::remove_dir(unpacked)?;
        run(Command::new("git")
            // Inside of a repository, git would look for the files from its root on, and skip them silently.
            .env(
                "GIT_CEILING_DIRECTORIES",
                folder.parent().unwrap_or(&folder),
            )
            .current_dir(&folder)
            .args(["apply", "--whitespace=nowarn"])
            .arg(&patch))?;
        fs::write(folder.join(STAMP), stamp)?;
        Ok(())
    }

    /// The package as the registry has it: as cargo has kept it, or else as cargo gets it.
    fn archive(&self, root: &Path) -> Result<Vec<u8>> {
        if let Some(archive) = self.kept()? {
            return Ok(archive);
        }
        let folder = root.join(FETCHED).join(self.name);
        fresh_folder(&folder.join("src"))?;
        fs::write(folder.join("src/lib.rs"), "")?;
        let manifest = format!(
            "[package]\nname = \"fetched\"\nedition = \"2024\"\n[workspace]\n[dependencies]\n{} = \"={}\"\n",
            self.name, self.version
        );
        fs::write(folder.join("Cargo.toml"), manifest)?;
        run(Command::new("cargo").current_dir(&folder).arg("fetch"))?;
        self.kept()?
            .context("cargo has got it, and its archive is in no folder of registry/cache")
    }

    fn kept(&self) -> Result<Option<Vec<u8>>> {
        let registries = fs::read_dir(cargo_home().join("registry/cache"));
        for registry in registries.into_iter().flatten() {
            let file = format!("{}-{}.crate", self.name, self.version);
            let path: PathBuf = registry?.path().join(file);
            if let Ok(archive) = fs::read(&path) {
                self.check(&archive, &path)?;
                return Ok(Some(archive));
            }
        }
        Ok(None)
    }

    fn check(&self, archive: &[u8], path: &Path) -> Result<()> {
        let found = hex_sha256(archive);
        if found != self.sha256 {
            bail!(
                "{} has SHA-256 {found}; expected {}. Delete it, so that cargo gets it again",
                path.display(),
                self.sha256
            );
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn root() -> &'static Path {
        Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
    }

    /// Nothing is patched that cargo then takes from the registry.
    #[test]
    fn cargo_takes_the_patched_packages() {
        let manifest = fs::read_to_string(root().join(WORKSPACE).join("Cargo.toml")).unwrap();
        for package in &PATCHED {
            let name = package.name;
            let line = format!("\n{name} = {{ path = \"{FOLDER}/{name}\" }}\n");
            assert!(manifest.contains(&line), "{line}");
        }
    }

    #[test]
    fn another_archive_is_refused() {
        let error = PATCHED[0].check(b"another", Path::new("a.crate"));
        let message = error.unwrap_err().to_string();
        assert!(message.contains(PATCHED[0].sha256), "{message}");
    }

    #[test]
    fn packages_in_the_folder_are_those_of_others() {
        for (manifest, expected) in [
            ("/a/codecs/patched/rav1d/Cargo.toml", true),
            ("/a/codecs/avif/Cargo.toml", false),
            ("/a/codecs/shared/plan/Cargo.toml", false),
            ("/a/patched/plan/Cargo.toml", false),
        ] {
            let is_patched = is_manifest_of_patched(Path::new(manifest));
            assert_eq!(is_patched, expected, "{manifest}");
        }
    }
}
