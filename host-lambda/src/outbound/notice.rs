//! What others are told of an upload: one notice for each that has thumbnails, has lost them, or is rejected.

use serde_json::{Value, json};

use crate::failure::{Class, Failure};
use crate::invocation::Invocation;
use crate::thumbnails::done::{Decision, Done, Thumbnail};
use crate::upload::Upload;

/// The notice's version. Fields are added to it, and none changes its meaning.
const VERSION: u32 = 1;

/// The kind of notice in a few words, and its content; `None` where nobody has to know.
///
/// An event that comes again has its notice again: the first may not have arrived.
pub(crate) fn of(
    upload: &Upload,
    result: &Result<Done, Failure>,
    recipe: Option<&str>,
    invocation: &Invocation,
) -> Option<(&'static str, Value)> {
    let kind = match result {
        Ok(done) => match done.decision {
            Decision::Created => "Thumbnails Created",
            // They are there, and which they are is known.
            Decision::Skipped if !done.outputs.is_empty() => "Thumbnails Created",
            Decision::Removed => "Thumbnails Removed",
            Decision::Skipped | Decision::Ignored => return None,
        },
        // Of one that is gone, the deletion is an event of its own.
        Err(Failure::SourceGone) => return None,
        Err(failure) if failure.class() == Class::Permanent => "Upload Rejected",
        Err(_) => return None,
    };
    let mut content = json!({
        "version": VERSION,
        "source": {
            "bucket": upload.bucket,
            "key": upload.key,
            "version-id": upload.version,
            "etag": upload.etag,
        },
        "recipe": recipe,
        "request": invocation.request,
    });
    match result {
        Ok(done) => {
            content["decision"] = json!(done.decision.name());
            content["outputs"] = done.outputs.iter().map(output).collect();
        }
        Err(failure) => {
            content["decision"] = json!("rejected");
            content["kind"] = json!(failure.kind());
            content["error"] = json!(failure.to_string());
        }
    }
    Some((kind, content))
}

/// A thumbnail. Of one that was there already, only where it is and its receipt are known.
fn output(thumbnail: &Thumbnail) -> Value {
    json!({
        "bucket": thumbnail.location.bucket,
        "key": thumbnail.location.key,
        "format": thumbnail.format.map(|format| format.name()),
        "width": thumbnail.width,
        "height": thumbnail.height,
        "bytes": thumbnail.bytes,
        "sha256": thumbnail.sha256,
        "receipt": thumbnail.receipt,
    })
}
