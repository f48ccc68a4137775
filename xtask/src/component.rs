//! `cargo xtask component`: builds the resizer and the codecs, checks them, and compiles them ahead of time.

mod precompiled;
mod sandboxed;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use serde_json::{Map, Value, json};
use tools::process::step;
use wit_component::ComponentEncoder;

use self::precompiled::{LEVELS, LEVELS_OF_CODECS};
use crate::digests::{Digests, entry, hex_sha256, write_if_changed};
use crate::guest_compiler::{Guest, GuestCompiler};
use crate::{codecs, precompiler, recorded};

/// Below the root.
const FOLDER: &str = "target/component";
const MANIFEST: &str = "component.json";

/// A component that decodes a format.
pub(crate) struct Codec {
    /// Its file is `NAME.wasm`.
    pub(crate) name: &'static str,
    /// What it is built of.
    pub(crate) guest: Guest,
}

/// All of them. Each is a feature of engine and of the hosts as well.
pub(crate) const CODECS: [Codec; 3] = [
    Codec::of_package("avif", "avif", "avif"),
    Codec::of_package("heic", "heic", "heic"),
    // `jxl` is its decoder.
    Codec::of_package("jxl", "jxl-codec", "jxl_codec"),
];

impl Codec {
    /// That of a package of codecs/Cargo.toml, and of the library in it.
    const fn of_package(name: &'static str, package: &'static str, library: &'static str) -> Self {
        let guest = Guest {
            workspace: codecs::WORKSPACE,
            package,
            library,
        };
        Self { name, guest }
    }
}

/// What was built.
pub(crate) struct Component {
    /// `target/component/resizer.wasm`.
    pub(crate) path: PathBuf,
    /// Its size in bytes.
    pub(crate) size: usize,
    /// Its SHA-256, and those of the codecs.
    pub(crate) digests: Digests,
}

/// Builds the resize component and all codecs into `target/component/`, their compiled forms, and `component.json` with all
/// digests.
///
/// # Errors
/// Where one does not compile, imports something, or has an instruction that may differ between processors.
pub(crate) fn build(root: &Path, compiler: &GuestCompiler) -> Result<Component> {
    codecs::prepare(root)?;
    build_with(root, compiler, &CODECS)
}

/// The same without the codecs, for work on the resizer: what is there of them stays as it is.
///
/// # Errors
/// As [`build`].
pub(crate) fn build_resizer(root: &Path, compiler: &GuestCompiler) -> Result<Component> {
    build_with(root, compiler, &[])
}

fn build_with(root: &Path, compiler: &GuestCompiler, wanted: &[Codec]) -> Result<Component> {
    step(&format!(
        "building the components with {}",
        compiler.description()
    ));
    let directory = root.join(FOLDER);
    fs::create_dir_all(&directory)?;
    let program = precompiler::build(root)?;
    let precompiler_sha256 = hex_sha256(&fs::read(&program)?);
    let old = old_manifest(&directory);
    let is_same_precompiler = old["precompiler_sha256"] == precompiler_sha256.as_str();

    // Each component is built, and compiled where it or the precompiler has changed.
    let make = |name: &str, guest: Guest, levels: &[&str], old: &Value| -> Result<Made> {
        let bytes = of_module(&compiler.build(root, guest)?)?;
        sandboxed::check(&bytes).with_context(|| format!("the component {name}"))?;
        let path = directory.join(name).with_extension("wasm");
        write_if_changed(&path, &bytes)?;
        let sha256 = hex_sha256(&bytes);
        let is_current = is_same_precompiler
            && old["component"]["sha256"] == sha256.as_str()
            && precompiled::are_there(&path, levels);
        let forms = match (is_current, &old["precompiled"]) {
            (true, Value::Object(forms)) => forms.clone(),
            _ => precompiled::compile(&program, &path, levels)?,
        };
        Ok(Made {
            size: bytes.len(),
            entries: json!({ "component": entry(&path, &sha256), "precompiled": forms }),
            path,
            sha256,
        })
    };
    let resizer = make("resizer", Guest::RESIZER, LEVELS, &old)?;
    let mut codecs = old["codecs"].as_object().cloned().unwrap_or_default();
    let mut digests = Digests {
        resizer: resizer.sha256,
        codecs: BTreeMap::new(),
    };
    for codec in wanted {
        let made = make(
            codec.name,
            codec.guest,
            LEVELS_OF_CODECS,
            &old["codecs"][codec.name],
        )?;
        digests.codecs.insert(codec.name.to_owned(), made.sha256);
        codecs.insert(codec.name.to_owned(), made.entries);
    }
    recorded::tell(root, &digests, compiler.version())?;
    let mut manifest = resizer.entries;
    manifest["codecs"] = Value::Object(codecs);
    manifest["precompiler_sha256"] = precompiler_sha256.into();
    manifest["guest_compiler"] = compiler.version().into();
    // Whoever embeds it is compiled anew where it is another one.
    write_if_changed(
        &directory.join(MANIFEST),
        format!("{manifest:#}\n").as_bytes(),
    )?;
    Ok(Component {
        path: resizer.path,
        size: resizer.size,
        digests,
    })
}

