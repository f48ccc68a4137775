//! The component without threads, for tests that say themselves what happens when.

use std::time::Duration;

use engine::{Limits, Resized, Resizer};
use host_lambda::thumbnails::make::{Make, is_progressive_jpeg};
use recipe::Target;

/// Runs the component where it is asked to.
pub(crate) struct Here(pub(crate) Resizer);

impl Make for Here {
    type Permit<'a> = ();

    async fn admit(&self, _bytes: u64) {}

    async fn make(
        &self,
        image: Vec<u8>,
        targets: &[Target],
        limits: Limits,
        time: Duration,
    ) -> (Vec<u8>, Result<Resized, engine::Error>) {
        let resized = self.0.resize_within(time, &image, targets, limits);
        (image, resized)
    }

    fn is_progressive_jpeg(&self, head: &[u8], time: Duration) -> bool {
        is_progressive_jpeg(&self.0, head, time)
    }

    fn component(&self) -> &str {
        engine::COMPONENT_SHA256
    }
}
