//! Recipes by name, and what is said of single buckets: variables that are objects in JSON.

use std::collections::BTreeMap;

use recipe::{BucketTemplate, Recipe};
use serde_json::{Map, Value};

use super::error::SettingError;
use super::process::of_process;
use super::set_recipe::{SetRecipe, recipe_text};
use crate::plans::BucketPlan;
use crate::store::Store;

/// Recipes that events and objects may ask for by name.
const RECIPES: &str = "THUMBOX_RECIPES";
/// What is said of the uploads of single buckets.
const BUCKETS: &str = "THUMBOX_BUCKETS";
/// What their values can be.
const ALLOWED_RECIPES: &str = "an object in JSON with a recipe for each name, as THUMBOX_RECIPE can have it; names are of a-z, 0-9 and -";
const ALLOWED_BUCKETS: &str = "an object in JSON with, for each bucket, an object of recipe, as THUMBOX_RECIPE can have it, and destination, a bucket name";

/// The recipes that have names.
pub(super) async fn recipes(
    store: &impl Store,
) -> Result<BTreeMap<String, SetRecipe>, SettingError> {
    let mut recipes = BTreeMap::new();
    for (name, value) in fields(RECIPES, of_process(RECIPES), ALLOWED_RECIPES)? {
        let is_of_name = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-');
        if name.is_empty() || !name.bytes().all(is_of_name) {
            return Err(wrong(RECIPES, &name, ALLOWED_RECIPES));
        }
        let recipe = recipe(store, RECIPES, &name, &value, ALLOWED_RECIPES).await?;
        recipes.insert(name, recipe);
    }
    Ok(recipes)
}

/// What is said of buckets.
pub(super) async fn buckets(
    store: &impl Store,
) -> Result<BTreeMap<String, BucketPlan>, SettingError> {
    let mut buckets = BTreeMap::new();
    for (bucket, value) in fields(BUCKETS, of_process(BUCKETS), ALLOWED_BUCKETS)? {
        let Value::Object(said) = &value else {
            return Err(wrong(BUCKETS, &value.to_string(), ALLOWED_BUCKETS));
        };
        let mut plan = BucketPlan::default();
        for (field, value) in said {
            match (field.as_str(), value) {
                ("recipe", value) => {
                    let recipe = recipe(store, BUCKETS, &bucket, value, ALLOWED_BUCKETS).await?;
                    plan.recipe = Some(recipe.into());
                }
                ("destination", Value::String(name)) => {
                    let parsed: Result<BucketTemplate, _> = name.parse();
                    let destination = parsed.map_err(|error| SettingError::Of {
                        variable: BUCKETS,
                        name: bucket.clone(),
                        reason: error.to_string(),
                    })?;
                    plan.destination = Some(destination);
                }
                (other, _) => return Err(wrong(BUCKETS, other, ALLOWED_BUCKETS)),
            }
        }
        buckets.insert(bucket, plan);
    }
    Ok(buckets)
}

/// The fields of a variable; none where it is empty or not set.
fn fields(
    variable: &'static str,
    text: Option<String>,
    allowed: &str,
) -> Result<Map<String, Value>, SettingError> {
    let text = text.unwrap_or_default();
    if text.trim().is_empty() {
        return Ok(Map::new());
    }
    serde_json::from_str(&text).map_err(|_| wrong(variable, &text, allowed))
}

/// A recipe that a name has: itself, or what `THUMBOX_RECIPE` could say.
async fn recipe(
    store: &impl Store,
    variable: &'static str,
    name: &str,
    value: &Value,
    allowed: &str,
) -> Result<SetRecipe, SettingError> {
    let text = match value {
        Value::String(text) => text.clone(),
        Value::Object(_) => value.to_string(),
        _ => return Err(wrong(variable, &value.to_string(), allowed)),
    };
    let of = |reason: String| SettingError::Of {
        variable,
        name: name.to_owned(),
        reason,
    };
    let read = recipe_text(text, store).await;
    let (text, object) = read.map_err(|error| of(error.to_string()))?;
    let recipe = Recipe::read(&text).map_err(|error| of(error.to_string()))?;
    Ok(SetRecipe { recipe, object })
}

fn wrong(variable: &'static str, value: &str, allowed: &str) -> SettingError {
    SettingError::Value {
        variable,
        value: value.to_owned(),
        allowed: allowed.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_variable_that_is_no_object_is_told() {
        assert_eq!(fields(RECIPES, None, ALLOWED_RECIPES).unwrap(), Map::new());
        let empty = Some(" ".to_owned());
        assert_eq!(fields(RECIPES, empty, ALLOWED_RECIPES).unwrap(), Map::new());
        for text in ["[]", "web", "{"] {
            let error = fields(RECIPES, Some(text.to_owned()), ALLOWED_RECIPES).unwrap_err();
            let error = error.to_string();
            assert!(error.starts_with("THUMBOX_RECIPES is "), "{error}");
        }
    }
}
