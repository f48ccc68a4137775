//! Which pictures are run: the vectors, the pictures of tests, what fuzzing found, and hostile files.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use serde_json::Value;

/// Folders of pictures that are there without vectors, with the names that their cases begin with.
const FOLDERS: [(&str, &str); 3] = [
    ("jpeg-shrink/tests/pictures", "jpeg-shrink"),
    ("vp8-shrink/tests/pictures", "vp8-shrink"),
    ("fuzz/regressions", "fuzz"),
];
const VECTORS: &str = "conformance/vectors/cases";
const LEDGER: &str = "conformance/vectors/ledger.tsv";
/// What is asked of a picture that has no vector.
const RECIPES: [&str; 2] = [
    r#"{"output": {"width": 128, "height": 128}}"#,
    r#"{"output": {"width": 64, "height": 48, "fit": "cover", "format": "webp"}}"#,
];
/// What takes longer than this, or more memory, is run by `cargo xtask hostile`, once: here it would leave the rest no time,
/// and its memory would hide what others keep.
const MOST_MS: u64 = 500;
const MOST_BYTES: u64 = 64 << 20;

/// What is run, and how much of it is of which kind.
pub(super) struct Chosen {
    lines: Vec<String>,
    /// Of these, how many have their outcome from the ledger.
    pub(super) from_ledger: usize,
    /// How many are hostile files.
    pub(super) hostile: usize,
    /// How many were left out because they take too much.
    pub(super) left_out: usize,
}

impl Chosen {
    pub(super) fn count(&self) -> usize {
        self.lines.len()
    }

    /// The list as the program reads it.
    pub(super) fn text(&self) -> String {
        self.lines.concat()
    }
}

/// A line for each case: name, input, recipe. `bombs` is the list that conformance/hostile/draw.py writes.
///
/// # Errors
/// Where a folder or a list cannot be read.
pub(super) fn gather(root: &Path, bombs: &Path) -> Result<String> {
    let mut text = String::new();
    for file in files(&root.join(VECTORS))? {
        let cases = fs::read_to_string(&file).with_context(|| file.display().to_string())?;
        for line in cases.lines().filter(|line| is_case(line)) {
            let Some((name, rest)) = line.split_once('\t') else {
                bail!("{}: the line {line:?} has no input", file.display());
            };
            text += &format!("{name}\t{}\n", root.join(rest).display());
        }
    }
    for (folder, subject) in FOLDERS {
        let folder = root.join(folder);
        for file in files(&folder)? {
            let name = file.strip_prefix(&folder)?.display().to_string();
            for (number, recipe) in RECIPES.iter().enumerate() {
                text += &format!("{subject}/{name}/{number}\t{}\t{recipe}\n", file.display());
            }
        }
    }
    let listed = fs::read_to_string(bombs).with_context(|| bombs.display().to_string())?;
    let listed: Value = serde_json::from_str(&listed)?;
    for bomb in listed["bombs"].as_array().context("no bombs")? {
        let field = |name: &str| bomb[name].as_str().with_context(|| format!("no {name}"));
        let recipe = match &bomb["recipe"] {
            Value::Object(recipe) if recipe.is_empty() => RECIPES[0].to_owned(),
            recipe => recipe.to_string(),
        };
        text += &format!(
            "{HOSTILE}{}\t{}\t{recipe}\n",
            field("name")?,
            field("path")?
        );
    }
    Ok(text)
}

/// What the names of hostile files begin with here.
const HOSTILE: &str = "hostile/";

/// Name -> outcome of the ledger, where there is one.
///
/// # Errors
/// Where it cannot be read.
pub(super) fn ledger(root: &Path) -> Result<BTreeMap<String, String>> {
    let path = root.join(LEDGER);
    if !path.exists() {
        return Ok(BTreeMap::new());
    }
    let text = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
    let lines = text.lines().filter(|line| is_case(line));
    let entries = lines.filter_map(|line| {
        let mut fields = line.split('\t');
        Some((fields.next()?.to_owned(), fields.next()?.to_owned()))
    });
    Ok(entries.collect())
}

/// Of what the program answered to [`gather`]'s list, the cases that do not take too much, with what is expected of them: the
/// ledger's outcome where it has one.
///
/// # Errors
/// Where a line is not an answer.
pub(super) fn choose(answers: &str, ledger: &BTreeMap<String, String>) -> Result<Chosen> {
    let mut chosen = Chosen {
        lines: Vec::new(),
        from_ledger: 0,
        hostile: 0,
        left_out: 0,
    };
    for line in answers.lines() {
        let fields: Vec<&str> = line.split('\t').collect();
        let [name, input, recipe, outcome, ms, bytes] = fields[..] else {
            bail!("the line {line:?} is not an answer");
        };
        if ms.parse::<u64>()? > MOST_MS || bytes.parse::<u64>()? > MOST_BYTES {
            chosen.left_out += 1;
            continue;
        }
        let known = ledger.get(name);
        chosen.from_ledger += usize::from(known.is_some());
        chosen.hostile += usize::from(name.starts_with(HOSTILE));
        let outcome = known.map_or(outcome, String::as_str);
        chosen
            .lines
            .push(format!("{name}\t{input}\t{recipe}\t{outcome}\n"));
    }
    Ok(chosen)
}

fn is_case(line: &str) -> bool {
    !line.is_empty() && !line.starts_with('#')
}

/// All files of a folder and of the folders in it, in the order of their paths. None where there is no such folder.
fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    if !folder.exists() {
        return Ok(found);
    }
    let entries = fs::read_dir(folder).with_context(|| folder.display().to_string())?;
    for entry in entries {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(files(&path)?);
        } else {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_takes_too_much_is_left_out_and_the_ledger_decides() {
        let answers = "a\tf\t{}\tpng 1x1 70 ab\t5\t1000\n\
            b\tf\t{}\tpng 1x1 70 ab\t501\t1000\n\
            c\tf\t{}\tpng 1x1 70 ab\t5\t99000000\n\
            hostile/d\tf\t{}\terror too-large\t5\t0\n";
        let ledger = BTreeMap::from([("a".to_owned(), "png 1x1 70 cd".to_owned())]);
        let chosen = choose(answers, &ledger).unwrap();
        assert_eq!(
            chosen.text(),
            "a\tf\t{}\tpng 1x1 70 cd\nhostile/d\tf\t{}\terror too-large\n"
        );
        assert_eq!(
            (chosen.from_ledger, chosen.hostile, chosen.left_out),
            (1, 1, 2)
        );
        assert!(choose("a\tb", &ledger).is_err());
    }
}
