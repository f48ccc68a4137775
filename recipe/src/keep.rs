//! What of the source's metadata goes into a result.

use std::fmt;
use std::str::FromStr;

use serde::de::{Deserialize, Deserializer, SeqAccess, Visitor};
use serde::ser::{Serialize, Serializer};

use crate::UnknownWord;
use crate::word::words;

words! {
    /// One kind of metadata.
    pub enum Metadata for "the metadata to keep" {
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
    type Err = UnknownWord;

    fn from_str(text: &str) -> Result<Self, UnknownWord> {
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

impl<'de> Deserialize<'de> for Keep {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Words;

        impl<'de> Visitor<'de> for Words {
            type Value = Keep;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list of words to keep, such as [\"copyright\", \"icc\"]")
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Keep, E> {
                text.parse().map_err(E::custom)
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut words: A) -> Result<Keep, A::Error> {
                let mut keep = Keep::default();
                while let Some(kind) = words.next_element()? {
                    keep.add(kind);
                }
                Ok(keep)
            }
        }

        deserializer.deserialize_any(Words)
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
        assert_eq!(
            serde_json::from_str::<Keep>(r#"["icc", "copyright"]"#).unwrap(),
            keep
        );
        assert_eq!(serde_json::from_str::<Keep>("[]").unwrap(), Keep::default());
    }

    #[test]
    fn an_unknown_word_is_named() {
        assert_eq!(
            "icc,gps".parse::<Keep>().unwrap_err().to_string(),
            "the metadata to keep is \"gps\"; expected one of copyright, icc, all"
        );
    }
}
