//! What of the source's metadata goes into a result.

use std::fmt;
use std::str::FromStr;

use serde::ser::{Serialize, Serializer};

use crate::{TextError, Value, words};

words! {
    /// One kind of metadata.
    pub enum Metadata {
        /// Who made the picture and whose it is.
        Copyright = "copyright",
        /// The ICC profile; the pixels are then not converted to sRGB.
        Icc = "icc",
        /// EXIF, XMP and the ICC profile. This includes places, names and devices.
        Everything = "all" | "everything",
    }
}

/// What of the source's metadata goes into a result; the default is nothing. As text: words between commas, such as
/// `copyright,icc`; in a recipe also a list of words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Keep {
    /// [`Metadata::Copyright`]
    pub copyright: bool,
    /// [`Metadata::Icc`]
    pub icc: bool,
    /// [`Metadata::Everything`]
    pub everything: bool,
}

impl Keep {
    /// The kinds that are kept.
    pub fn kinds(self) -> impl Iterator<Item = Metadata> {
        Metadata::ALL
            .iter()
            .copied()
            .filter(move |kind| match kind {
                Metadata::Copyright => self.copyright,
                Metadata::Icc => self.icc,
                Metadata::Everything => self.everything,
            })
    }

    fn add(&mut self, kind: Metadata) {
        match kind {
            Metadata::Copyright => self.copyright = true,
            Metadata::Icc => self.icc = true,
            Metadata::Everything => self.everything = true,
        }
    }
}

impl FromIterator<Metadata> for Keep {
    fn from_iter<I: IntoIterator<Item = Metadata>>(kinds: I) -> Self {
        let mut keep = Self::default();
        kinds.into_iter().for_each(|kind| keep.add(kind));
        keep
    }
}

impl fmt::Display for Keep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kinds: Vec<&str> = self.kinds().map(Metadata::name).collect();
        f.write_str(&kinds.join(","))
    }
}

impl FromStr for Keep {
    type Err = TextError;

    fn from_str(text: &str) -> Result<Self, TextError> {
        text.split(',')
            .map(|word| word.trim().parse::<Metadata>())
            .collect()
    }
}

impl Serialize for Keep {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.kinds())
    }
}

impl Keep {
    /// What a request asks for: a text, or a list of words.
    pub(crate) fn of(value: &Value) -> Option<Self> {
        match value {
            Value::Text(text) => text.parse().ok(),
            Value::List(words) => words
                .iter()
                .map(|word| word.text()?.parse::<Metadata>().ok())
                .collect(),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_and_a_text_mean_the_same() {
        let keep = Keep {
            copyright: true,
            icc: true,
            everything: false,
        };
        assert_eq!("icc,copyright".parse(), Ok(keep));
        assert_eq!(keep.to_string(), "copyright,icc");
        assert_eq!(
            serde_json::to_string(&keep).unwrap(),
            r#"["copyright","icc"]"#
        );
        let of = |text: &str| Keep::of(&serde_json::from_str(text).unwrap());
        assert_eq!(of(r#"["icc", "copyright"]"#), Some(keep));
        assert_eq!(of(r#""icc,copyright""#), Some(keep));
        assert_eq!(of("[]"), Some(Keep::default()));
        for wrong in [r#"["gps"]"#, "[1]", "true"] {
            assert_eq!(of(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn an_unknown_word_is_named() {
        assert_eq!(
            "icc,gps".parse::<Keep>().unwrap_err().to_string(),
            "expected one of copyright, icc, all"
        );
    }
}
