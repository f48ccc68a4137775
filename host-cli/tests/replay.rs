//! `thumbox replay`: a thumbnail is made again from its receipt.

mod program;

use std::fs;
use std::process::Output;

use program::reproduced::{invoked, note, only};
use program::{folder, stderr, thumbox};
use recipe::Receipt;
use serde_json::{Value, json};
use tempfile::TempDir;

fn replay(folder: &TempDir, arguments: &[&str]) -> Output {
    thumbox(folder.path(), ["replay"].iter().chain(arguments))
}

/// What S3 says of an object: what the handler has noted, as `aws s3api head-object` prints it.
fn head(folder: &TempDir, key: &str) -> Value {
    let note = note(&folder.path().join("images-resized"), key);
    let note: Value = serde_json::from_slice(&fs::read(note).unwrap()).unwrap();
    json!({"ETag": "\"0123\"", "ContentType": "image/jpeg", "Metadata": note["metadata"]})
}

/// With another part, and the digest of the receipt that belongs to it.
fn with(head: &Value, name: &str, value: &str) -> Value {
    let mut head = head.clone();
    let metadata = &mut head["Metadata"];
    metadata[name] = json!(value);
    let part = |name: &str| metadata[name].as_str().unwrap().to_owned();
    let receipt = Receipt {
        component: part("thumbox-component"),
        recipe: part("thumbox-recipe"),
        source: part("thumbox-source-sha256"),
        codec: None,
    };
    metadata["thumbox-receipt"] = json!(receipt.digest());
    head
}

#[test]
fn a_thumbnail_is_replayed_from_its_receipt() {
    let two = r#"{"outputs": [{"width": 64, "key": "{stem}-64.jpg"}, {"width": 32, "key": "{stem}-32.jpg"}]}"#;
    let folder = invoked(Some(two));
    let head = head(&folder, "a-32.jpg");
    // As after a download: no notes beside it.
    fs::copy(
        folder.path().join("images-resized/a-32.jpg"),
        folder.path().join("thumbnail.jpg"),
    )
    .unwrap();
    let check = |head: &Value, more: &[&str], state: &str| {
        fs::write(folder.path().join("head.json"), head.to_string()).unwrap();
        let usual = [
            "thumbnail.jpg",
            "--json",
            "--recipe",
            "recipe.json",
            "--receipt",
            "head.json",
        ];
        only(&replay(&folder, &[&usual[..], more].concat()), state)
    };
    let upload = ["--source", "photo.jpg"];
    let other = ["--source", "drawing.png"];
    assert!(check(&head, &upload, "identical").1.is_empty());
    assert!(check(&head["Metadata"], &upload, "identical").1.is_empty());
    // As many bytes count as the function has read.
    let more = [
        fs::read(folder.path().join("photo.jpg")).unwrap(),
        b"more".to_vec(),
    ]
    .concat();
    fs::write(folder.path().join("more.jpg"), more).unwrap();
    let longer = ["--source", "more.jpg"];
    assert!(check(&head, &longer, "identical").1.is_empty());
    let (line, parts) = check(&head, &other, "differs");
    assert_eq!(parts, ["source"]);
    assert_eq!(line["source"], "drawing.png");
    let zeros = "0".repeat(64);
    let component = with(&head, "thumbox-component", &zeros);
    assert_eq!(check(&component, &upload, "identical").1, ["component"]);
    assert_eq!(
        check(&component, &other, "differs").1,
        ["component", "source"]
    );
    let recipe = with(&head, "thumbox-recipe", &zeros);
    assert_eq!(check(&recipe, &upload, "identical").1, ["recipe"]);
    let first = [&upload[..], &["--output-number", "1", "-o", "made.jpg"]].concat();
    assert_eq!(check(&head, &first, "differs").1, ["recipe"]);
    let made = fs::read(folder.path().join("made.jpg")).unwrap();
    assert!(made == fs::read(folder.path().join("images-resized/a-64.jpg")).unwrap());

    // The receipt in the command line, and none.
    let text = head["Metadata"].to_string();
    let usual = [
        "thumbnail.jpg",
        "--json",
        "--recipe",
        "recipe.json",
        "--source",
        "photo.jpg",
    ];
    let with_text = [&usual[..], &["--receipt", &text]].concat();
    assert!(only(&replay(&folder, &with_text), "identical").1.is_empty());
    assert!(only(&replay(&folder, &usual), "identical").1.is_empty());

    // S3's metadata has no digest of the thumbnail: if all else is the same, it is the thumbnail.
    fs::write(folder.path().join("thumbnail.jpg"), b"x").unwrap();
    assert_eq!(check(&head, &upload, "differs").1, ["output"]);
    let (line, _) = only(&replay(&folder, &usual), "differs");
    let told = line["differences"][0]["message"].as_str().unwrap();
    assert!(told.contains("a receipt would say why"), "{told}");
}

#[test]
fn wrong_usage_is_told_before_any_work() {
    let folder = folder();
    for (arguments, told) in [
        (&["photo.jpg"][..], "--source is missing"),
        (
            &["photo.jpg", "--source", "drawing.png", "--receipt", "{}"],
            "no thumbox-component",
        ),
        (
            &[
                "photo.jpg",
                "--source",
                "drawing.png",
                "--output-number",
                "2",
            ],
            "from 1 to 1",
        ),
        (&["s3://images-resized"], "expected s3://BUCKET/KEY"),
        (&["s3://thumbnails/a.jpg"], "--source is missing"),
    ] {
        let output = replay(&folder, arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?} {output:?}");
        assert!(stderr(&output).contains(told), "{}", stderr(&output));
    }
}

#[cfg(not(feature = "s3"))]
#[test]
fn without_s3_it_is_said_what_to_do() {
    let output = replay(&folder(), &["s3://images-resized/a.jpg"]);
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    let told = String::from_utf8_lossy(&output.stdout);
    assert!(told.contains("--features s3"), "{told}");
    assert!(told.contains("aws s3api head-object"), "{told}");
}
