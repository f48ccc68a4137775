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
    let codecs = match cfg!(feature = "malicious-component") {
        true => Vec::new(),
        false => codecs(),
    };
    match embedded::locate(root, source, &codecs, &arch, &os) {
        Ok((resizer, codecs)) => {
            println!(
                "cargo::rustc-env=THUMBOX_COMPONENT_SHA256={}",
                resizer.sha256
            );
            for (form, path) in (1..).zip(&resizer.forms) {
                println!("cargo::rustc-env=THUMBOX_CWASM_{form}={path}");
            }
            let out = std::env::var_os("OUT_DIR").expect("cargo says where this may write");
            let path = std::path::Path::new(&out).join("codecs.rs");
            std::fs::write(&path, embedded::list(&codecs)).expect("cargo's folder can be written");
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

/// The codecs whose features are on: `codec-avif` is that of `avif`. Cargo.toml is the only list of them.
#[cfg(feature = "embedded")]
fn codecs() -> Vec<String> {
    let mut codecs: Vec<String> = std::env::vars()
        .filter_map(|(name, _)| Some(name.strip_prefix("CARGO_FEATURE_CODEC_")?.to_lowercase()))
        .collect();
    codecs.sort_unstable();
    codecs
}

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

    /// A component, as `src/embedded.rs` needs it.
    #[derive(Debug, PartialEq, Eq)]
    pub(crate) struct Part {
        /// `resizer`, or the name of a codec.
        pub(crate) name: String,
        /// SHA-256 of the component in lower-case hexadecimal.
        pub(crate) sha256: String,
        /// Paths of the compiled forms, best first. Of a codec it is one.
        pub(crate) forms: Vec<String>,
    }

    /// The resizer and these codecs, for a processor and a system.
    ///
    /// # Errors
    /// Saying what is wrong, and what to run.
    pub(crate) fn locate(
        root: &Path,
        source: Source,
        codecs: &[String],
        arch: &str,
        os: &str,
    ) -> Result<(Part, Vec<Part>), String> {
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

    /// The list of codecs as an expression: what `src/embedded.rs` includes.
    pub(crate) fn list(codecs: &[Part]) -> String {
        let mut text = "&[".to_owned();
        for Part {
            name,
            sha256,
            forms,
        } in codecs
        {
            let form = &forms[0];
            text.push_str(&format!(
                "Embedded {{ name: {name:?}, sha256: {sha256:?}, precompiled: compiled_code!({form:?}) }},"
            ));
        }
        text + "]"
    }

    fn files(
        directory: &Path,
        codecs: &[String],
        levels: [&str; 2],
    ) -> Result<(Part, Vec<Part>), String> {
        let manifest_path = directory.join("component.json");
        println!("cargo::rerun-if-changed={}", manifest_path.display());
        let manifest = fs::read_to_string(&manifest_path)
            .map_err(|error| format!("{}: {error}", manifest_path.display()))?;
        let manifest: Value = serde_json::from_str(&manifest)
            .map_err(|error| format!("{}: {error}", manifest_path.display()))?;

        let part = |name: &str, entries: &Value, levels: &[&str]| -> Result<Part, String> {
            let (_, sha256) = checked(directory, &entries["component"])?;
            let form = |level| checked(directory, &entries["precompiled"][level]);
            let forms = levels.iter().map(|level| Ok(form(*level)?.0));
            Ok(Part {
                name: name.to_owned(),
                sha256,
                forms: forms.collect::<Result<_, String>>()?,
            })
        };
        let codec = |name: &String| match &manifest["codecs"][name] {
            Value::Null => Err(format!(
                "{} has no codec {name:?}, which the feature codec-{name} asks for",
                manifest_path.display()
            )),
            // The last one suits all processors.
            entries => part(name, entries, &levels[1..]),
        };
        let resizer = part("resizer", &manifest, &levels)?;
        Ok((resizer, codecs.iter().map(codec).collect::<Result<_, _>>()?))
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
