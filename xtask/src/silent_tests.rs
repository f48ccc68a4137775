//! A test that does not run has to say *ignored*: none may give up half-way and pass.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

/// What an ignored test says of how it is run.
const RUN_BY: &str = "run by cargo xtask test\"]";

/// Checks the tests in Rust: none leaves its function before the end, and those that are ignored say what they need and
/// that `cargo xtask test` runs them.
///
/// # Errors
/// Naming each line that is against that.
pub(crate) fn check(root: &Path) -> Result<()> {
    let mut wrong = Vec::new();
    let mut tests = 0;
    for path in sources(root)? {
        let text = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
        let found = findings(&text);
        tests += found.tests;
        let name = path.strip_prefix(root).unwrap_or(&path).display();
        wrong.extend(
            found
                .wrong
                .iter()
                .map(|(line, what)| format!("{name}:{line}: {what}")),
        );
    }
    if tests == 0 {
        bail!("there are no tests in {}", root.display());
    }
    if !wrong.is_empty() {
        bail!("{}", wrong.join("\n"));
    }
    Ok(())
}

/// The sources in Rust, without what is built or not ours.
///
/// # Errors
/// Where a folder cannot be read.
pub(crate) fn sources(root: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).with_context(|| folder.display().to_string())? {
            let path = entry?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            if path.is_dir() {
                let is_ours = !["target", "node_modules", "patched"].contains(&&*name);
                if is_ours && !name.starts_with('.') && !path.is_symlink() {
                    folders.push(path);
                }
            } else if name.ends_with(".rs") {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}

#[derive(Debug, Default, PartialEq)]
struct Findings {
    tests: usize,
    /// Numbers of lines, and what is wrong there.
    wrong: Vec<(usize, &'static str)>,
}

/// The sources are formatted, so that a function ends with the first brace that is indented as it is.
fn findings(text: &str) -> Findings {
    let mut found = Findings::default();
    // How far the test is indented that the line is in.
    let mut test: Option<usize> = None;
    for (number, line) in (1..).zip(text.lines()) {
        let code = line.trim_start();
        let indent = line.len() - code.len();
        if code.starts_with("#[ignore") && !line.ends_with(RUN_BY) {
            let what =
                "say what the test needs: #[ignore = \"needs ...: run by cargo xtask test\"]";
            found.wrong.push((number, what));
        } else if code == "#[test]" {
            found.tests += 1;
            test = Some(indent);
        } else if test == Some(indent) && code == "}" {
            test = None;
        } else if test.is_some() && code == "return;" {
            let what = "the test passes here without its end: assert, or let it be ignored";
            found.wrong.push((number, what));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_test_that_gives_up_is_found() {
        // Attributes and returns are put in here, so that they are none of this file.
        let text = "\
@test]
fn a() {
    if !tool_is_here() {
        println!(\"skipped\");
        LEAVE;
    }
    assert!(works());
}

fn helper() {
    LEAVE;
}

@test]
@ignore = \"needs a tool: run by cargo xtask test\"]
fn b() {
    assert!(works());
}

@test]
@ignore]
fn c() {}
";
        let found = findings(&text.replace('@', "#[").replace("LEAVE", "return"));
        assert_eq!(found.tests, 3);
        let lines: Vec<usize> = found.wrong.iter().map(|(line, _)| *line).collect();
        assert_eq!(lines, [5, 21]);
    }

    #[test]
    fn ours_are_as_they_should_be() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        check(&root).unwrap();
    }
}
