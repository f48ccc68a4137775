//! Structs that are read from fields and from nothing else.
//!
//! What serde derives takes a list as well, whose entries are the fields in the order of the source: `options = [100]`
//! would set a limit, and `[]` be a recipe. Nobody means that.

use std::fmt;
use std::marker::PhantomData;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};

/// A struct that people write.
pub(crate) trait FromFields: for<'de> Deserialize<'de> {
    /// What there should be, for the message where there is something else.
    const EXPECTED: &'static str;
}

/// A `T` that was read from fields.
pub(crate) struct Fields<T>(pub(crate) T);

impl<'de, T: FromFields> Deserialize<'de> for Fields<T> {
    fn deserialize<D: Deserializer<'de>>(reader: D) -> Result<Self, D::Error> {
        struct OnlyFields<T>(PhantomData<T>);

        impl<'de, T: FromFields> Visitor<'de> for OnlyFields<T> {
            type Value = T;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(T::EXPECTED)
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
                T::deserialize(MapAccessDeserializer::new(map))
            }
        }

        reader.deserialize_map(OnlyFields(PhantomData)).map(Self)
    }
}

/// For a field that is such a struct.
pub(crate) fn only_fields<'de, D, T>(reader: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: FromFields,
{
    Fields::deserialize(reader).map(|Fields(value)| value)
}
