//! The page: built into target/web, and driven in headless Chromium.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use serde_json::Value;
use tools::files::{self, fresh_folder};
use tools::process::{read, run, run_quietly, step};
use wasm_bindgen_cli_support::Bindgen;

use crate::guest_compiler::{Guest, GuestCompiler};
use crate::{browsers, node};

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

/// Which of the examples are tested.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Examples {
    /// Those that are built in seconds. The tests of the others are shown as skipped.
    Quick,
    /// All of them.
    All,
}

/// The name of the package.
const PACKAGE: &str = "thumbox";

/// The packages of JavaScript alone: `@thumbox/react` and `@thumbox/uppy`, by their folders in web-demo and in target/npm.
const FOR_FRAMEWORKS: [&str; 2] = ["react", "uppy"];

/// The files of tests of the page, without `.test.mjs`.
const PAGE_TESTS: [&str; 10] = [
    "page",
    "compare",
    "many",
    "recipe",
    "appearance",
    "broken-page",
    "sending",
    "languages",
    "app",
    "sheet",
];

/// What belongs to the package besides its own sources.
const LICENCES: [&str; 2] = ["LICENSE-APACHE", "LICENSE-MIT"];

/// Builds the package `thumbox` into target/npm/thumbox from web-demo/ and
/// target/component/resizer.wasm, which must be there. `npm pack` there makes the archive to publish.
///
/// # Errors
/// Where a part does not compile, or jco did not take the component's core modules as they are.
pub(crate) fn build_package(root: &Path, compiler: &GuestCompiler) -> Result<PathBuf> {
    let node = node::packages(root)?;
    step("building the package into target/npm");
    let module = fs::read(compiler.build(root, Guest::of_root("web-demo", "web_demo"))?)?;
    let package = root.join("target/npm").join(PACKAGE);
    fresh_folder(&package)?;
    files::copy_folder(&root.join("web-demo/package"), &package)?;
    // It becomes a part of worker.js.
    fs::remove_file(package.join("guard.js"))?;
    copy_licences(root, &package)?;
    Bindgen::new()
        .input_bytes("recipes", with_target_features(module))
        .web(true)?
        .typescript(false)
        // package/recipe.js loads it.
        .omit_default_module_path(true)
        .generate(&package)
        .context("wasm-bindgen")?;

    let component = root.join("target/component/resizer.wasm");
    run_quietly(
        Command::new("node")
            .arg("build-worker.mjs")
            .arg(&component)
            .arg(&package)
            .current_dir(&node),
    )?;
    check_core_module(&component, &package.join("resizer.core.wasm"))?;
    Ok(package)
}

