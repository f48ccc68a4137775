//! What leaves the function beside thumbnails: answers to senders, lines of the log, metrics, and what
//! others are told.

pub mod metrics;
pub(crate) mod notice;
pub(crate) mod reply;
pub(crate) mod report;
