//! One upload in, one thumbnail out.

use std::sync::Arc;
use std::time::Instant;

use engine::{Options, Output, Resizer};
use lambda_runtime::tracing;
use recipe::Target;

use crate::event::Job;
use crate::failure::Failure;
use crate::settings::Settings;
use crate::storage::Storage;

/// Reads the upload, makes the thumbnail, writes it under the same key and logs what was done.
pub(crate) async fn make(
    job: &Job,
    settings: &Settings,
    storage: &Storage,
    resizer: &Arc<Resizer>,
) -> Result<(), Failure> {
    let Job { bucket, key } = job;
    let destination = settings.destination.name_for(bucket);
    if destination == *bucket {
        return Err(Failure::DestinationIsSource {
            bucket: destination,
        });
    }

    let start = Instant::now();
    let source = storage.read(bucket, key).await?;
    let source_bytes = source.len();
    let read = Instant::now();
    let output = resize(source, settings.target.clone(), Arc::clone(resizer)).await?;
    let Output {
        data,
        format,
        width,
        height,
    } = output;
    let bytes = data.len();
    let resized = Instant::now();
    storage
        .write(&destination, key, data, format.media_type())
        .await?;
    let written = Instant::now();

    tracing::info!(
        bucket,
        key,
        decision = "created",
        destination,
        source_bytes,
        format = format.name(),
        width,
        height,
        bytes,
        get_ms = milliseconds(start, read),
        resize_ms = milliseconds(read, resized),
        put_ms = milliseconds(resized, written),
        "thumbnail"
    );
    Ok(())
}

/// Resizes on a thread of its own, so that the time limit of the invocation is kept meanwhile.
async fn resize(source: Vec<u8>, target: Target, resizer: Arc<Resizer>) -> Result<Output, Failure> {
    let resizing = move || resizer.resize(&source, &[target], Options::default());
    let bug = |reason: String| Failure::Resize(engine::Error::Trap { reason });
    let resized = tokio::task::spawn_blocking(resizing)
        .await
        .map_err(|panic| bug(panic.to_string()))??;
    // One target, one output.
    let first = resized.outputs.into_iter().next();
    first.ok_or_else(|| bug("it made no picture and named no error".to_owned()))
}

fn milliseconds(from: Instant, to: Instant) -> u64 {
    u64::try_from((to - from).as_millis()).unwrap_or(u64::MAX)
}
