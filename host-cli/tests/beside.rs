//! Outputs beside their images: `--suffix`.

mod program;

use std::fs;
use std::path::Path;

use program::photos::{pairs, photos, resize};
use program::{names, stderr, thumbox};

/// Those that are not hidden.
fn images(folder: &Path) -> Vec<String> {
    let mut names = names(folder);
    names.retain(|name| name.starts_with('a'));
    names
}

#[test]
fn a_suffix_puts_outputs_beside_their_images() {
    let folder = photos();
    let told = pairs(&[("photos/a.jpg", "made"), ("photos/summer/b.jpeg", "made")]);
    let run = |words: &str| resize(folder.path(), words);
    assert_eq!(run("photos --suffix -small"), (Some(0), told));
    assert_eq!(
        images(&folder.path().join("photos")),
        ["a-small.jpg", "a.jpg"]
    );
    // The second time, outputs are known: also where a shell names them.
    let told = pairs(&[
        ("photos/a.jpg", "up-to-date"),
        ("photos/summer/b.jpeg", "up-to-date"),
    ]);
    assert_eq!(run("photos --suffix -small"), (Some(0), told));
    let named = run("photos/a.jpg photos/a-small.jpg --suffix -small");
    assert_eq!(named, (Some(0), pairs(&[("photos/a.jpg", "up-to-date")])));
    // From another folder too.
    let inside = resize(&folder.path().join("photos/summer"), ". --suffix -small");
    assert_eq!(inside, (Some(0), pairs(&[("./b.jpeg", "up-to-date")])));
    let verified = thumbox(folder.path(), ["verify", "photos"]);
    assert!(
        stderr(&verified).contains("2 identical"),
        "{}",
        stderr(&verified)
    );

    // What is gone.
    fs::remove_file(folder.path().join("photos/summer/b.jpeg")).unwrap();
    let told = pairs(&[
        ("photos/a.jpg", "up-to-date"),
        ("photos/summer/b.jpeg", "removed"),
    ]);
    assert_eq!(run("photos --suffix -small --prune"), (Some(0), told));
    assert_eq!(
        images(&folder.path().join("photos")),
        ["a-small.jpg", "a.jpg"]
    );
}

#[test]
fn a_suffix_has_placeholders_for_several_sizes() {
    let folder = photos();
    let words = "photos/a.jpg --suffix -{width} -s 60x -s 30x --format webp";
    let told = pairs(&[("photos/a.jpg", "made"), ("photos/a.jpg", "made")]);
    assert_eq!(resize(folder.path(), words), (Some(0), told));
    assert_eq!(
        images(&folder.path().join("photos")),
        ["a-30.webp", "a-60.webp", "a.jpg"]
    );
    // In the folder itself, a path has no `./`.
    let output = thumbox(folder.path(), ["resize", "photo.jpg", "--suffix", "_s"]);
    let line = String::from_utf8_lossy(&output.stdout);
    assert!(line.starts_with("photo.jpg -> photo_s.jpg"), "{line}");
}

#[test]
fn a_suffix_that_makes_no_sense_is_told() {
    let folder = photos();
    fs::copy(
        folder.path().join("drawing.png"),
        folder.path().join("photo.png"),
    )
    .unwrap();
    for (words, told) in [
        (
            "photo.jpg --suffix=",
            "photo.jpg would be overwritten, and it is an input; choose another --suffix",
        ),
        ("photo.jpg --suffix /x", "outputs go beside their images"),
        ("photo.jpg --suffix -x -o out", "cannot be used with"),
        (
            "photo.jpg --suffix -x -s 9x -s 8x",
            "--suffix -x: outputs 1 and 2",
        ),
        (
            "photo.jpg photo.png --suffix -x --format webp",
            "photo.jpg and photo.png would both be written to photo-x.webp; give one of them another name",
        ),
    ] {
        let output = thumbox(
            folder.path(),
            ["resize"].into_iter().chain(words.split(' ')),
        );
        assert_eq!(output.status.code(), Some(2), "{words}");
        assert!(stderr(&output).contains(told), "{}", stderr(&output));
    }
    assert!(!folder.path().join(".thumbox").exists());
}
