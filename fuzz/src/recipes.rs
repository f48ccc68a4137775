//! The text of a recipe, in TOML or JSON.

use recipe::{KeyTemplate, Known, Notation, OutputFormat, Recipe, RecipeError, recipe_digest};

/// Reads the text as what it looks like, and as JSON. What can be read is written in both notations and read again.
///
/// # Panics
/// Where a promise of `recipe` is broken.
pub fn check(file: &[u8]) {
    let Ok(text) = std::str::from_utf8(file) else {
        return;
    };
    for read in [Recipe::read, Recipe::from_json] {
        match read(text) {
            Ok(recipe) => {
                // A list is none, nor is a number: only fields are.
                let is_json = text
                    .trim_start_matches('\u{feff}')
                    .trim_start()
                    .starts_with('{');
                assert!(is_json || Recipe::from_json(text).is_err());
                check_recipe(&recipe);
            }
            Err(error) => check_error(text, &error),
        }
    }
}

fn check_recipe(recipe: &Recipe) {
    assert!((1..=recipe::MOST_OUTPUTS).contains(&recipe.outputs.len()));
    assert_eq!(recipe.clone().completed().as_ref(), Ok(recipe));
    for notation in Notation::ALL {
        let written = recipe.write(*notation).expect("it was read");
        assert_eq!(Notation::of(&written), *notation, "{written}");
        let again = Recipe::read(&written);
        assert_eq!(again.as_ref(), Ok(recipe), "{written}");
        let again = again.expect("it is equal");
        // Receipts have these: a result is not made anew because its recipe is written in another way.
        assert_eq!(digests(&again), digests(recipe), "{written}");
        assert_eq!(again.write(*notation).as_ref(), Ok(&written));
    }
    let known = Known {
        bucket: "images",
        key: "summer/cat.jpg",
        format: Some(OutputFormat::Webp),
        size: Some((150, 100)),
        receipt: Some("0123456789abcdef"),
        ..Known::default()
    };
    for output in &recipe.outputs {
        assert!(!output.target.to_string().is_empty());
        // A place for a side that the output does not say was refused.
        let key = output.key(&known).expect("all is known");
        if output.delivery.key == Some(KeyTemplate::default()) {
            assert_eq!(key, known.key);
        }
        assert!(!output.bucket("images", &Default::default()).is_empty());
    }
    let _ = recipe.is_for(known.key);
}

fn digests(recipe: &Recipe) -> Vec<String> {
    let digest = |output| recipe_digest(output, &recipe.limits);
    recipe.outputs.iter().map(digest).collect()
}

fn check_error(text: &str, error: &RecipeError) {
    assert!(!error.to_string().is_empty());
    if let RecipeError::Text { line, column, .. } = error {
        // Behind the last character is a place too, and JSON counts bytes.
        let lines = text.split('\n').count();
        let longest = text.split('\n').map(str::len).max().unwrap_or_default();
        assert!((1..=lines + 1).contains(line), "{error}");
        assert!(*column <= longest + 1, "{error}");
    }
}
