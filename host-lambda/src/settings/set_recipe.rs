//! A recipe as a variable gives it: itself, or where it is.

use std::path::Path;

use recipe::{Notation, Preset, Recipe};

use super::error::SettingError;
use crate::plans::present::{CHECKED_EVERY, PresentRecipe};
use crate::recipe_object::{RecipeObject, read_text};
use crate::store::{ObjectLocation, Store};

/// A recipe, and where it is if that is on S3.
#[derive(Debug)]
pub(super) struct SetRecipe {
    pub(super) recipe: Recipe,
    pub(super) object: Option<RecipeObject>,
}

impl From<SetRecipe> for PresentRecipe {
    fn from(SetRecipe { recipe, object }: SetRecipe) -> Self {
        match object {
            Some(object) => Self::of_object(recipe, object, CHECKED_EVERY),
            None => Self::of(recipe),
        }
    }
}

/// The text of a recipe: the value itself, or what is in the object or the file that it names, or that of the preset.
/// Files are looked for in the function's package, and come before presets, as on the command line.
///
/// TOML has an equals sign, and nobody gives one to a file in a package. Keys on S3 do have them.
pub(super) async fn recipe_text(
    value: String,
    store: &impl Store,
) -> Result<(String, Option<RecipeObject>), SettingError> {
    let named = value.trim();
    let is_object = named.starts_with("s3://");
    let is_toml = || !is_object && named.contains(['=', '\n']);
    if named.is_empty() || Notation::of(named) == Notation::Json || is_toml() {
        return Ok((value, None));
    }
    let unreadable = |reason: String| SettingError::Unreadable {
        value: named.to_owned(),
        reason,
    };
    if let Some(location) = named.strip_prefix("s3://") {
        let (bucket, key) = location
            .split_once('/')
            .ok_or_else(|| unreadable("expected s3://bucket/key".to_owned()))?;
        let location = ObjectLocation {
            bucket: bucket.to_owned(),
            key: key.to_owned(),
        };
        let (text, object) = read_text(store, &location).await.map_err(unreadable)?;
        return Ok((text, Some(object)));
    }
    let package = std::env::var_os("LAMBDA_TASK_ROOT").unwrap_or_default();
    let file = Path::new(&package).join(named);
    let bytes = match (std::fs::read(file), named.parse::<Preset>()) {
        (Ok(bytes), _) => bytes,
        (Err(_), Ok(preset)) => preset.text().into(),
        (Err(error), Err(_)) => {
            let presets = Preset::WORDS.join(", ");
            return Err(unreadable(format!("{error}; presets are {presets}")));
        }
    };
    match String::from_utf8(bytes) {
        Ok(text) => Ok((text, None)),
        Err(_) => Err(unreadable("it is not UTF-8".to_owned())),
    }
}
