//! One line of the log for each record.

use std::time::Duration;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use engine::Warning;

use crate::failure::{Class, Failure};
use crate::invocation::Invocation;
use crate::thumbnails::done::{Done, Thumbnail};
use crate::upload::Upload;

/// A record that asks for nothing.
pub(crate) fn ignored(reason: &str, invocation: &Invocation) {
    let Invocation {
        request,
        trace,
        cold,
        ..
    } = invocation;
    tracing::info!(decision = "ignored", reason, request, trace, cold, "record");
}

/// What became of an upload, or of a record that could not be read.
pub(crate) fn result(
    upload: Option<&Upload>,
    result: &Result<Done, Failure>,
    invocation: &Invocation,
) {
    match result {
        Ok(done) => success(upload, done, invocation),
        Err(error) => failure(upload, error, invocation),
    }
}

fn success(upload: Option<&Upload>, done: &Done, invocation: &Invocation) {
    let effort = done.effort.as_ref();
    // Columns for the usual case of one thumbnail, and all of them in words.
    let only = match done.outputs.as_slice() {
        [only] => Some(only),
        _ => None,
    };
    let results: Vec<String> = done.outputs.iter().map(sentence).collect();
    let bytes = done
        .outputs
        .iter()
        .filter_map(|thumbnail| thumbnail.bytes)
        .reduce(|a, b| a + b);
    for thumbnail in &done.outputs {
        if let Some(other) = &thumbnail.replaced_other {
            contested(upload, thumbnail, other);
        }
    }
    let hash = only.and_then(|thumbnail| thumbnail.thumbhash.as_ref());
    tracing::info!(
        bucket = upload.map(|upload| upload.bucket.as_str()),
        key = upload.map(|upload| upload.key.as_str()),
        decision = done.decision.name(),
        reason = done.reason,
        results = (!results.is_empty()).then(|| results.join("; ")),
        source_bytes = effort.map(|effort| effort.source_bytes),
        read_bytes = effort.map(|effort| effort.read_bytes),
        format = only
            .and_then(|thumbnail| thumbnail.format)
            .map(|format| format.name()),
        width = only.and_then(|thumbnail| thumbnail.width),
        height = only.and_then(|thumbnail| thumbnail.height),
        frames = only.and_then(|thumbnail| thumbnail.frames),
        quality = only.and_then(|thumbnail| thumbnail.quality),
        bytes,
        thumbhash = hash.map(|hash| BASE64_STANDARD.encode(hash)),
        warnings = effort.and_then(|effort| sentences(&effort.warnings)),
        get_ms = effort.map(|effort| milliseconds(effort.get)),
        resize_ms = effort.map(|effort| milliseconds(effort.resize)),
        put_ms = effort.map(|effort| milliseconds(effort.put)),
        peak_memory = effort.map(|effort| effort.peak_memory),
        request = invocation.request,
        trace = invocation.trace,
        cold = invocation.cold,
        "thumbnail"
    );
}

/// Two uploads have thumbnails of one name, and each replaces that of the other.
fn contested(upload: Option<&Upload>, thumbnail: &Thumbnail, other: &str) {
    tracing::warn!(
        bucket = upload.map(|upload| upload.bucket.as_str()),
        key = upload.map(|upload| upload.key.as_str()),
        thumbnail = thumbnail.location.key,
        replaced = other,
        "contested: two uploads have a thumbnail of this name; use {{dir}} and {{name}}, or {{key}}, in the recipe's key"
    );
}

/// A warning where it is acknowledged, an error where it is repeated or somebody has to act.
fn failure(upload: Option<&Upload>, failure: &Failure, invocation: &Invocation) {
    let bucket = upload.map(|upload| upload.bucket.as_str());
    let key = upload.map(|upload| upload.key.as_str());
    let kind = failure.kind();
    let error = failure.to_string();
    let Invocation {
        request,
        trace,
        cold,
        ..
    } = invocation;
    if failure.class() == Class::Permanent {
        let decision = "rejected";
        tracing::warn!(
            bucket,
            key,
            decision,
            kind,
            error,
            request,
            trace,
            cold,
            "no thumbnail"
        );
    } else {
        let decision = "failed";
        tracing::error!(
            bucket,
            key,
            decision,
            kind,
            error,
            request,
            trace,
            cold,
            "no thumbnail"
        );
    }
}

/// `bucket/key 128 x 85 jpeg, 3082 bytes`, or only where it is.
fn sentence(thumbnail: &Thumbnail) -> String {
    let location = format!("{}/{}", thumbnail.location.bucket, thumbnail.location.key);
    match (
        thumbnail.width,
        thumbnail.height,
        thumbnail.format,
        thumbnail.bytes,
    ) {
        (Some(width), Some(height), Some(format), Some(bytes)) => {
            format!("{location} {width} x {height} {format}, {bytes} bytes")
        }
        _ => location,
    }
}

/// `kind: sentence; kind: sentence`, or nothing: the field is then no part of the log line.
fn sentences(warnings: &[Warning]) -> Option<String> {
    let sentences: Vec<String> = warnings
        .iter()
        .map(|warning| format!("{}: {}", warning.kind.name(), warning.message))
        .collect();
    (!sentences.is_empty()).then(|| sentences.join("; "))
}

fn milliseconds(time: Duration) -> f64 {
    (time.as_secs_f64() * 1e4).round() / 10.0
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

    #[test]
    fn milliseconds_have_one_decimal() {
        assert_eq!(milliseconds(Duration::from_micros(1_249)), 1.2);
        assert_eq!(milliseconds(Duration::from_micros(1_250_060)), 1250.1);
    }
}
