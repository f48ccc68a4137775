//! What the operator has set: the `THUMBOX_*` variables of the function.

mod maps;

use std::collections::BTreeMap;
use std::path::Path;

use recipe::{
    BucketTemplate, Limits, Notation, Preset, Recipe, Record, RequestError, Target, Value,
};

use crate::plans::present::{CHECKED_EVERY, PresentRecipe};
use crate::plans::{BucketPlan, Plans};
use crate::recipe_object::{RecipeObject, read_text};
use crate::store::{ObjectLocation, Store};

/// The variable with a whole recipe.
const RECIPE: &str = "THUMBOX_RECIPE";
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
    /// Recipes that events and objects may ask for.
    named: BTreeMap<String, SetRecipe>,
    /// What is said of the uploads of single buckets.
    buckets: BTreeMap<String, BucketPlan>,
}

/// A recipe, and where it is if that is on S3.
#[derive(Debug)]
struct SetRecipe {
    recipe: Recipe,
    object: Option<RecipeObject>,
}

impl From<SetRecipe> for PresentRecipe {
    fn from(SetRecipe { recipe, object }: SetRecipe) -> Self {
        match object {
            Some(object) => Self::of_object(recipe, object, CHECKED_EVERY),
            None => Self::of(recipe),
        }
    }
}

/// Variables that mean nothing.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum SettingError {
    /// A variable with a value that it cannot have.
    #[error("{variable} is {value:?}; expected {allowed}")]
    Value {
        /// Its name.
        variable: &'static str,
        /// Its value.
        value: String,
        /// Values that it can have.
        allowed: String,
    },
    /// A recipe that cannot be read or carried out.
    #[error("{RECIPE} is not a valid recipe: {0}")]
    Recipe(recipe::RecipeError),
    /// Variables that ask for something impossible together.
    #[error("the variables THUMBOX_WIDTH, _HEIGHT, _FORMAT and _QUALITY do not fit together: {0}")]
    Together(recipe::RecipeError),
    /// A recipe that is elsewhere and cannot be read there.
    #[error("{RECIPE} is {value:?}, which cannot be read: {reason}")]
    Unreadable {
        /// What the variable says.
        value: String,
        /// What went wrong.
        reason: String,
    },
    /// What a variable says of a name.
    #[error("{variable}, {name:?}: {reason}")]
    Of {
        /// The variable.
        variable: &'static str,
        /// The name of a recipe or of a bucket.
        name: String,
        /// What is wrong with it.
        reason: String,
    },
    /// A recipe, and beside it a variable for a part of one.
    #[error("{RECIPE} and {other} are both set; say it in the recipe and leave {other} out")]
    Twice {
        /// The other variable.
        other: &'static str,
    },
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
            named: BTreeMap::new(),
            buckets: BTreeMap::new(),
        })
    }
}

/// A variable of this process.
fn of_process(name: &'static str) -> Option<String> {
    // What is not UTF-8 gets a replacement character, and so is refused as any other wrong value.
    Some(std::env::var_os(name)?.to_string_lossy().into_owned())
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

/// The text of a recipe: the value itself, or what is in the object or the file that it names, or that of the preset.
/// Files are looked for in the function's package, and come before presets, as on the command line.
///
/// TOML has an equals sign, and nobody gives one to a file in a package. Keys on S3 do have them.
async fn recipe_text(
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
                "THUMBOX_QUALITY is \"101\"; expected a whole number from 1 to 100",
            ),
            (
                "THUMBOX_FORMAT",
                "avif",
                "THUMBOX_FORMAT is \"avif\"; expected one of auto, jpeg, png, webp, gif, raster",
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
                "THUMBOX_RECIPE is not a valid recipe: line 1, column 24: quality is 0; expected a whole number from 1 to 100",
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
