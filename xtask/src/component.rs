//! `cargo xtask component`: builds the component, checks it, and compiles it ahead of time.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tools::process::{run, step};
use wasmparser::{Parser, Payload, Validator, WasmFeatures};
use wit_component::ComponentEncoder;

use crate::guest_compiler::GuestCompiler;
use crate::{precompiler, recorded};

const LEVELS: [&str; 3] = ["x86-64-v3", "x86-64-v2", "aarch64"];

/// What was built.
pub(crate) struct Component {
    /// `target/component/resizer.wasm`.
    pub(crate) path: PathBuf,
    /// Its size in bytes.
    pub(crate) size: usize,
    /// Its SHA-256 in hexadecimal.
    pub(crate) sha256: String,
}

/// Builds `target/component/`: the component, its compiled forms, and `component.json` with all digests.
///
/// # Errors
/// Where it does not compile, imports something, or has an instruction that may differ between processors.
pub(crate) fn build(root: &Path, compiler: &GuestCompiler) -> Result<Component> {
    step(&format!(
        "building the component with {}",
        compiler.description()
    ));
    let module = compiler.build(root, "resizer-wasm")?;
    let bytes = of_module(&module)?;
    check(&bytes)?;

    let directory = root.join("target/component");
    fs::create_dir_all(&directory)?;
    let path = directory.join("resizer.wasm");
    write_if_changed(&path, &bytes)?;
    let sha256 = hex_sha256(&bytes);
    recorded::tell(root, &sha256, compiler.version())?;

    let program = precompiler::build(root)?;
    let precompiler_sha256 = hex_sha256(&fs::read(&program)?);
    let manifest_path = directory.join("component.json");
    let old: Value = fs::read(&manifest_path)
        .ok()
        .and_then(|text| serde_json::from_slice(&text).ok())
        .unwrap_or_default();
    let is_current = old["component"]["sha256"] == sha256.as_str()
        && old["precompiler_sha256"] == precompiler_sha256.as_str()
        && LEVELS
            .iter()
            .all(|level| compiled_path(&directory, level).is_file());
    if !is_current {
        let mut precompiled = serde_json::Map::new();
        for level in LEVELS {
            step(&format!(
                "compiling the component ahead of time for {level}"
            ));
            let output = compiled_path(&directory, level);
            let written = output.with_extension("new");
            run(Command::new(&program).arg(&path).arg(level).arg(&written))?;
            let compiled = fs::read(&written).with_context(|| written.display().to_string())?;
            write_if_changed(&output, &compiled)?;
            fs::remove_file(&written)?;
            let entry = entry(&output, &hex_sha256(&compiled));
            precompiled.insert(level.to_owned(), entry);
        }
        let manifest = json!({
            "component": entry(&path, &sha256),
            "precompiled": precompiled,
            "precompiler_sha256": precompiler_sha256,
            "guest_compiler": compiler.version(),
        });
        fs::write(&manifest_path, format!("{manifest:#}\n"))?;
    }
    Ok(Component {
        path,
        size: bytes.len(),
        sha256,
    })
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

/// Checks the digests of a component that was built elsewhere: all files that target/component/component.json names.
///
/// # Errors
/// Where one is missing or another one.
pub(crate) fn verify(root: &Path) -> Result<()> {
    verify_files(&root.join("target/component"))
}

fn verify_files(directory: &Path) -> Result<()> {
    let path = directory.join("component.json");
    let text = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
    let manifest: Value =
        serde_json::from_str(&text).with_context(|| path.display().to_string())?;
    let compiled = LEVELS.map(|level| &manifest["precompiled"][level]);
    for entry in [&manifest["component"]].into_iter().chain(compiled) {
        let (Some(name), Some(sha256)) = (entry["file"].as_str(), entry["sha256"].as_str()) else {
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
    Ok(())
}

/// The digest of the component in target/component, as `component.json` there has it.
///
/// # Errors
/// Where it has not been built.
pub(crate) fn digest(root: &Path) -> Result<String> {
    let path = root.join("target/component/component.json");
    let text = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
    let manifest: Value = serde_json::from_str(&text)?;
    let digest = manifest["component"]["sha256"].as_str();
    Ok(digest.context("component.json names no digest")?.to_owned())
}

/// The component imports nothing and has no relaxed SIMD.
fn check(component: &[u8]) -> Result<()> {
    // How many modules and components the current payload lies in, below the outermost one. What an inner one imports
    // comes from the outer one, as the validator holds: that is how exported types are named, and how the destructor of a
    // resource is found.
    let mut depth = 0;
    for payload in Parser::new(0).parse_all(component) {
        let import = match payload? {
            Payload::ModuleSection { .. } | Payload::ComponentSection { .. } => {
                depth += 1;
                None
            }
            Payload::End(_) => {
                depth -= 1;
                None
            }
            Payload::ComponentImportSection(imports) if depth == 0 => {
                let first = imports.into_iter().next();
                first.transpose()?.map(|import| import.name.name)
            }
            Payload::ImportSection(imports) if depth == 0 => {
                let first = imports.into_imports().next();
                first.transpose()?.map(|import| import.module)
            }
            _ => None,
        };
        if let Some(name) = import {
            bail!("the component imports {name}; it must import nothing");
        }
    }
    Validator::new_with_features(WasmFeatures::all() - WasmFeatures::RELAXED_SIMD)
        .validate_all(component)
        .context("the component has instructions whose results may differ between processors")?;
    Ok(())
}

fn compiled_path(directory: &Path, level: &str) -> PathBuf {
    directory.join(format!("resizer.{level}.cwasm"))
}

/// An entry of component.json.
pub(crate) fn entry(path: &Path, sha256: &str) -> Value {
    let file = path.file_name().unwrap_or_default().to_string_lossy();
    json!({ "file": file, "sha256": sha256 })
}

/// Leaves an equal file alone, so that nothing is rebuilt because of its time.
pub(crate) fn write_if_changed(path: &Path, bytes: &[u8]) -> Result<()> {
    if fs::read(path).is_ok_and(|old| old == bytes) {
        return Ok(());
    }
    fs::write(path, bytes).with_context(|| path.display().to_string())
}

/// SHA-256 in lower-case hexadecimal.
pub(crate) fn hex_sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_component_with_an_import_is_refused() {
        // (component (import "clock" (func)))
        let component = [
            0x00, 0x61, 0x73, 0x6d, 0x0d, 0x00, 0x01, 0x00, // magic, component version
            0x07, 0x05, 0x01, 0x40, 0x00, 0x01,
            0x00, // type section: a function without parameters or result
            0x0a, 0x0a, 0x01, 0x00, 0x05, b'c', b'l', b'o', b'c', b'k', 0x01,
            0x00, // import section
        ];
        let error = check(&component).unwrap_err();
        assert!(error.to_string().contains("imports clock"), "{error:#}");
    }

    #[test]
    fn a_module_with_an_import_is_refused() {
        // (module (import "env" "f" (func)))
        let module = [
            0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00, // magic, module version
            0x01, 0x04, 0x01, 0x60, 0x00, 0x00, // type section
            0x02, 0x09, 0x01, 0x03, b'e', b'n', b'v', 0x01, b'f', 0x00,
            0x00, // import section
        ];
        assert!(
            check(&module)
                .unwrap_err()
                .to_string()
                .contains("must import nothing")
        );
    }

    #[test]
    fn relaxed_simd_is_refused() {
        // A function with i8x16.relaxed_swizzle (0xfd 0x100) on two zero vectors.
        let mut body = vec![0x00];
        for _ in 0..2 {
            body.extend([0xfd, 0x0c]);
            body.extend([0; 16]);
        }
        body.extend([0xfd, 0x80, 0x02, 0x1a, 0x0b]); // relaxed_swizzle, drop, end
        let mut module = vec![
            0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00, // magic, module version
            0x01, 0x04, 0x01, 0x60, 0x00, 0x00, // type section
            0x03, 0x02, 0x01, 0x00, // function section
        ];
        module.extend([0x0a, body.len() as u8 + 2, 0x01, body.len() as u8]);
        module.extend(&body);
        let error = check(&module).unwrap_err();
        assert!(
            error.to_string().contains("may differ between processors"),
            "{error:#}"
        );
        assert!(format!("{error:#}").contains("relaxed"), "{error:#}");
    }

    #[test]
    fn a_component_from_elsewhere_has_to_have_its_digests() {
        let folder = std::env::temp_dir().join(format!("thumbox-component-{}", std::process::id()));
        tools::files::fresh_folder(&folder).unwrap();
        let described = |name: &str| json!({ "file": name, "sha256": hex_sha256(name.as_bytes()) });
        let names = ["a", "b", "c", "d"];
        for name in names {
            fs::write(folder.join(name), name).unwrap();
        }
        let manifest = json!({
            "component": described("a"),
            "precompiled": { LEVELS[0]: described("b"), LEVELS[1]: described("c"), LEVELS[2]: described("d") },
        });
        fs::write(folder.join("component.json"), manifest.to_string()).unwrap();
        verify_files(&folder).unwrap();
        for name in names {
            fs::write(folder.join(name), "changed").unwrap();
            let error = verify_files(&folder).unwrap_err().to_string();
            assert!(error.contains("has SHA-256"), "{error}");
            fs::write(folder.join(name), name).unwrap();
        }
        fs::remove_file(folder.join("d")).unwrap();
        assert!(verify_files(&folder).is_err());
        fs::write(folder.join("component.json"), "{}").unwrap();
        let error = verify_files(&folder).unwrap_err().to_string();
        assert!(error.contains("does not name all files"), "{error}");
        fs::remove_dir_all(folder).unwrap();
    }
}
