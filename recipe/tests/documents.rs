//! What the documents say about recipes.

use std::fs;
use std::path::Path;

use recipe::{Field, Limits, Notation, Placeholder, Preset, Recipe, Record, StorageClass, Target};

const REFERENCE: &str = include_str!("../../docs/reference.md");
const RECIPES: &str = include_str!("../../docs/recipes.md");

#[test]
fn the_reference_names_every_field() {
    let names = |fields: &'static [Field]| fields.iter().map(|field| field.name);
    for name in names(Target::FIELDS).chain(names(Limits::FIELDS)) {
        assert!(
            REFERENCE.contains(&format!("`{name}`")),
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
    for (document, in_toml, in_json) in [(REFERENCE, 1, 0), (RECIPES, 5, 1)] {
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
    let text = r#"{"output": {"bucket": "b", "key": "k/{key}", "cache-control": "c", "content-disposition": "d", "storage-class": "STANDARD",
        "tags": {"a": "b"}, "copy-metadata": true, "include": ["c"], "exclude": ["d"]}, "include": ["a"], "exclude": ["b"], "deletions": true, "failed": "f/", "stale": "keep", "upgrade": "keep",
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
