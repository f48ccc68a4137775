//! One line of the log for each record.

use std::time::Duration;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use engine::Warning;

use crate::failure::{Class, Failure};
use crate::invocation::Invocation;
use crate::store::ObjectLocation;
use crate::thumbnails::done::{Done, Thumbnail};
use crate::upload::Upload;

/// The most bytes of a line that are spent on its results. With all other fields, and a key of some length, a line has less
/// than 600.
const LONGEST_RESULTS: usize = 160;

/// A record that asks for nothing.
pub(crate) fn ignored(reason: &str, invocation: &Invocation) {
    let Invocation { request, cold, .. } = invocation;
    let trace = trace(invocation);
    tracing::info!(decision = "ignored", reason, request, trace, cold, "record");
}

/// What became of an upload, or of a record that could not be read.
pub(crate) fn result(
    upload: Option<&Upload>,
    result: &Result<Done, Failure>,
    recipe: Option<&str>,
    invocation: &Invocation,
) {
    match result {
        Ok(done) => success(upload, done, recipe, invocation),
        Err(error) => failure(upload, error, recipe, invocation),
    }
}

fn success(upload: Option<&Upload>, done: &Done, recipe: Option<&str>, invocation: &Invocation) {
    let effort = done.effort.as_ref();
    // Columns for the usual case of one thumbnail, and all of them in words.
    let only = match done.outputs.as_slice() {
        [only] => Some(only),
        _ => None,
    };
    let key = upload.map(|upload| upload.key.as_str());
    // Elsewhere than on Lambda nobody pays for lines, and programs read all results.
    let longest = match invocation.request {
        Some(_) => LONGEST_RESULTS,
        None => usize::MAX,
    };
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
        key,
        decision = done.decision.name(),
        reason = done.reason,
        results = results(&done.outputs, key.unwrap_or_default(), longest),
        recipe,
        source_bytes = effort.map(|effort| effort.source_bytes),
        read_bytes = effort.map(|effort| effort.read_bytes),
        format = only
            .and_then(|thumbnail| thumbnail.format)
            .map(|format| format.name()),
        width = only.and_then(|thumbnail| thumbnail.width),
        height = only.and_then(|thumbnail| thumbnail.height),
        frames = only.and_then(|thumbnail| thumbnail.frames),
        quality = only.and_then(|thumbnail| thumbnail.quality),
        score = only.and_then(|thumbnail| thumbnail.score),
        quality_by = only
            .and_then(|thumbnail| thumbnail.quality_by)
            .map(|by| by.name()),
        bytes,
        colors = only.and_then(|thumbnail| thumbnail.colors),
        effort = only.and_then(|thumbnail| thumbnail.effort),
        thumbhash = hash.map(|hash| BASE64_STANDARD.encode(hash)),
        embedded_thumbnail = only.and_then(|thumbnail| thumbnail.embedded_thumbnail),
        warnings = effort.and_then(|effort| sentences(&effort.warnings)),
        get_ms = effort.map(|effort| milliseconds(effort.get)),
        resize_ms = effort.map(|effort| milliseconds(effort.resize)),
        put_ms = effort.map(|effort| milliseconds(effort.put)),
        peak_memory = effort.map(|effort| effort.peak_memory),
        request = invocation.request,
        trace = trace(invocation),
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
fn failure(
    upload: Option<&Upload>,
    failure: &Failure,
    recipe: Option<&str>,
    invocation: &Invocation,
) {
    let bucket = upload.map(|upload| upload.bucket.as_str());
    let key = upload.map(|upload| upload.key.as_str());
    let kind = failure.kind();
    let error = failure.to_string();
    let Invocation { request, cold, .. } = invocation;
    let trace = trace(invocation);
    if failure.class() == Class::Permanent {
        let decision = "rejected";
        tracing::warn!(
            bucket,
            key,
            decision,
            kind,
            error,
            recipe,
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
            recipe,
            request,
            trace,
            cold,
            "no thumbnail"
        );
    }
}

/// The sentences of all results, in about so many bytes; none where there are no results.
fn results(thumbnails: &[Thumbnail], key: &str, longest: usize) -> Option<String> {
    let mut told = String::new();
    for (at, thumbnail) in thumbnails.iter().enumerate() {
        let sentence = sentence(thumbnail, key);
        if at > 0 && told.len() + sentence.len() > longest {
            return Some(format!("{told}; and {} more", thumbnails.len() - at));
        }
        if at > 0 {
            told += "; ";
        }
        told += &sentence;
    }
    (!told.is_empty()).then_some(told)
}

/// `bucket/{key} 128 x 85 jpeg, 3082 bytes`, or only where it is. The upload's key, which the line has already, is not written
/// again.
fn sentence(thumbnail: &Thumbnail, upload: &str) -> String {
    let ObjectLocation { bucket, key } = &thumbnail.location;
    let location = match upload.is_empty() {
        true => format!("{bucket}/{key}"),
        false => format!("{bucket}/{}", key.replacen(upload, "{key}", 1)),
    };
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

/// The identifier of the trace, by which X-Ray finds it: `Root` of the header, without what else is in it.
fn trace(invocation: &Invocation) -> Option<&str> {
    let header = invocation.trace.as_deref()?;
    let root = header
        .split(';')
        .find_map(|part| part.strip_prefix("Root="));
    Some(root.unwrap_or(header))
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
    use std::io::{Read, Seek};
    use std::sync::Arc;

    use engine::WarningKind;
    use serde_json::{Value, json};

    use super::*;
    use crate::thumbnails::done::Decision;

    /// The line of an upload of which these thumbnails were made.
    fn line(outputs: Vec<Thumbnail>) -> Value {
        let log = Arc::new(tempfile::tempfile().unwrap());
        let subscriber = tracing_subscriber::fmt().json().with_writer(log.clone());
        let done = Done {
            decision: Decision::Created,
            reason: None,
            outputs,
            effort: None,
        };
        let invocation = Invocation {
            end: std::time::SystemTime::now(),
            request: None,
            trace: None,
            cold: false,
        };
        tracing::subscriber::with_default(subscriber.finish(), || {
            result(None, &Ok(done), None, &invocation);
        });
        let mut text = String::new();
        let mut log = &*log;
        log.rewind().unwrap();
        log.read_to_string(&mut text).unwrap();
        serde_json::from_str::<Value>(&text).unwrap()["fields"].take()
    }

    #[test]
    fn colors_and_effort_are_logged_where_max_bytes_changed_them() {
        let asked = Thumbnail::default();
        let changed = Thumbnail {
            colors: Some(32),
            effort: Some(9),
            ..Thumbnail::default()
        };
        let told = line(vec![changed.clone()]);
        assert_eq!((&told["colors"], &told["effort"]), (&json!(32), &json!(9)));
        for outputs in [vec![asked], vec![changed.clone(), changed]] {
            let told = line(outputs);
            assert_eq!((told.get("colors"), told.get("effort")), (None, None));
        }
    }

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
    fn a_key_is_not_written_again_and_results_have_an_end() {
        let thumbnail = |key: &str| Thumbnail {
            bytes: Some(3082),
            width: Some(128),
            height: Some(85),
            format: Some(recipe::OutputFormat::Jpeg),
            ..Thumbnail::at(ObjectLocation {
                bucket: "images-resized".to_owned(),
                key: key.to_owned(),
            })
        };
        assert_eq!(results(&[], "a.jpg", LONGEST_RESULTS), None);
        assert_eq!(
            results(&[thumbnail("small/a.jpg")], "a.jpg", LONGEST_RESULTS).as_deref(),
            Some("images-resized/small/{key} 128 x 85 jpeg, 3082 bytes")
        );
        assert_eq!(
            results(&[thumbnail("a.jpg")], "", LONGEST_RESULTS).as_deref(),
            Some("images-resized/a.jpg 128 x 85 jpeg, 3082 bytes")
        );
        let sixteen: Vec<Thumbnail> = (0..16)
            .map(|number| thumbnail(&format!("a-{number}.jpg")))
            .collect();
        let told = results(&sixteen, "a.jpg", LONGEST_RESULTS).unwrap();
        assert!(told.ends_with("; and 13 more"), "{told}");
        assert!(told.len() < LONGEST_RESULTS + 20);
        let all = results(&sixteen, "a.jpg", usize::MAX).unwrap();
        assert_eq!(all.matches("bytes").count(), 16);
    }

    #[test]
    fn the_root_of_a_trace_is_enough() {
        let mut invocation = Invocation {
            end: std::time::SystemTime::now(),
            request: None,
            trace: Some("Root=1-5759e988-bd862e3f;Parent=53995c3f42cd8ad8;Sampled=1".to_owned()),
            cold: false,
        };
        assert_eq!(trace(&invocation), Some("1-5759e988-bd862e3f"));
        invocation.trace = Some("another".to_owned());
        assert_eq!(trace(&invocation), Some("another"));
    }

    #[test]
    fn milliseconds_have_one_decimal() {
        assert_eq!(milliseconds(Duration::from_micros(1_249)), 1.2);
        assert_eq!(milliseconds(Duration::from_micros(1_250_060)), 1250.1);
    }
}
