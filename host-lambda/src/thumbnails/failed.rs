//! Describing beside the thumbnails why an upload has none, where the recipe asks for that (`failed`).

use serde_json::json;

use crate::failure::{Class, Failure, WRITING};
use crate::provenance::of_failure;
use crate::store::{NewObject, ObjectLocation, Store};
use crate::thumbnails::done::Done;
use crate::thumbnails::worker::Worker;
use crate::upload::Upload;

impl<S: Store, M> Worker<'_, S, M> {
    /// Writes down why there is no thumbnail, where that is asked for and for good.
    ///
    /// # Errors
    /// The failure itself, or why its description cannot be written.
    pub(crate) async fn described(
        &self,
        upload: &Upload,
        result: Result<Done, Failure>,
    ) -> Result<Done, Failure> {
        let (Err(failure), Some(prefix)) = (&result, &self.plan.recipe.failed) else {
            return result;
        };
        if failure.class() != Class::Permanent || matches!(failure, Failure::SourceGone) {
            return result;
        }
        let output = &self.plan.recipe.outputs[0];
        let location = ObjectLocation {
            bucket: output.bucket(&upload.bucket, &self.plan.destination),
            key: format!("{prefix}{}.json", upload.key),
        };
        self.plan.refuse_loop(&location, upload)?;
        match self
            .store
            .put(&location, object(upload, failure), None)
            .await
        {
            Ok(()) => result,
            Err(error) => Err(Failure::of_store(error, WRITING, &location.bucket)),
        }
    }
}

/// The description of a failure.
fn object(upload: &Upload, failure: &Failure) -> NewObject {
    let description = json!({
        "bucket": upload.bucket,
        "key": upload.key,
        "version": upload.version,
        "etag": upload.etag,
        "kind": failure.kind(),
        "error": failure.to_string(),
    });
    NewObject {
        data: format!("{description:#}\n").into_bytes(),
        media_type: "application/json",
        metadata: of_failure(failure.kind()),
        ..NewObject::default()
    }
}
