//! The program, run as a user runs it: in a folder of its own, with real files.

// Each test file uses its own part of this.
#![allow(dead_code, reason = "shared by several test programs")]

pub(crate) mod buckets;
pub(crate) mod coded;
pub(crate) mod photos;
pub(crate) mod reproduced;

use std::ffi::OsStr;
use std::fs;
use std::io::{Cursor, Write};
use std::path::Path;
use std::process::{Command, Output, Stdio};

use image::{ImageFormat, Rgb, RgbImage};
use jpeg_encoder::{ColorType, Encoder};
use regex::Regex;
use serde_json::Value;
use tempfile::TempDir;

/// A folder with `photo.jpg` (1280 x 853), `drawing.png` and `moving.gif` (200 x 100 each).
pub(crate) fn folder() -> TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let photo = picture(1280, 853);
    let mut jpeg = Vec::new();
    Encoder::new(&mut jpeg, 90)
        .encode(&photo, 1280, 853, ColorType::Rgb)
        .expect("a picture in memory can be written");
    let write = |name: &str, bytes: &[u8]| fs::write(folder.path().join(name), bytes).expect(name);
    write("photo.jpg", &jpeg);
    for (name, format) in [
        ("drawing.png", ImageFormat::Png),
        ("moving.gif", ImageFormat::Gif),
    ] {
        let mut file = Cursor::new(Vec::new());
        picture(200, 100).write_to(&mut file, format).expect(name);
        write(name, file.get_ref());
    }
    folder
}

fn picture(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| {
        Rgb([(x * 255 / width) as u8, (y * 255 / height) as u8, 90])
    })
}

pub(crate) fn thumbox<I: AsRef<OsStr>>(
    folder: &Path,
    arguments: impl IntoIterator<Item = I>,
) -> Output {
    Command::new(env!("CARGO_BIN_EXE_thumbox"))
        .current_dir(folder)
        .args(arguments)
        .output()
        .expect("the program starts")
}

/// The same for somebody who may not read and write everything, even where root runs the tests.
pub(crate) fn unprivileged<I: AsRef<OsStr>>(
    folder: &Path,
    arguments: impl IntoIterator<Item = I>,
) -> Output {
    let program = env!("CARGO_BIN_EXE_thumbox");
    let mut command = if rustix::process::geteuid().is_root() {
        // Root owns the files, but has none of the capabilities that permissions do not stop.
        let mut command = Command::new("setpriv");
        command.args(["--bounding-set=-all", "--inh-caps=-all", program]);
        command
    } else {
        Command::new(program)
    };
    command
        .current_dir(folder)
        .args(arguments)
        .output()
        .expect("the program starts; for root through setpriv, which belongs to util-linux")
}

/// The same with something to read on standard input.
pub(crate) fn thumbox_told<I: AsRef<OsStr>>(
    folder: &Path,
    arguments: impl IntoIterator<Item = I>,
    told: impl AsRef<[u8]>,
) -> Output {
    let mut program = Command::new(env!("CARGO_BIN_EXE_thumbox"))
        .current_dir(folder)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut stdin = program.stdin.take().expect("a pipe");
    // It need not read all of it.
    let _ = stdin.write_all(told.as_ref());
    drop(stdin);
    program.wait_with_output().expect("the program ends")
}

pub(crate) fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// What is said, without how long it took.
pub(crate) fn said(output: &Output) -> String {
    let time = Regex::new(r" in \d+\.\d s\b").expect("a pattern");
    time.replace_all(&stderr(output), "").into_owned()
}

/// The lines of standard output, which are all JSON, but for the summary.
pub(crate) fn lines(output: &Output) -> Vec<Value> {
    let mut lines = all_lines(output);
    lines.retain(|line| line.get("summary").is_none());
    lines
}

/// The last line, if it is a summary; else null.
pub(crate) fn summary(output: &Output) -> Value {
    let last = all_lines(output).pop().unwrap_or_default();
    last["summary"].clone()
}

fn all_lines(output: &Output) -> Vec<Value> {
    String::from_utf8_lossy(&output.stdout)
        .lines()
        .map(|line| serde_json::from_str(line).expect(line))
        .collect()
}

pub(crate) fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .expect("the folder can be read")
        .map(|entry| {
            entry
                .expect("an entry")
                .file_name()
                .to_string_lossy()
                .into_owned()
        })
        // What is noted about results.
        .filter(|name| name != ".thumbox")
        .collect();
    names.sort();
    names
}
