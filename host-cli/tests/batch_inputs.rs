//! What `thumbox resize` reads: folders, lists, patterns and pipes.

mod program;

use std::fs;
use std::os::unix::fs::symlink;
use std::process::{Command, Stdio};

use program::photos::{pairs, photos, resize, told};
use program::{folder, lines, names, said, stderr, thumbox, thumbox_told};

#[test]
fn a_folder_is_mirrored_and_only_its_pictures_are_read() {
    let folder = photos();
    let (code, told) = resize(folder.path(), "photos -o out");
    assert_eq!(code, Some(0));
    assert_eq!(
        told,
        pairs(&[("photos/a.jpg", "made"), ("photos/summer/b.jpeg", "made")])
    );
    assert_eq!(names(&folder.path().join("out")), ["a.jpg", "summer"]);
    assert_eq!(names(&folder.path().join("out/summer")), ["b.jpg"]);

    let (code, told) = resize(folder.path(), "photos -o all --all");
    assert_eq!(code, Some(0));
    let inputs: Vec<&str> = told.iter().map(|(input, _)| input.as_str()).collect();
    assert_eq!(
        inputs,
        [
            "photos/.c.jpg",
            "photos/a.jpg",
            "photos/plain",
            "photos/summer/b.jpeg"
        ]
    );
}

#[test]
fn links_cannot_lead_in_circles_and_results_are_no_inputs() {
    let folder = photos();
    let at = |name: &str| folder.path().join(name);
    symlink("..", at("photos/summer/up")).expect("a link");
    symlink("../photo.jpg", at("photos/linked.jpg")).expect("a link");
    symlink("nowhere.jpg", at("photos/dangling.jpg")).expect("a link");
    let expected = ["photos/a.jpg", "photos/linked.jpg", "photos/summer/b.jpeg"];
    for state in ["made", "up-to-date"] {
        let (code, told) = resize(folder.path(), "photos -o photos/small");
        assert_eq!(code, Some(0));
        assert_eq!(told, pairs(&expected.map(|input| (input, state))));
    }
    // Named twice, it is read once.
    let told = resize(folder.path(), "photos photos/a.jpg -o photos/small").1;
    assert_eq!(told.len(), 3);
}

#[test]
fn inputs_come_from_lists_and_patterns_and_pipes() {
    let folder = photos();
    let list = "photo.jpg\n\nphotos/summer\n";
    let output = thumbox_told(
        folder.path(),
        ["resize", "--files-from", "-", "-o", "a", "--json"],
        list,
    );
    assert_eq!(
        told(&lines(&output)),
        pairs(&[("photo.jpg", "made"), ("photos/summer/b.jpeg", "made")])
    );
    fs::copy(
        folder.path().join("photo.jpg"),
        folder.path().join("new\nline.jpg"),
    )
    .expect("a copy");
    let output = thumbox_told(
        folder.path(),
        ["resize", "--files-from", "-", "-o", "b", "--json"],
        "new\nline.jpg\0drawing.png\0",
    );
    assert_eq!(
        told(&lines(&output)),
        pairs(&[("new\nline.jpg", "made"), ("drawing.png", "made")])
    );
    let (code, told) = resize(folder.path(), "p*s/*.j* *.nothing -o c");
    assert_eq!(code, Some(1));
    assert_eq!(
        told,
        pairs(&[
            ("*.nothing", "not-found"),
            ("photos/.c.jpg", "made"),
            ("photos/a.jpg", "made")
        ])
    );

    // Bytes in, bytes out.
    let program = Command::new(env!("CARGO_BIN_EXE_thumbox"))
        .current_dir(folder.path())
        .args(["resize", "-", "-o", "-"])
        .stdin(fs::File::open(folder.path().join("photo.jpg")).expect("the photo"))
        .stdout(Stdio::piped())
        .output()
        .expect("the program");
    assert!(program.status.success());
    thumbox(folder.path(), ["resize", "photo.jpg", "-o", "d"]);
    assert_eq!(
        program.stdout,
        fs::read(folder.path().join("d/photo.jpg")).expect("the result")
    );
    for arguments in [
        &["photos", "-o", "-"][..],
        &["photo.jpg", "-o", "-", "--json"],
        &["photo.jpg", "-s", "9", "-s", "8", "-o", "-"],
    ] {
        let output = thumbox(folder.path(), ["resize"].iter().chain(arguments));
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(output.stdout.is_empty());
    }
}

