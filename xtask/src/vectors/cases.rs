//! The vectors: what is asked, as conformance/vectors/cases has it.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::component::{CODECS, Codec};

/// Files of lines `name`, `input` and `recipe`, separated by tabs.
pub(crate) const FOLDER: &str = "conformance/vectors/cases";

/// One vector without its outcome.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Case {
    /// `subject/what-it-shows`; the subject is the file's name.
    pub(crate) name: String,
    /// The source.
    pub(crate) input: PathBuf,
    /// A recipe in JSON.
    pub(crate) recipe: Value,
}

impl Case {
    /// The line that a runner is asked with.
    pub(crate) fn request(&self) -> String {
        serde_json::json!({ "name": self.name, "input": self.input, "recipe": self.recipe })
            .to_string()
    }

    /// The codec that decodes the source: vectors of such a format are a subject with the codec's name.
    pub(crate) fn codec(&self) -> Option<&'static str> {
        let (subject, _) = self.name.split_once('/')?;
        let named = |codec: &&Codec| codec.name == subject;
        Some(CODECS.iter().find(named)?.name)
    }
}

/// All vectors, in the order of the files' names and of their lines.
///
/// # Errors
/// Where a line is not understood, a name comes twice or an input is missing.
pub(crate) fn read(root: &Path) -> Result<Vec<Case>> {
    let folder = root.join(FOLDER);
    let mut files: Vec<PathBuf> = fs::read_dir(&folder)
        .with_context(|| folder.display().to_string())?
        .map(|entry| Ok(entry?.path()))
        .collect::<Result<_>>()?;
    files.retain(|path| path.extension().is_some_and(|ending| ending == "tsv"));
    files.sort();
    let mut cases = Vec::new();
    for path in files {
        let text = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
        let subject = path.file_stem().unwrap_or_default().to_string_lossy();
        for (index, line) in text.lines().enumerate() {
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let case = parsed(root, &subject, line)
                .with_context(|| format!("{}, line {}", path.display(), index + 1))?;
            cases.push(case);
        }
    }
    let mut names = BTreeSet::new();
    for case in &cases {
        if !names.insert(&case.name) {
            bail!("two vectors are called {}", case.name);
        }
        if !case.input.is_file() {
            bail!("{}: there is no file {}", case.name, case.input.display());
        }
    }
    Ok(cases)
}

fn parsed(root: &Path, subject: &str, line: &str) -> Result<Case> {
    let columns: Vec<&str> = line.split('\t').collect();
    let [name, input, recipe] = columns[..] else {
        bail!(
            "{} columns; expected 3, separated by tabs: name, input, recipe",
            columns.len()
        );
    };
    let own = name
        .strip_prefix(subject)
        .and_then(|rest| rest.strip_prefix('/'));
    let is_plain = |text: &str| {
        !text.is_empty()
            && text
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
    };
    if !own.is_some_and(is_plain) {
        bail!("the name {name:?}; expected {subject}/ and lower-case letters, digits and dashes");
    }
    Ok(Case {
        name: name.to_owned(),
        input: root.join(input),
        recipe: serde_json::from_str(recipe).context("the recipe is no JSON")?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_a_name_an_input_and_a_recipe() {
        let case = parsed(
            Path::new("/r"),
            "jpeg",
            "jpeg/to-32\ta/b.jpg\t{\"output\":{\"width\":32}}",
        );
        let case = case.unwrap();
        assert_eq!(case.input, Path::new("/r/a/b.jpg"));
        assert_eq!(
            case.request(),
            r#"{"input":"/r/a/b.jpg","name":"jpeg/to-32","recipe":{"output":{"width":32}}}"#
        );
    }

    #[test]
    fn other_lines_are_refused() {
        for line in [
            "jpeg/a\tb.jpg",
            "png/a\tb.jpg\t{}",
            "jpeg/A\tb.jpg\t{}",
            "jpeg/\tb.jpg\t{}",
            "jpeg/a\tb.jpg\t{",
        ] {
            assert!(parsed(Path::new("/r"), "jpeg", line).is_err(), "{line}");
        }
    }
}
