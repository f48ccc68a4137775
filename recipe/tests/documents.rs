//! What the documents say about recipes.

use std::fs;
use std::path::Path;

use recipe::{Notation, Placeholder, Preset, Recipe, StorageClass};

const REFERENCE: &str = include_str!("../../docs/reference.md");
const RECIPES: &str = include_str!("../../docs/recipes.md");

/// A recipe in which every field is given.
const EVERYTHING: &str = r##"{
    "output": {
        "width": 3, "height": 2, "device-pixel-ratio": 2, "fit": "contain", "position": "north", "crop": "1,2,30,40",
        "background": "#fff", "enlarge": true, "shrink": false, "filter": "cubic", "linear": true, "sharpen": true, "keep": ["icc"],
        "animation": "all", "format": "auto", "quality": 70, "progressive": true, "chroma-subsampling": "4:4:4",
        "lossless": true, "effort": 5, "palette": true, "colors": 64, "dither": 0.5, "depth": 8, "max-bytes": 20,
        "thumbhash": true
    },
    "limits": {
        "max-pixels": 1, "max-frames": 2, "max-file-bytes": 3, "max-side": 4, "max-scans": 5, "max-work": 6,
        "tolerant": true
    }
}"##;

#[test]
fn the_reference_names_every_field() {
    let recipe = Recipe::from_json(EVERYTHING).unwrap();
    // One for each field of the contract's records `target` and `limits`, the encoders' limits among them. The scale
    // stands for two others.
    assert_eq!(recipe.outputs[0].target.given().len(), 26);
    assert!(REFERENCE.contains("`scale`"));
    assert_eq!(recipe.limits.given().len(), 7);
    for field in recipe.outputs[0]
        .target
        .given()
        .iter()
        .chain(&recipe.limits.given())
    {
        // What is on by default is given where it is off.
        let field = field.name.strip_prefix("no-").unwrap_or(&field.name);
        let name = format!("`{field}`");
        assert!(
            REFERENCE.contains(&name),
            "docs/reference.md does not say what {name} is"
        );
    }
}

/// The blocks of code that are in this notation.
fn blocks(document: &str, notation: Notation) -> Vec<&str> {
    document
        .split(&format!("```{notation}\n"))
        .skip(1)
        .filter_map(|rest| rest.split("```").next())
        .collect()
}

#[test]
fn every_recipe_in_the_documents_can_be_carried_out() {
    for (document, in_toml, in_json) in [(REFERENCE, 1, 0), (RECIPES, 2, 1)] {
        for (notation, count) in [(Notation::Toml, in_toml), (Notation::Json, in_json)] {
            let recipes = blocks(document, notation);
            assert_eq!(recipes.len(), count, "{notation}");
            for text in recipes {
                assert_eq!(Notation::of(text), notation, "{text}");
                let recipe = Recipe::read(text);
                assert!(recipe.is_ok(), "{recipe:?} {text}");
            }
        }
    }
}

#[test]
fn the_page_about_recipes_says_the_same_in_both_notations() {
    let first = |notation| Recipe::read(blocks(RECIPES, notation)[0]).unwrap();
    assert_eq!(first(Notation::Toml), first(Notation::Json));
}

#[test]
fn the_examples_can_be_carried_out() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    let mut count = 0;
    for entry in fs::read_dir(folder).unwrap() {
        let file = entry.unwrap().path();
        let text = fs::read_to_string(&file).unwrap();
        let recipe = Recipe::read(&text);
        assert!(recipe.is_ok(), "{}: {recipe:?}", file.display());
        count += 1;
    }
    assert!(count >= 7);
}

#[test]
fn the_page_about_recipes_names_everything() {
    let text = r#"{"output": {"bucket": "b", "key": "k", "cache-control": "c", "storage-class": "STANDARD",
        "tags": {"a": "b"}, "copy-metadata": true}, "include": ["a"], "exclude": ["b"], "deletions": true, "failed": "f/",
        "limits": {"tolerant": true}}"#;
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
    let presets = Preset::ALL.iter().map(|preset| format!("`{preset}`"));
    for name in fields.chain(places).chain(classes).chain(presets) {
        assert!(
            RECIPES.contains(&name),
            "docs/recipes.md does not say what {name} is"
        );
    }
}
