//! The log: one JSON object a line with `timestamp` and `level`, by which Lambda filters, and no more than was logged.
//! <https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html>

use tracing::Level;

/// The lowest level that is logged. Lambda's own filter would drop the metrics too, which are lines without a level.
const LEVEL: &str = "THUMBOX_LOG_LEVEL";

/// From now on, lines go to standard output.
pub(crate) fn start() {
    let level = std::env::var(LEVEL).ok();
    let level = level.and_then(|level| level.parse().ok());
    tracing_subscriber::fmt()
        .json()
        .with_max_level(level.unwrap_or(Level::INFO))
        .with_target(false)
        // The runtime has a span for an invocation; its parts that matter are fields of the lines.
        .with_current_span(false)
        .with_span_list(false)
        .init();
}
