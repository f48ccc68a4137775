//! What is told where files and folders cannot be written: which one, why, and what to do.

mod program;

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Output};
use std::time::{Duration, SystemTime};

use program::{folder, stderr, thumbox, unprivileged};

/// Neither the system's numbers nor temporary names are for users.
fn is_told(output: &Output, expected: &str) {
    let told = stderr(output);
    assert!(told.contains(expected), "{told}");
    assert!(!told.contains("os error"), "{told}");
    assert!(!told.contains(".thumbox-"), "{told}");
}

fn forbid(path: &Path) {
    fs::set_permissions(path, Permissions::from_mode(0o555)).unwrap();
}

#[test]
fn permission_denied_says_which_file_and_what_to_do() {
    let folder = folder();
    let at = |name: &str| folder.path().join(name);
    fs::create_dir(at("out")).unwrap();
    forbid(&at("out"));
    let run = |words: &str| unprivileged(folder.path(), words.split(' '));
    let output = run("resize photo.jpg -o out --no-receipts");
    assert_eq!(output.status.code(), Some(1));
    is_told(
        &output,
        "out/photo.jpg could not be written: permission denied; check who may write to it and to its folder",
    );
    let output = run("resize photo.jpg -o resized --manifest out/m.json");
    assert_eq!(output.status.code(), Some(2));
    is_told(
        &output,
        "out/m.json could not be written: permission denied; ",
    );
    let output = run("resize photo.jpg -o out/deep");
    assert_eq!(output.status.code(), Some(2));
    is_told(
        &output,
        "the folder out/deep could not be created: permission denied; ",
    );
    let output = run("contact-sheet photo.jpg -o out/sheet.png");
    is_told(
        &output,
        "out/sheet.png: could not be written: permission denied; ",
    );
    let output = run("man --output-dir out");
    is_told(
        &output,
        "out/thumbox.1 could not be written: permission denied; ",
    );
}

/// The receipts alone cannot be written.
#[test]
fn a_folder_of_receipts_that_cannot_be_written_is_told() {
    let folder = folder();
    let at = |name: &str| folder.path().join(name);
    fs::create_dir_all(at("out/.thumbox")).unwrap();
    forbid(&at("out/.thumbox"));
    let run = |words: &str| unprivileged(folder.path(), words.split(' '));
    let output = run("resize photo.jpg -o out");
    assert_eq!(output.status.code(), Some(1));
    is_told(
        &output,
        "out/.thumbox could not be written: permission denied; ",
    );
    is_told(&output, "--no-receipts writes no receipts");
    assert!(!at("out/photo.jpg").exists());
    // It blocks nothing for good.
    let output = run("resize photo.jpg -o out --no-receipts");
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    fs::set_permissions(at("out/.thumbox"), Permissions::from_mode(0o755)).unwrap();
    let output = run("resize photo.jpg -o out");
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
}

#[test]
fn a_file_in_the_way_of_a_folder_is_named() {
    let folder = folder();
    let output = thumbox(
        folder.path(),
        ["resize", "drawing.png", "-o", "photo.jpg/x"],
    );
    assert_eq!(output.status.code(), Some(2));
    is_told(
        &output,
        "the folder photo.jpg/x could not be created: photo.jpg is a file; name another folder",
    );
    fs::create_dir_all(folder.path().join("in/sub")).unwrap();
    fs::copy(
        folder.path().join("photo.jpg"),
        folder.path().join("in/sub/a.jpg"),
    )
    .unwrap();
    fs::create_dir(folder.path().join("out")).unwrap();
    fs::write(folder.path().join("out/sub"), "").unwrap();
    let output = thumbox(folder.path(), ["resize", "in", "-o", "out"]);
    assert_eq!(output.status.code(), Some(1));
    is_told(&output, "out/sub is a file; name a folder");
}

#[test]
fn a_full_standard_output_is_told_as_such() {
    let folder = folder();
    for words in [
        "resize photo.jpg -o -",
        "resize photo.jpg -o out --json",
        "resize photo.jpg -o out --manifest -",
        "completions bash",
        "man",
        "recipe show web",
        "recipe init web",
        "formats",
        "probe photo.jpg",
    ] {
        let line = format!("'{}' {words} > /dev/full", env!("CARGO_BIN_EXE_thumbox"));
        let output = Command::new("sh")
            .current_dir(folder.path())
            .args(["-c", &line])
            .output()
            .expect("a shell");
        assert_eq!(output.status.code(), Some(1), "{words}");
        is_told(
            &output,
            "standard output could not be written: no space is left; free some, or write elsewhere",
        );
    }
}

#[test]
fn a_name_that_is_too_long_is_told() {
    let folder = folder();
    let name = format!("{}.jpg", "n".repeat(255));
    let output = thumbox(folder.path(), ["resize", "photo.jpg", "-o", &name]);
    assert_eq!(output.status.code(), Some(1));
    is_told(
        &output,
        "the name is too long for its file system; choose a shorter one",
    );
}

/// `kill -9` leaves a temporary file. One that is younger than an hour may be another run's.
#[test]
fn leftovers_of_killed_runs_are_removed() {
    let folder = folder();
    let at = |name: &str| folder.path().join(name);
    fs::create_dir_all(at("site")).unwrap();
    let run = |words: &str| {
        let output = thumbox(folder.path(), words.split(' '));
        assert_eq!(
            output.status.code(),
            Some(0),
            "{words}: {}",
            stderr(&output)
        );
    };
    run("resize photo.jpg -o out");
    let leave = |name: &str| {
        let file = fs::File::create(at(name)).unwrap();
        let time = SystemTime::now() - Duration::from_secs(2 * 3600);
        file.set_modified(time).unwrap();
    };
    let left = [
        ".thumbox-a",
        "site/.thumbox-b",
        "out/.thumbox-c",
        "out/.thumbox/.thumbox-d",
    ];
    left.into_iter().for_each(leave);
    fs::write(at("out/.thumbox-new"), "").unwrap();
    // All is up to date.
    run("resize photo.jpg -o out --manifest m.json --html site/m.html");
    for name in left {
        assert!(!at(name).exists(), "{name}");
    }
    assert!(at("out/.thumbox-new").exists());
    leave(".thumbox-a");
    run("contact-sheet photo.jpg -o sheet.png");
    assert!(!at(".thumbox-a").exists());
    leave(".thumbox-a");
    run("recipe init web -o web.toml --force");
    assert!(!at(".thumbox-a").exists());
    leave(".thumbox-a");
    run("resize photo.jpg -o small.jpg");
    assert!(!at(".thumbox-a").exists());
}
