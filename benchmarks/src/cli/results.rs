//! What the programs made: times are compared only of equal work.

use std::collections::BTreeMap;
use std::fs;
use std::process::Command;

use anyhow::{Context, Result, bail};
use serde_json::Value;
use tools::process::read as read_output;

use super::folder::Folder;
use super::programs::{Peer, Programs};

/// Where programs round a side differently.
const ROUNDING: u64 = 1;

/// The thumbnails of one program.
pub(super) struct Thumbnails {
    /// By name.
    sizes: BTreeMap<String, (u64, u64)>,
    pub(super) bytes: u64,
}

/// Looks at a program's folder.
///
/// # Errors
/// Where a thumbnail is missing or none.
pub(super) fn read(programs: &Programs, peer: &Peer, folder: &Folder) -> Result<Thumbnails> {
    let written = programs.written(peer);
    let mut files = Vec::new();
    let mut bytes = 0;
    for entry in fs::read_dir(&written).with_context(|| written.display().to_string())? {
        let entry = entry?;
        // Thumbox keeps its receipts in one.
        if entry.file_type()?.is_dir() {
            continue;
        }
        bytes += entry.metadata()?.len();
        files.push(entry.path());
    }
    if files.len() as u64 != folder.count() {
        bail!(
            "{} made {} thumbnails of {} photographs",
            peer.name,
            files.len(),
            folder.count()
        );
    }
    let lines = read_output(
        Command::new(&programs.thumbox)
            .args(["probe", "--json"])
            .args(&files),
    )?;
    Ok(Thumbnails {
        sizes: sizes(&lines)?,
        bytes,
    })
}

/// Names and sizes, from what `thumbox probe` says.
fn sizes(lines: &str) -> Result<BTreeMap<String, (u64, u64)>> {
    let mut sizes = BTreeMap::new();
    for line in lines.lines() {
        let line: Value = serde_json::from_str(line)?;
        let side = |name: &str| line[name].as_u64().with_context(|| name.to_owned());
        if line["format"] != "jpeg" {
            bail!("a thumbnail is no JPEG: {line}");
        }
        let path = line["path"].as_str().context("path")?;
        let name = path.rsplit('/').next().unwrap_or(path);
        sizes.insert(name.to_owned(), (side("width")?, side("height")?));
    }
    Ok(sizes)
}

/// Whether both have made the same thumbnails, but for a row or column of pixels.
///
/// # Errors
/// Where that is not so.
pub(super) fn check(ours: &Thumbnails, theirs: &Thumbnails) -> Result<()> {
    for (name, ours) in &ours.sizes {
        let theirs = theirs
            .sizes
            .get(name)
            .with_context(|| format!("there is no {name}"))?;
        let difference = ours.0.abs_diff(theirs.0).max(ours.1.abs_diff(theirs.1));
        if difference > ROUNDING {
            bail!("{name} has {theirs:?} pixels, and ours {ours:?}");
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(lines: &str) -> Thumbnails {
        Thumbnails {
            sizes: sizes(lines).unwrap(),
            bytes: 0,
        }
    }

    #[test]
    fn other_work_is_not_compared() {
        let line = |folder, width| {
            format!(r#"{{"path":"{folder}/a.jpg","format":"jpeg","width":{width},"height":256}}"#)
        };
        let ours = made(&line("ours", 192));
        assert!(check(&ours, &made(&line("theirs", 193))).is_ok());
        assert!(check(&ours, &made(&line("theirs", 194))).is_err());
        assert!(check(&ours, &made("")).is_err());
        assert!(sizes(r#"{"path":"a.jpg","format":"png","width":1,"height":1}"#).is_err());
    }
}
