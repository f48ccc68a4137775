//! What was found and not resized, by reason.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fmt;

use serde::ser::{Serialize, Serializer};

use crate::report::escape;

/// Why something that was found is not resized.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Reason {
    /// It is noted as an output.
    Output,
    /// It is in the output folder, whatever it is.
    OutputFolder,
    /// The user has excluded it.
    Excluded,
    /// No output of the recipe is for it.
    NoOutput,
    /// Its name begins with a dot. A hidden folder is one.
    Hidden,
    /// It was looked into, and is no image.
    NoImage,
    /// A link to nothing, or in a circle.
    BrokenLink,
    /// A link to a folder.
    FolderLink,
    /// A FIFO, a socket or a device.
    Special,
    /// It is not called as images are: its extension in lower case, with its dot.
    Extension(String),
}

impl Reason {
    /// The word for programs.
    fn word(&self) -> &str {
        match self {
            Self::Output => "made-by-thumbox",
            Self::OutputFolder => "output-folder",
            Self::Excluded => "excluded",
            Self::NoOutput => "no-output",
            Self::Hidden => "hidden",
            Self::NoImage => "no-image",
            Self::BrokenLink => "broken-link",
            Self::FolderLink => "folder-link",
            Self::Special => "special-file",
            Self::Extension(extension) => extension,
        }
    }

    /// In words for people, behind a number.
    fn in_words(&self, count: usize) -> String {
        let one = count == 1;
        let words = match self {
            Self::Output => "made by thumbox",
            Self::OutputFolder => "in the output folder",
            Self::Excluded => "excluded",
            Self::NoOutput => "for no output of the recipe",
            Self::Hidden => "hidden",
            Self::NoImage if one => "is no image",
            Self::NoImage => "are no images",
            Self::BrokenLink if one => "broken link",
            Self::BrokenLink => "broken links",
            Self::FolderLink if one => "link to a folder",
            Self::FolderLink => "links to folders",
            Self::Special if one => "FIFO, socket or device",
            Self::Special => "FIFOs, sockets or devices",
            Self::Extension(extension) if extension == "." => "without an extension",
            Self::Extension(extension) => return escape(extension),
        };
        words.to_owned()
    }
}

/// How many there are, each counted once. In JSON an object of numbers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct LeftOut(BTreeMap<Reason, usize>);

impl LeftOut {
    pub(crate) fn add(&mut self, reason: Reason) {
        *self.0.entry(reason).or_default() += 1;
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Serialize for LeftOut {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(reason, count)| (reason.word(), count)))
    }
}

/// Of the most extensions that many are told.
const MOST_EXTENSIONS: usize = 4;

/// `; left out: 3 made by thumbox, 80 .mov`, or nothing: the end of a sentence.
impl fmt::Display for LeftOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let is_extension = |reason: &Reason| matches!(reason, Reason::Extension(_));
        let (mut extensions, reasons): (Vec<_>, Vec<_>) =
            self.0.iter().partition(|(reason, _)| is_extension(reason));
        extensions.sort_by_key(|(_, count)| Reverse(**count));
        let others = extensions.iter().skip(MOST_EXTENSIONS);
        let others: usize = others.map(|(_, count)| **count).sum();
        extensions.truncate(MOST_EXTENSIONS);
        let told = reasons.into_iter().chain(extensions);
        let mut told: Vec<String> = told
            .map(|(reason, count)| format!("{count} {}", reason.in_words(*count)))
            .collect();
        if others > 0 {
            told.push(format!("{others} with other extensions"));
        }
        match told.as_slice() {
            [] => Ok(()),
            told => write!(f, "; left out: {}", told.join(", ")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_is_told_with_its_number() {
        let mut left_out = LeftOut::default();
        assert_eq!(left_out.to_string(), "");
        let extension = |name: &str| Reason::Extension(name.to_owned());
        for reason in [
            extension(".mov"),
            Reason::BrokenLink,
            Reason::Output,
            extension("."),
            extension(".mov"),
            Reason::Output,
            Reason::FolderLink,
        ] {
            left_out.add(reason);
        }
        assert_eq!(
            left_out.to_string(),
            "; left out: 2 made by thumbox, 1 broken link, 1 link to a folder, 2 .mov, 1 without an extension"
        );
        for name in [".a", ".b", ".c"] {
            left_out.add(extension(name));
        }
        assert!(
            left_out
                .to_string()
                .ends_with("1 .b, 1 with other extensions"),
            "{left_out}"
        );
        let json = serde_json::to_value(&left_out).unwrap();
        assert_eq!(
            (&json["made-by-thumbox"], &json[".mov"]),
            (&2.into(), &2.into())
        );
    }
}
