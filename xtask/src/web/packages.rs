//! The packages for npm, built into target/npm.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use tools::files::{self, fresh_folder};
use tools::process::{run_quietly, step};
use wasm_bindgen_cli_support::Bindgen;

use crate::component::{CODECS, Codec};
use crate::dist::third_party;
use crate::guest_compiler::{Guest, GuestCompiler};
use crate::node;

/// The name of the package.
const PACKAGE: &str = "thumbox";

/// The codec that has a package of its own, `@thumbox/heic`: its name, and its folder in web-demo and in target/npm.
const HEIC: &str = "heic";

/// Those of target/npm that run under Node.
pub(super) const FOR_NODE: [&str; 2] = [PACKAGE, HEIC];

/// Those that stand for sharp in a program.
pub(super) const FOR_SHARP: [&str; 2] = [PACKAGE, SHARP];

/// Where the components are.
const COMPONENTS: &str = "target/component";

/// The reader of recipes.
const RECIPES: Guest = Guest::of_root("web-demo", "web_demo");

/// Modules that become a part of worker.js.
const PARTS_OF_WORKER: [&str; 2] = ["guard.js", "decoded.js"];

/// The packages of JavaScript alone: `@thumbox/react`, `@thumbox/uppy` and `@thumbox/sharp`, by their folders in web-demo and in
/// target/npm.
const OF_SCRIPTS: [&str; 3] = ["react", "uppy", SHARP];

/// The drop-in for sharp.
const SHARP: &str = "sharp";

/// What belongs to the package besides its own sources.
const LICENCES: [&str; 2] = ["LICENSE-APACHE", "LICENSE-MIT"];

/// The folder of the package `thumbox`.
pub(super) fn thumbox(root: &Path) -> PathBuf {
    root.join("target/npm").join(PACKAGE)
}

/// The folder of the package `@thumbox/heic`.
pub(super) fn heic(root: &Path) -> PathBuf {
    root.join("target/npm").join(HEIC)
}

/// Builds the package `thumbox` into target/npm/thumbox, and `@thumbox/heic` into target/npm/heic, from web-demo/ and the components
/// in target/component, which must be there. `npm pack` there makes the archives to publish.
///
/// # Errors
/// Where a part does not compile, a component is missing, or jco did not take their core modules as they are.
pub(crate) fn build_package(root: &Path, compiler: &GuestCompiler) -> Result<PathBuf> {
    let node = node::packages(root)?;
    step("building the package into target/npm");
    let module = fs::read(compiler.build(root, RECIPES)?)?;
    let package = thumbox(root);
    fresh_folder(&package)?;
    files::copy_folder(&root.join("web-demo/package"), &package)?;
    for name in PARTS_OF_WORKER {
        fs::remove_file(package.join(name))?;
    }
    copy_licences(root, &package)?;
    Bindgen::new()
        .input_bytes("recipes", with_target_features(module))
        .web(true)?
        .typescript(false)
        // Cargo does not strip a package that has settings of its own in the profile.
        .remove_name_section(true)
        // package/recipe.js loads it.
        .omit_default_module_path(true)
        .generate(&package)
        .context("wasm-bindgen")?;

    let component = root.join(COMPONENTS).join("resizer.wasm");
    let heic = heic(root);
    fresh_folder(&heic)?;
    files::copy_folder(&root.join("web-demo/heic"), &heic)?;
    copy_licences(root, &heic)?;
    build_worker(root, &node, &component, [&package, &heic])?;
    check_core_module(&component, &package.join("resizer.core.wasm"))?;
    for Codec { name, .. } in &CODECS {
        let folder = if *name == HEIC { &heic } else { &package };
        let core = folder.join(format!("{name}.core.wasm"));
        check_core_module(&codec(root, name), &core)?;
    }
    let (of_heic, others): (Vec<_>, Vec<_>) = CODECS.iter().partition(|codec| codec.name == HEIC);
    let guests = |codecs: &[&Codec]| codecs.iter().map(|codec| codec.guest).collect::<Vec<_>>();
    let of_thumbox = [vec![Guest::RESIZER, RECIPES], guests(&others)].concat();
    for (folder, guests) in [(&package, of_thumbox), (&heic, guests(&of_heic))] {
        let text = third_party::text_of_modules(root, &guests)?;
        fs::write(folder.join("THIRD-PARTY.txt"), text)?;
    }
    Ok(package)
}

