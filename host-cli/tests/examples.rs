//! Every example of the help, of README.md and of its guides, run in a shell as a user would.
//!
//! The examples are taken from the texts themselves, so none can be forgotten. An example may name the files of
//! `files()`; one that needs another file adds it there. What each prints is in the folder `examples`;
//! `SNAPSHOTS=overwrite cargo test --package host-cli --test examples` writes that anew.

mod program;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use program::buckets::{notification, write_event};
use program::{folder, stderr};
use regex::Regex;
use snapbox::{Data, Redactions};
use tempfile::TempDir;

/// Columns of the help, so that no example is broken into two lines.
const WIDE: &str = "1000";
/// The documents whose examples are run, in this order and in one folder.
const DOCUMENTS: [&str; 4] = [
    "docs/install.md",
    "README.md",
    "docs/command-line.md",
    "docs/from-vipsthumbnail.md",
];
/// How lines of these begin that need what this test has not, such as a compiler or an archive.
const NOT_RUN: [&str; 6] = ["aws ", "cargo ", "git ", "tar ", "sha256sum ", "install "];

/// The folder that examples are run in.
fn files() -> TempDir {
    let folder = folder();
    let path = |name: &str| folder.path().join(name);
    for name in [
        "archive",
        "photos",
        "photos/2026",
        "images",
        "in",
        "out",
        "recipes",
        "uploads",
    ] {
        fs::create_dir(path(name)).expect(name);
    }
    for name in [
        "group.jpg",
        "photos/one.jpg",
        "photos/2026/two.jpg",
        "images/photo.jpg",
        "in/photo.jpg",
        "archive/photo.jpg",
        "uploads/photo.jpg",
    ] {
        fs::copy(path("photo.jpg"), path(name)).expect(name);
    }
    // What a file is called makes no difference: it is recognised by content.
    for name in ["me.png", "logo.png", "scan.tiff"] {
        fs::copy(path("drawing.png"), path(name)).expect(name);
    }
    for name in ["thumbs.json", "recipes/one.json", "recipes/two.json"] {
        fs::write(
            path(name),
            r#"{"output": {"width": 300, "format": "webp"}}"#,
        )
        .expect(name);
    }
    fs::write(
        path("thumbs.toml"),
        "output = { width = 300, format = \"webp\" }\n",
    )
    .expect("thumbs.toml");
    write_event(&folder, &notification("ObjectCreated:Put", &["photo.jpg"]));
    // What earlier commands have made.
    for line in [
        "thumbox resize photo.jpg",
        "thumbox resize photo.jpg --recipe thumbs.toml -o thumbs",
        "thumbox invoke event.json --source-dir images --dest-dir images-resized --recipe thumbs.toml",
        "cp images-resized/photo.* thumbnail.jpg",
        "cp images-resized/.thumbox/*.json head.json",
        "cp thumbs.toml production.toml",
    ] {
        let output = shell(folder.path(), line);
        assert!(output.status.success(), "{line}: {}", stderr(&output));
    }
    folder
}

/// What is in a folder, in a new one.
fn copied(from: &Path) -> TempDir {
    let to = tempfile::tempdir().expect("a temporary folder");
    let status = Command::new("cp")
        .arg("-R")
        .arg(from.join("."))
        .arg(to.path())
        .status();
    assert!(status.expect("cp").success());
    to
}

/// A line for a shell, and what the text says it does.
#[derive(Debug, PartialEq, Eq)]
struct Example {
    line: String,
    said: String,
}

/// What a shell says of a program that a signal has ended, here that of Ctrl-C.
const INTERRUPTED: i32 = 130;

impl Example {
    /// A line of the help: what is said about it follows after three spaces.
    fn of_help(line: &str) -> Self {
        let (line, said) = line.trim().split_once("   ").unwrap_or((line.trim(), ""));
        Self {
            line: line.to_owned(),
            said: said.trim().to_owned(),
        }
    }

