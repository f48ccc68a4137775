//! What a result was made of, in one number.

use serde::Serialize;
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::{Limits, Output};

/// The digests of everything that a result depends on: who has the same gets the same bytes, in every host.
/// All are SHA-256 in lower-case hexadecimal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// Of the component.
    pub component: String,
    /// Of the output and the limits in canonical form, see [`recipe_digest`].
    pub recipe: String,
    /// Of the upload.
    pub source: String,
    /// Of the codec that decoded the upload first, where one had to.
    pub codec: Option<String>,
}

impl Receipt {
    /// The latest version of receipts.
    pub const LATEST: u32 = 2;

    /// What the receipt looks like. Version 1 has three digests, their digest, and what is digested of a recipe; a receipt that
    /// names no version has this one. Version 2 has the codec beside the three. Later versions keep these, and may add to them.
    pub fn version(&self) -> u32 {
        match self.codec {
            None => 1,
            Some(_) => 2,
        }
    }

    /// The digest of all: of their texts, each followed by a line feed.
    ///
    /// ```
    /// let receipt = recipe::Receipt { component: "c".into(), recipe: "r".into(), source: "s".into(), codec: None };
    /// assert_eq!(receipt.digest(), "97732f3e1d71fe02a7cff09e69034e819e20c48596d4ff07bf0775e4aa50963c");
    /// ```
    pub fn digest(&self) -> String {
        let mut lines = format!("{}\n{}\n{}\n", self.component, self.recipe, self.source);
        if let Some(codec) = &self.codec {
            lines.push_str(codec);
            lines.push('\n');
        }
        sha256(lines.as_bytes())
    }
}

/// The digest of an output and the limits, in JSON without spaces, with the names in order and without absent fields. The
/// patterns of the output are left out: they say of which uploads it is made, and not what.
pub fn recipe_digest(output: &Output, limits: &Limits) -> String {
    #[derive(Serialize)]
    struct Both<'a> {
        limits: &'a Limits,
        output: &'a Output,
    }
    let mut output = output.clone();
    output.delivery.include.clear();
    output.delivery.exclude.clear();
    // By way of text, because a number of 32 bits would otherwise be written with the digits of 64.
    let text = serde_json::to_string(&Both {
        limits,
        output: &output,
    });
    let value: Value = text
        .and_then(|text| serde_json::from_str(&text))
        .unwrap_or_default();
    sha256(value.to_string().as_bytes())
}

/// SHA-256 in lower-case hexadecimal.
pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Target;

    /// `serde_json` keeps names in order unless a feature says otherwise, and features of one crate reach all.
    #[test]
    fn names_are_in_order() {
        let value: Value = serde_json::from_str(r#"{"b":1,"a":{"d":2,"c":3}}"#).unwrap();
        assert_eq!(value.to_string(), r#"{"a":{"c":3,"d":2},"b":1}"#);
    }

    #[test]
    fn whatever_may_change_the_result_changes_the_digest() {
        let output = Output::from(Target::thumbnail());
        let limits = Limits::default();
        let digest = recipe_digest(&output, &limits);
        let text = r#"{"limits":{},"output":{"height":128,"width":128}}"#;
        assert_eq!(digest, sha256(text.as_bytes()));
        let other = Output {
            target: Target {
                dither: Some(0.1),
                ..Target::thumbnail()
            },
            ..output.clone()
        };
        assert_ne!(recipe_digest(&other, &limits), digest);
        let tolerant = Limits {
            tolerant: Some(true),
            ..limits
        };
        assert_ne!(recipe_digest(&output, &tolerant), digest);
        let mut of_some = output.clone();
        of_some.delivery.include = vec!["*.jpg".parse().unwrap()];
        of_some.delivery.exclude = vec!["a/**".parse().unwrap()];
        assert_eq!(recipe_digest(&of_some, &limits), digest);
        let mut delivered = output.clone();
        delivered.delivery.cache_control = Some("no-cache".to_owned());
        assert_ne!(recipe_digest(&delivered, &limits), digest);
    }

    #[test]
    fn each_part_counts() {
        let of_codec = |component: &str, recipe: &str, source: &str, codec: Option<&str>| {
            Receipt {
                component: component.to_owned(),
                recipe: recipe.to_owned(),
                source: source.to_owned(),
                codec: codec.map(str::to_owned),
            }
            .digest()
        };
        let receipt =
            |component: &str, recipe: &str, source: &str| of_codec(component, recipe, source, None);
        let all = [
            receipt("a", "b", "c"),
            receipt("x", "b", "c"),
            receipt("a", "x", "c"),
            receipt("a", "b", "x"),
            receipt("ab", "", "c"),
            of_codec("a", "b", "c", Some("d")),
            of_codec("a", "b", "c", Some("")),
        ];
        for (at, digest) in all.iter().enumerate() {
            assert_eq!(all.iter().position(|other| other == digest), Some(at));
        }
    }
}
