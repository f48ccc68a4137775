//! Finds the component that `cargo xtask component` has built and checks it before it is put into the program.
//!
//! The digests are compared here, when the bytes become part of the program: from then on they are as trustworthy
//! as the program's own code.

#[cfg(feature = "embedded")]
fn main() {
    // As it is now: the folder may have been moved since this was compiled.
    let here = std::env::var_os("CARGO_MANIFEST_DIR").expect("cargo says where this crate lies");
    let root = std::path::Path::new(&here)
        .parent()
        .expect("this crate lies in a folder of the workspace");
    let is = |name: &str| std::env::var(name).unwrap_or_default();
    let arch = is("CARGO_CFG_TARGET_ARCH");
    let os = is("CARGO_CFG_TARGET_OS");
    let source = match cfg!(feature = "malicious-component") {
        true => embedded::MALICIOUS,
        false => embedded::REAL,
    };
    // Where src/malicious.rs finds the others of its kind.
    if cfg!(feature = "malicious-component") {
        let folder = root.join(source.folder);
        println!("cargo::rustc-env=THUMBOX_MALICIOUS={}", folder.display());
    }
    // The malicious component stands alone.
    let has = |codec: &&str| {
        let feature = format!("CARGO_FEATURE_CODEC_{}", codec.to_uppercase());
        std::env::var_os(feature).is_some() && !cfg!(feature = "malicious-component")
    };
    let codecs: Vec<&str> = ["avif", "heic"].into_iter().filter(has).collect();
    match embedded::locate(root, source, &codecs, &arch, &os) {
        Ok(variables) => {
            for (name, value) in variables {
                println!("cargo::rustc-env={name}={value}");
            }
        }
        // Cargo shows these lines and nothing else of what this program has said.
        Err(reason) => {
            for line in reason.lines() {
                println!("cargo::error={line}");
            }
        }
    }
}

#[cfg(not(feature = "embedded"))]
fn main() {}

#[cfg(feature = "embedded")]
pub(crate) mod embedded {
    use std::fs;
    use std::path::Path;

    use serde_json::Value;
    use sha2::{Digest, Sha256};

    /// Where a component and its compiled forms lie, and what builds them.
    pub(crate) struct Source {
        /// Below the workspace's root.
        pub(crate) folder: &'static str,
        /// The command.
        pub(crate) command: &'static str,
    }

    /// The component.
    pub(crate) const REAL: Source = Source {
        folder: "target/component",
        command: "cargo xtask component",
    };
    /// The one that hosts are attacked with.
    pub(crate) const MALICIOUS: Source = Source {
        folder: "target/malicious/component",
        command: "cargo xtask sandbox",
    };

    /// The forms for each processor family, best first. Where there is one only, it is taken twice.
    const X86: [&str; 2] = ["x86-64-v3", "x86-64-v2"];
    const ARM: [&str; 2] = ["aarch64", "aarch64"];

    /// Variables for `src/embedded.rs`, with their values: digests, and paths of the forms, of the component and of these
    /// codecs.
    ///
    /// # Errors
    /// Saying what is wrong, and what to run.
    pub(crate) fn locate(
        root: &Path,
        source: Source,
        codecs: &[&str],
        arch: &str,
        os: &str,
    ) -> Result<Vec<(String, String)>, String> {
        let levels = match (arch, os) {
            ("x86_64", "linux") => X86,
            ("aarch64", "linux") => ARM,
            _ => {
                return Err(format!(
                    "the component is compiled ahead of time for x86_64 and aarch64 linux; this build is for {arch} {os}"
                ));
            }
        };
        files(&root.join(source.folder), codecs, levels).map_err(|reason| {
            format!(
                "the component, which is part of the program, is not there or not complete: {reason}\n\
                 in {}, run `{}`, which builds it, and then the same command again",
                root.display(),
                source.command
            )
        })
    }

    fn files(
        directory: &Path,
        codecs: &[&str],
        levels: [&str; 2],
    ) -> Result<Vec<(String, String)>, String> {
        let manifest_path = directory.join("component.json");
        println!("cargo::rerun-if-changed={}", manifest_path.display());
        let manifest = fs::read_to_string(&manifest_path)
            .map_err(|error| format!("{}: {error}", manifest_path.display()))?;
        let manifest: Value = serde_json::from_str(&manifest)
            .map_err(|error| format!("{}: {error}", manifest_path.display()))?;

        let mut variables = Vec::new();
        let mut add = |part: &Value, sha256: String, cwasm: String| -> Result<(), String> {
            variables.push((sha256, checked(directory, &part["component"])?.1));
            for (level, form) in levels.iter().zip(1..) {
                let (path, _) = checked(directory, &part["precompiled"][level])?;
                variables.push((format!("{cwasm}_{form}"), path));
            }
            Ok(())
        };
        add(
            &manifest,
            "THUMBOX_COMPONENT_SHA256".to_owned(),
            "THUMBOX_CWASM".to_owned(),
        )?;
        for codec in codecs {
            let name = codec.to_uppercase();
            add(
                &manifest["codecs"][codec],
                format!("THUMBOX_{name}_SHA256"),
                format!("THUMBOX_{name}_CWASM"),
            )?;
        }
        Ok(variables)
    }

    /// The path and digest of an entry `{"file", "sha256"}`, after the file has been compared with the digest.
    fn checked(directory: &Path, entry: &Value) -> Result<(String, String), String> {
        let (Some(file), Some(expected)) = (entry["file"].as_str(), entry["sha256"].as_str())
        else {
            return Err(format!("component.json has an unexpected entry: {entry}"));
        };
        let path = directory.join(file);
        println!("cargo::rerun-if-changed={}", path.display());
        let bytes = fs::read(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        let found: String = Sha256::digest(&bytes)
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        if found != expected {
            return Err(format!(
                "{}: its SHA-256 is {found}, component.json says {expected}",
                path.display()
            ));
        }
        Ok((path.display().to_string(), found))
    }
}
