//! Fields that belong together, and how they are read: strictly, and by one list.

use crate::field::Context;
use crate::{Field, PlacedError, RequestError, Value, unknown};

/// Fields that belong together. None of them has to be given.
pub trait Record: Default + serde::Serialize {
    /// All of them.
    const FIELDS: &'static [Field];

    /// The field with this name, or with another that is read.
    fn field(name: &str) -> Option<&'static Field> {
        Self::FIELDS
            .iter()
            .find(|field| field.name == name || field.others.contains(&name))
    }

    /// Takes the value of a field of this name. Says whether it is one that the field's type has.
    #[doc(hidden)]
    fn take(&mut self, name: &str, value: &Value) -> bool;
}

/// Makes a struct of fields that may be absent, and the list of these.
macro_rules! record {
    (
        $(#[$about:meta])*
        pub struct $name:ident {
            $(
                $(#[doc = $doc:literal])+
                $field:ident: $type:ty = $text:literal { group: $group:expr, kind: $kind:expr $(, $part:ident: $value:expr)* };
            )+
        }
    ) => {
        $(#[$about])*
        #[derive(Debug, Clone, PartialEq, Default, serde::Serialize)]
        pub struct $name {
            $(
                $(#[doc = $doc])+
                #[serde(rename = $text, skip_serializing_if = "Option::is_none")]
                pub $field: Option<$type>,
            )+
        }

        impl $crate::Record for $name {
            #[allow(clippy::needless_update, reason = "some fields have all parts")]
            const FIELDS: &'static [$crate::Field] = &[
                $( $crate::Field {
                    name: $text,
                    about: concat!($($doc),+).trim_ascii(),
                    group: $group,
                    kind: $kind,
                    $($part: $value,)*
                    ..$crate::Field::EMPTY
                }.with_texts_where_wanted(), )+
            ];

            fn take(&mut self, name: &str, value: &$crate::Value) -> bool {
                match name {
                    $( $text => {
                        self.$field = $crate::field::FieldType::of(value);
                        self.$field.is_some()
                    } )+
                    _ => false,
                }
            }
        }
    };
}
pub(crate) use record;

/// Reads fields. `also` are names that may stand beside them, which the caller reads.
///
/// # Errors
/// For the first that is unknown, is given twice or has a value that it cannot have, with its path.
pub fn read<T: Record>(
    fields: &[(String, Value)],
    context: Context,
    also: &[&'static str],
) -> Result<T, PlacedError> {
    let mut record = T::default();
    let mut seen: Vec<(&str, &str)> = Vec::new();
    for (name, value) in fields {
        if also.contains(&name.as_str()) {
            continue;
        }
        let placed = |error| PlacedError {
            path: vec![name.clone()],
            error,
        };
        let Some(field) = T::field(name) else {
            return Err(placed(unknown::field(name, T::FIELDS, also)));
        };
        if let Some((_, other)) = seen.iter().find(|(seen, _)| *seen == field.name) {
            return Err(placed(RequestError::Twice {
                field: field.name,
                names: format!("{other} and {name}"),
            }));
        }
        seen.push((field.name, name));
        if !field.is_for(context.format) {
            return Err(placed(RequestError::format(field, context.format)));
        }
        if !(field.kind.has(value, context) && record.take(field.name, value)) {
            return Err(placed(RequestError::Value {
                field: field.name.to_owned(),
                found: value.to_string(),
                allowed: field.kind.allowed(context).into_owned(),
            }));
        }
    }
    Ok(record)
}
