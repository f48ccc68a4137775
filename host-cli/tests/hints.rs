//! What is said of words that mean something elsewhere, and of runs in which nothing is done.

mod program;

use std::fs;
use std::process::Command;

use program::photos::{pairs, photos, resize};
use program::{lines, said, stderr, thumbox};

#[test]
fn addresses_of_other_computers_are_no_files() {
    let folder = photos();
    for (words, told) in [
        (
            "resize https://example.org/a.jpg",
            "this is a URL, and inputs are files; download it first",
        ),
        (
            "resize photo.jpg -o s3://thumbs",
            "-o s3://thumbs: outputs are files",
        ),
        (
            "watch photos -o s3://thumbs/{stem}.{ext}",
            "outputs are files",
        ),
    ] {
        let output = thumbox(folder.path(), words.split(' '));
        assert_ne!(output.status.code(), Some(0), "{words}");
        assert!(stderr(&output).contains(told), "{}", stderr(&output));
    }
    assert!(!folder.path().join("s3:").exists());
}

#[test]
fn sizes_that_contradict_are_told() {
    let folder = photos();
    for (words, told) in [
        ("-s 80x -s 80x", "--size: 80 is given twice"),
        ("-s 80x80! -s 80x80^", "--size: 80x80 is given twice"),
        (
            "-s 80x80! --fit cover",
            "the letter behind 80x80 decides what --fit is",
        ),
        (
            "-s 9x9> --enlarge",
            "the letter behind 9x9 decides what --enlarge is",
        ),
    ] {
        let words = ["resize", "photo.jpg"].into_iter().chain(words.split(' '));
        let output = thumbox(folder.path(), words);
        assert_eq!(output.status.code(), Some(2));
        assert!(stderr(&output).contains(told), "{}", stderr(&output));
    }
    let taken = resize(folder.path(), "photo.jpg -s 80x80! --enlarge -r");
    assert_eq!(taken, (Some(0), pairs(&[("photo.jpg", "made")])));
}

#[test]
fn a_run_without_images_says_so() {
    let folder = photos();
    fs::create_dir(folder.path().join("empty")).unwrap();
    let output = thumbox(folder.path(), ["resize", "empty"]);
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(said(&output), "thumbox: 0 made; there are no files\n");
    fs::write(
        folder.path().join("r.json"),
        r#"{"output": {"include": ["*.png"]}}"#,
    )
    .unwrap();
    let output = thumbox(folder.path(), ["resize", "photos", "--recipe", "r.json"]);
    assert!(
        stderr(&output).contains(
            "left out: 2 for no output of the recipe, 1 hidden, 1 without an extension, 1 .txt"
        ),
        "{}",
        stderr(&output)
    );
    let dry = resize(folder.path(), "photos --recipe r.json --dry-run");
    let left_out = [
        ("photos/a.jpg", "left-out"),
        ("photos/summer/b.jpeg", "left-out"),
    ];
    assert_eq!(dry, (Some(0), pairs(&left_out)));
    // What --all finds and is no image is none in a dry run either.
    let (code, told) = resize(folder.path(), "photos --all --dry-run");
    assert_eq!((code, told.len()), (Some(0), 4), "{told:?}");
}

#[test]
fn braces_in_patterns_are_choices() {
    let folder = photos();
    let (code, told) = resize(folder.path(), "photos --exclude *.{gif,jpeg} --dry-run");
    assert_eq!(
        (code, told),
        (Some(0), pairs(&[("photos/a.jpg", "to-make")]))
    );
    let (code, told) = resize(
        folder.path(),
        "{photo,drawing}.* photos/{x,a}*.jpg --dry-run",
    );
    let expected = [
        ("photo.jpg", "to-make"),
        ("drawing.png", "to-make"),
        ("photos/a.jpg", "to-make"),
    ];
    assert_eq!((code, told), (Some(0), pairs(&expected)));
}

#[test]
fn lists_go_to_standard_output() {
    let folder = photos();
    let output = thumbox(folder.path(), ["resize", "photos", "--manifest", "-"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let manifest: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(manifest["images"].as_array().map(Vec::len), Some(2));
    assert!(stderr(&output).contains("2 made"), "{}", stderr(&output));
    let output = thumbox(folder.path(), ["resize", "photos", "--html", "-"]);
    let html = String::from_utf8_lossy(&output.stdout);
    assert!(
        html.starts_with("<picture>\n  <img src=\"resized/a.jpg\""),
        "{html}"
    );
    assert!(html.ends_with("</picture>\n"), "{html}");
    assert!(!folder.path().join("-").exists());
    for words in [
        "--manifest - --html -",
        "--manifest - --json",
        "--html - -o -",
    ] {
        let words = ["resize", "photo.jpg"].into_iter().chain(words.split(' '));
        let output = thumbox(folder.path(), words);
        assert_eq!(output.status.code(), Some(2));
        let told = stderr(&output);
        assert!(
            told.contains("write to standard output; leave one there"),
            "{told}"
        );
    }
}

#[test]
fn an_image_smaller_than_two_sizes_is_offered_once() {
    let folder = photos();
    let words = "resize drawing.png -s 600x -s 900x -s 50x --html -";
    let output = thumbox(folder.path(), words.split(' '));
    let html = String::from_utf8_lossy(&output.stdout);
    let expected = "srcset=\"resized/drawing-50.png 50w, resized/drawing-600.png 200w\"";
    assert!(html.contains(expected), "{html}");
}

#[test]
fn an_output_is_not_taken_for_its_own_source() {
    let folder = photos();
    // Sources are looked for in folders above, too, which are not this test's.
    let source = folder.path().join("of-this-test.jpg");
    fs::rename(folder.path().join("photo.jpg"), &source).unwrap();
    let output = thumbox(folder.path(), ["resize", "of-this-test.jpg", "-o", "small"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    fs::remove_file(source).unwrap();
    let output = thumbox(folder.path(), ["verify", "small", "--json"]);
    let line = &lines(&output)[0];
    assert_eq!(line["error"]["kind"], "no-source", "{line}");
}

#[test]
fn the_letters_of_other_programs_are_understood() {
    let folder = photos();
    for letter in ["-v", "-V"] {
        let output = thumbox(folder.path(), [letter]);
        let version = concat!("thumbox ", env!("CARGO_PKG_VERSION"), "\n");
        assert_eq!(String::from_utf8_lossy(&output.stdout), version);
    }
}

#[test]
fn presets_are_completed_and_files_too() {
    let folder = photos();
    let script = thumbox(folder.path(), ["completions", "bash"]).stdout;
    fs::write(folder.path().join("thumbox.bash"), script).unwrap();
    fs::write(folder.path().join("webby.toml"), "").unwrap();
    let complete = "source ./thumbox.bash
        COMP_WORDS=(thumbox resize --recipe we) COMP_CWORD=3
        _thumbox thumbox we --recipe
        printf '%s\\n' \"${COMPREPLY[@]}\" | sort";
    let output = Command::new("bash")
        .current_dir(folder.path())
        .args(["-c", complete])
        .output()
        .unwrap();
    assert_eq!(
        String::from_utf8_lossy(&output.stdout),
        "web\nwebby.toml\n",
        "{}",
        stderr(&output)
    );
}