/// Makes of a component, and of the codecs in target/component, what Workers run: in the folder of the package `thumbox`, and in
/// that of `@thumbox/heic`. The scripts are in the folder `node`.
///
/// # Errors
/// Where a codec is missing, or jco fails.
pub(crate) fn build_worker(
    root: &Path,
    node: &Path,
    component: &Path,
    [package, heic]: [&Path; 2],
) -> Result<()> {
    let codecs: Vec<PathBuf> = CODECS
        .iter()
        .map(|Codec { name, .. }| codec(root, name))
        .collect();
    if let Some(missing) = codecs.iter().find(|path| !path.is_file()) {
        bail!(
            "{} is not there; build the codecs first, as `cargo xtask help` says",
            missing.display()
        );
    }
    run_quietly(
        Command::new("node")
            .arg("build-worker.mjs")
            .arg(component)
            .arg(package)
            .args(codecs)
            .current_dir(node),
    )?;
    let core = format!("{HEIC}.core.wasm");
    fs::rename(package.join(&core), heic.join(&core))?;
    Ok(())
}

fn codec(root: &Path, name: &str) -> PathBuf {
    root.join(COMPONENTS).join(name).with_extension("wasm")
}

/// Puts the packages of scripts into target/npm.
pub(super) fn copy_scripts(root: &Path) -> Result<()> {
    for name in OF_SCRIPTS {
        let package = root.join("target/npm").join(name);
        fresh_folder(&package)?;
        files::copy_folder(&root.join("web-demo").join(name), &package)?;
        copy_licences(root, &package)?;
    }
    Ok(())
}

fn copy_licences(root: &Path, package: &Path) -> Result<()> {
    LICENCES
        .iter()
        .try_for_each(|licence| files::copy(&root.join(licence), &package.join(licence)))
}

/// All packages in target/npm, as npm publishes them, with the names of their folders.
pub(super) fn archives(root: &Path) -> Result<Vec<(&'static str, PathBuf)>> {
    [PACKAGE, HEIC]
        .into_iter()
        .chain(OF_SCRIPTS)
        .map(|name| Ok((name, node::pack(&root.join("target/npm").join(name))?)))
        .collect()
}

/// Adds the section in which the compiler lists the features of WebAssembly that it used, here only the one that
/// wasm-bindgen looks for. The profile strips it, and wasm-bindgen warns where it is missing.
fn with_target_features(mut module: Vec<u8>) -> Vec<u8> {
    // Custom section, 34 bytes: its name, one entry, "used", the feature's name. Texts begin with their length.
    module.extend(b"\x00\x22\x0ftarget_features\x01+\x0freference-types");
    module
}

/// The browser must run the bytes that the other hosts run: what jco took out of the component, is in it.
fn check_core_module(component: &Path, core: &Path) -> Result<()> {
    let whole = fs::read(component).with_context(|| component.display().to_string())?;
    let part = fs::read(core).with_context(|| core.display().to_string())?;
    if !contains(&whole, &part) {
        bail!(
            "{} is not a part of {}: jco changed the code",
            core.display(),
            component.display()
        );
    }
    // What a component has besides its code is short. A second module with the code must not be missed.
    if part.len() < whole.len() / 2 {
        bail!("{} is not the component's code", core.display());
    }
    Ok(())
}

fn contains(whole: &[u8], part: &[u8]) -> bool {
    !part.is_empty() && whole.windows(part.len()).any(|window| window == part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_found_only_when_it_is_whole() {
        assert!(contains(b"component: \0asm code end", b"\0asm code"));
        assert!(!contains(b"component: \0asm code end", b"\0asm kode"));
        assert!(!contains(b"component", b""));
        assert!(!contains(b"short", b"longer than that"));
    }
}
