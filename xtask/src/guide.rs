//! `cargo xtask docs`: the pages that are made by `thumbox` itself.
//!
//! The text of `docs/options.md` is in `xtask/options.md`. A line there that begins with `! ` has a name, a sample and
//! options: it becomes a table row with the picture that `thumbox resize` makes of the sample with these options.

mod embedding;
mod fields;
mod part;

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};
use tools::process::{self, step};

use crate::guest_compiler::GuestCompiler;
use crate::{component, hosts, samples};

const TEMPLATE: &str = include_str!("../options.md");
const FORMATS: &str = "docs/formats.md";
/// What `thumbox formats` does not say.
const BROWSER: &str = "In the browser, the package `thumbox` has the codecs avif and jxl, \
    and `@thumbox/heic` has heic; each is loaded with the first file that needs it.";
const OPTIONS: &str = "docs/options.md";
const PICTURES: &str = "docs/options";
const WORK: &str = "target/docs-pages";

/// Builds `thumbox` and writes the pages.
///
/// # Errors
/// Where something cannot be built, run or written.
pub(crate) fn write(root: &Path) -> Result<()> {
    component::build(root, &GuestCompiler::find(root)?)?;
    let thumbox = hosts::thumbox(root)?;
    step(
        "writing docs/formats.md, docs/options.md, the tables of docs/reference.md, the programs of docs/embedding.md, the schema and the types",
    );
    for (path, content) in pages(root, &thumbox)? {
        let path = root.join(path);
        fs::create_dir_all(path.parent().context("a page lies in a folder")?)?;
        fs::write(path, content)?;
    }
    Ok(())
}

/// Makes the pages again and compares: what is written about `thumbox` is what it does.
///
/// # Errors
/// Where a page differs; the message says how to mend it.
pub(crate) fn check(root: &Path, thumbox: &Path) -> Result<()> {
    step("pages made by thumbox are what it makes today");
    for (path, content) in pages(root, thumbox)? {
        if fs::read(root.join(&path)).ok().as_ref() != Some(&content) {
            bail!("{path} is not what thumbox makes today; run `cargo xtask docs` and commit it");
        }
    }
    Ok(())
}

/// Paths from the root, and contents.
fn pages(root: &Path, thumbox: &Path) -> Result<Vec<(String, Vec<u8>)>> {
    let work = root.join(WORK);
    if work.exists() {
        fs::remove_dir_all(&work)?;
    }
    samples::write(&work)?;
    let mut pages = fields::pages(root)?;
    pages.push(embedding::page(root)?);
    pages.push((FORMATS.to_owned(), formats(thumbox)?));
    let mut page = String::new();
    for line in TEMPLATE.lines() {
        let Some(row) = line.strip_prefix("! ") else {
            page.push_str(line);
            page.push('\n');
            continue;
        };
        let (path, content) = picture(&work, thumbox, row, &mut page)?;
        pages.push((path, content));
    }
    pages.push((OPTIONS.to_owned(), page.into_bytes()));
    Ok(pages)
}

fn formats(thumbox: &Path) -> Result<Vec<u8>> {
    let table = process::read(Command::new(thumbox).arg("formats"))?;
    Ok(
        format!(
            "# Formats\n\nPrinted by `thumbox formats`; the component itself knows. {BROWSER}\n\n{table}"
        )
        .into_bytes(),
    )
}

/// Makes the picture of a row `NAME SAMPLE OPTIONS...` and appends a table row with it to the page.
fn picture(work: &Path, thumbox: &Path, row: &str, page: &mut String) -> Result<(String, Vec<u8>)> {
    let words: Vec<&str> = row.split_whitespace().collect();
    let [name, sample, options @ ..] = words.as_slice() else {
        bail!("a row needs a name, a sample and options: {row}");
    };
    let folder = work.join(name);
    process::run_quietly(
        Command::new(thumbox)
            .current_dir(work)
            .args(["resize", sample, "--no-receipts", "--output"])
            .arg(&folder)
            .args(options),
    )?;
    let made = fs::read_dir(&folder)?
        .next()
        .with_context(|| format!("thumbox made nothing for {row}"))??
        .path();
    let extension = made
        .extension()
        .and_then(|extension| extension.to_str())
        .context("a result has an extension")?;
    let content = fs::read(&made)?;
    page.push_str(&format!(
        "| `{}` | ![{name}](options/{name}.{extension}) | {} |\n",
        options.join(" "),
        content.len()
    ));
    Ok((format!("{PICTURES}/{name}.{extension}"), content))
}
