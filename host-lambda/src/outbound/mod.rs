//! What leaves the function beside thumbnails: answers to senders, lines of the log, and metrics.

pub mod metrics;
pub(crate) mod reply;
pub(crate) mod report;
