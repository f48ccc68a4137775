//! The page: built into target/web, and driven in headless Chromium.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use serde_json::Value;
use wasm_bindgen_cli_support::Bindgen;

use crate::guest_compiler::GuestCompiler;
use crate::node;
use crate::process::{fresh_folder, read, run, run_quietly, step};

/// What the page answers.
pub(crate) struct BrowserResult {
    /// Width in pixels.
    pub(crate) width: u64,
    /// Height in pixels.
    pub(crate) height: u64,
    /// Size of the file.
    pub(crate) bytes: u64,
    /// Milliseconds from a fresh instance of the component to the finished file.
    pub(crate) ms: f64,
    /// Digest of the file, in hexadecimal.
    pub(crate) sha256: String,
    /// Name and version.
    pub(crate) browser: String,
}

/// Builds the whole page into target/web from web-demo/ and target/component/resizer.wasm, which must be there.
/// Any static server can serve the folder, under any path. `sample` is the page's sample picture.
///
/// # Errors
/// Where a part does not compile, or jco did not take the component's core modules as they are.
pub(crate) fn build(root: &Path, compiler: &GuestCompiler, sample: &Path) -> Result<PathBuf> {
    let node = node::packages(root)?;
    step("building the page into target/web");
    let module = fs::read(compiler.build(root, "web-demo")?)?;
    let page = root.join("target/web");
    fresh_folder(&page)?;
    node::copy_folder(&root.join("web-demo/page"), &page)?;
    fs::copy(sample, page.join("HappyFace.jpg"))?;
    Bindgen::new()
        .input_bytes("host", with_target_features(module))
        .web(true)?
        .typescript(false)
        .omit_default_module_path(false)
        .generate(page.join("host"))
        .context("wasm-bindgen")?;

    let component = root.join("target/component/resizer.wasm");
    let transpiled = page.join("resizer");
    run_quietly(
        Command::new("node")
            .arg("transpile.mjs")
            .arg(&component)
            .arg(&transpiled)
            .current_dir(&node),
    )?;
    check_core_modules(&component, &transpiled)?;
    Ok(page)
}

/// Resizes a photo on the built page, in headless Chromium, and takes a picture of the page.
///
/// # Errors
/// Where the page shows an error, calls another origin, logs an error or breaks its content policy.
pub(crate) fn resize_in_browser(
    root: &Path,
    photo: &Path,
    screenshot: &Path,
) -> Result<BrowserResult> {
    let line = read(
        Command::new("node")
            .arg(node::packages(root)?.join("tests/page.mjs"))
            .arg("--page")
            .arg(root.join("target/web"))
            .arg("--chromium")
            .arg(node::chromium()?)
            .arg("--screenshot")
            .arg(screenshot)
            .arg("--")
            .arg(photo),
    )?;
    parse(&line).with_context(|| format!("the answer of tests/page.mjs: {line:?}"))
}

/// Runs the page's own tests on target/web. `sample` is a photo: the page's sample picture, and the tests' input.
///
/// # Errors
/// Where a test fails.
pub(crate) fn test(root: &Path, sample: &Path) -> Result<()> {
    step("testing the page in headless Chromium");
    run(Command::new("node")
        .arg("--test")
        .arg(node::packages(root)?.join("tests/page.test.mjs"))
        .env("THUMBOX_PAGE", root.join("target/web"))
        .env("THUMBOX_SAMPLE", sample)
        .env("THUMBOX_CHROMIUM", node::chromium()?))
}

/// Adds the section in which the compiler lists the features of WebAssembly that it used, here only the one that
/// wasm-bindgen looks for. The profile strips it, and wasm-bindgen warns where it is missing.
fn with_target_features(mut module: Vec<u8>) -> Vec<u8> {
    // Custom section, 34 bytes: its name, one entry, "used", the feature's name. Texts begin with their length.
    module.extend(b"\x00\x22\x0ftarget_features\x01+\x0freference-types");
    module
}

/// The browser must run the bytes that the other hosts run: what jco took out of the component, is in it.
fn check_core_modules(component: &Path, transpiled: &Path) -> Result<()> {
    let whole = fs::read(component).with_context(|| component.display().to_string())?;
    let mut largest = 0;
    for entry in fs::read_dir(transpiled)? {
        let path = entry?.path();
        if path
            .extension()
            .is_some_and(|extension| extension == "wasm")
        {
            let part = fs::read(&path)?;
            if !contains(&whole, &part) {
                bail!(
                    "{} is not a part of {}: jco changed the code",
                    path.display(),
                    component.display()
                );
            }
            largest = largest.max(part.len());
        }
    }
    // What a component has besides its code is short. A missing module must not pass for an unchanged one.
    if largest < whole.len() / 2 {
        bail!("jco left no core module in {}", transpiled.display());
    }
    Ok(())
}

fn contains(whole: &[u8], part: &[u8]) -> bool {
    !part.is_empty() && whole.windows(part.len()).any(|window| window == part)
}

fn parse(line: &str) -> Result<BrowserResult> {
    let answer: Value = serde_json::from_str(line)?;
    let number = |name: &str| answer[name].as_u64().with_context(|| format!("no {name}"));
    let text = |name: &str| {
        let text = answer[name].as_str().with_context(|| format!("no {name}"));
        text.map(str::to_owned)
    };
    Ok(BrowserResult {
        width: number("width")?,
        height: number("height")?,
        bytes: number("bytes")?,
        ms: answer["ms"].as_f64().context("no ms")?,
        sha256: text("sha256")?,
        browser: text("browser")?,
    })
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

    #[test]
    fn the_pages_answer_can_be_read() {
        let line = r#"{"width":128,"height":85,"format":"jpeg","bytes":3000,"ms":12.5,"sha256":"ab","browser":"Chromium 1"}"#;
        let result = parse(line).unwrap();
        assert_eq!((result.width, result.height, result.bytes), (128, 85, 3000));
        assert!(parse("{}").is_err());
    }
}
