//! What the documents say about recipes.

use std::fs;
use std::path::Path;

use recipe::{Placeholder, Recipe, StorageClass};

const README: &str = include_str!("../../README.md");
const RECIPES: &str = include_str!("../../docs/recipes.md");

/// A recipe in which every field is given.
const EVERYTHING: &str = r##"{
    "output": {
        "width": 3, "height": 2, "device-pixel-ratio": 2, "fit": "contain", "position": "north", "crop": "1,2,30,40",
        "background": "#fff", "enlarge": true, "filter": "cubic", "linear": true, "sharpen": true, "keep": ["icc"],
        "animation": "all", "format": "auto", "quality": 70, "progressive": true, "chroma-subsampling": "4:4:4",
        "lossless": true, "effort": 5, "palette": true, "colors": 64, "dither": 0.5, "depth": 8, "max-bytes": 20,
        "thumbhash": true
    },
    "options": {
        "max-pixels": 1, "max-frames": 2, "max-file-bytes": 3, "max-side": 4, "max-scans": 5, "max-work": 6,
        "tolerant": true
    }
}"##;

#[test]
fn the_readme_names_every_field() {
    let recipe = Recipe::from_json(EVERYTHING).unwrap();
    // One for each field of the contract's records `target` and `options`, the encoders' options among them. The scale
    // stands for two others.
    assert_eq!(recipe.outputs[0].target.given().len(), 25);
    assert!(README.contains("`scale`"));
    assert_eq!(recipe.options.given().len(), 7);
    for field in recipe.outputs[0]
        .target
        .given()
        .iter()
        .chain(&recipe.options.given())
    {
        let name = format!("`{}`", field.name);
        assert!(
            README.contains(&name),
            "README.md does not say what {name} is"
        );
    }
}

#[test]
fn every_recipe_in_the_documents_can_be_carried_out() {
    for document in [README, RECIPES] {
        let recipes: Vec<&str> = document
            .split("```json\n")
            .skip(1)
            .filter_map(|rest| rest.split("```").next())
            .collect();
        assert_eq!(recipes.len(), 1);
        for text in recipes {
            assert!(Recipe::from_json(text).is_ok(), "{text}");
        }
    }
}

#[test]
fn the_examples_can_be_carried_out() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    let mut count = 0;
    for entry in fs::read_dir(folder).unwrap() {
        let file = entry.unwrap().path();
        let text = fs::read_to_string(&file).unwrap();
        let recipe = Recipe::from_json(&text);
        assert!(recipe.is_ok(), "{}: {recipe:?}", file.display());
        count += 1;
    }
    assert!(count >= 5);
}

#[test]
fn the_page_about_recipes_names_everything() {
    let text = r#"{"output": {"bucket": "b", "key": "k", "cache-control": "c", "storage-class": "STANDARD",
        "tags": {"a": "b"}, "copy-metadata": true}, "include": ["a"], "exclude": ["b"], "deletions": true, "failed": "f/"}"#;
    let recipe = Recipe::from_json(text).unwrap();
    let delivery = serde_json::to_value(&recipe.outputs[0].delivery).unwrap();
    let whole = serde_json::to_value(&recipe).unwrap();
    let fields = [&delivery, &whole].map(|value| value.as_object().unwrap().keys());
    let fields = fields
        .into_iter()
        .flatten()
        .map(|field| format!("`{field}`"));
    let places = Placeholder::ALL
        .iter()
        .map(|place| format!("`{{{place}}}`"));
    let classes = StorageClass::ALL.iter().map(|class| format!("`{class}`"));
    for name in fields.chain(places).chain(classes) {
        assert!(
            RECIPES.contains(&name),
            "docs/recipes.md does not say what {name} is"
        );
    }
}
