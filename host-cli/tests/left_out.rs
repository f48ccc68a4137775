//! What `thumbox` tells of files that it found and did not resize.

mod program;

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::{Command, Output};

use program::{folder, said, stderr, summary, thumbox};
use serde_json::json;
use tempfile::TempDir;

fn run(folder: &Path, words: &str) -> Output {
    let output = thumbox(folder, words.split_whitespace());
    assert_eq!(
        output.status.code(),
        Some(0),
        "{words}: {}",
        stderr(&output)
    );
    output
}

/// The folder `in` with one photo, and one of everything that is left out.
fn all_kinds() -> TempDir {
    let folder = folder();
    let at = |name: &str| folder.path().join(name);
    for name in ["in/.hidden", "in/raw", "elsewhere"] {
        fs::create_dir_all(at(name)).unwrap();
    }
    for name in ["in/a.jpg", "in/.b.jpg", "in/.hidden/c.jpg", "in/raw/d.jpg"] {
        fs::copy(at("photo.jpg"), at(name)).unwrap();
    }
    fs::write(at("in/e.MOV"), "").unwrap();
    fs::write(at("in/README"), "").unwrap();
    symlink("nowhere.jpg", at("in/broken.jpg")).unwrap();
    symlink("../elsewhere", at("in/link")).unwrap();
    let made = Command::new("mkfifo").arg(at("in/fifo.jpg")).status();
    assert!(made.expect("mkfifo, which is part of coreutils").success());
    folder
}

#[test]
fn every_reason_is_counted_once() {
    let folder = all_kinds();
    let words = "resize in -o in/small --exclude raw/**";
    // One picture is made, and that is not all there is to tell.
    let told = stderr(&run(folder.path(), words));
    let expected = "1 excluded, 2 hidden, 1 broken link, 1 link to a folder, 1 FIFO, socket or device, 1 without an extension, 1 .mov";
    assert!(told.contains(&format!("left out: {expected}")), "{told}");
    // The second time, there is something in the output folder.
    let told = stderr(&run(folder.path(), words));
    let expected = format!("left out: 1 in the output folder, {expected}");
    assert!(told.contains(&expected), "{told}");
    let output = run(folder.path(), &format!("{words} --json"));
    let expected = json!({
        "made": 0, "up_to_date": 1, "removed": 0, "failed": {}, "not_begun": 0,
        "left_out": {
            "output-folder": 1, "excluded": 1, "hidden": 2, "broken-link": 1, "folder-link": 1,
            "special-file": 1, ".": 1, ".mov": 1,
        },
    });
    assert_eq!(summary(&output), expected);
    let output = run(folder.path(), &format!("{words} --json --dry-run"));
    assert_eq!(summary(&output)["left_out"], expected["left_out"]);
    assert!(stderr(&output).is_empty(), "{}", stderr(&output));
}

#[test]
fn links_that_are_followed_and_lead_nowhere_are_no_failures() {
    let folder = all_kinds();
    symlink("..", folder.path().join("elsewhere/up")).unwrap();
    fs::create_dir(folder.path().join("in/deep")).unwrap();
    symlink("..", folder.path().join("in/deep/up")).unwrap();
    let output = run(folder.path(), "resize in -o out --follow --json");
    let left_out = &summary(&output)["left_out"];
    assert!(left_out["broken-link"].as_u64() >= Some(2), "{left_out}");
    assert_eq!(left_out["folder-link"], json!(null), "{left_out}");
}

#[test]
fn files_that_are_no_images_are_counted() {
    let folder = folder();
    let at = |name: &str| folder.path().join(name);
    fs::create_dir(at("in")).unwrap();
    fs::write(at("in/notes"), "no image").unwrap();
    fs::write(at("in/.profile"), "no image").unwrap();
    let told = said(&run(folder.path(), "resize in -o out --all"));
    assert!(told.contains("0 made; left out: 2 are no images"), "{told}");
    let told = stderr(&run(folder.path(), "resize in -o out --all --dry-run"));
    assert!(told.contains("left out: 2 are no images"), "{told}");
    let output = run(folder.path(), "resize in -o out --all --json");
    assert_eq!(summary(&output)["left_out"], json!({"no-image": 2}));
    // A folder without anything.
    fs::create_dir(at("empty")).unwrap();
    let output = run(folder.path(), "resize empty -o out --json");
    assert_eq!(summary(&output)["left_out"], json!({}));
}

#[test]
fn a_quiet_run_says_that_nothing_was_to_be_done() {
    let folder = folder();
    let at = |name: &str| folder.path().join(name);
    fs::create_dir(at("phone")).unwrap();
    fs::write(at("phone/a.mov"), "").unwrap();
    let told = said(&run(folder.path(), "resize phone -o out --quiet"));
    assert_eq!(told, "thumbox: 0 made; left out: 1 .mov\n");
    fs::copy(at("photo.jpg"), at("phone/b.jpg")).unwrap();
    for _ in 0..2 {
        let output = run(folder.path(), "resize phone -o out --quiet");
        assert_eq!(stderr(&output), "");
    }
    // Nothing is added where lines say all.
    let output = run(folder.path(), "resize photo.jpg -o out --json");
    assert_eq!(summary(&output), json!(null));
    let output = run(folder.path(), "resize photo.jpg -o out2");
    assert_eq!(stderr(&output), "");
}

#[test]
fn other_commands_say_why_there_is_nothing() {
    let folder = folder();
    fs::create_dir(folder.path().join("phone")).unwrap();
    fs::write(folder.path().join("phone/a.mov"), "").unwrap();
    let told = stderr(&run(folder.path(), "probe phone"));
    assert_eq!(told, "thumbox: no images found; left out: 1 .mov\n");
    let output = thumbox(folder.path(), ["contact-sheet", "phone", "-o", "sheet.png"]);
    assert_eq!(output.status.code(), Some(2));
    let told = stderr(&output);
    assert_eq!(told, "thumbox: no images found; left out: 1 .mov\n");
}

/// Only receipts tell outputs from images.
#[test]
fn outputs_without_receipts_are_images_like_others() {
    let folder = folder();
    let at = |name: &str| folder.path().join(name);
    fs::create_dir(at("in")).unwrap();
    fs::copy(at("photo.jpg"), at("in/a.jpg")).unwrap();
    run(folder.path(), "resize in/a.jpg -o in/a-small.jpg");
    run(
        folder.path(),
        "resize in -o in/{stem}-s.{ext} --no-receipts",
    );
    let told = stderr(&run(folder.path(), "resize in -o out"));
    assert!(told.contains("4 made"), "{told}");
    let told = stderr(&run(
        folder.path(),
        "resize in -o out2 --exclude *-small*.jpg --exclude *-s.jpg",
    ));
    assert!(told.contains("left out: 3 excluded"), "{told}");
}
