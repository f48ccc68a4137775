//! The ending of `-o`: the format, or a refusal.

mod program;

use std::fs;

use program::{folder, names, stderr, thumbox};

#[test]
fn an_ending_that_is_not_written_is_refused() {
    let folder = folder();
    for (output, expected) in [
        (
            "out.avif",
            ".avif is not written; write one of .jpg, .png, .webp, .gif, .raster",
        ),
        ("out.tiff", ".tiff is not written"),
        ("out.jxl", "a folder of this name has a slash behind it"),
        ("out.HEIC", ".heic is not written"),
        ("out.avifs", ".avifs is not written"),
        ("{stem}.hif", ".hif is not written"),
        ("k/{stem}.heic", ".heic is not written"),
        ("{stem}.bmp", "; {ext} stands for that of the format"),
        ("{stem}.jgp", ".jgp is no image format; did you mean .jpg?"),
        ("out.jgp", ".jgp is no image format; did you mean .jpg?"),
        ("{stem}.wepb", "did you mean .webp?"),
        ("{stem}.bak", ".bak is no image format"),
    ] {
        for command in ["resize photo.jpg -o", "watch . -o"] {
            let words = command.split(' ').chain([output]);
            let told = thumbox(folder.path(), words);
            assert_eq!(told.status.code(), Some(2), "{command} {output}");
            let told = stderr(&told);
            assert!(
                told.starts_with(&format!("thumbox: -o {output}: ")),
                "{told}"
            );
            assert!(told.contains(expected), "{told}");
        }
    }
    assert_eq!(
        names(folder.path()),
        ["drawing.png", "moving.gif", "photo.jpg"],
        "nothing was written"
    );
    // The name of an image is its own, whatever is in it.
    fs::copy(
        folder.path().join("photo.jpg"),
        folder.path().join("a.heic"),
    )
    .unwrap();
    let output = thumbox(folder.path(), ["resize", "a.heic", "-o", "out/{name}"]);
    assert_eq!(output.status.code(), Some(1));
    let told = stderr(&output);
    assert!(
        told.contains("named a.heic, and is jpeg; write {stem}.{ext}"),
        "{told}"
    );
}

#[test]
fn a_folder_has_a_slash_behind_it_or_is_there() {
    let folder = folder();
    fs::create_dir(folder.path().join("old.heic")).unwrap();
    for (output, made) in [
        ("new.webp/", "new.webp/photo.jpg"),
        ("new.gif/.", "new.gif/photo.jpg"),
        ("new.heic/", "new.heic/photo.jpg"),
        ("old.heic", "old.heic/photo.jpg"),
        ("v1.2", "v1.2/photo.jpg"),
        ("photos.2026", "photos.2026/photo.jpg"),
        ("x.apng", "x.apng"),
    ] {
        let output = thumbox(folder.path(), ["resize", "photo.jpg", "-o", output]);
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        assert!(folder.path().join(made).is_file(), "{made}");
    }
    // Whoever says the format may call files as they like.
    let words = "resize photo.jpg -o {stem}.bak --format webp";
    let output = thumbox(folder.path(), words.split(' '));
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(folder.path().join("photo.bak").is_file());
}
