//! The photographs.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use serde_json::Value;
use tools::corpus;
use tools::process::{read, step};

use super::scope::FOLDER;

/// A folder of photographs.
pub(super) struct Folder {
    pub(super) path: PathBuf,
    /// A file with the path of each, a line each, in the order in which processes share them.
    pub(super) list: PathBuf,
    pub(super) kinds: Vec<Kind>,
    /// Files of the corpus.
    pub(super) made_of: Vec<String>,
}

/// Photographs of one format and size.
pub(super) struct Kind {
    pub(super) format: String,
    pub(super) width: u64,
    pub(super) height: u64,
    pub(super) count: u64,
    pub(super) bytes: u64,
}

impl Folder {
    /// Makes the photographs with the script, unless they are there.
    ///
    /// # Errors
    /// Where the script fails.
    pub(super) fn prepare(root: &Path, mut script: Command) -> Result<Self> {
        let path = root.join(FOLDER).join("photos");
        script.arg(&path);
        match corpus::folder(root) {
            Some(folder) => {
                step("making 200 mosaics of photographs of the corpus (a minute, once)");
                script.arg("--corpus").arg(folder);
            }
            None => step(&format!(
                "{} is not there, so the pictures are drawn: they are not photographs, and times will differ",
                corpus::FOLDER
            )),
        }
        let text = read(&mut script)?;
        let mut lines = text.lines().map(serde_json::from_str::<Value>);
        let first = lines.next().context("folder.py says nothing")??;
        let made_of = first["made_of"].as_array().context("made_of")?;
        let made_of = made_of
            .iter()
            .filter_map(|name| name.as_str().map(str::to_owned))
            .collect();
        let kinds = lines
            .map(|line| Kind::read(&line?))
            .collect::<Result<_>>()?;
        Ok(Self {
            list: list(&path)?,
            path,
            kinds,
            made_of,
        })
    }

    pub(super) fn count(&self) -> u64 {
        self.kinds.iter().map(|kind| kind.count).sum()
    }
}

impl Kind {
    fn read(line: &Value) -> Result<Self> {
        let number = |name: &str| line[name].as_u64().with_context(|| name.to_owned());
        Ok(Self {
            format: line["format"].as_str().context("format")?.to_owned(),
            width: number("width")?,
            height: number("height")?,
            count: number("count")?,
            bytes: number("bytes")?,
        })
    }
}

/// Writes the list beside the folder.
fn list(folder: &Path) -> Result<PathBuf> {
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder).with_context(|| folder.display().to_string())? {
        let path = entry?.path();
        let path = path.to_str().context("the folder's path is not UTF-8")?;
        paths.push(path.to_owned());
    }
    paths.sort();
    let list = folder.with_extension("txt");
    fs::write(&list, paths.join("\n") + "\n").with_context(|| list.display().to_string())?;
    Ok(list)
}
