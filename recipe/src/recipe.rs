//! What to make, and within which limits: one JSON text for every host.

use serde::{Deserialize, Serialize};

use crate::{Encoding, Options, Target, check};

/// What to make of a picture, and within which limits.
///
/// ```
/// let recipe = recipe::Recipe::from_json(r#"{
///     "output": {"width": 400, "height": 300, "fit": "cover", "position": "attention", "quality": 75},
///     "options": {"tolerant": true}
/// }"#)?;
/// assert_eq!(recipe.output.to_string(), "400x300 cover auto position=attention q75");
/// # Ok::<(), recipe::RecipeError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Recipe {
    /// The picture to make.
    pub output: Target,
    /// The limits, and what is done about damage.
    pub options: Options,
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
        /// Which, and what to do.
        message: &'static str,
    },
}

impl RecipeError {
    /// The field that is to blame, where it is one.
    pub fn field(&self) -> Option<&'static str> {
        match self {
            Self::Value { field, .. } | Self::Format { field, .. } => Some(field),
            Self::Text { .. } | Self::Combination { .. } => None,
        }
    }
}

impl Recipe {
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
        recipe.completed()
    }

    /// The recipe with a box where it says nothing about a size ([`Target::in_some_box`]), checked.
    ///
    /// # Errors
    /// Where it asks for something that is impossible for every picture.
    pub fn completed(self) -> Result<Self, RecipeError> {
        let output = self.output.in_some_box();
        check::check(&output, &self.options)?;
        Ok(Self { output, ..self })
    }
}
