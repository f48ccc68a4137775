//! The key of a thumbnail, made from the key of the upload.

use std::fmt;
use std::str::FromStr;

use request::{OutputFormat, TextError, words};
use serde::{Serialize, Serializer};

words! {
    /// What a [`KeyTemplate`] has a place for.
    pub enum Placeholder {
        /// The upload's bucket.
        Bucket = "bucket",
        /// The upload's key.
        Key = "key",
        /// The folders in the key, without the last slash. A slash after it is left out where there are none.
        Dir = "dir",
        /// The name without its last extension.
        Stem = "stem",
        /// The extension that the result's format has, without a dot.
        Ext = "ext",
        /// What follows the last slash.
        Name = "name",
        /// The width of the box that the output asks for, with the device pixel ratio.
        Width = "width",
        /// The height of that box.
        Height = "height",
        /// The result's width, which is less where the image is small.
        ActualWidth = "actual-width",
        /// The result's height.
        ActualHeight = "actual-height",
        /// The result's format.
        Format = "format",
        /// The first 16 digits of the receipt: another component, recipe or upload gives another.
        Hash = "hash",
    }
}

/// A key in which placeholders such as `{stem}` stand for parts of the upload's key and of the result.
///
/// ```
/// use recipe::{KeyTemplate, Known, OutputFormat};
/// let template: KeyTemplate = "{dir}/{stem}-{width}.{ext}".parse()?;
/// let known = Known { key: "summer/cat.JPEG", width: Some(256), format: Some(OutputFormat::Webp), ..Known::default() };
/// assert_eq!(template.key(&known).as_deref(), Some("summer/cat-256.webp"));
/// assert_eq!(template.key(&Known { key: "cat.jpg", ..known }).as_deref(), Some("cat-256.webp"));
/// assert_eq!(template.key(&Known { format: None, ..known }), None);
/// # Ok::<(), recipe::KeyTemplateError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyTemplate {
    text: String,
    parts: Vec<Part>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Text(String),
    Place(Placeholder),
}

/// What is known of an upload and its result. The format may depend on the upload; the result's size and the receipt always do.
#[derive(Debug, Clone, Copy, Default)]
pub struct Known<'a> {
    /// The upload's bucket.
    pub bucket: &'a str,
    /// The upload's key.
    pub key: &'a str,
    /// Width of the box in pixels.
    pub width: Option<u32>,
    /// Height of the box in pixels.
    pub height: Option<u32>,
    /// Width and height of the result in pixels.
    pub size: Option<(u32, u32)>,
    /// The result's format.
    pub format: Option<OutputFormat>,
    /// The receipt.
    pub receipt: Option<&'a str>,
}

/// Why a text is no key template.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyTemplateError {
    /// Nothing is there.
    #[error(
        "the key is empty; give one such as \"{{key}}\" or \"{{dir}}/{{stem}}-{{width}}.{{ext}}\""
    )]
    Empty,
    /// A brace unmatched brace.
    #[error("the key \"{template}\" has an unmatched brace; placeholders are written as {{stem}}")]
    Brace {
        /// The whole text.
        template: String,
    },
    /// An unknown placeholder.
    #[error("the key \"{template}\" has the placeholder {{{found}}}; {cause}")]
    Placeholder {
        /// The whole text.
        template: String,
        /// The placeholder.
        found: String,
        /// What there is.
        cause: TextError,
    },
}

impl KeyTemplate {
    /// The key; `None` where it has a place for what is not known.
    pub fn key(&self, known: &Known<'_>) -> Option<String> {
        let (dir, name) = known.key.rsplit_once('/').unwrap_or(("", known.key));
        let stem = match name.rsplit_once('.') {
            Some((stem, _)) if !stem.is_empty() => stem,
            _ => name,
        };
        let mut key = String::new();
        let mut is_after_no_dir = false;
        for part in &self.parts {
            let side = |side: Option<u32>| side.map(|side| side.to_string());
            let text = match part {
                Part::Text(text) if is_after_no_dir => text.strip_prefix('/').unwrap_or(text),
                Part::Text(text) => text,
                Part::Place(Placeholder::Bucket) => known.bucket,
                Part::Place(Placeholder::Key) => known.key,
                Part::Place(Placeholder::Dir) => dir,
                Part::Place(Placeholder::Stem) => stem,
                Part::Place(Placeholder::Ext) => known.format?.extension(),
                Part::Place(Placeholder::Name) => name,
                Part::Place(Placeholder::Width) => &side(known.width)?,
                Part::Place(Placeholder::Height) => &side(known.height)?,
                Part::Place(Placeholder::ActualWidth) => &known.size?.0.to_string(),
                Part::Place(Placeholder::ActualHeight) => &known.size?.1.to_string(),
                Part::Place(Placeholder::Format) => known.format?.name(),
                Part::Place(Placeholder::Hash) => known.receipt?.get(..16)?,
            };
            is_after_no_dir = *part == Part::Place(Placeholder::Dir) && dir.is_empty();
            key.push_str(text);
        }
        Some(key)
    }