    /// A line of a document: what is said about it is the shell's comment.
    fn of_document(line: &str) -> Self {
        let (line, said) = line.split_once(" # ").unwrap_or((line, ""));
        Self {
            line: line.trim().to_owned(),
            said: said.trim().to_owned(),
        }
    }

    /// What it prints, below the line.
    fn run(&self, folder: &Path) -> String {
        self.clear_output(folder);
        let Self { line, said } = self;
        // It goes on until somebody ends it. Without --foreground it would be told twice, which means at once.
        let output = match line.strip_prefix("thumbox watch ") {
            Some(rest) => shell(
                folder,
                &format!("timeout --foreground --preserve-status -s INT 3 thumbox watch {rest}"),
            ),
            None => shell(folder, line),
        };
        let is_watch = line.starts_with("thumbox watch ");
        assert!(
            output.status.success() || is_watch && output.status.code() == Some(INTERRUPTED),
            "$ {line}\n{}\n{}{}",
            output.status,
            String::from_utf8_lossy(&output.stdout),
            stderr(&output)
        );
        if let Some((_, written)) = said.split_once("writes ") {
            let written = written.split([' ', ',', ';']).next().unwrap_or_default();
            assert!(
                folder.join(written).exists(),
                "$ {line}\nthere is no {written} afterwards"
            );
        }
        format!("$ {line}\n{}\n", self.printed(&output))
    }

    fn printed(&self, output: &Output) -> String {
        // How far it comes depends on when it is ended.
        if self.line.starts_with("thumbox watch ") {
            return String::new();
        }
        let results = String::from_utf8_lossy(&output.stdout);
        // Pictures that are worked on at the same time are told in the order in which they are finished.
        let results = match self.line.starts_with("thumbox resize ") {
            true => sorted(&results),
            false => results.into_owned(),
        };
        results + &stderr(output)
    }

    /// An example that writes what others read would find it there.
    fn clear_output(&self, folder: &Path) {
        let resized = folder.join("resized");
        if self.line.starts_with("thumbox resize ") && resized.exists() {
            fs::remove_dir_all(resized).expect("a folder of the test");
        }
        let mut words = self.line.split_whitespace();
        while let Some(word) = words.next() {
            let Some(file) = words.clone().next().filter(|_| word == "-o") else {
                continue;
            };
            let file = folder.join(file);
            if file.is_file() {
                fs::remove_file(file).expect("a file of the test");
            }
        }
    }
}

fn sorted(text: &str) -> String {
    let mut lines: Vec<&str> = text.lines().collect();
    lines.sort_unstable();
    lines.iter().map(|line| format!("{line}\n")).collect()
}

/// Compares what examples print with a file of the folder `examples`. Times and lengths are left out, since they depend
/// on the computer and on encoders.
fn is_printed(printed: &str, name: &str, folder: &Path) {
    let mut redactions = Redactions::new();
    for (placeholder, pattern) in [
        ("[TIME]", r"\d+(\.\d+)? m?s\b"),
        ("[LENGTH]", r"\d+(\.\d+)? (bytes|kB|MB|MiB)\b"),
        ("[DIGEST]", r"\b[0-9a-f]{64}\b"),
        ("[NUMBER]", r#"":\[?(?<redacted>\d+(\.\d+)?)"#),
    ] {
        let pattern = Regex::new(pattern).expect("a pattern");
        redactions.insert(placeholder, pattern).expect(placeholder);
    }
    redactions
        .insert("[HOME]", folder.to_owned())
        .expect("a folder");
    let file = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/examples")
        .join(name)
        .with_extension("txt");
    snapbox::Assert::new()
        .action_env(snapbox::assert::DEFAULT_ACTION_ENV)
        .redact_with(redactions)
        .eq(printed, Data::read_from(&file, None));
}

/// Runs a line with `thumbox` on the path. What would go to the user's own folder goes to this one.
fn shell(folder: &Path, line: &str) -> Output {
    let program = Path::new(env!("CARGO_BIN_EXE_thumbox"));
    let folders = program.parent().expect("a folder").to_owned();
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders: Vec<PathBuf> = std::iter::once(folders)
        .chain(std::env::split_paths(&path))
        .collect();
    Command::new("sh")
        .args(["-e", "-c", line])
        .current_dir(folder)
        .env("PATH", std::env::join_paths(folders).expect("a path"))
        .env("HOME", folder)
        .env("COLUMNS", WIDE)
        .stdin(Stdio::null())
        .output()
        .expect("a shell")
}

fn help(folder: &Path, command: &str) -> String {
    let output = shell(folder, &format!("{command} --help"));
    assert!(output.status.success(), "{command}: {}", stderr(&output));
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// The indented lines below a line of the help.
fn indented<'a>(help: &'a str, title: &str) -> Vec<&'a str> {
    help.lines()
        .skip_while(|line| *line != title)
        .skip(1)
        .take_while(|line| line.starts_with("  "))
        .collect()
}

