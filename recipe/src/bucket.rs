//! The name of the bucket that thumbnails go to, made from the name of the bucket that the upload came from.

use std::fmt;
use std::str::FromStr;

use serde::{Serialize, Serializer};

const SOURCE: &str = "{bucket}";

/// A bucket name in which `{bucket}` stands for the source bucket. The default is `{bucket}-resized`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BucketTemplate(String);

/// Why a text is no bucket template.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BucketTemplateError {
    /// Nothing is left once the text is trimmed.
    #[error("the destination bucket is empty; give a name such as \"{{bucket}}-resized\"")]
    Empty,
    /// The template is the source bucket itself, so that every thumbnail would be an upload again.
    #[error(
        "the destination bucket \"{{bucket}}\" is the source bucket: every thumbnail would trigger another one; give another name such as \"{{bucket}}-resized\""
    )]
    SourceItself,
    /// A character that no bucket name has.
    #[error(
        "the destination bucket \"{template}\" has {found:?} in it; only a-z, 0-9, '.', '-' and the placeholder {{bucket}} are allowed"
    )]
    Character {
        /// The whole text.
        template: String,
        /// The first character that is not allowed.
        found: char,
    },
}

impl BucketTemplate {
    /// The destination for uploads into `source`.
    ///
    /// ```
    /// let template = recipe::BucketTemplate::default();
    /// assert_eq!(template.name_for("images-42"), "images-42-resized");
    /// ```
    pub fn name_for(&self, source: &str) -> String {
        self.0.replace(SOURCE, source)
    }
}

impl Default for BucketTemplate {
    fn default() -> Self {
        Self("{bucket}-resized".to_owned())
    }
}

impl fmt::Display for BucketTemplate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for BucketTemplate {
    type Err = BucketTemplateError;

    fn from_str(text: &str) -> Result<Self, BucketTemplateError> {
        let template = text.trim();
        if template.is_empty() {
            return Err(BucketTemplateError::Empty);
        }
        if template == SOURCE {
            return Err(BucketTemplateError::SourceItself);
        }
        let allowed =
            |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '.' | '-');
        if let Some(found) = template.replace(SOURCE, "").chars().find(|c| !allowed(*c)) {
            return Err(BucketTemplateError::Character {
                template: template.to_owned(),
                found,
            });
        }
        Ok(Self(template.to_owned()))
    }
}

impl Serialize for BucketTemplate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_source_stands_where_the_placeholder_is() {
        let template: BucketTemplate = "thumbs.{bucket}".parse().unwrap();
        assert_eq!(template.name_for("photos"), "thumbs.photos");
        let fixed: BucketTemplate = "all-thumbs".parse().unwrap();
        assert_eq!(fixed.name_for("photos"), "all-thumbs");
    }

    #[test]
    fn a_template_that_would_loop_is_refused() {
        let error = "{bucket}".parse::<BucketTemplate>().unwrap_err();
        assert_eq!(error, BucketTemplateError::SourceItself);
    }

    #[test]
    fn a_mistyped_placeholder_is_refused_with_the_character_that_gives_it_away() {
        let error = "{buckt}-resized".parse::<BucketTemplate>().unwrap_err();
        assert_eq!(
            error.to_string(),
            "the destination bucket \"{buckt}-resized\" has '{' in it; only a-z, 0-9, '.', '-' and the placeholder {bucket} are allowed"
        );
        assert_eq!(
            " ".parse::<BucketTemplate>().unwrap_err(),
            BucketTemplateError::Empty
        );
    }
}
