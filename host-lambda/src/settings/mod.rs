//! What the operator has set: the `THUMBOX_*` variables of the function.

mod error;
mod maps;
mod process;
mod set_recipe;

use std::collections::BTreeMap;

use recipe::{BucketTemplate, Limits, Recipe, Record, RequestError, Target, Value};

use self::error::RECIPE;
pub use self::error::SettingError;
use self::process::of_process;
use self::set_recipe::{SetRecipe, recipe_text};
use crate::plans::{BucketPlan, Plans};
use crate::store::Store;

/// Variables for the most usual wishes. What they say can be said in a recipe as well.
const WIDTH: &str = "THUMBOX_WIDTH";
const HEIGHT: &str = "THUMBOX_HEIGHT";
const FORMAT: &str = "THUMBOX_FORMAT";
const QUALITY_OF_FORMAT: &str = "THUMBOX_QUALITY";

/// What to make of an upload and where to put it.
pub struct Settings {
    /// The thumbnail, and the limits. Default: it fits 128 x 128, in the source's format.
    recipe: SetRecipe,
    /// The bucket it goes to. Default: `{bucket}-resized`.
    destination: BucketTemplate,
    /// The header `Cache-Control` of thumbnails whose recipe says none.
    cache_control: Option<String>,
    /// Recipes that events and objects may ask for.
    named: BTreeMap<String, SetRecipe>,
    /// What is said of the uploads of single buckets.
    buckets: BTreeMap<String, BucketPlan>,
}

impl Settings {
    /// Reads the variables of this process, and the recipe from where they say it is.
    ///
    /// # Errors
    /// Naming the variable that is wrong, its value, and what is allowed.
    pub async fn from_environment(store: &impl Store) -> Result<Self, SettingError> {
        let variable = of_process;
        let (recipe, recipe_object) = match variable(RECIPE) {
            Some(value) => recipe_text(value, store).await?,
            None => (String::new(), None),
        };
        let mut settings = Self::read(|name| match name {
            RECIPE => Some(recipe.clone()),
            _ => variable(name),
        })?;
        settings.recipe.object = recipe_object;
        Ok(Self {
            named: maps::recipes(store).await?,
            buckets: maps::buckets(store).await?,
            ..settings
        })
    }

    /// What is made of which uploads.
    pub fn into_plans(self) -> Plans {
        let named = self.named.into_iter();
        let named = named.map(|(name, recipe)| (name, recipe.into())).collect();
        Plans::new(self.recipe.into(), self.destination)
            .with_cache_control(self.cache_control)
            .with_named(named)
            .with_buckets(self.buckets)
    }

