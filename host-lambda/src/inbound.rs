//! What an invocation asks for.
//!
//! The crate `records` reads the events of all senders, and is fuzzed. Only what depends on the function is here.

use serde_json::Value;

use crate::event::{self, Event, Item, Reply};
use crate::store::{Pin, Store};
use crate::upload::Upload;

/// Reads an event. One of no known shape counts as a record that failed, so it is logged and counted as any other.
pub(crate) fn read(event: &Value) -> Event {
    event::read(event).unwrap_or_else(|error| Event {
        items: vec![Item {
            id: None,
            records: vec![Err(error)],
        }],
        reply: Reply::Summary,
        recipe: None,
        recipe_name: None,
    })
}

/// The upload with what of it the store can compare.
pub(crate) fn known(store: &impl Store, upload: Upload) -> Upload {
    let Pin { version, etag } = store.known(Pin {
        version: upload.version,
        etag: upload.etag,
    });
    Upload {
        version,
        etag,
        ..upload
    }
}
