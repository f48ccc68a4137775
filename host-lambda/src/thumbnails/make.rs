//! The component as the function runs it.

use std::future::Future;
use std::sync::Arc;
use std::time::{Duration, Instant};

use engine::{Limits, Resized, Resizer};
use recipe::Target;
use tokio::sync::{Semaphore, SemaphorePermit};

/// The component, wherever it runs.
pub trait Make {
    /// Allows an upload to be read.
    type Permit<'a>
    where
        Self: 'a;

    /// Waits until an upload of so many bytes may be read.
    fn admit(&self, bytes: u64) -> impl Future<Output = Self::Permit<'_>>;

    /// Makes pictures of a file, which it gives back.
    fn make(
        &self,
        image: Vec<u8>,
        targets: &[Target],
        limits: Limits,
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
    threads: Arc<Semaphore>,
    /// In MiB.
    room: Semaphore,
}

impl OnThreads {
    /// With the component.
    pub fn new(resizer: Resizer) -> Self {
        let processors = std::thread::available_parallelism().map_or(1, usize::from);
        Self {
            resizer: Arc::new(resizer),
            threads: Arc::new(Semaphore::new(processors)),
            room: Semaphore::new(ROOM as usize),
        }
    }
}

/// Looking at a head takes microseconds. It is done where everything else of the invocation waits for it.
const PROBING: Duration = Duration::from_secs(1);

/// MiB for the uploads that are being read. The largest file that is read by default has all of it.
const ROOM: u32 = (recipe::MAX_FILE_BYTES >> 20) as u32;

impl Make for OnThreads {
    type Permit<'a> = Option<SemaphorePermit<'a>>;

    async fn admit(&self, bytes: u64) -> Self::Permit<'_> {
        let wanted = u32::try_from(bytes >> 20).map_or(ROOM, |wanted| wanted.clamp(1, ROOM));
        // It is never closed.
        self.room.acquire_many(wanted).await.ok()
    }

    async fn make(
        &self,
        image: Vec<u8>,
        targets: &[Target],
        limits: Limits,
        time: Duration,
    ) -> (Vec<u8>, Result<Resized, engine::Error>) {
        let start = Instant::now();
        // It is never closed. The thread has it, and not whoever waits for the thread and may give up.
        let permit = Arc::clone(&self.threads).acquire_owned().await.ok();
        let resizer = Arc::clone(&self.resizer);
        let targets = targets.to_vec();
        let resizing = tokio::task::spawn_blocking(move || {
            let _permit = permit;
            let left = time.saturating_sub(start.elapsed());
            let resized = resizer.resize_within(left, &image, &targets, limits);
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