/// The commands that do something, with those above them: `thumbox recipe check`.
fn commands(folder: &Path, command: &str) -> Vec<String> {
    let help = help(folder, command);
    let below: Vec<&str> = indented(&help, "Commands:")
        .into_iter()
        .filter_map(|line| line.split_whitespace().next())
        .filter(|name| *name != "help")
        .collect();
    if below.is_empty() {
        return vec![command.to_owned()];
    }
    below
        .into_iter()
        .flat_map(|name| commands(folder, &format!("{command} {name}")))
        .collect()
}

#[test]
fn every_command_has_examples_and_all_of_them_work() {
    let folder = files();
    let commands = commands(folder.path(), "thumbox");
    assert!(commands.len() > 8, "{commands:?}");
    for command in commands {
        let help = help(folder.path(), &command);
        let examples = indented(&help, "Examples:");
        assert!(!examples.is_empty(), "{command} has no examples");
        let mut printed = String::new();
        for example in examples {
            let example = Example::of_help(example);
            assert!(example.line.starts_with(&command), "{example:?}");
            // Each by itself: who reads one example need not have run the others.
            printed += &example.run(copied(folder.path()).path());
        }
        is_printed(&printed, &command.replace(' ', "-"), folder.path());
    }
}

#[test]
fn the_examples_of_the_documents_work() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let folder = files();
    let mut count = 0;
    let mut printed = String::new();
    for name in DOCUMENTS {
        let document = fs::read_to_string(root.join(name)).expect(name);
        for block in document.split("\n```sh\n").skip(1) {
            let block = block.split("\n```").next().unwrap_or_default();
            for line in block.replace("\\\n", " ").lines() {
                if line.is_empty() || NOT_RUN.iter().any(|start| line.starts_with(start)) {
                    continue;
                }
                printed += &Example::of_document(line).run(folder.path());
                count += 1;
            }
        }
    }
    is_printed(&printed, "README", folder.path());
    assert!(count > 8, "{count} examples were found");
}

#[test]
fn what_is_said_about_an_example_is_told_from_it() {
    let example = |line: &str, said: &str| Example {
        line: line.to_owned(),
        said: said.to_owned(),
    };
    assert_eq!(
        Example::of_help("  thumbox a -W 8    so wide"),
        example("thumbox a -W 8", "so wide")
    );
    assert_eq!(Example::of_help("  thumbox a"), example("thumbox a", ""));
    assert_eq!(
        Example::of_document("thumbox a   # so, writes b"),
        example("thumbox a", "so, writes b")
    );
}

#[test]
#[should_panic(expected = "there is no small/photo.jpg afterwards")]
fn an_example_that_says_too_much_is_noticed() {
    Example::of_help("  thumbox resize photo.jpg   writes small/photo.jpg").run(files().path());
}

#[test]
#[should_panic(expected = "$ thumbox resize missing.jpg")]
fn an_example_that_fails_is_noticed() {
    Example::of_help("  thumbox resize missing.jpg").run(files().path());
}
