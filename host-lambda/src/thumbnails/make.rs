//! The component as the function runs it.

use std::future::Future;
use std::sync::Arc;
use std::time::{Duration, Instant};

use engine::{Call, CallLimits, Cancel, ImageErrorKind, Limits, Resized, Resizer};
use recipe::Target;

use crate::failure::Failure;
use crate::thumbnails::memory::Memory;
pub use crate::thumbnails::memory::Room;

/// The component, wherever it runs.
pub trait Make {
    /// Waits until an upload of so many bytes may be read.
    ///
    /// # Errors
    /// Where there is never memory for it.
    fn admit(&self, bytes: u64) -> impl Future<Output = Result<Admitted, Failure>>;

    /// Makes pictures of a file, which it gives back. Whoever does not wait for them any more drops this, which ends the
    /// work.
    fn make(
        &self,
        source: Admitted,
        targets: &[Target],
        limits: Limits,
        time: TimeLeft,
    ) -> impl Future<Output = Made>;

    /// Whether the head of a file is that of a progressive JPEG: see [`is_progressive_jpeg`]. False where
    /// that is not known in time.
    fn is_progressive_jpeg(&self, head: &[u8], time: Duration) -> bool;

    /// SHA-256 of the component, in lower-case hexadecimal.
    fn component(&self) -> &str;

    /// MB of memory of the function, where they limit what can be made.
    fn memory(&self) -> Option<u32> {
        None
    }
}

/// The bytes of an upload as far as they are read, and the memory that they take.
#[derive(Debug, Default)]
pub struct Admitted {
    /// The bytes.
    pub bytes: Vec<u8>,
    /// As long as this lives, nobody else has it.
    pub room: Room,
}

/// The time that there is for an upload.
#[derive(Debug, Clone, Copy)]
pub struct TimeLeft {
    /// When the invocation has to be over.
    pub end: Instant,
    /// What is left of the time that the component may take for one upload.
    pub component: Duration,
}

/// What came of making pictures.
#[derive(Debug)]
pub struct Made {
    /// The file; without bytes where a panic took it.
    pub source: Admitted,
    /// The pictures.
    pub resized: Result<Resized, engine::Error>,
    /// The memory that they take until they are written.
    pub room: Room,
    /// Time in the component, without that for which it was waited.
    pub took: Duration,
}

/// Runs the component on threads of its own, so that the invocation's time is kept meanwhile.
///
/// There are no more of them than processors, as more would not be faster, and no more than there is memory for.
pub struct OnThreads {
    resizer: Arc<Resizer>,
    memory: Memory,
}

impl OnThreads {
    /// With the component, in a function with so many MB of memory; `None` where they are not limited.
    pub fn new(resizer: Resizer, memory: Option<u32>) -> Self {
        Self {
            resizer: Arc::new(resizer),
            memory: Memory::new(memory),
        }
    }

    /// Runs the component in this memory. The thread has all that it uses, and not whoever waits for it and may give up.
    async fn run(
        &self,
        source: Admitted,
        targets: &[Target],
        limits: Limits,
        time: TimeLeft,
        (mut room, call_limits): (Room, CallLimits),
    ) -> Made {
        let cancel = Cancel::default();
        let call = Call {
            limits: CallLimits {
                time: time.component,
                ..call_limits
            },
            end: Some(time.end),
            cancel: cancel.clone(),
        };
        let resizer = Arc::clone(&self.resizer);
        let targets = targets.to_vec();
        let _given_up = CancelOnDrop(cancel);
        let resizing = tokio::task::spawn_blocking(move || {
            let start = Instant::now();
            let resized = resizer.resize_as(&call, &source.bytes, &targets, limits);
            match &resized {
                Ok(Resized { outputs, .. }) => {
                    room.keep_for_results(outputs.iter().map(|output| output.data.len()).sum());
                }
                Err(_) => room = Room::default(),
            }
            Made {
                source,
                resized,
                room,
                took: start.elapsed(),
            }
        });
        resizing.await.unwrap_or_else(|panic| Made {
            source: Admitted::default(),
            resized: Err(engine::Error::Trap {
                reason: panic.to_string(),
            }),
            room: Room::default(),
            took: Duration::ZERO,
        })
    }
}

/// Ends a call for whose result nobody waits.
struct CancelOnDrop(Cancel);

impl Drop for CancelOnDrop {
    fn drop(&mut self) {
        self.0.cancel();
    }
}

/// Looking at a head takes microseconds. It is done where everything else of the invocation waits for it.
const PROBING: Duration = Duration::from_secs(1);

impl Make for OnThreads {
    async fn admit(&self, bytes: u64) -> Result<Admitted, Failure> {
        let room = self.memory.for_file(bytes).await;
        let room = room.map_err(|limit| Failure::SourceExceedsMemory {
            bytes,
            limit,
            memory: self.memory.function.unwrap_or_default(),
        })?;
        let bytes = Vec::with_capacity(usize::try_from(bytes).unwrap_or_default());
        Ok(Admitted { bytes, room })
    }

    async fn make(
        &self,
        source: Admitted,
        targets: &[Target],
        limits: Limits,
        time: TimeLeft,
    ) -> Made {
        let room = self.memory.for_picture().await;
        let made = self.run(source, targets, limits, time, room).await;
        if !made.resized.as_ref().is_err_and(needs_more_memory) {
            return made;
        }
        // It has given back what it had, so nobody waits for it meanwhile.
        let Some(room) = self.memory.for_large_picture().await else {
            return made;
        };
        let took = made.took;
        let time = TimeLeft {
            component: time.component.saturating_sub(took),
            ..time
        };
        let made = self.run(made.source, targets, limits, time, room).await;
        Made {
            took: took + made.took,
            ..made
        }
    }

    fn is_progressive_jpeg(&self, head: &[u8], time: Duration) -> bool {
        is_progressive_jpeg(&self.resizer, head, time)
    }

    fn component(&self) -> &str {
        engine::COMPONENT_SHA256
    }

    fn memory(&self) -> Option<u32> {
        self.memory.function
    }
}

/// Whether there was too little memory: the component says so itself, or was stopped.
pub(super) fn needs_more_memory(error: &engine::Error) -> bool {
    matches!(
        error,
        engine::Error::MemoryLimit { .. }
            | engine::Error::Image {
                kind: ImageErrorKind::LimitExceeded,
                ..
            }
    )
}

/// Whether the head of a file is that of a progressive JPEG. Its metadata comes first, and each scan makes the picture
/// finer, so a result may need no more than its beginning.
pub fn is_progressive_jpeg(resizer: &Resizer, head: &[u8], time: Duration) -> bool {
    let info = resizer.probe_within(time.min(PROBING), head);
    info.is_ok_and(|info| info.progressive && info.format == recipe::ImageFormat::Jpeg)
}