/// A component, and what component.json says of it.
struct Made {
    path: PathBuf,
    size: usize,
    sha256: String,
    entries: Value,
}

/// What is there from an earlier build.
fn old_manifest(directory: &Path) -> Value {
    fs::read(directory.join(MANIFEST))
        .ok()
        .and_then(|text| serde_json::from_slice(&text).ok())
        .unwrap_or_default()
}

/// Builds a component that no host carries into the file at `path`, and checks it as the others.
///
/// # Errors
/// As [`build`].
pub(crate) fn build_apart(
    root: &Path,
    compiler: &GuestCompiler,
    guest: Guest,
    path: &Path,
) -> Result<()> {
    let bytes = of_module(&compiler.build(root, guest)?)?;
    sandboxed::check(&bytes).with_context(|| format!("the component {}", guest.package))?;
    fs::write(path, bytes).with_context(|| path.display().to_string())
}

/// The component around a module that was compiled for it.
///
/// # Errors
/// Where the file is no such module.
pub(crate) fn of_module(path: &Path) -> Result<Vec<u8>> {
    let module = fs::read(path).with_context(|| path.display().to_string())?;
    ComponentEncoder::default()
        .module(&module)?
        .validate(true)
        .encode()
}

/// Checks the digests of components that were built elsewhere: all files that target/component/component.json names.
///
/// # Errors
/// Where one is missing or another one.
pub(crate) fn verify(root: &Path) -> Result<()> {
    verify_files(&root.join(FOLDER))
}

fn verify_files(directory: &Path) -> Result<()> {
    let path = directory.join(MANIFEST);
    let manifest = read_manifest(directory)?;
    let codecs = manifest["codecs"].as_object();
    let codecs = codecs.into_iter().flat_map(Map::values);
    let codecs = codecs.map(|codec| (codec, LEVELS_OF_CODECS));
    for (part, levels) in codecs.chain([(&manifest, LEVELS)]) {
        let compiled = levels.iter().map(|level| &part["precompiled"][level]);
        for entry in [&part["component"]].into_iter().chain(compiled) {
            let (Some(name), Some(sha256)) = (entry["file"].as_str(), entry["sha256"].as_str())
            else {
                bail!("{} does not name all files", path.display());
            };
            let file = directory.join(name);
            let found = hex_sha256(&fs::read(&file).with_context(|| file.display().to_string())?);
            if found != sha256 {
                bail!(
                    "{} has SHA-256 {found}, and component.json beside it says {sha256}; `cargo xtask component` builds it",
                    file.display()
                );
            }
        }
    }
    Ok(())
}

fn read_manifest(directory: &Path) -> Result<Value> {
    let path = directory.join(MANIFEST);
    let text = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
    serde_json::from_str(&text).with_context(|| path.display().to_string())
}

