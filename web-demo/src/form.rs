//! From the form's texts to a target.

use std::str::FromStr;

use recipe::{Encoding, Fit, QUALITY, SIDE, Target, UnknownWord};

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
    /// JPEG quality, or nothing.
    pub quality: String,
}

/// Why the form describes no target.
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
}

impl FormError {
    /// The name of the field to mark, if there is one.
    pub fn field(&self) -> Option<&'static str> {
        match self {
            Self::Number { field, .. } => Some(field),
            Self::Word(_) => None,
        }
    }
}

/// The target that the form describes. Only the spelling is checked here: which numbers are possible, the component
/// knows and says.
///
/// ```
/// use web_demo::form::{Fields, target};
/// let fields = Fields { width: " 640 ".into(), fit: "inside".into(), format: "webp".into(), ..Fields::default() };
/// assert_eq!(target(&fields)?.to_string(), "640x- inside webp");
/// # Ok::<(), web_demo::form::FormError>(())
/// ```
pub fn target(fields: &Fields) -> Result<Target, FormError> {
    Ok(Target {
        width: number("width", &fields.width, *SIDE.end())?,
        height: number("height", &fields.height, *SIDE.end())?,
        fit: fields.fit.parse::<Fit>()?,
        enlarge: false,
        format: fields.format.parse::<Encoding>()?,
        quality: number("quality", &fields.quality, u32::from(*QUALITY.end()))?,
    })
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
        }
    }

    #[test]
    fn the_form_as_the_page_opens_asks_for_the_thumbnail() {
        assert_eq!(target(&fields("128", "128", "")), Ok(Target::thumbnail()));
    }

    #[test]
    fn an_empty_field_is_absent_rather_than_zero() {
        let target = target(&fields(" ", "90", "")).unwrap();
        assert_eq!((target.width, target.height), (None, Some(90)));
    }

    #[test]
    fn numbers_that_can_be_read_are_left_for_the_component_to_judge() {
        let target = target(&fields("0", "999999", "200")).unwrap();
        assert_eq!(target.to_string(), "0x999999 inside auto q200");
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
            let error = target(&fields).unwrap_err();
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
            target(&fields).unwrap_err().to_string(),
            "the fit is \"stretch\"; expected one of inside, cover"
        );
    }
}