/// Puts the packages for frameworks into target/npm.
fn copy_packages_for_frameworks(root: &Path) -> Result<()> {
    for name in FOR_FRAMEWORKS {
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

/// Builds all packages, and the whole page into target/web. Any static server can serve the folder, under any
/// path. `sample` is the page's sample picture.
///
/// # Errors
/// As [`build_package`].
pub(crate) fn build(root: &Path, compiler: &GuestCompiler, sample: &Path) -> Result<PathBuf> {
    let package = build_package(root, compiler)?;
    copy_packages_for_frameworks(root)?;
    step("building the page into target/web");
    let page = root.join("target/web");
    fresh_folder(&page)?;
    files::copy_folders(&root.join("web-demo/page"), &page)?;
    files::copy_folder(&package, &page.join("thumbox"))?;
    copy_zip(&node::packages(root)?.join("node_modules"), &page)?;
    fs::copy(sample, page.join("HappyFace.jpg"))?;
    Ok(page)
}

/// Puts the library that writes ZIP archives beside the page's modules, with its licence.
fn copy_zip(modules: &Path, page: &Path) -> Result<()> {
    let (library, vendor) = (modules.join("client-zip"), page.join("vendor"));
    fresh_folder(&vendor)?;
    files::copy(&library.join("index.js"), &vendor.join("client-zip.js"))?;
    files::copy(
        &library.join("LICENSE.txt"),
        &vendor.join("client-zip.LICENSE"),
    )
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
            .arg(browsers::chromium()?)
            .arg("--screenshot")
            .arg(screenshot)
            .arg("--")
            .arg(photo),
    )?;
    parse(&line).with_context(|| format!("the answer of tests/page.mjs: {line:?}"))
}

/// Runs the tests of the packages, those of the page on target/web in headless Chromium, there those of the examples, which are
/// built into target/examples, and compares the page with itself in other browsers. `sample` is a photo: the page's sample
/// picture, and the tests' input.
///
/// # Errors
/// Where a test fails.
pub(crate) fn test(root: &Path, sample: &Path, chosen: Examples) -> Result<()> {
    let tests = node::packages(root)?.join("tests");
    let package = root.join("target/npm").join(PACKAGE);
    let archives = archives(root)?;
    for example in &node::EXAMPLES {
        node::build_example(example, root, &archives)?;
    }
    if chosen == Examples::All {
        node::build_example(&node::NEXTJS, root, &archives)?;
    }
    let examples = root.join("target/examples");
    fresh_folder(&examples.join("plain"))?;
    files::copy_folder(
        &root.join("web-demo/examples/plain"),
        &examples.join("plain"),
    )?;
    files::copy_folder(&package, &examples.join("plain/thumbox"))?;
    let screenshots = root.join("target/page-screenshots");
    fs::create_dir_all(&screenshots)?;
    let firefox = browsers::firefox()?;
    let node = |file: &str| -> Result<()> {
        let mut node = Command::new("node");
        if chosen == Examples::All {
            node.env("THUMBOX_ALL_EXAMPLES", "1");
        }
        run(node
            .arg("--test")
            .arg(tests.join(file))
            .env("THUMBOX_PACKAGE", &package)
            .env(
                "THUMBOX_COMPONENT",
                root.join("target/component/resizer.wasm"),
            )
            .env("THUMBOX_EXAMPLES", &examples)
            .env("THUMBOX_PAGE", root.join("target/web"))
            .env("THUMBOX_SAMPLE", sample)
            .env("THUMBOX_SCREENSHOTS", &screenshots)
            .env("THUMBOX_CHROMIUM", browsers::chromium()?)
            .env("THUMBOX_FIREFOX", &firefox))
    };
    step("testing the package under Node");
    for file in ["package", "inputs", "pool", "signals"] {
        node(&format!("{file}.test.mjs"))?;
    }
    step("testing the types of the packages, and those for React and Uppy in headless Chromium");
    for file in ["types", "react", "uppy"] {
        node(&format!("{file}.test.mjs"))?;
    }
    step("testing the package on other pages, in headless Chromium and Firefox");
    node("embedded.test.mjs")?;
    step("testing the page in headless Chromium");
    for file in PAGE_TESTS {
        node(&format!("{file}.test.mjs"))?;
    }
    step("testing the examples in headless Chromium");
    node("examples.test.mjs")?;
    let webkit = browsers::webkit()?;
    step("testing the page in Firefox and WebKitGTK");
    run(Command::new(&webkit.screen)
        .args(["-a", "node", "--test"])
        .arg(tests.join("other-browsers.test.mjs"))
        .env("THUMBOX_PAGE", root.join("target/web"))
        .env("THUMBOX_SAMPLE", sample)
        .env("THUMBOX_CHROMIUM", browsers::chromium()?)
        .env("THUMBOX_FIREFOX", firefox)
        .env("THUMBOX_WEBKIT_DRIVER", &webkit.driver)
        .env("THUMBOX_WEBKIT_BROWSER", &webkit.browser))
}

/// All packages in target/npm, as npm publishes them, with the names of their folders.
fn archives(root: &Path) -> Result<Vec<(&'static str, PathBuf)>> {
    [PACKAGE]
        .into_iter()
        .chain(FOR_FRAMEWORKS)
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
