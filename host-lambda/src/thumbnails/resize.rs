//! Making pictures of the bytes of an upload while they arrive.

use std::time::{Duration, Instant, SystemTime};

use engine::{ImageErrorKind, Limits, Resized, Warning, WarningKind};
use recipe::Target;

use crate::failure::{Failure, READING};
use crate::store::{Object, Store};
use crate::thumbnails::make::Make;

/// Enough for the head of nearly every file: the component refuses what is no picture, and what is too large, before
/// the rest is transferred.
const FIRST: usize = 64 << 10;

/// The outputs of an upload, and what they were made of.
pub(super) struct ResizedUpload {
    pub(super) resized: Resized,
    /// The bytes of the upload that were read, from its start.
    pub(super) source: Vec<u8>,
    pub(super) get: Duration,
    pub(super) resize: Duration,
}

/// Reads an object as far as it is needed and makes pictures of it.
///
/// # Errors
/// Where it cannot be read, and where the component refuses it.
pub(super) async fn resize<S: Store>(
    maker: &impl Make,
    mut object: S::Object,
    bucket: &str,
    targets: &[Target],
    limits: Limits,
    end: SystemTime,
) -> Result<ResizedUpload, Failure> {
    let limit = limits.file_limit();
    let bytes = object.head().bytes;
    if bytes > limit {
        return Err(Failure::SourceTooLarge { bytes, limit });
    }
    let _permit = maker.admit(bytes).await;
    let (mut get, mut resize) = (Duration::ZERO, Duration::ZERO);
    let mut source = Vec::with_capacity(usize::try_from(bytes).unwrap_or_default());
    let mut enough = FIRST;
    loop {
        let start = Instant::now();
        let mut is_whole = false;
        while !is_whole && source.len() < enough {
            let more = object.read(&mut source).await;
            is_whole = !more.map_err(|error| Failure::of_store(error, READING, bucket))?;
        }
        get += start.elapsed();

        let start = Instant::now();
        let limits = match is_whole {
            true => limits,
            // What is missing is only not there yet.
            false => Limits {
                tolerant: Some(false),
                ..limits
            },
        };
        let left = end.duration_since(SystemTime::now()).unwrap_or_default();
        let resized;
        (source, resized) = maker.make(source, targets, limits, left).await;
        resize += start.elapsed();
        let is_in_scans = !is_whole && maker.is_progressive_jpeg(&source, left);
        match resized {
            // A warning may be about what has not been read. And of other files the rest may say which way up the picture
            // is, or have more frames, and nothing in the beginning tells of it: WebP has its EXIF data at the end.
            Ok(resized)
                if is_whole || is_in_scans && !resized.warnings.iter().any(is_of_source) =>
            {
                return Ok(ResizedUpload {
                    resized,
                    source,
                    get,
                    resize,
                });
            }
            Err(error) if is_whole || !may_be_cured(&error) => {
                return Err(Failure::of_component(error, &source));
            }
            _ => {}
        }
        enough = match is_in_scans {
            true => next_attempt(source.len(), bytes),
            false => usize::MAX,
        };
    }
}

/// Whether a warning is about the file, and not about what was asked of it.
fn is_of_source(warning: &Warning) -> bool {
    warning.kind != WarningKind::SmallerThanBox
}

/// How much of a file in scans to read before the next attempt. The scans that matter may be there long before the last,
/// but an attempt takes time too.
fn next_attempt(read: usize, bytes: u64) -> usize {
    /// Of smaller files the rest is here before an attempt is over.
    const WORTHWHILE: u64 = 1 << 20;
    let parts = [bytes / 8, bytes / 2, bytes / 4 * 3];
    let next = parts
        .into_iter()
        .find(|part| bytes >= WORTHWHILE && *part > read as u64);
    next.and_then(|next| usize::try_from(next).ok())
        .unwrap_or(usize::MAX)
}

/// Whether more of the file can make the error go away.
fn may_be_cured(error: &engine::Error) -> bool {
    match error {
        engine::Error::Image { kind, .. } => {
            matches!(kind, ImageErrorKind::Truncated | ImageErrorKind::Malformed)
        }
        engine::Error::MemoryLimit { .. }
        | engine::Error::Deadline { .. }
        | engine::Error::Trap { .. }
        | engine::Error::InvalidResult { .. } => false,
    }
}
