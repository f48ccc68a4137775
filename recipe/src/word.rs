//! Choices that are spelt as words, and what is said of a word that is none of them.

use std::fmt::{self, Display};
use std::marker::PhantomData;
use std::str::FromStr;

use serde::Deserializer;
use serde::de::Visitor;

/// A word that is not one of the allowed ones.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{what} is \"{found}\"; expected one of {allowed}")]
pub struct UnknownWord {
    /// What the word should have named.
    pub what: &'static str,
    /// The word.
    pub found: String,
    /// The allowed words, separated by commas.
    pub allowed: String,
}

/// Makes an enum of words: `name` and `Display` give a choice's first word, `FromStr` reads any of its words, and
/// serde does the same, so that a word means the same on a command line, in a form and in a recipe.
macro_rules! words {
    (
        $(#[$about:meta])*
        pub enum $name:ident for $what:literal {
            $( $(#[$case:meta])* $variant:ident = $word:literal $(| $other:literal)*, )+
        }
    ) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum $name { $( $(#[$case])* $variant, )+ }

        impl $name {
            /// All choices, in the order in which they are listed to people.
            pub const ALL: &'static [Self] = &[$( Self::$variant, )+];

            /// The word that is written for this choice.
            pub fn name(self) -> &'static str {
                match self { $( Self::$variant => $word, )+ }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.name())
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::UnknownWord;

            fn from_str(word: &str) -> Result<Self, $crate::UnknownWord> {
                match word {
                    $( $word $(| $other)* => Ok(Self::$variant), )+
                    _ => Err($crate::UnknownWord {
                        what: $what,
                        found: word.to_owned(),
                        allowed: [$( $word, )+].join(", "),
                    }),
                }
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.name())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                $crate::word::parsed(deserializer)
            }
        }
    };
}
pub(crate) use words;

/// Reads a string that means a `T`. It is parsed while the reader is at it: an error then says where the string is.
pub(crate) fn parsed<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: FromStr<Err: Display>,
{
    struct Text<T>(PhantomData<T>);

    impl<T: FromStr<Err: Display>> Visitor<'_> for Text<T> {
        type Value = T;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a string")
        }

        fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<T, E> {
            text.parse().map_err(E::custom)
        }
    }

    deserializer.deserialize_str(Text(PhantomData))
}
