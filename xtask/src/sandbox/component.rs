//! The malicious component, made of `engine/tests/malicious`, and compiled ahead of time as the real one is.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};
use serde_json::json;
use tools::process::{run, step};
use wit_component::{ComponentEncoder, StringEncoding, embed_component_metadata};
use wit_parser::Resolve;

use crate::digests::{entry, hex_sha256, write_if_changed};
use crate::precompiler;

/// The forms that are embedded on this machine, as engine/build.rs wants them.
const LEVELS: &[&str] = if cfg!(target_arch = "aarch64") {
    &["aarch64"]
} else {
    &["x86-64-v3", "x86-64-v2"]
};
/// What is built, as the real one is `target/component/resizer.wasm`.
pub(super) const COMPONENT: &str = "target/malicious/component/resizer.wasm";
/// Where the text of the module may be added to.
const PLACE: &str = ";; Variants of this module add to it here.";
/// The memory of the module, which has one page at first.
const MEMORY: &str = r#"(export "memory") 1 8192)"#;

/// The same module with something that happens before it is called: a name, what is replaced, and with what.
const VARIANTS: [(&str, &str, &str); 2] = [
    (
        "loops-at-the-start",
        PLACE,
        "(func $forever (loop $again (br $again))) (start $forever)",
    ),
    // 1 GiB before the first instruction.
    (
        "begins-with-too-much",
        MEMORY,
        r#"(export "memory") 16384)"#,
    ),
];

/// What was built.
pub(crate) struct Malicious {
    /// The component.
    pub(crate) component: PathBuf,
    /// The variant that never gets ready.
    pub(crate) never_ready: PathBuf,
}

/// Builds target/malicious/component.
///
/// # Errors
/// Where a text is not valid, or the component is none of `wit/`.
pub(crate) fn build(root: &Path) -> Result<Malicious> {
    step("building the malicious component");
    let program = precompiler::build(root)?;
    let source = root.join("engine/tests/malicious");
    let folder = root.join("target/malicious/component");
    fs::create_dir_all(&folder)?;
    let compile = |wasm: &Path, level: &str, to: &Path| -> Result<()> {
        // An equal file is left alone, so that nothing is built anew because of its time.
        let fresh = folder.join("fresh.cwasm");
        run(Command::new(&program).arg(wasm).arg(level).arg(&fresh))?;
        write_if_changed(to, &fs::read(&fresh)?)
    };

    let text = read(&source.join("component.wat"))?;
    let component = root.join(COMPONENT);
    let bytes = wrapped(root, &text)?;
    write_if_changed(&component, &bytes)?;
    let mut precompiled = serde_json::Map::new();
    for level in LEVELS {
        let path = folder.join(format!("resizer.{level}.cwasm"));
        compile(&component, level, &path)?;
        let digest = hex_sha256(&fs::read(&path)?);
        precompiled.insert((*level).to_owned(), entry(&path, &digest));
    }
    let manifest = json!({
        "component": entry(&component, &hex_sha256(&bytes)),
        "precompiled": precompiled,
    });
    let manifest = format!("{manifest:#}\n");
    write_if_changed(&folder.join("component.json"), manifest.as_bytes())?;

    // What is loaded besides: the form for older processors does.
    let level = LEVELS[LEVELS.len() - 1];
    for (name, replaced, by) in VARIANTS {
        ensure!(text.contains(replaced), "component.wat has no {replaced:?}");
        let path = folder.join(format!("{name}.wasm"));
        write_if_changed(&path, &wrapped(root, &text.replace(replaced, by))?)?;
        compile(&path, level, &path.with_extension("cwasm"))?;
    }
    for file in fs::read_dir(source.join("refused"))? {
        let file = file?.path();
        let path = folder.join(file.file_name().context("no name")?);
        let path = path.with_extension("wasm");
        write_if_changed(&path, &wat::parse_str(read(&file)?)?)?;
        compile(&path, level, &path.with_extension("cwasm"))?;
    }
    Ok(Malicious {
        never_ready: folder.join("loops-at-the-start.wasm"),
        component,
    })
}

/// A module as a component of `wit/resize.wit`.
fn wrapped(root: &Path, module: &str) -> Result<Vec<u8>> {
    let mut module = wat::parse_str(module).context("component.wat")?;
    let mut contract = Resolve::default();
    let (package, _) = contract.push_path(root.join("wit"))?;
    let world = contract.select_world(&[package], Some("thumbox"))?;
    embed_component_metadata(&mut module, &contract, world, StringEncoding::UTF8)?;
    ComponentEncoder::default()
        .module(&module)?
        .validate(true)
        .encode()
}

fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).with_context(|| path.display().to_string())
}
