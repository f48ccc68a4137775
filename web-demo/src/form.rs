//! From the form's texts to a recipe.

use std::str::FromStr;

use recipe::{
    DEFAULT_MAX_SIDE, Encoding, Fit, Options, QUALITY, Recipe, RecipeError, Target, UnknownWord,
};

/// What the form holds, as texts.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Fields {
    /// Width in pixels, or nothing.
    pub width: String,
    /// Height in pixels, or nothing.
    pub height: String,
    /// A word that [`Fit`] reads.
    pub fit: String,
    /// A word that [`Encoding`] reads.
    pub format: String,
    /// Quality, or nothing.
    pub quality: String,
    /// A whole recipe in JSON that is used instead of the other fields, or nothing.
    pub recipe: String,
}

/// Why the form describes no recipe.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FormError {
    /// A field that should have a number has something else.
    #[error("the {field} is \"{found}\"; expected a whole number from 1 to {most}, or nothing")]
    Number {
        /// The field's name in the form.
        field: &'static str,
        /// What was typed.
        found: String,
        /// The largest number that makes sense here.
        most: u32,
    },
    /// A choice that does not exist.
    #[error(transparent)]
    Word(#[from] UnknownWord),
    /// The fields ask for something impossible.
    #[error(transparent)]
    Impossible(RecipeError),
    /// The recipe is none, or asks for something impossible.
    #[error("the recipe: {0}")]
    Recipe(RecipeError),
    /// The recipe is for hosts that write several files.
    #[error("the recipe has {count} outputs; this page shows one: leave the others out here")]
    Outputs {
        /// How many.
        count: usize,
    },
}

impl FormError {
    /// The name of the field to mark, if there is one.
    pub fn field(&self) -> Option<&'static str> {
        match self {
            Self::Number { field, .. } => Some(field),
            Self::Word(_) => None,
            Self::Impossible(error) => error.field(),
            Self::Recipe(_) | Self::Outputs { .. } => Some("recipe"),
        }
    }
}

/// The recipe that the form describes.
///
/// # Errors
/// Where a field cannot be read, and where the form asks for something that no picture makes possible.
///
/// ```
/// use web_demo::form::{Fields, recipe};
/// let fields = Fields { width: " 640 ".into(), fit: "inside".into(), format: "webp".into(), ..Fields::default() };
/// assert_eq!(recipe(&fields)?.outputs[0].target.to_string(), "640x- inside webp");
/// let fields = Fields { recipe: r#"{"output": {"width": 50}}"#.into(), ..fields };
/// assert_eq!(recipe(&fields)?.outputs[0].target.to_string(), "50x- inside auto");
/// # Ok::<(), web_demo::form::FormError>(())
/// ```
pub fn recipe(fields: &Fields) -> Result<Recipe, FormError> {
    if !fields.recipe.trim().is_empty() {
        let recipe = Recipe::from_json(&fields.recipe).map_err(FormError::Recipe)?;
        return match recipe.outputs.len() {
            1 => Ok(recipe),
            count => Err(FormError::Outputs { count }),
        };
    }
    // What is the default anyway is left out, so that the command line shown is short.
    let fit: Fit = fields.fit.parse()?;
    let format: Encoding = fields.format.parse()?;
    let output = Target {
        width: number("width", &fields.width, DEFAULT_MAX_SIDE)?,
        height: number("height", &fields.height, DEFAULT_MAX_SIDE)?,
        fit: Some(fit).filter(|fit| *fit != Fit::Inside),
        format: Some(format).filter(|format| *format != Encoding::Auto),
        quality: number("quality", &fields.quality, u32::from(*QUALITY.end()))?,
        ..Target::default()
    };
    let options = Options::default();
    Recipe::single(output, options)
        .completed()
        .map_err(FormError::Impossible)
}

fn number<N: FromStr>(field: &'static str, text: &str, most: u32) -> Result<Option<N>, FormError> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    text.parse().map(Some).map_err(|_| FormError::Number {
        field,
        found: text.to_owned(),
        most,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(width: &str, height: &str, quality: &str) -> Fields {
        Fields {
            width: width.to_owned(),
            height: height.to_owned(),
            fit: "inside".to_owned(),
            format: "auto".to_owned(),
            quality: quality.to_owned(),
            recipe: String::new(),
        }
    }

    #[test]
    fn the_form_as_the_page_opens_asks_for_the_thumbnail() {
        let recipe = recipe(&fields("128", "128", "")).unwrap();
        assert_eq!(recipe.outputs[0].target, Target::thumbnail());
    }

    #[test]
    fn an_empty_field_is_absent_rather_than_zero() {
        let target = recipe(&fields(" ", "90", "")).unwrap().outputs[0]
            .target
            .clone();
        assert_eq!((target.width, target.height), (None, Some(90)));
    }

    #[test]
    fn numbers_that_no_picture_makes_possible_are_refused() {
        let rows = [
            (fields("0", "1", ""), "width"),
            (fields("1", "16385", ""), "height"),
            (fields("1", "1", "0"), "quality"),
        ];
        for (fields, field) in rows {
            let error = recipe(&fields).unwrap_err();
            assert!(matches!(error, FormError::Impossible(_)));
            assert_eq!(error.field(), Some(field));
        }
    }

    #[test]
    fn a_wrong_recipe_is_told_with_its_place() {
        let mut fields = fields("1", "1", "");
        fields.recipe = "{\"output\": {\"width\": }}".to_owned();
        let error = recipe(&fields).unwrap_err();
        assert_eq!(error.field(), Some("recipe"));
        assert_eq!(
            error.to_string(),
            "the recipe: line 1, column 22: expected value"
        );
    }

    #[test]
    fn what_is_no_whole_number_is_named_with_its_field() {
        let rows = [
            (fields("wide", "1", ""), "width", "wide"),
            (fields("1", "1.5", ""), "height", "1.5"),
            (fields("-3", "1", ""), "width", "-3"),
            (fields("4294967296", "1", ""), "width", "4294967296"),
            (fields("1", "1", "300"), "quality", "300"),
        ];
        for (fields, field, found) in rows {
            let error = recipe(&fields).unwrap_err();
            assert_eq!(error.field(), Some(field));
            assert!(
                error.to_string().contains(&format!("\"{found}\"")),
                "{error}"
            );
        }
    }

    #[test]
    fn an_unknown_choice_is_refused_in_the_words_of_the_recipe() {
        let mut fields = fields("1", "1", "");
        fields.fit = "stretch".to_owned();
        assert_eq!(
            recipe(&fields).unwrap_err().to_string(),
            "the fit is \"stretch\"; expected one of inside, outside, cover, contain, fill"
        );
    }
}
