//! What can be asked of the program reaches the component, and what the component says is printed.

mod program;

use std::fs;

use program::{folder, lines, stderr, thumbox};
use serde_json::{Value, json};

/// The JSON line of one resized input.
fn resized(folder: &std::path::Path, options: &[&str]) -> Value {
    let output = thumbox(folder, ["resize", "--json"].iter().chain(options));
    assert_eq!(
        output.status.code(),
        Some(0),
        "{options:?}: {}",
        stderr(&output)
    );
    lines(&output).remove(0)
}

fn size(line: &Value) -> (u64, u64) {
    let side = |name: &str| line[name].as_u64().expect("a number");
    (side("width"), side("height"))
}

#[test]
fn all_options_reach_the_component() {
    let folder = folder();
    let output = thumbox(
        folder.path(),
        [
            "resize",
            "photo.jpg",
            "-W",
            "60",
            "-H",
            "60",
            "--fit",
            "cover",
            "--format",
            "webp",
            "--json",
        ],
    );
    let line = &lines(&output)[0];
    assert_eq!(line["output"], "resized/photo.webp");
    assert_eq!((&line["width"], &line["height"]), (&60.into(), &60.into()));

    let bytes = |quality: &str| {
        let output = thumbox(
            folder.path(),
            ["resize", "photo.jpg", "-q", quality, "--json"],
        );
        lines(&output)[0]["bytes"].as_u64().expect("a number")
    };
    assert!(bytes("20") < bytes("90"));
}

#[test]
fn geometry_reaches_the_component() {
    let folder = folder();
    let rows: [(&str, (u64, u64)); 8] = [
        ("-W 64", (64, 43)),
        ("-W 64 --dpr 2", (128, 85)),
        ("-W 64 -H 64 --fit outside", (96, 64)),
        ("-W 64 -H 64 --fit contain", (64, 64)),
        ("-W 64 -H 64 --fit fill", (64, 64)),
        ("-W 64 -H 64 --smartcrop attention", (64, 64)),
        ("--crop 10,20,300,200", (300, 200)),
        ("--crop 10,20,300,200 -W 150", (150, 100)),
    ];
    for (options, expected) in rows {
        let options: Vec<&str> = options.split(' ').chain(["photo.jpg"]).collect();
        assert_eq!(
            size(&resized(folder.path(), &options)),
            expected,
            "{options:?}"
        );
    }
}

#[test]
fn every_format_is_written() {
    let folder = folder();
    for (format, file) in [
        ("jpeg", "jpg"),
        ("png", "png"),
        ("webp", "webp"),
        ("gif", "gif"),
    ] {
        let line = resized(folder.path(), &["photo.jpg", "--format", format]);
        assert_eq!(line["format"], format);
        assert_eq!(line["output"], format!("resized/photo.{file}"));
        assert_eq!(line["frames"], 1);
        let has_quality = matches!(format, "jpeg" | "webp");
        let quality = if has_quality { json!(80) } else { Value::Null };
        assert_eq!(line["quality"], quality, "{format}");
        assert_eq!(line["warnings"], json!([]));
        assert_eq!(line["thumbhash"], Value::Null);
    }
}

#[test]
fn a_quality_is_found_by_a_score_and_comes_out_again() {
    let folder = folder();
    let line = resized(folder.path(), &["photo.jpg", "-W", "200", "-q", "score=90"]);
    assert!(line["score"].as_f64() >= Some(90.0), "{line}");
    assert_eq!(line["quality_by"], "score", "{line}");
    assert!(line["quality"].as_u64() > Some(34), "{line}");

    let bytes = line["bytes"].as_u64().expect("a number");
    let (most, limit) = (bytes * 3 / 4, (bytes * 3 / 4).to_string());
    let options = [
        "-W",
        "200",
        "-q",
        "score=90",
        "--max-bytes",
        &limit,
        "-o",
        "s",
    ];
    let smaller = resized(folder.path(), &[&["photo.jpg"][..], &options[..]].concat());
    assert!(smaller["bytes"].as_u64() <= Some(most), "{smaller}");
    assert_eq!(smaller["quality_by"], "max-bytes", "{smaller}");

    // A receipt has the recipe and not the number that was found.
    let verified = thumbox(folder.path(), ["verify", "resized", "s"]);
    assert_eq!(verified.status.code(), Some(0), "{}", stderr(&verified));
    let number = resized(folder.path(), &["photo.jpg", "--quality", "80"]);
    assert_eq!(
        (&number["score"], &number["quality_by"]),
        (&Value::Null, &Value::Null)
    );
}

#[test]
fn a_result_can_be_told_to_fit_a_number_of_bytes() {
    let folder = folder();
    let line = resized(
        folder.path(),
        &["photo.jpg", "-W", "600", "-q", "95", "--max-bytes", "8kB"],
    );
    assert!(
        line["bytes"].as_u64().is_some_and(|bytes| bytes <= 8000),
        "{line}"
    );
    assert!(
        line["quality"].as_u64().is_some_and(|quality| quality < 95),
        "{line}"
    );

    let options = [
        "resize",
        "photo.jpg",
        "--format",
        "png",
        "--max-bytes",
        "100",
        "--json",
    ];
    let output = thumbox(folder.path(), options);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(lines(&output)[0]["error"]["kind"], "too-large");
}

