//! The page with the malicious component, driven in headless Chromium.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::Result;
use tools::files::{self, fresh_folder};
use tools::process::{run, step};

use super::component::Malicious;
use crate::{browsers, node, web};

/// Puts the malicious component into a copy of target/web and runs `sandbox.test.mjs` there.
///
/// # Errors
/// Where a card shows something else than it should, the page hangs, or the next picture is not made.
pub(super) fn check(root: &Path, component: &Malicious) -> Result<()> {
    let node = node::packages(root)?;
    let page = root.join("target/malicious/web");
    fresh_folder(&page)?;
    files::copy_folders(&root.join("target/web"), &page)?;
    let heic = page.join(web::HEIC_ON_PAGE);
    let build_worker = |component: &Path, package: &Path| {
        web::build_worker(root, &node, component, [package, &heic])
    };
    build_worker(&component.component, &page.join("thumbox"))?;
    let never_ready = root.join("target/malicious/never-ready");
    fresh_folder(&never_ready)?;
    files::copy_folder(&root.join("target/web/thumbox"), &never_ready)?;
    build_worker(&component.never_ready, &never_ready)?;

    step("the page with the malicious component in headless Chromium");
    run(Command::new("node")
        .args(["--test", "--test-reporter", "spec"])
        .arg(node.join("tests/sandbox.test.mjs"))
        .env("THUMBOX_PAGE", &page)
        .env("THUMBOX_SAMPLE", page.join("HappyFace.jpg"))
        .env("THUMBOX_NEVER_READY", fs::canonicalize(never_ready)?)
        .env(
            "THUMBOX_BEHAVIOURS",
            root.join("engine/tests/malicious/behaviours.json"),
        )
        .env("THUMBOX_CHROMIUM", browsers::chromium()?))
}
