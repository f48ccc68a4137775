//! What to make, and within which limits: one JSON text for every host.

use serde::{Deserialize, Serialize};

use crate::output::one_or_several;
use crate::place::place;
use crate::{Encoding, KeyPattern, Options, Output, Placeholder, Target, check};

/// The most outputs of one recipe.
pub const MOST_OUTPUTS: usize = 16;

/// What to make of an upload, where it goes, and within which limits.
///
/// ```
/// let recipe = recipe::Recipe::from_json(r#"{
///     "outputs": [
///         {"width": 1600, "key": "{stem}-{width}.{ext}", "format": "webp"},
///         {"width": 400, "height": 300, "fit": "cover", "position": "attention", "key": "{stem}-small.{ext}"}
///     ],
///     "include": ["*.jpg"],
///     "options": {"tolerant": true}
/// }"#)?;
/// assert_eq!(recipe.outputs[1].target.to_string(), "400x300 cover auto position=attention");
/// assert!(recipe.is_for("summer/cat.JPG") && !recipe.is_for("summer/cat.png"));
/// # Ok::<(), recipe::RecipeError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Recipe {
    /// The pictures to make, at least one. In JSON also `output`, with a single one.
    #[serde(alias = "output", deserialize_with = "one_or_several")]
    pub outputs: Vec<Output>,
    /// The limits, and what is done about damage.
    pub options: Options,
    /// Uploads that it is for: those whose key matches one of these, or all where there is none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub include: Vec<KeyPattern>,
    /// Uploads that it is not for, although they match `include`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub exclude: Vec<KeyPattern>,
    /// Whether results are deleted when their upload is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deletions: Option<bool>,
    /// What the keys of descriptions of failures begin with, such as `failed/`. They go to the first output's bucket.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failed: Option<String>,
}

impl Default for Recipe {
    fn default() -> Self {
        Self::single(Target::default(), Options::default())
    }
}

/// Why a recipe cannot be carried out, whatever the picture.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RecipeError {
    /// The text is no JSON, or not that of a recipe.
    #[error("line {line}, column {column}: {message}")]
    Text {
        /// Counted from 1.
        line: usize,
        /// Counted from 1.
        column: usize,
        /// What is wrong there, and what is allowed.
        message: String,
    },
    /// A value that the field cannot have.
    #[error("the {field} is {found}; expected {allowed}")]
    Value {
        /// The field.
        field: &'static str,
        /// Its value.
        found: String,
        /// Values that it can have.
        allowed: String,
    },
    /// An option that the format does not have.
    #[error("{field} is for {formats}, and the format is {format}; leave one of them out")]
    Format {
        /// The option.
        field: &'static str,
        /// The formats that have it.
        formats: String,
        /// The format that is asked for.
        format: Encoding,
    },
    /// Options that contradict each other.
    #[error("{message}")]
    Combination {
        /// One of them.
        field: &'static str,
        /// Which, and what to do.
        message: &'static str,
    },
    /// A key with a place for what the output does not say.
    #[error("the key has a place for the {side}, and the output has none; give it a {side}")]
    NoSide {
        /// `width` or `height`.
        side: &'static str,
    },
    /// A result that could not be found again when its upload is gone.
    #[error(
        "the key depends on the upload's bytes ({place}), so that the result of a deleted upload cannot be found; leave {place} out, name a format, or leave deletions out"
    )]
    NotFoundAgain {
        /// The placeholder.
        place: &'static str,
    },
    /// Two outputs under one name.
    #[error(
        "outputs {first} and {second} have the same bucket and key, {key}; give each a key of its own, such as \"{{stem}}-{{width}}.{{ext}}\""
    )]
    SameKey {
        /// Counted from 1.
        first: usize,
        /// Counted from 1.
        second: usize,
        /// The template of both.
        key: String,
    },
    /// One of several outputs is wrong.
    #[error("output {number}: {cause}")]
    Output {
        /// Counted from 1.
        number: usize,
        /// What is wrong with it.
        cause: Box<RecipeError>,
    },
}

impl RecipeError {
    /// The field that is to blame, where it is one.
    pub fn field(&self) -> Option<&'static str> {
        match self {
            Self::Value { field, .. }
            | Self::Format { field, .. }
            | Self::Combination { field, .. } => Some(field),
            Self::NoSide { .. } | Self::NotFoundAgain { .. } | Self::SameKey { .. } => Some("key"),
            Self::Output { cause, .. } => cause.field(),
            Self::Text { .. } => None,
        }
    }

    /// The same with the place in the text, where the field that is to blame is in it.
    fn placed(self, text: &str) -> Self {
        let Some(field) = self.field() else {
            return self;
        };
        // "position's y" is part of the field "position".
        let field = field.split('\'').next().unwrap_or(field);
        let number = match &self {
            Self::Output { number, .. } => number - 1,
            Self::SameKey { second, .. } => second - 1,
            _ => 0,
        };
        let number = number.to_string();
        let paths = [
            &["outputs", &number, field][..],
            &["outputs", field],
            &["output", field],
            &["output", &number, field],
            &["options", field],
            &[field],
            // It may be there under another name.
            &["outputs", &number],
            &["output"],
        ];
        match paths.iter().find_map(|path| place(text, path)) {
            Some((line, column)) => Self::Text {
                line,
                column,
                message: self.to_string(),
            },
            None => self,
        }
    }
}