/// The digests of the components in target/component, as `component.json` there has them.
///
/// # Errors
/// Where they have not been built.
pub(crate) fn digests(root: &Path) -> Result<Digests> {
    let manifest = read_manifest(&root.join(FOLDER))?;
    let of = |part: &Value| -> Result<String> {
        let digest = part["component"]["sha256"].as_str();
        Ok(digest
            .context("component.json does not name all digests")?
            .to_owned())
    };
    let codecs = manifest["codecs"].as_object();
    let codecs = codecs.into_iter().flatten();
    Ok(Digests {
        resizer: of(&manifest)?,
        codecs: codecs
            .map(|(name, part)| Ok((name.clone(), of(part)?)))
            .collect::<Result<_>>()?,
    })
}

/// That of the resize component.
///
/// # Errors
/// As [`digests`].
pub(crate) fn digest(root: &Path) -> Result<String> {
    Ok(digests(root)?.resizer)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_have_all_codecs_unless_told_otherwise() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        let read = |package: &str| {
            let manifest = root.join(package).join("Cargo.toml");
            fs::read_to_string(manifest).unwrap()
        };
        let engine = read("engine");
        let names: Vec<&str> = engine
            .lines()
            .filter_map(|line| line.strip_prefix("codec-")?.split_once(' '))
            .map(|(name, _)| name)
            .collect();
        assert_eq!(names, CODECS.map(|codec| codec.name));
        for host in ["host-cli", "host-lambda"] {
            let manifest = read(host);
            let mut lines = manifest.lines();
            let default = lines.find(|line| line.starts_with("default = ")).unwrap();
            for name in &names {
                let feature = format!("\n{name} = [\"engine/codec-{name}\"]\n");
                assert!(manifest.contains(&feature), "{host}: {name}");
                assert!(default.contains(&format!("{name:?}")), "{host}: {name}");
            }
        }
    }

    #[test]
    fn components_from_elsewhere_have_to_have_their_digests() {
        let folder = std::env::temp_dir().join(format!("thumbox-component-{}", std::process::id()));
        tools::files::fresh_folder(&folder).unwrap();
        let described = |name: String| {
            fs::write(folder.join(&name), &name).unwrap();
            json!({ "file": name, "sha256": hex_sha256(name.as_bytes()) })
        };
        let part = |name: &str, levels: &[&str]| {
            let forms = levels
                .iter()
                .map(|level| ((*level).to_owned(), described(format!("{name}.{level}"))));
            json!({
                "component": described(format!("{name}.wasm")),
                "precompiled": Map::from_iter(forms),
            })
        };
        let mut manifest = part("resizer", LEVELS);
        manifest["codecs"] = CODECS
            .iter()
            .map(|codec| (codec.name.to_owned(), part(codec.name, LEVELS_OF_CODECS)))
            .collect::<Map<_, _>>()
            .into();
        let names: Vec<PathBuf> = fs::read_dir(&folder)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect();
        assert_eq!(
            names.len(),
            1 + LEVELS.len() + CODECS.len() * (1 + LEVELS_OF_CODECS.len())
        );
        fs::write(folder.join(MANIFEST), manifest.to_string()).unwrap();
        verify_files(&folder).unwrap();
        for name in &names {
            let content = fs::read(name).unwrap();
            fs::write(name, "changed").unwrap();
            let error = verify_files(&folder).unwrap_err().to_string();
            assert!(error.contains("has SHA-256"), "{error}");
            fs::write(name, content).unwrap();
        }
        fs::remove_file(&names[0]).unwrap();
        assert!(verify_files(&folder).is_err());
        fs::write(folder.join(MANIFEST), "{}").unwrap();
        let error = verify_files(&folder).unwrap_err().to_string();
        assert!(error.contains("does not name all files"), "{error}");
        fs::remove_dir_all(folder).unwrap();
    }
}
