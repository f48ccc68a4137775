//! The component without threads, for tests that say themselves what happens when.

use std::cell::Cell;
use std::time::{Duration, Instant};

use engine::{CallLimits, Limits, Resizer};
use host_lambda::failure::Failure;
use host_lambda::thumbnails::make::{Admitted, Made, Make, Room, TimeLeft, is_progressive_jpeg};
use recipe::Target;

/// Runs the component where it is asked to.
pub(crate) struct Here {
    /// The component.
    pub(crate) resizer: Resizer,
    /// How often it was asked for pictures.
    pub(crate) made: Cell<usize>,
}

impl Here {
    /// With the component.
    pub(crate) fn new() -> Self {
        Self {
            resizer: Resizer::embedded(CallLimits::default()).expect("the component loads"),
            made: Cell::new(0),
        }
    }
}

impl Make for Here {
    async fn admit(&self, _bytes: u64) -> Result<Admitted, Failure> {
        Ok(Admitted::default())
    }

    async fn make(
        &self,
        source: Admitted,
        targets: &[Target],
        limits: Limits,
        time: TimeLeft,
    ) -> Made {
        self.made.set(self.made.get() + 1);
        let start = Instant::now();
        let resizer = &self.resizer;
        let resized = resizer.resize_within(time.component, &source.bytes, targets, limits);
        Made {
            source,
            resized,
            room: Room::default(),
            took: start.elapsed(),
        }
    }

    fn is_progressive_jpeg(&self, head: &[u8], time: Duration) -> bool {
        is_progressive_jpeg(&self.resizer, head, time)
    }

    fn component(&self) -> &str {
        engine::COMPONENT_SHA256
    }
}
