//! One upload in, one thumbnail out.

use std::sync::Arc;
use std::time::Instant;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use engine::{Output, Resizer, Warning};
use lambda_runtime::tracing;
use recipe::Recipe;

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
    let limit = settings.recipe.options.file_limit();
    let source = storage.read(bucket, key, limit).await?;
    let source_bytes = source.len();
    let read = Instant::now();
    let (output, warnings) = resize(source, settings.recipe.clone(), Arc::clone(resizer)).await?;
    let Output {
        data,
        format,
        width,
        height,
        frames,
        quality,
        thumbhash,
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
        frames,
        quality,
        bytes,
        thumbhash = thumbhash.map(|hash| BASE64_STANDARD.encode(hash)),
        warnings = sentences(&warnings),
        get_ms = milliseconds(start, read),
        resize_ms = milliseconds(read, resized),
        put_ms = milliseconds(resized, written),
        "thumbnail"
    );
    Ok(())
}

/// Resizes on a thread of its own, so that the time limit of the invocation is kept meanwhile.
async fn resize(
    source: Vec<u8>,
    recipe: Recipe,
    resizer: Arc<Resizer>,
) -> Result<(Output, Vec<Warning>), Failure> {
    let resizing = move || resizer.resize(&source, &[recipe.output], recipe.options);
    let bug = |reason: String| Failure::Resize(engine::Error::Trap { reason });
    let resized = tokio::task::spawn_blocking(resizing)
        .await
        .map_err(|panic| bug(panic.to_string()))??;
    // One target, one output.
    let first = resized.outputs.into_iter().next();
    let output = first.ok_or_else(|| bug("it made no picture and named no error".to_owned()))?;
    Ok((output, resized.warnings))
}

/// `kind: sentence; kind: sentence`, or nothing: the field is then no part of the log line.
fn sentences(warnings: &[Warning]) -> Option<String> {
    let sentences: Vec<String> = warnings
        .iter()
        .map(|warning| format!("{}: {}", warning.kind.name(), warning.message))
        .collect();
    (!sentences.is_empty()).then(|| sentences.join("; "))
}

fn milliseconds(from: Instant, to: Instant) -> u64 {
    u64::try_from((to - from).as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use engine::WarningKind;

    use super::*;

    #[test]
    fn warnings_become_one_field_or_none() {
        assert_eq!(sentences(&[]), None);
        let warning = |kind, message: &str| Warning {
            kind,
            message: message.to_owned(),
        };
        let warnings = [
            warning(WarningKind::PictureLost, "the lower half is missing"),
            warning(WarningKind::ColorProfile, "it is cut short"),
        ];
        assert_eq!(
            sentences(&warnings).as_deref(),
            Some("picture-lost: the lower half is missing; color-profile: it is cut short")
        );
    }
}
