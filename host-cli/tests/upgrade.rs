//! Results that an older release has made: `upgrade` says whether they stay, on the command line and in the handler.

mod program;

use std::fs;
use std::path::Path;

use program::buckets::{answer, fixture, invoke};
use program::reproduced::{invoked, note};
use program::{folder, stderr, thumbox};
use serde_json::{Value, json};

const KEEP: &str = r#"{"output": {"width": 64}}"#;
const REMAKE: &str = r#"{"output": {"width": 64}, "upgrade": "remake"}"#;

fn read(path: &Path) -> Value {
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

/// A release with another component, and without versions of receipts.
fn as_of_an_older_release(path: &Path) {
    let mut note = read(path);
    assert_eq!(note["receipt_version"], 1);
    note["component"] = json!("0".repeat(64));
    note.as_object_mut().unwrap().remove("receipt_version");
    fs::write(path, note.to_string()).unwrap();
}

#[test]
fn resize_keeps_what_an_older_release_has_made_unless_it_is_told_otherwise() {
    let folder = folder();
    let resize = |recipe: &str| {
        fs::write(folder.path().join("recipe.json"), recipe).unwrap();
        let words = "resize photo.jpg -o out --recipe recipe.json";
        let output = thumbox(folder.path(), words.split(' '));
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    };
    resize(KEEP);
    let note = note(&folder.path().join("out"), "photo.jpg");
    as_of_an_older_release(&note);
    resize(KEEP);
    assert_eq!(read(&note)["component"], "0".repeat(64));
    resize(REMAKE);
    assert_ne!(read(&note)["component"], "0".repeat(64));
}

#[test]
fn the_handler_keeps_what_an_older_release_has_made_unless_it_is_told_otherwise() {
    let folder = invoked(Some(KEEP));
    let again = |recipe: &str| {
        fs::write(folder.path().join("recipe.json"), recipe).unwrap();
        let output = invoke(&folder, &fixture("batch-2.0"), &["--recipe", "recipe.json"]);
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        answer(&output)["results"][0]["resultString"].clone()
    };
    let note = note(&folder.path().join("images-resized"), "a.jpg");
    let mut older = read(&note);
    assert_eq!(older["metadata"]["thumbox-receipt-version"], "1");
    // As the receipt of a component that nobody has any more, by a release without versions.
    let zeros = "0".repeat(64);
    let part = |name: &str| older["metadata"][name].as_str().unwrap().to_owned();
    let receipt = recipe::Receipt {
        component: zeros.clone(),
        recipe: part("thumbox-recipe"),
        source: part("thumbox-source-sha256"),
        codec: None,
    };
    older["metadata"]["thumbox-component"] = json!(zeros);
    older["metadata"]["thumbox-receipt"] = json!(receipt.digest());
    older["metadata"]
        .as_object_mut()
        .unwrap()
        .remove("thumbox-receipt-version");
    fs::write(&note, older.to_string()).unwrap();
    assert_eq!(again(KEEP), "skipped");
    assert_eq!(read(&note)["metadata"]["thumbox-component"], zeros);
    assert_eq!(again(REMAKE), "created");
    assert_ne!(read(&note)["metadata"]["thumbox-component"], zeros);
}
