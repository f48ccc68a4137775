//! What must hold for the files in `.github`: actions are pinned, and the jobs together run every step once.

use std::fs;
use std::path::{Path, PathBuf};

use super::steps::STEPS;

const CI: &str = ".github/workflows/ci.yml";

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("this crate lies in a folder of the workspace")
}

/// The workflows, and the actions of the repository.
fn files() -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![
        root().join(".github/workflows"),
        root().join(".github/actions"),
    ];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("the folder is there") {
            let path = entry.expect("an entry can be read").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found.push(path);
            }
        }
    }
    found
}

/// What follows `key` in its lines, also in those that begin a list item.
fn values<'a>(text: &'a str, key: &'a str) -> impl Iterator<Item = &'a str> {
    text.lines().filter_map(move |line| {
        let line = line.trim_start();
        line.strip_prefix("- ").unwrap_or(line).strip_prefix(key)
    })
}

/// Whether an action is the repository's own, or pinned to a commit with its version in a comment.
fn is_pinned(action: &str) -> bool {
    if action.starts_with("./") {
        return true;
    }
    let Some((_, rest)) = action.split_once('@') else {
        return false;
    };
    let (commit, comment) = rest.split_once(' ').unwrap_or((rest, ""));
    let is_digit = |digit: u8| matches!(digit, b'0'..=b'9' | b'a'..=b'f');
    commit.len() == 40 && commit.bytes().all(is_digit) && comment.starts_with("# v")
}

/// The steps that a workflow names: in its matrix, and where a job runs one directly.
fn steps_of(workflow: &str) -> Vec<&str> {
    values(workflow, "tests: ")
        .chain(values(workflow, "run: cargo xtask test "))
        .flat_map(str::split_whitespace)
        .filter(|word| {
            word.bytes()
                .all(|byte| byte == b'-' || byte.is_ascii_lowercase())
        })
        .filter(|word| !word.starts_with('-'))
        .collect()
}

#[test]
fn every_action_is_pinned_to_a_commit() {
    let mut count = 0;
    for file in files() {
        let text = fs::read_to_string(&file).expect("the file can be read");
        for action in values(&text, "uses: ") {
            assert!(is_pinned(action), "{}: {action}", file.display());
            count += 1;
        }
    }
    assert!(count > 0, "no file in .github uses an action");
}

#[test]
fn tags_and_short_commits_are_no_pins() {
    let commit = "0123456789abcdef0123456789abcdef01234567";
    assert!(is_pinned(&format!("actions/checkout@{commit} # v4.3.1")));
    assert!(is_pinned("./.github/actions/prepare"));
    for wrong in [
        "actions/checkout@v4".to_owned(),
        "actions/checkout".to_owned(),
        format!("actions/checkout@{commit}"),
        format!("actions/checkout@{} # v4.3.1", &commit[..39]),
        format!("actions/checkout@{} # v4.3.1", commit.to_uppercase()),
    ] {
        assert!(!is_pinned(&wrong), "{wrong}");
    }
}

#[test]
fn every_step_is_run_by_one_job() {
    let workflow = fs::read_to_string(root().join(CI)).expect("the workflow can be read");
    let mut found = steps_of(&workflow);
    let mut expected: Vec<&str> = STEPS.iter().map(|step| step.name).collect();
    found.sort_unstable();
    expected.sort_unstable();
    assert_eq!(found, expected);
}

#[test]
fn steps_are_found_in_the_matrix_and_in_commands() {
    let workflow = "
          - group: one
            tests: format silent-tests
      - run: cargo xtask test --component-built ${{ matrix.tests }}
      - run: cargo xtask test reproduce";
    assert_eq!(steps_of(workflow), ["format", "silent-tests", "reproduce"]);
}
