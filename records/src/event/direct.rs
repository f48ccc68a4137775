//! A call for one object, as a state machine or a person makes it.

use recipe::Recipe;
use serde_json::Value;

use super::field::{EventError, etag, key, optional, outline, text, unexpected, version};
use super::shape::{Event, Item, Reply};
use crate::upload::{Record, Upload};

/// All fields that a call can have.
const FIELDS: [&str; 5] = ["bucket", "key", "version", "etag", "recipe"];

pub(super) fn read(event: &Value) -> Result<Event, EventError> {
    // What is misspelt would have no effect, and nobody would know.
    let names = event
        .as_object()
        .into_iter()
        .flat_map(|fields| fields.keys());
    if names
        .into_iter()
        .any(|name| !FIELDS.contains(&name.as_str()))
    {
        return Err(EventError::Unexpected {
            field: "bucket and key",
            expected: "and no others but version, etag and recipe",
            found: outline(event),
        });
    }
    let upload = Upload {
        bucket: text(event, "/bucket", "(a string)")?.to_owned(),
        key: key(text(event, "/key", "(a string)")?)?,
        version: version(event, "/version"),
        etag: etag(event, "/etag"),
        sequencer: None,
    };
    let recipe = match event.get("recipe") {
        None | Some(Value::Null) => None,
        Some(recipe @ Value::Object(_)) => {
            let text = recipe.to_string();
            Some(Recipe::from_fields(&text).map_err(EventError::Recipe)?)
        }
        Some(Value::String(name)) if !name.is_empty() => None,
        Some(_) => return Err(unexpected(event, "/recipe", "(an object, or a name)")),
    };
    Ok(Event {
        items: vec![Item {
            id: None,
            records: vec![Ok(Record::Created(upload))],
        }],
        reply: Reply::Direct,
        recipe,
        recipe_name: optional(event, "/recipe"),
    })
}