impl Recipe {
    /// A recipe with one output.
    pub fn single(target: Target, options: Options) -> Self {
        Self {
            outputs: vec![target.into()],
            options,
            include: Vec::new(),
            exclude: Vec::new(),
            deletions: None,
            failed: None,
        }
    }

    /// Reads a recipe, and completes and checks it as [`Recipe::completed`] does.
    ///
    /// # Errors
    /// Where the text is no recipe, with the place, and where the recipe asks for something impossible.
    pub fn from_json(text: &str) -> Result<Self, RecipeError> {
        let recipe: Self = serde_json::from_str(text).map_err(|error| {
            let message = error.to_string();
            let place = format!(" at line {} column {}", error.line(), error.column());
            RecipeError::Text {
                line: error.line(),
                column: error.column(),
                message: message.strip_suffix(&place).unwrap_or(&message).to_owned(),
            }
        })?;
        recipe.completed().map_err(|error| error.placed(text))
    }

    /// The recipe with a box for each output that says nothing about a size ([`Target::in_some_box`]), checked.
    ///
    /// # Errors
    /// Where it asks for something that is impossible for every picture.
    pub fn completed(mut self) -> Result<Self, RecipeError> {
        let count = self.outputs.len();
        if !(1..=MOST_OUTPUTS).contains(&count) {
            return Err(RecipeError::Value {
                field: "outputs",
                found: format!("a list of {count}"),
                allowed: format!("1 to {MOST_OUTPUTS} outputs"),
            });
        }
        for (index, output) in self.outputs.iter_mut().enumerate() {
            output.target = std::mem::take(&mut output.target).in_some_box();
            let checked = check::check(&output.target, &self.options)
                .and_then(|()| output.delivery.check())
                .and_then(|()| check_key(output, self.deletions == Some(true)));
            checked.map_err(|cause| match count {
                1 => cause,
                _ => RecipeError::Output {
                    number: index + 1,
                    cause: Box::new(cause),
                },
            })?;
        }
        self.check_names()?;
        Ok(self)
    }

    /// Whether it is for uploads with this key.
    pub fn is_for(&self, key: &str) -> bool {
        let matches = |pattern: &KeyPattern| pattern.matches(key);
        (self.include.is_empty() || self.include.iter().any(matches))
            && !self.exclude.iter().any(matches)
    }

    /// What the component is to make, in the order of the outputs.
    pub fn targets(&self) -> Vec<Target> {
        self.outputs
            .iter()
            .map(|output| output.target.clone())
            .collect()
    }

    /// No two outputs under one name.
    fn check_names(&self) -> Result<(), RecipeError> {
        let name = |output: &Output| {
            let key = output.delivery.key.clone().unwrap_or_default();
            // These differ where the outputs do.
            let own = [
                (Placeholder::Width, output.target.width.map(u64::from)),
                (Placeholder::Height, output.target.height.map(u64::from)),
                (
                    Placeholder::Ext,
                    output.target.format.map(|format| format as u64),
                ),
                (
                    Placeholder::Format,
                    output.target.format.map(|format| format as u64),
                ),
            ];
            let own = own.map(|(placeholder, value)| value.filter(|_| key.has(placeholder)));
            let receipt = key
                .has(Placeholder::Hash)
                .then(|| crate::recipe_digest(output, &self.options));
            (output.delivery.bucket.clone(), key, own, receipt)
        };
        let names: Vec<_> = self.outputs.iter().map(name).collect();
        for (second, name) in names.iter().enumerate() {
            if let Some(first) = names[..second].iter().position(|other| other == name) {
                return Err(RecipeError::SameKey {
                    first: first + 1,
                    second: second + 1,
                    key: name.1.to_string(),
                });
            }
        }
        Ok(())
    }
}

/// The box's sides are known before any work, so that names are. For deletions all of the name has to be.
fn check_key(output: &Output, deletions: bool) -> Result<(), RecipeError> {
    let Some(key) = &output.delivery.key else {
        return Ok(());
    };
    let sides = [
        ("width", Placeholder::Width, output.target.width),
        ("height", Placeholder::Height, output.target.height),
    ];
    if let Some((side, ..)) = sides
        .iter()
        .find(|(_, place, side)| key.has(*place) && side.is_none())
    {
        return Err(RecipeError::NoSide { side });
    }
    let format = output.target.format.and_then(Encoding::fixed);
    let depends = [
        ("{hash}", key.has(Placeholder::Hash)),
        ("{ext}", key.has(Placeholder::Ext) && format.is_none()),
        ("{format}", key.has(Placeholder::Format) && format.is_none()),
    ];
    match depends.iter().find(|(_, depends)| deletions && *depends) {
        Some((place, _)) => Err(RecipeError::NotFoundAgain { place }),
        None => Ok(()),
    }
}
