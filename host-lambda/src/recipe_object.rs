//! A recipe that is an object on S3.

use std::time::Duration;

use crate::store::{Object, ObjectLocation, Pin, Store};

/// The most bytes that are read of a recipe. The longest that makes sense, 16 outputs with all fields, has a tenth of that.
const LARGEST: u64 = 64 << 10;
/// How long all of it may take. Lambda gives a function 10 s to start.
const READING: Duration = Duration::from_secs(5);

/// Where a recipe is, and which state of it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecipeObject {
    /// Where it is.
    pub location: ObjectLocation,
    /// The ETag that it had.
    pub etag: String,
}

/// Reads a recipe.
///
/// # Errors
/// Why it cannot be read, as a clause.
pub(crate) async fn read_text(
    store: &impl Store,
    location: &ObjectLocation,
) -> Result<(String, RecipeObject), String> {
    let reading = tokio::time::timeout(READING, read(store, location)).await;
    reading.unwrap_or_else(|_| Err(format!("S3 took more than {} s", READING.as_secs())))
}

async fn read(
    store: &impl Store,
    location: &ObjectLocation,
) -> Result<(String, RecipeObject), String> {
    let object = store.get(location, &Pin::default()).await;
    let mut object = object.map_err(|error| error.to_string())?;
    let head = object.head().clone();
    let mut bytes = Vec::new();
    loop {
        let length = head.bytes.max(bytes.len() as u64);
        if length > LARGEST {
            return Err(format!(
                "it has {length} bytes, and a recipe at most {LARGEST}"
            ));
        }
        let more = object.read(&mut bytes).await;
        if !more.map_err(|error| error.to_string())? {
            break;
        }
    }
    let text = String::from_utf8(bytes).map_err(|_| "it is not UTF-8".to_owned())?;
    let object = RecipeObject {
        location: location.clone(),
        etag: head.etag,
    };
    Ok((text, object))
}