    /// An empty variable counts as one that is not set: a template cannot leave a variable out.
    fn read(variable: impl Fn(&'static str) -> Option<String>) -> Result<Self, SettingError> {
        let variable = |name| variable(name).filter(|value| !value.trim().is_empty());
        let destination = parse("THUMBOX_DEST_BUCKET", variable, |text| {
            text.parse()
                .map_err(|error: recipe::BucketTemplateError| format!("a bucket name; {error}"))
        })?;
        let cache_control =
            parse(
                "THUMBOX_CACHE_CONTROL",
                variable,
                |text| match recipe::is_header_value(text) {
                    true => Ok(text.to_owned()),
                    false => Err("such as \"public, max-age=31536000\", in ASCII".to_owned()),
                },
            )?;
        let recipe = match variable(RECIPE) {
            Some(text) => whole(&text, variable)?,
            None => pieced(variable)?,
        };
        Ok(Self {
            recipe: SetRecipe {
                recipe,
                object: None,
            },
            destination: destination.unwrap_or_default(),
            cache_control,
            named: BTreeMap::new(),
            buckets: BTreeMap::new(),
        })
    }
}

/// The value of a variable of this process; `None` where it is empty or not set. `parser` says what is allowed where it
/// refuses.
///
/// # Errors
/// Naming the variable, its value, and what is allowed.
pub fn variable<T>(
    name: &'static str,
    parser: impl Fn(&str) -> Result<T, String>,
) -> Result<Option<T>, SettingError> {
    let set = |name| of_process(name).filter(|value| !value.trim().is_empty());
    parse(name, set, parser)
}

/// The recipe that one variable holds.
fn whole(
    text: &str,
    variable: impl Fn(&'static str) -> Option<String>,
) -> Result<Recipe, SettingError> {
    for other in [WIDTH, HEIGHT, FORMAT, QUALITY_OF_FORMAT] {
        if variable(other).is_some() {
            return Err(SettingError::Twice { other });
        }
    }
    Recipe::read(text).map_err(SettingError::Recipe)
}

/// The recipe that several variables make up.
fn pieced(variable: impl Fn(&'static str) -> Option<String>) -> Result<Recipe, SettingError> {
    const PIECES: [(&str, &str); 4] = [
        (WIDTH, "width"),
        (HEIGHT, "height"),
        (FORMAT, "format"),
        (QUALITY_OF_FORMAT, "quality"),
    ];
    let target = |fields| Target::of(&Value::Fields(fields), &Limits::default(), &[]);
    let mut fields = Vec::new();
    for (name, field) in PIECES {
        let (Some(text), Some(field)) = (variable(name), Target::field(field)) else {
            continue;
        };
        let given = (field.name.to_owned(), field.value_of(&text));
        // By itself, so that a wrong value is told with its variable.
        if let Err(wrong) = target(vec![given.clone()]) {
            return Err(match wrong.error {
                RequestError::Value { allowed, .. } => SettingError::Value {
                    variable: name,
                    value: text,
                    allowed,
                },
                other => SettingError::Together(other.into()),
            });
        }
        fields.push(given);
    }
    target(fields)
        .map_err(|wrong| wrong.error.into())
        .and_then(|target| Recipe::single(target, Limits::default()).completed())
        .map_err(SettingError::Together)
}

/// The value of a variable, or `None` where it is not set. `parser` says what is allowed where it refuses.
fn parse<T>(
    name: &'static str,
    variable: impl Fn(&'static str) -> Option<String>,
    parser: impl Fn(&str) -> Result<T, String>,
) -> Result<Option<T>, SettingError> {
    let Some(value) = variable(name) else {
        return Ok(None);
    };
    match parser(value.trim()) {
        Ok(parsed) => Ok(Some(parsed)),
        Err(allowed) => Err(SettingError::Value {
            variable: name,
            value,
            allowed,
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(variables: &[(&str, &str)]) -> Result<Settings, SettingError> {
        Settings::read(|name| {
            variables
                .iter()
                .find(|(variable, _)| *variable == name)
                .map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn what_is_asked_for() {
        type Row<'a> = (&'a [(&'a str, &'a str)], &'a str, &'a str);
        let rows: &[Row] = &[
            (&[], "128x128, inside, source's format", "images-resized"),
            (
                &[("THUMBOX_WIDTH", "")],
                "128x128, inside, source's format",
                "images-resized",
            ),
            (
                &[("THUMBOX_WIDTH", "320")],
                "320 wide, any height, inside, source's format",
                "images-resized",
            ),
            (
                &[("THUMBOX_HEIGHT", " 200 ")],
                "any width, 200 high, inside, source's format",
                "images-resized",
            ),
            (
                &[
                    ("THUMBOX_WIDTH", "1"),
                    ("THUMBOX_HEIGHT", "16384"),
                    ("THUMBOX_FORMAT", "jpg"),
                    ("THUMBOX_QUALITY", "70"),
                ],
                "1x16384, inside, jpeg, q70",
                "images-resized",
            ),
            (
                &[(
                    "THUMBOX_RECIPE",
                    r#"{"output": {"width": 400, "height": 300, "fit": "cover", "position": "attention"}}"#,
                )],
                "400x300, cover, source's format, position=attention",
                "images-resized",
            ),
            (
                &[("THUMBOX_RECIPE", "[output]\nwidth = 400\nenlarge = true")],
                "400 wide, any height, inside, source's format, enlarge",
                "images-resized",
            ),
            (
                &[("THUMBOX_RECIPE", "{}"), ("THUMBOX_WIDTH", "")],
                "128x128, inside, source's format",
                "images-resized",
            ),
            (
                &[("THUMBOX_DEST_BUCKET", "small.{bucket}")],
                "128x128, inside, source's format",
                "small.images",
            ),
        ];
        for (variables, target, bucket) in rows {
            let settings = read(variables).unwrap();
            assert_eq!(
                settings.recipe.recipe.outputs[0].target.to_string(),
                *target,
                "{variables:?}"
            );
            assert_eq!(
                settings.destination.name_for("images"),
                *bucket,
                "{variables:?}"
            );
        }
    }

    #[test]
    fn a_wrong_value_is_named_with_its_variable_and_what_is_allowed() {
        let rows = [
            (
                "THUMBOX_WIDTH",
                "0",
                "THUMBOX_WIDTH is \"0\"; expected a whole number from 1 to 16384",
            ),
            (
                "THUMBOX_HEIGHT",
                "16385",
                "THUMBOX_HEIGHT is \"16385\"; expected a whole number from 1 to 16384",
            ),
            (
                "THUMBOX_WIDTH",
                "12px",
                "THUMBOX_WIDTH is \"12px\"; expected a whole number from 1 to 16384",
            ),
            (
                "THUMBOX_QUALITY",
                "101",
                "THUMBOX_QUALITY is \"101\"; expected a whole number from 1 to 100, auto, or a score from 30 to 95 such as score=75",
            ),
            (
                "THUMBOX_FORMAT",
                "avif",
                "THUMBOX_FORMAT is \"avif\"; expected one of auto, jpeg, png, webp, gif, raster",
            ),
            (
                "THUMBOX_CACHE_CONTROL",
                "max-age=60\nX-Other: 1",
                "THUMBOX_CACHE_CONTROL is \"max-age=60\\nX-Other: 1\"; expected such as \"public, max-age=31536000\", in ASCII",
            ),
            (
                "THUMBOX_DEST_BUCKET",
                "{bucket}",
                "THUMBOX_DEST_BUCKET is \"{bucket}\"; expected a bucket name; the destination bucket \"{bucket}\" is the source bucket: every thumbnail would trigger another one; give another name such as \"{bucket}-resized\"",
            ),
        ];
        for (name, value, message) in rows {
            assert_eq!(read(&[(name, value)]).err().unwrap().to_string(), message);
        }
    }

    #[test]
    fn a_recipe_is_set_alone_and_makes_sense() {
        let rows: [(&[(&str, &str)], &str); 4] = [
            (
                &[("THUMBOX_RECIPE", "{}"), ("THUMBOX_WIDTH", "3")],
                "THUMBOX_RECIPE and THUMBOX_WIDTH are both set; say it in the recipe and leave THUMBOX_WIDTH out",
            ),
            (
                &[("THUMBOX_RECIPE", r#"{"output": {"widht": 3}}"#)],
                "THUMBOX_RECIPE is not a valid recipe: line 1, column 13: unknown field \"widht\"; did you mean width?",
            ),
            (
                &[("THUMBOX_RECIPE", r#"{"output": {"quality": 0}}"#)],
                "THUMBOX_RECIPE is not a valid recipe: line 1, column 24: quality is 0; expected a whole number from 1 to 100, auto, or a score from 30 to 95 such as score=75",
            ),
            (
                &[("THUMBOX_FORMAT", "png"), ("THUMBOX_QUALITY", "70")],
                "the variables THUMBOX_WIDTH, _HEIGHT, _FORMAT and _QUALITY do not fit together: quality is for jpeg and webp, and the format is png; leave one of them out",
            ),
        ];
        for (variables, message) in rows {
            let error = read(variables).err().unwrap().to_string();
            assert!(error.starts_with(message), "{error}");
        }
    }

    #[test]
    fn a_recipe_may_change_the_limits() {
        let recipe = r#"{"limits": {"max-file-bytes": "10MB", "tolerant": true}}"#;
        let settings = read(&[("THUMBOX_RECIPE", recipe)]).unwrap();
        assert_eq!(settings.recipe.recipe.limits.file_limit(), 10_000_000);
        assert_eq!(settings.recipe.recipe.limits.tolerant, Some(true));
    }
}
