//! Removing results whose pictures are gone.

use std::fs;
use std::io;
use std::path::Path;

use serde::Serialize;

use super::note;
use crate::failure::Failure;
use crate::input;
use crate::report::{Report, printable};

/// Removes a result and its note, if the note says that it was made by us and the file is as it was then. What somebody
/// has changed stays. True where it was removed.
pub(crate) fn remove(root: &Path, place: &Path) -> Result<bool, Failure> {
    let Some(note) = note::read(root, place) else {
        return Ok(false);
    };
    let path = root.join(place);
    let is_ours = fs::symlink_metadata(&path).is_ok_and(|file| note::is_about(&note, &file))
        && input::read(&path, note.facts.bytes)
            .is_ok_and(|bytes| recipe::sha256(&bytes) == note.facts.sha256);
    if !is_ours {
        return Ok(false);
    }
    let removed = fs::remove_file(&path).and_then(|()| note::remove(root, place));
    match removed {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(Failure::removing(&path, &error))
        }
        _ => Ok(true),
    }
}

/// Removes the folder in which a result was, and those around it, where nothing is left in them.
pub(crate) fn remove_empty_folders(root: &Path, place: &Path) {
    for folder in place.ancestors().skip(1) {
        if folder == Path::new("") || fs::remove_dir(root.join(folder)).is_err() {
            return;
        }
    }
}

/// A line of `--json` about a result that was removed.
#[derive(Serialize)]
struct Removed<'a> {
    input: &'a str,
    output: &'a str,
    state: &'static str,
}

/// Prints the line of a result that was removed.
pub(crate) fn tell(input: &Path, output: &Path, report: &mut Report) -> anyhow::Result<()> {
    let line = Removed {
        input: &input.to_string_lossy(),
        output: &output.to_string_lossy(),
        state: "removed",
    };
    let text = format!("{} -> {}  removed", printable(input), printable(output));
    report.success(&line, &text)
}

#[cfg(test)]
mod tests {
    use recipe::{Limits, Recipe, Target};
    use records::{Facts, Note, OutputRecipe, Source};

    use super::*;

    fn noted(bytes: &[u8]) -> Note {
        let recipe = Recipe::single(Target::default(), Limits::default());
        Note {
            output: "a/b.png".to_owned(),
            facts: Facts {
                format: "png".to_owned(),
                width: 1,
                height: 1,
                frames: 1,
                quality: None,
                score: None,
                quality_by: None,
                colors: None,
                effort: None,
                bytes: bytes.len() as u64,
                sha256: recipe::sha256(bytes),
                thumbhash: None,
                embedded_thumbnail: false,
            },
            source: Source {
                path: "b.png".to_owned(),
                bytes: 1,
                modified: 1,
                changed: None,
                sha256: String::new(),
            },
            warnings: Vec::new(),
            receipt_version: 1,
            component: String::new(),
            codec: None,
            recipe: String::new(),
            made: OutputRecipe {
                output: recipe.outputs[0].clone(),
                limits: recipe.limits,
            },
        }
    }

    #[test]
    fn only_what_is_ours_and_unchanged_is_removed() {
        let folder = tempfile::tempdir().unwrap();
        let (root, place) = (folder.path(), Path::new("a/b.png"));
        fs::create_dir(root.join("a")).unwrap();
        let file = root.join(place);
        fs::write(&file, "made").unwrap();
        assert!(!remove(root, place).unwrap(), "there is no note");
        note::write(&noted(b"made"), root, place).unwrap();
        fs::write(&file, "mine").unwrap();
        assert!(!remove(root, place).unwrap(), "somebody has changed it");
        fs::write(&file, "made").unwrap();
        assert!(remove(root, place).unwrap());
        assert!(!file.exists() && note::read(root, place).is_none());
        remove_empty_folders(root, place);
        assert!(!root.join("a").exists() && root.is_dir());
    }
}
