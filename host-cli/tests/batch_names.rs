//! What `thumbox resize` calls results: several sizes, templates, and odd names.

mod program;

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;

use program::photos::{pairs, photos, resize};
use program::{folder, lines, names, stderr, thumbox};

#[test]
fn several_sizes_have_names_of_their_own() {
    let folder = photos();
    let output = thumbox(
        folder.path(),
        [
            "resize", "photos", "--size", "600x", "--size", "x50", "--size", "50%", "-o", "out",
        ],
    );
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert_eq!(
        names(&folder.path().join("out")),
        ["a-50pct.jpg", "a-600.jpg", "a-x50.jpg", "summer"]
    );
    // One picture alone keeps its name.
    let output = thumbox(
        folder.path(),
        ["resize", "photo.jpg", "-s", "60x60!", "-o", "one", "--json"],
    );
    assert_eq!(names(&folder.path().join("one")), ["photo.jpg"]);
    let line = &lines(&output)[0];
    assert_eq!((&line["width"], &line["height"]), (&60.into(), &60.into()));
}

#[test]
fn a_template_says_where_results_go() {
    let folder = photos();
    let template = "web/{width}/{dir}/{stem}.{ext}";
    let output = thumbox(
        folder.path(),
        [
            "resize",
            "photos",
            "photo.jpg",
            "-s",
            "60x",
            "-s",
            "30x",
            "-f",
            "-o",
            template,
            "--format",
            "webp",
        ],
    );
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    for place in ["60/a.webp", "30/summer/b.webp", "30/photo.webp"] {
        assert!(folder.path().join("web").join(place).is_file(), "{place}");
    }
    // A name with the receipt in it is known when the picture was read.
    let output = thumbox(
        folder.path(),
        [
            "resize",
            "photo.jpg",
            "-o",
            "h/{stem}-{hash}.{ext}",
            "--json",
        ],
    );
    let name = lines(&output)[0]["output"].as_str().map(str::len);
    assert_eq!(name, Some("h/photo-0123456789abcdef.jpg".len()));
    for (arguments, told) in [
        (
            &["photos", "-s", "60x", "-s", "30x", "-o", "x/{stem}.{ext}"][..],
            "have the same bucket and key",
        ),
        (&["photos", "-o", "x/{dri}"][..], "the placeholder {dri}"),
        (
            &["photos", "photo.jpg", "-o", "x/same.{ext}"][..],
            "would both be written to x/same.jpg",
        ),
    ] {
        let output = thumbox(folder.path(), ["resize"].iter().chain(arguments));
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(stderr(&output).contains(told), "{}", stderr(&output));
        assert!(!folder.path().join("x").exists());
    }
}

#[test]
fn names_need_not_have_the_format_in_them() {
    let folder = photos();
    for name in ["photo.jpg", "drawing.png"] {
        let (code, told) = resize(folder.path(), &format!("{name} -o x/{{name}}"));
        assert_eq!((code, told), (Some(0), pairs(&[(name, "made")])));
    }
    assert_eq!(
        names(&folder.path().join("x")),
        ["drawing.png", "photo.jpg"]
    );
    // Both results are of their picture's own format, and have one name all the same.
    let both = [
        "resize",
        "photo.jpg",
        "drawing.png",
        "-W",
        "30",
        "-o",
        "y/{width}",
    ];
    let output = thumbox(folder.path(), both);
    assert_eq!(output.status.code(), Some(2));
    let told = "photo.jpg and drawing.png would both be written to y/30;";
    assert!(stderr(&output).contains(told), "{}", stderr(&output));
}

#[test]
fn long_names_and_names_that_are_no_text_survive_templates() {
    let folder = folder();
    let long = format!("{}.jpeg", "n".repeat(250));
    let odd = [
        long.as_bytes(),
        b"\xff no text.jpg",
        b"-dash.jpg",
        b"a {stem}.jpg",
    ];
    fs::create_dir(folder.path().join("in")).expect("a folder");
    for name in odd {
        let to = folder.path().join("in").join(OsStr::from_bytes(name));
        fs::copy(folder.path().join("photo.jpg"), to).expect("a copy");
    }
    let output = thumbox(folder.path(), ["resize", "in", "-o", "out/{stem}.{ext}"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let mut made: Vec<_> = fs::read_dir(folder.path().join("out"))
        .expect("the folder")
        .map(|entry| entry.expect("an entry").file_name().as_bytes().to_vec())
        .filter(|name| name != b".thumbox")
        .collect();
    made.sort();
    let mut expected = odd.map(<[u8]>::to_vec);
    // `.jpeg` became `.jpg`.
    expected[0].remove(253);
    expected.sort();
    assert_eq!(made, expected);
    // One that would be too long for the file system fails alone.
    let output = thumbox(
        folder.path(),
        ["resize", "in", "-o", "longer/{stem}-{width}xx.{ext}"],
    );
    assert_eq!(output.status.code(), Some(1));
    assert!(
        stderr(&output).contains("3 made, 1 failed (1 write)"),
        "{}",
        stderr(&output)
    );
}

#[test]
fn results_whose_size_gives_them_the_same_name_do_not_replace_each_other() {
    let folder = folder();
    let at = |name: &str| folder.path().join(name);
    // Of two outputs of a picture that is too small for both, one is made.
    let recipe = r#"{"outputs": [
        {"width": 800, "format": "webp", "key": "{stem}-{actual-width}.{ext}"},
        {"width": 200, "format": "webp", "quality": 5, "key": "{stem}-{width}.{ext}"}
    ]}"#;
    fs::write(at("recipe.json"), recipe).unwrap();
    let of_one = || resize(folder.path(), "drawing.png -o one --recipe recipe.json");
    let (code, told) = of_one();
    assert_eq!(code, Some(1));
    assert_eq!(
        told,
        pairs(&[("drawing.png", "made"), ("drawing.png", "name")])
    );
    assert_eq!(names(&at("one")), ["drawing-200.webp"]);
    // The next time too.
    assert_eq!(of_one().0, Some(1));
    // So of two pictures. One that is larger has another name.
    fs::copy(at("drawing.png"), at("photo.png")).unwrap();
    fs::copy(at("moving.gif"), at("drawing.gif")).unwrap();
    let words = "photo.jpg photo.png drawing.png drawing.gif -j 1 -s 800x --format png -o two/{stem}-{actual-width}.{ext}";
    let (code, told) = resize(folder.path(), words);
    assert_eq!(code, Some(1));
    let refused = told.iter().filter(|(_, state)| state == "name").count();
    assert_eq!(refused, 1, "{told:?}");
    let expected = ["drawing-200.png", "photo-200.png", "photo-800.png"];
    assert_eq!(names(&at("two")), expected);
}