    /// Whether it has a place for this.
    pub fn has(&self, placeholder: Placeholder) -> bool {
        self.parts.contains(&Part::Place(placeholder))
    }
}

/// `{key}`: the upload's own key.
impl Default for KeyTemplate {
    fn default() -> Self {
        Self {
            text: "{key}".to_owned(),
            parts: vec![Part::Place(Placeholder::Key)],
        }
    }
}

impl fmt::Display for KeyTemplate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl FromStr for KeyTemplate {
    type Err = KeyTemplateError;

    fn from_str(text: &str) -> Result<Self, KeyTemplateError> {
        if text.trim().is_empty() {
            return Err(KeyTemplateError::Empty);
        }
        let brace = || KeyTemplateError::Brace {
            template: text.to_owned(),
        };
        let mut parts = Vec::new();
        let mut rest = text;
        while !rest.is_empty() {
            let (before, after) = rest.split_once('{').unwrap_or((rest, ""));
            if before.contains('}') {
                return Err(brace());
            }
            if !before.is_empty() {
                parts.push(Part::Text(before.to_owned()));
            }
            if before.len() == rest.len() {
                break;
            }
            let (name, after) = after.split_once('}').ok_or_else(brace)?;
            let placeholder = name
                .parse()
                .map_err(|cause| KeyTemplateError::Placeholder {
                    template: text.to_owned(),
                    found: name.to_owned(),
                    cause,
                })?;
            parts.push(Part::Place(placeholder));
            rest = after;
        }
        Ok(Self {
            text: text.to_owned(),
            parts,
        })
    }
}

impl Serialize for KeyTemplate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RECEIPT: &str = "0123456789abcdef0123";

    fn key(template: &str, key: &str) -> String {
        let known = Known {
            bucket: "images",
            key,
            width: Some(300),
            height: Some(200),
            size: Some((150, 99)),
            format: Some(OutputFormat::Jpeg),
            receipt: Some(RECEIPT),
        };
        let template: KeyTemplate = template.parse().unwrap();
        template.key(&known).unwrap()
    }

    #[test]
    fn every_placeholder_has_its_part() {
        let rows = [
            ("{key}", "a/b/c.d.PNG", "a/b/c.d.PNG"),
            ("resized-{key}", "a/b.jpg", "resized-a/b.jpg"),
            ("{bucket}/{dir}/{name}", "a/b/c.png", "images/a/b/c.png"),
            ("{stem}.{ext}", "a/b/c.d.png", "c.d.jpg"),
            ("{stem}.{ext}", ".hidden", ".hidden.jpg"),
            ("{stem}.{ext}", "plain", "plain.jpg"),
            ("{width}x{height}/{name}", "c.png", "300x200/c.png"),
            (
                "{actual-width}x{actual-height}/{name}",
                "c.png",
                "150x99/c.png",
            ),
            ("{format}/{hash}", "c.png", "jpeg/0123456789abcdef"),
            ("thumbs/{dir}/{stem}", "c.png", "thumbs/c"),
            ("{dir}/{stem}", "c.png", "c"),
            ("{dir}-{stem}", "c.png", "-c"),
            ("{dir}/{stem}", "/c.png", "c"),
            ("{dir}{stem}", "a/c.png", "ac"),
            ("{stem}{stem}", "ü {x}.png", "ü {x}ü {x}"),
        ];
        for (template, source, expected) in rows {
            assert_eq!(key(template, source), expected, "{template} of {source}");
        }
    }

    #[test]
    fn what_is_not_known_yet_gives_no_key() {
        let all: KeyTemplate = "{width}{height}{actual-width}{format}{ext}{hash}"
            .parse()
            .unwrap();
        assert_eq!(all.key(&Known::default()), None);
        let plain = KeyTemplate::default();
        assert_eq!(plain.key(&Known::default()).as_deref(), Some(""));
        assert!(all.has(Placeholder::Hash) && !plain.has(Placeholder::Hash));
    }

    #[test]
    fn what_is_no_template_is_told_with_what_there_is() {
        let message = |text: &str| text.parse::<KeyTemplate>().unwrap_err().to_string();
        assert_eq!(
            message("{stm}.jpg"),
            "the key \"{stm}.jpg\" has the placeholder {stm}; expected one of bucket, key, dir, stem, ext, name, width, height, actual-width, actual-height, format, hash"
        );
        let brace = "the key \"a{stem\" has an unmatched brace; placeholders are written as {stem}";
        assert_eq!(message("a{stem"), brace);
        assert!(message("stem}").contains("unmatched brace"));
        assert!(message("{{stem}}").contains("the placeholder {{stem}"));
        assert!(message(" ").contains("is empty"));
    }
}
