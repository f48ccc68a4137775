//! `cargo xtask hostile`: files that ask for much, through the command line, the handler of Lambda, the package under Node,
//! and the page.
//!
//! They are drawn by conformance/hostile, which also says what must come of each, and judges what has.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;
use tools::files::fresh_folder;
use tools::process::{run, step};

use crate::guest_compiler::GuestCompiler;
use crate::{browsers, component, hosts, node, sample_photo, web};

/// The page that the command writes. A test run writes its own under `target`, so that it changes nothing in the tree.
const PAGE: &str = "docs/hostile.md";
const WORK: &str = "target/hostile";
/// The name of the list that the script draws with the bombs.
const LIST: &str = "bombs.json";

/// How many of the bombs.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Extent {
    All,
    /// Without those that take long.
    Quick,
}

/// Builds the hosts, sends all bombs through them and writes the page.
///
/// # Errors
/// Where something cannot be built, or a bomb hurts; the page is written then too.
pub(crate) fn report(root: &Path) -> Result<()> {
    let compiler = GuestCompiler::find(root)?;
    component::build(root, &compiler)?;
    let thumbox = hosts::thumbox(root)?;
    web::build(root, &compiler, &sample_photo::file(root)?)?;
    send(root, &thumbox, Extent::All, &root.join(PAGE))
}

/// The same as one step of the tests, with hosts that are built already, and without the bombs that take long.
///
/// # Errors
/// Where a bomb hurts.
pub(crate) fn check(root: &Path, thumbox: &Path) -> Result<()> {
    let page = root.join(WORK).join("report.md");
    send(root, thumbox, Extent::Quick, &page)
}

fn send(root: &Path, thumbox: &Path, extent: Extent, page: &Path) -> Result<()> {
    step("the hostile run's own tests");
    run(Command::new("python3")
        .args(["-B", "-m", "unittest", "--quiet"])
        .current_dir(root.join("conformance/hostile")))?;
    let work = root.join(WORK);
    fresh_folder(&work)?;
    let bombs = work.join("bombs");
    draw(root, &bombs, extent)?;

    step("hostile files through the command line and the handler");
    let programs = work.join("programs.jsonl");
    run(python(root, "programs.py")
        .arg(thumbox)
        .arg(&bombs)
        .arg(work.join("made"))
        .arg(&programs))?;
    step("hostile files through the package under Node");
    let scripts = node::packages(root)?.join("tests");
    let under_node = work.join("node.jsonl");
    run(Command::new("node")
        .arg(scripts.join("hostile-node.mjs"))
        .arg("--package")
        .arg(root.join("target/npm/thumbox"))
        .arg("--bombs")
        .arg(&bombs)
        .arg("--results")
        .arg(&under_node))?;
    step("hostile files through the page in headless Chromium");
    let browser = work.join("page.jsonl");
    let share: &[&str] = match extent {
        Extent::All => &[],
        Extent::Quick => &["--share"],
    };
    run(Command::new("node")
        .arg(scripts.join("hostile.mjs"))
        .args(share)
        .arg("--page")
        .arg(root.join("target/web"))
        .arg("--chromium")
        .arg(browsers::chromium()?)
        .arg("--bombs")
        .arg(&bombs)
        .arg("--results")
        .arg(&browser))?;
    run(python(root, "report.py").args([&bombs, page, &programs, &under_node, &browser]))
}

/// Draws the bombs that do not take long into a folder, and returns the path of their list.
///
/// # Errors
/// Where the file system refuses.
pub(crate) fn draw_quick(root: &Path, folder: &Path) -> Result<PathBuf> {
    draw(root, folder, Extent::Quick)?;
    Ok(folder.join(LIST))
}

fn draw(root: &Path, folder: &Path, extent: Extent) -> Result<()> {
    step("drawing hostile files");
    let mut draw = python(root, "draw.py");
    draw.arg(folder);
    if extent == Extent::Quick {
        draw.arg("--quick");
    }
    run(&mut draw)
}

/// One of the scripts. They need nothing but Python itself.
fn python(root: &Path, script: &str) -> Command {
    let script: PathBuf = root.join("conformance/hostile").join(script);
    let mut python = Command::new("python3");
    // No compiled files in the tree.
    python.arg("-B").arg(script);
    python
}
