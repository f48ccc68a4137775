//! Fields that belong together, and how they are read: strictly, and by one list.

use crate::field::Context;
use crate::{Field, PlacedError, RequestError, Value, unknown};

/// Fields that belong together. None of them has to be given.
pub trait Record: Default {
    /// All of them.
    const FIELDS: &'static [Field];

    /// Takes the value of a field of this name. Says whether it is one that the field's type has.
    #[doc(hidden)]
    fn take(&mut self, name: &str, value: &Value) -> bool;
}

/// Makes a struct of fields that may be absent, and the list of these.
macro_rules! record {
    (
        $(#[$about:meta])*
        pub struct $name:ident {
            $( $(#[doc = $doc:literal])+ $field:ident: $type:ty = $text:literal $(| $other:literal)*, $kind:expr $(, $format:ident)*; )+
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
            const FIELDS: &'static [$crate::Field] = &[
                $( $crate::Field {
                    name: $text,
                    others: &[$($other),*],
                    about: concat!($($doc),+).trim_ascii(),
                    kind: $kind,
                    formats: &[$( $crate::Encoding::$format ),*],
                }, )+
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
        let Some(field) = find(T::FIELDS, name) else {
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

fn find(fields: &'static [Field], name: &str) -> Option<&'static Field> {
    fields
        .iter()
        .find(|field| field.name == name || field.others.contains(&name))
}