#[test]
fn results_are_no_inputs_and_the_summary_says_so() {
    let folder = folder();
    let at = |name: &str| folder.path().join(name);
    let run = |words: &str| {
        let output = thumbox(folder.path(), words.split_whitespace());
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        said(&output)
    };
    fs::create_dir(at("in")).unwrap();
    fs::copy(at("photo.jpg"), at("in/a.jpg")).unwrap();
    fs::copy(at("photo.jpg"), at("in/b.jpg")).unwrap();
    fs::write(at("in/notes.txt"), "").unwrap();
    fs::write(at("in/c.MOV"), "").unwrap();
    fs::write(at("in/d.mov"), "").unwrap();
    let told = run("resize in -o in/small");
    assert!(told.contains("2 made"), "{told}");
    assert!(told.contains("left out: 2 .mov, 1 .txt"), "{told}");
    let told = run("resize in -o in/large -W 200");
    assert!(told.contains("2 made"), "{told}");
    assert!(
        told.contains("left out: 2 made by thumbox, 2 .mov"),
        "{told}"
    );
    // Beside the pictures, and again.
    run("resize in -o in/{stem}-s.{ext}");
    let told = run("resize in -o in/{stem}-s.{ext}");
    assert!(
        told.contains("2 up to date") && told.contains("6 made by thumbox"),
        "{told}"
    );
    // What is named is an input, and so is what has taken a result's place.
    let told = run("resize in/small/a.jpg -o out");
    assert!(!told.contains("left out"), "{told}");
    fs::copy(at("drawing.png"), at("in/small/a.jpg")).unwrap();
    let told = run("resize in/small -o others");
    assert!(told.contains("1 made by thumbox"), "{told}");
    assert!(at("others/a.png").exists() && !at("others/b.jpg").exists());
    // Nothing is left to do, and why.
    fs::create_dir(at("phone")).unwrap();
    fs::write(at("phone/a.mov"), "").unwrap();
    assert!(run("resize phone -o out2").contains("0 made; left out: 1 .mov"));
}

#[test]
fn files_of_folders_can_be_excluded_and_links_followed() {
    let folder = folder();
    let at = |name: &str| folder.path().join(name);
    for name in ["in/raw", "elsewhere"] {
        fs::create_dir_all(at(name)).unwrap();
    }
    for name in ["in/a.jpg", "in/b.JPG", "in/raw/c.jpg", "elsewhere/d.jpg"] {
        fs::copy(at("photo.jpg"), at(name)).unwrap();
    }
    symlink("../elsewhere", at("in/link")).unwrap();
    // In circles, too.
    symlink("..", at("elsewhere/back")).unwrap();
    let run = |words: &str| {
        let output = thumbox(folder.path(), words.split_whitespace());
        let mut made: Vec<String> = lines(&output)
            .iter()
            .filter_map(|line| line["output"].as_str().map(str::to_owned))
            .collect();
        made.sort();
        made
    };
    let made = run("resize in -o out --json --exclude b.jpg --exclude raw/**");
    assert_eq!(made, ["out/a.jpg"]);
    let output = thumbox(
        folder.path(),
        ["resize", "in", "-o", "out2", "--exclude", "?.jpg"],
    );
    assert!(
        stderr(&output).contains("left out: 3 excluded"),
        "{}",
        stderr(&output)
    );
    let made = run("resize in -o out3 --json --follow");
    assert!(made.contains(&"out3/link/d.jpg".to_owned()), "{made:?}");
}

#[test]
fn one_file_named_in_two_ways_is_one_input() {
    let folder = folder();
    let whole = folder.path().join("photo.jpg");
    let words = [
        "resize",
        "photo.jpg",
        "./photo.jpg",
        whole.to_str().unwrap(),
        "-o",
        "out",
        "--json",
    ];
    let output = thumbox(folder.path(), words);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert_eq!(lines(&output).len(), 1);
}

#[test]
fn lists_may_have_the_line_ends_of_windows() {
    let folder = folder();
    fs::write(
        folder.path().join("list"),
        "photo.jpg\r\n\r\ndrawing.png\r\n",
    )
    .unwrap();
    let output = thumbox(
        folder.path(),
        ["resize", "--files-from", "list", "-o", "out", "--json"],
    );
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert_eq!(lines(&output).len(), 2);
}

#[test]
fn probe_takes_folders_and_standard_input() {
    let folder = folder();
    let at = |name: &str| folder.path().join(name);
    fs::create_dir(at("in")).unwrap();
    fs::copy(at("photo.jpg"), at("in/a.jpg")).unwrap();
    fs::write(at("in/notes.txt"), "").unwrap();
    thumbox(folder.path(), ["resize", "in", "-o", "in/small"]);
    let output = thumbox(folder.path(), ["probe", "in", "--json"]);
    let paths: Vec<String> = lines(&output)
        .iter()
        .map(|line| line["path"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(paths, ["in/a.jpg", "in/small/a.jpg"]);
    let photo = fs::read(at("photo.jpg")).unwrap();
    let output = thumbox_told(folder.path(), ["probe", "-", "--json"], &photo);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert_eq!(lines(&output)[0]["format"], "jpeg");
}
