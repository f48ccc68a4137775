//! Making pictures of the bytes of an upload while they arrive.

use std::future::Future;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use engine::{ImageErrorKind, Options, Resized, Resizer};
use recipe::Target;
use tokio::sync::{Semaphore, SemaphorePermit};

use crate::failure::{Failure, READING};
use crate::store::{Object, Store};

/// Enough for the head of nearly every file: the component refuses what is no picture, and what is too large, before
/// the rest is transferred.
const FIRST: usize = 64 << 10;

/// The component, wherever it runs.
pub trait Make {
    /// A place among the uploads that are being read.
    type Place<'a>
    where
        Self: 'a;

    /// Waits for a place for an upload of so many bytes.
    fn admit(&self, bytes: u64) -> impl Future<Output = Self::Place<'_>>;

    /// Makes pictures of a file, which it gives back.
    fn make(
        &self,
        image: Vec<u8>,
        targets: &[Target],
        options: Options,
        time: Duration,
    ) -> impl Future<Output = (Vec<u8>, Result<Resized, engine::Error>)>;

    /// Whether the head of a file is that of a progressive JPEG: see [`is_progressive_jpeg`]. False where
    /// that is not known in time.
    fn is_progressive_jpeg(&self, head: &[u8], time: Duration) -> bool;

    /// SHA-256 of the component, in lower-case hexadecimal.
    fn component(&self) -> &str;
}

/// Runs the component on threads of its own, so that the invocation's time is kept meanwhile.
///
/// One for each processor: more would not be faster, and each may take as much memory as is allowed. The bytes of all
/// uploads that are being read are limited as well.
pub struct OnThreads {
    resizer: Arc<Resizer>,
    threads: Semaphore,
    /// In MiB.
    room: Semaphore,
}

impl OnThreads {
    /// With the component.
    pub fn new(resizer: Resizer) -> Self {
        let processors = std::thread::available_parallelism().map_or(1, usize::from);
        Self {
            resizer: Arc::new(resizer),
            threads: Semaphore::new(processors),
            room: Semaphore::new(ROOM as usize),
        }
    }
}

/// Looking at a head takes microseconds. It is done where everything else of the invocation waits for it.
const PROBING: Duration = Duration::from_secs(1);

/// MiB for the uploads that are being read. The largest file that is read by default has all of it.
const ROOM: u32 = (recipe::MAX_FILE_BYTES >> 20) as u32;

impl Make for OnThreads {
    type Place<'a> = Option<SemaphorePermit<'a>>;

    async fn admit(&self, bytes: u64) -> Self::Place<'_> {
        let wanted = u32::try_from(bytes >> 20).map_or(ROOM, |wanted| wanted.clamp(1, ROOM));
        // It is never closed.
        self.room.acquire_many(wanted).await.ok()
    }

    async fn make(
        &self,
        image: Vec<u8>,
        targets: &[Target],
        options: Options,
        time: Duration,
    ) -> (Vec<u8>, Result<Resized, engine::Error>) {
        let _thread = self.threads.acquire().await;
        let resizer = Arc::clone(&self.resizer);
        let targets = targets.to_vec();
        let resizing = tokio::task::spawn_blocking(move || {
            let resized = resizer.resize_within(time, &image, &targets, options);
            (image, resized)
        });
        resizing.await.unwrap_or_else(|panic| {
            let reason = panic.to_string();
            (Vec::new(), Err(engine::Error::Trap { reason }))
        })
    }

    fn is_progressive_jpeg(&self, head: &[u8], time: Duration) -> bool {
        is_progressive_jpeg(&self.resizer, head, time)
    }

    fn component(&self) -> &str {
        engine::COMPONENT_SHA256
    }
}

/// Whether the head of a file is that of a progressive JPEG. Its metadata comes first, and each scan makes the picture
/// finer, so a result may need no more than its beginning.
pub fn is_progressive_jpeg(resizer: &Resizer, head: &[u8], time: Duration) -> bool {
    let info = resizer.probe_within(time.min(PROBING), head);
    info.is_ok_and(|info| info.progressive && info.format == recipe::ImageFormat::Jpeg)
}

/// Pictures, and what they were made of.
pub(crate) struct Made {
    pub(crate) resized: Resized,
    /// The bytes of the upload that were read, from its start.
    pub(crate) source: Vec<u8>,
    pub(crate) get: Duration,
    pub(crate) resize: Duration,
}

/// Reads an object as far as it is needed and makes pictures of it.
///
/// # Errors
/// Where it cannot be read, and where the component refuses it.
pub(crate) async fn make<S: Store>(
    maker: &impl Make,
    mut object: S::Object,
    bucket: &str,
    targets: &[Target],
    options: Options,
    end: SystemTime,
) -> Result<Made, Failure> {
    let limit = options.file_limit();
    let bytes = object.head().bytes;
    if bytes > limit {
        return Err(Failure::SourceTooLarge { bytes, limit });
    }
    let _place = maker.admit(bytes).await;
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
        let options = match is_whole {
            true => options,
            // What is missing is only not there yet.
            false => Options {
                tolerant: Some(false),
                ..options
            },
        };
        let left = end.duration_since(SystemTime::now()).unwrap_or_default();
        let resized;
        (source, resized) = maker.make(source, targets, options, left).await;
        resize += start.elapsed();
        let is_in_scans = !is_whole && maker.is_progressive_jpeg(&source, left);
        match resized {
            // A warning may be about what has not been read. And of other files the rest may say which way up the picture
            // is, or have more frames, and nothing in the beginning tells of it: WebP has its EXIF data at the end.
            Ok(resized) if is_whole || is_in_scans && resized.warnings.is_empty() => {
                return Ok(Made {
                    resized,
                    source,
                    get,
                    resize,
                });
            }
            Err(error) if is_whole || !may_be_cured(&error) => return Err(error.into()),
            _ => {}
        }
        enough = match is_in_scans {
            true => next_attempt(source.len(), bytes),
            false => usize::MAX,
        };
    }
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
