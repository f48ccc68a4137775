//! The page: built into target/web, and driven in headless Chromium.

mod packages;
mod sharp;
mod sharp_programs;
mod under_node;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use serde_json::Value;
use tools::files::{self, fresh_folder};
use tools::process::{read, run, step};

pub(crate) use self::packages::{build_package, build_worker};
pub(crate) use self::sharp::{report as report_sharp, serve_many, test as test_sharp};
pub(crate) use self::sharp_programs::test as test_sharp_programs;
pub(crate) use self::under_node::test as test_under_node;
use crate::guest_compiler::GuestCompiler;
use crate::{browsers, node};

/// Where the page has the package with the HEIC codec.
pub(crate) const HEIC_ON_PAGE: &str = "thumbox-heic";

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

/// The files of tests of the page, without `.test.mjs`.
const PAGE_TESTS: [&str; 11] = [
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
    "decoders",
];

/// Builds all packages, and the whole page into target/web. Any static server can serve the folder, under any
/// path. `sample` is the page's sample picture.
///
/// # Errors
/// As [`build_package`].
pub(crate) fn build(root: &Path, compiler: &GuestCompiler, sample: &Path) -> Result<PathBuf> {
    let package = build_package(root, compiler)?;
    packages::copy_scripts(root)?;
    step("building the page into target/web");
    let page = root.join("target/web");
    fresh_folder(&page)?;
    files::copy_folders(&root.join("web-demo/page"), &page)?;
    files::copy_folder(&package, &page.join("thumbox"))?;
    files::copy_folder(&packages::heic(root), &page.join(HEIC_ON_PAGE))?;
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
    let package = packages::thumbox(root);
    let archives = packages::archives(root)?;
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
            .env("THUMBOX_CODECS", root.join("codecs"))
            .env("THUMBOX_EXAMPLES", &examples)
            .env("THUMBOX_PAGE", root.join("target/web"))
            .env("THUMBOX_SAMPLE", sample)
            .env("THUMBOX_SCREENSHOTS", &screenshots)
            .env("THUMBOX_CHROMIUM", browsers::chromium()?)
            .env("THUMBOX_FIREFOX", &firefox))
    };
    step("testing the package under Node");
    for file in [
        "package",
        "codecs",
        "inputs",
        "plain-recipes",
        "pool",
        "signals",
    ] {
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
        .env("THUMBOX_CODECS", root.join("codecs"))
        .env("THUMBOX_CHROMIUM", browsers::chromium()?)
        .env("THUMBOX_FIREFOX", firefox)
        .env("THUMBOX_WEBKIT_DRIVER", &webkit.driver)
        .env("THUMBOX_WEBKIT_BROWSER", &webkit.browser))
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
    fn the_pages_answer_can_be_read() {
        let line = r#"{"width":128,"height":85,"format":"jpeg","bytes":3000,"ms":12.5,"sha256":"ab","browser":"Chromium 1"}"#;
        let result = parse(line).unwrap();
        assert_eq!((result.width, result.height, result.bytes), (128, 85, 3000));
        assert!(parse("{}").is_err());
    }
}