#[test]
fn the_ending_of_the_output_is_its_format_and_a_file_is_a_file() {
    let folder = folder();
    let at = |name: &str| folder.path().join(name);
    let run = |words: &str| {
        let output = thumbox(folder.path(), words.split_whitespace());
        (output.status.code(), stderr(&output))
    };
    let format = |name: &str| {
        let bytes = fs::read(at(name)).unwrap_or_else(|error| panic!("{name}: {error}"));
        image::guess_format(&bytes).expect("a picture")
    };
    use image::ImageFormat::{Jpeg, Png, WebP};
    assert_eq!(run("resize photo.jpg -o b.webp").0, Some(0));
    assert_eq!(format("b.webp"), WebP);
    // With another size and over what is there, without anything beside it.
    assert_eq!(run("resize photo.jpg -W 64 -o b.webp").0, Some(0));
    assert_eq!(run("resize photo.jpg -o new/b.PNG").0, Some(0));
    assert_eq!(format("new/b.PNG"), Png);
    assert!(!at(".thumbox").exists() && !at("new/.thumbox").exists());
    assert_eq!(
        run("resize photo.jpg drawing.png -o x/{stem}.png").0,
        Some(0)
    );
    assert_eq!([format("x/photo.png"), format("x/drawing.png")], [Png, Png]);
    // A folder that is there is a folder.
    fs::create_dir(at("old.jpg")).unwrap();
    assert_eq!(run("resize photo.jpg -o old.jpg").0, Some(0));
    assert_eq!(format("old.jpg/photo.jpg"), Jpeg);

    for (words, code, expected) in [
        (
            "photo.jpg drawing.png -o c.webp",
            2,
            "names one file, and there are 2 images",
        ),
        (
            "photo.jpg -s 9 -s 8 -o c.webp",
            2,
            "names one file, and there are 2 outputs",
        ),
        (
            "photo.jpg --format jpeg -o c.webp",
            2,
            "ends as webp does, and the format is jpeg",
        ),
        (
            "photo.jpg -q 80 -o c.png",
            2,
            "quality is for jpeg and webp, and the format is png",
        ),
        (
            "photo.jpg -o x/%s.jpg",
            2,
            "%s is no placeholder; write {stem}",
        ),
        (
            "photo.jpg --format webp -o c/{name}",
            1,
            "named photo.jpg, and is webp; write {stem}.{ext}",
        ),
        (
            "photo.jpg -o photo.jpg",
            2,
            "would be overwritten, and it is an input",
        ),
    ] {
        let (found, told) = run(&format!("resize {words}"));
        assert_eq!(found, Some(code), "{words}: {told}");
        assert!(told.contains(expected), "{words}: {told}");
    }
    assert!(!at("c.webp").exists() && !at("c.png").exists());
}

#[test]
fn one_size_more_puts_results_nowhere_else() {
    let folder = folder();
    fs::create_dir_all(folder.path().join("in/sub")).unwrap();
    fs::copy(
        folder.path().join("photo.jpg"),
        folder.path().join("in/sub/a.jpg"),
    )
    .unwrap();
    let made = |words: &str| -> Vec<String> {
        let output = thumbox(folder.path(), words.split_whitespace());
        let output = lines(&output);
        let names = output
            .iter()
            .map(|line| line["output"].as_str().unwrap().to_owned());
        names.collect()
    };
    assert_eq!(made("resize in/sub/a.jpg -o o --json -s 9"), ["o/a.jpg"]);
    let two = ["o/a-9x9.jpg", "o/a-8.jpg"];
    assert_eq!(made("resize in/sub/a.jpg -o o --json -s 9 -s 8x"), two);
    assert_eq!(made("resize in -o p --json -s 9"), ["p/sub/a.jpg"]);
    let two = ["p/sub/a-9x9.jpg", "p/sub/a-8.jpg"];
    assert_eq!(made("resize in -o p --json -s 9 -s 8x"), two);
}

#[test]
fn results_with_names_that_are_no_unicode_can_be_verified() {
    let folder = folder();
    let name = OsStr::from_bytes(b"a\xff.jpg");
    fs::copy(folder.path().join("photo.jpg"), folder.path().join(name)).unwrap();
    let words = [
        OsStr::new("resize"),
        name,
        OsStr::new("-o"),
        OsStr::new("out"),
    ];
    assert_eq!(thumbox(folder.path(), words).status.code(), Some(0));
    let output = thumbox(folder.path(), ["verify", "out"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(
        stderr(&output).contains("1 identical"),
        "{}",
        stderr(&output)
    );
}