#[test]
fn a_result_that_cannot_fit_is_made_smaller_where_that_is_allowed() {
    let folder = folder();
    let (width, height) = (300, 200);
    let asked = ["photo.jpg", "--size", "300x200", "--fit", "fill"];
    let bytes = ["--format", "png", "--max-bytes", "8kB", "--shrink-to-fit"];
    let line = resized(folder.path(), &[&asked[..], &bytes[..]].concat());
    let (made_width, made_height) = size(&line);
    assert!(line["bytes"].as_u64().is_some_and(|bytes| bytes <= 8000));
    assert!(made_width < width, "{line}");
    assert!(
        (made_width * height).abs_diff(made_height * width) <= width,
        "{line}"
    );
    let warning = line["warnings"][0].to_string();
    assert!(warning.contains("in place of 300 x 200"), "{line}");
}

#[test]
fn a_thumbhash_is_printed_where_asked() {
    let folder = folder();
    let line = resized(folder.path(), &["photo.jpg", "--thumbhash"]);
    let hash = line["thumbhash"].as_str().expect("a ThumbHash");
    // 5 to 25 bytes in Base64.
    assert!((8..=36).contains(&hash.len()), "{hash}");
}

#[test]
fn limits_reach_the_component() {
    let folder = folder();
    for (option, value) in [
        ("--max-pixels", "1000"),
        ("--max-work", "1000"),
        ("--max-file-bytes", "1kB"),
        // Not even the header: that is no reason to say that the file ends in it.
        ("--max-file-bytes", "10"),
    ] {
        let output = thumbox(
            folder.path(),
            ["resize", "photo.jpg", "--json", option, value],
        );
        assert_eq!(output.status.code(), Some(1), "{option}");
        assert_eq!(lines(&output)[0]["error"]["kind"], "too-large", "{option}");
    }
}

#[test]
fn a_damaged_picture_is_taken_only_where_that_is_asked_for_and_a_warning_says_so() {
    let folder = folder();
    let photo = fs::read(folder.path().join("photo.jpg")).expect("the photo");
    fs::write(folder.path().join("half.jpg"), &photo[..photo.len() / 2]).expect("a file");
    let strict = thumbox(folder.path(), ["resize", "half.jpg"]);
    assert_eq!(strict.status.code(), Some(1));

    let tolerant = thumbox(folder.path(), ["resize", "half.jpg", "--tolerant"]);
    assert_eq!(tolerant.status.code(), Some(0));
    assert!(
        stderr(&tolerant).starts_with("thumbox: half.jpg: warning: "),
        "{}",
        stderr(&tolerant)
    );
    let line = resized(folder.path(), &["half.jpg", "--tolerant"]);
    assert_eq!(line["warnings"][0]["kind"], "picture-lost");
    assert!(line["warnings"][0]["message"].is_string());
}

#[test]
fn probe_says_what_files_are() {
    let folder = folder();
    let output = thumbox(
        folder.path(),
        ["probe", "--json", "photo.jpg", "moving.gif", "nothing"],
    );
    assert_eq!(output.status.code(), Some(1));
    let lines = lines(&output);
    let mut photo = lines[0].clone();
    let memory = photo
        .as_object_mut()
        .and_then(|line| line.remove("working_memory"));
    assert!(
        memory
            .as_ref()
            .and_then(Value::as_u64)
            .is_some_and(|bytes| bytes > 1 << 10)
    );
    assert_eq!(
        photo,
        json!({
            "path": "photo.jpg", "format": "jpeg", "width": 1280, "height": 853, "orientation": 1,
            "frames": 1, "all_frames": true, "alpha": false, "depth": 8, "color_model": "ycbcr",
            "icc_profile": null, "cicp": null, "progressive": false, "c2pa": false, "codec": null
        })
    );
    assert_eq!(lines[1]["format"], "gif");
    assert_eq!(lines[2]["path"], "nothing");
    assert_eq!(lines[2]["error"]["kind"], "not-found");

    let output = thumbox(folder.path(), ["probe", "photo.jpg"]);
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(
        text.ends_with(" MiB to decode\n")
            && text.starts_with("photo.jpg: jpeg, 1280 x 853, 8-bit ycbcr, "),
        "{text}"
    );
}

#[test]
fn formats_are_listed() {
    let folder = folder();
    let output = thumbox(folder.path(), ["formats"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let table = String::from_utf8_lossy(&output.stdout);
    assert!(table.starts_with("| format | files | read | written |\n|---|---|---|---|\n"));
    assert!(table.contains("\n| JPEG | `.jpg`"), "{table}");

    let output = thumbox(folder.path(), ["formats", "--json"]);
    let lines = lines(&output);
    assert_eq!(lines.len() + 2, table.lines().count());
    assert_eq!(lines[0]["media_type"], "image/jpeg");
}
