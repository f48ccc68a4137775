//! Choices that are spelt as words, and what is said of a text that is none of the allowed ones.

/// A text that a field cannot have.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("expected {allowed}")]
pub struct TextError {
    /// What the field can have.
    pub allowed: String,
}

/// Makes an enum of words: `name` and `Display` give a choice's first word, `FromStr` reads any of its words, and a request
/// does the same, so that a word means the same on a command line, in a form and in a recipe.
#[macro_export]
macro_rules! words {
    (
        $(#[$about:meta])*
        pub enum $name:ident {
            $( $(#[$case:meta])* $variant:ident = $word:literal $(| $other:literal)*, )+
        }
    ) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum $name { $( $(#[$case])* $variant, )+ }

        impl $name {
            /// All choices, in the order in which they are listed to people.
            pub const ALL: &'static [Self] = &[$( Self::$variant, )+];
            /// Their words, in the same order.
            pub const WORDS: &'static [&'static str] = &[$( $word, )+];
            /// Other words that are read.
            pub const OTHERS: &'static [&'static str] = &[$( $( $other, )* )+];

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
            type Err = $crate::TextError;

            fn from_str(word: &str) -> Result<Self, $crate::TextError> {
                match word {
                    $( $word $(| $other)* => Ok(Self::$variant), )+
                    _ => Err($crate::TextError { allowed: $crate::one_of(Self::WORDS) }),
                }
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.name())
            }
        }

        /// In what programs write to each other. Requests and recipes are read by their list of fields.
        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let word = <String as serde::Deserialize>::deserialize(deserializer)?;
                word.parse().map_err(serde::de::Error::custom)
            }
        }
    };
}
/// What is allowed where it is a choice of words.
pub fn one_of(words: &[&str]) -> String {
    format!("one of {}", words.join(", "))
}
