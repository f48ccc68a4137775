//! Making pictures of the bytes of an upload while they arrive.

use std::cell::Cell;
use std::time::{Duration, Instant, SystemTime};

use engine::{ImageErrorKind, Limits, Resized, Warning, WarningKind};
use recipe::{MAX_TIME, Target};

use crate::failure::{Failure, READING};
use crate::store::{Object, Store};
use crate::thumbnails::make::{Admitted, Made, Make, Room, TimeLeft, needs_more_memory};

/// Enough for the head of nearly every file: the component refuses what is no picture, and what is too large, before
/// the rest is transferred.
const FIRST: usize = 64 << 10;
/// Of a smaller progressive JPEG the rest is here before an attempt with a part is over.
const WORTHWHILE: u64 = 1 << 20;

/// The outputs of an upload, and what they were made of.
pub(super) struct ResizedUpload {
    pub(super) resized: Resized,
    /// The memory that the outputs take.
    pub(super) room: Room,
    /// The bytes of the upload that were read, from its start.
    pub(super) source: Admitted,
    pub(super) get: Duration,
    pub(super) resize: Duration,
}

/// The time that an upload has, however often pictures are made of it.
pub(super) struct Clock {
    pub(super) end: SystemTime,
    /// Time in the component so far.
    pub(super) taken: Cell<Duration>,
}

impl Clock {
    fn left(&self) -> TimeLeft {
        let left = self.end.duration_since(SystemTime::now());
        TimeLeft {
            end: Instant::now() + left.unwrap_or_default(),
            component: MAX_TIME.saturating_sub(self.taken.get()),
        }
    }

    fn take(&self, time: Duration) {
        self.taken.set(self.taken.get() + time);
    }
}

/// Waits until an object of this size may be read.
///
/// # Errors
/// Where it is larger than the recipe allows, or than there is memory for.
pub(super) async fn admit(
    maker: &impl Make,
    bytes: u64,
    limits: Limits,
) -> Result<Admitted, Failure> {
    let limit = limits.file_limit();
    if bytes > limit {
        return Err(Failure::SourceTooLarge { bytes, limit });
    }
    maker.admit(bytes).await
}

/// Reads an object as far as it is needed and makes pictures of it: once of its beginning, and once of all of it where
/// that was not enough.
///
/// # Errors
/// Where it cannot be read, and where the component refuses it.
pub(super) async fn resize<S: Store>(
    maker: &impl Make,
    mut object: S::Object,
    mut source: Admitted,
    bucket: &str,
    targets: &[Target],
    limits: Limits,
    clock: &Clock,
) -> Result<ResizedUpload, Failure> {
    let bytes = object.head().bytes;
    let mut get = Duration::ZERO;
    let mut is_whole = read::<S>(&mut object, bucket, &mut source, FIRST, &mut get).await?;

    let may_be_in_scans = !is_whole && bytes >= WORTHWHILE;
    let head_time = clock.left().component;
    let is_in_scans = may_be_in_scans && maker.is_progressive_jpeg(&source.bytes, head_time);
    if is_in_scans {
        let enough = usize::try_from(enough_scans(bytes)).unwrap_or(usize::MAX);
        is_whole = read::<S>(&mut object, bucket, &mut source, enough, &mut get).await?;
    }
    let mut resize = Duration::ZERO;
    loop {
        let start = Instant::now();
        let limits = match is_whole {
            true => limits,
            // What is missing is only not there yet.
            false => Limits {
                tolerant: Some(false),
                ..limits
            },
        };
        let made = maker.make(source, targets, limits, clock.left()).await;
        let Made { resized, room, .. } = made;
        source = made.source;
        clock.take(made.took);
        resize += start.elapsed();
        match resized {
            // A warning may be about what has not been read. And of other files the rest may say which way up the picture
            // is, or have more frames, and nothing in the beginning tells of it: WebP has its EXIF data at the end.
            Ok(resized)
                if is_whole || is_in_scans && !resized.warnings.iter().any(is_of_source) =>
            {
                return Ok(ResizedUpload {
                    resized,
                    room,
                    source,
                    get,
                    resize,
                });
            }
            Err(error) if is_whole || !may_be_cured(&error) => {
                return Err(failure(error, &source.bytes, maker.memory(), clock));
            }
            _ => {}
        }
        drop(room);
        is_whole = true;
        read::<S>(&mut object, bucket, &mut source, usize::MAX, &mut get).await?;
    }
}

/// Reads until there are so many bytes: whether these are all.
async fn read<S: Store>(
    object: &mut S::Object,
    bucket: &str,
    source: &mut Admitted,
    enough: usize,
    took: &mut Duration,
) -> Result<bool, Failure> {
    let start = Instant::now();
    let mut is_whole = false;
    while !is_whole && source.bytes.len() < enough {
        let more = object.read(&mut source.bytes).await;
        is_whole = !more.map_err(|error| Failure::of_store(error, READING, bucket))?;
    }
    *took += start.elapsed();
    Ok(is_whole)
}

/// Whose failure an error of the component is.
fn failure(error: engine::Error, bytes: &[u8], memory: Option<u32>, clock: &Clock) -> Failure {
    let error = match error {
        // The last attempt had only what the others have left.
        engine::Error::Deadline { .. } if clock.taken.get() >= MAX_TIME => {
            engine::Error::Deadline { limit: MAX_TIME }
        }
        error => error,
    };
    match memory {
        Some(memory) if needs_more_memory(&error) => Failure::ExceedsMemory { error, memory },
        _ => Failure::of_component(error, bytes),
    }
}

/// Whether a warning is about the file, and not about what was asked of it.
fn is_of_source(warning: &Warning) -> bool {
    warning.kind != WarningKind::SmallerThanBox
}

/// How much of a progressive JPEG to read before the first attempt. The order of scans of libjpeg's `jpeg_simple_progression`
/// has all of DC after two thirds of the file, and AC of luma at its end: an output at 1/8 needs no more.
fn enough_scans(bytes: u64) -> u64 {
    bytes / 4 * 3
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
