//! What S3 was asked about one upload, and in which order, for messages.

use std::fmt::Write as _;
use std::path::PathBuf;

use super::common::proxy::Exchange;
use super::outcome::lines;

/// Requests about an upload and its thumbnail, and what the functions said of it, as lines.
pub(crate) fn text(exchanges: &[Exchange], logs: &[PathBuf], bucket: &str, key: &str) -> String {
    let mut text = String::new();
    let is_about = |path: &str| {
        let path = path.split('?').next().unwrap_or_default();
        path == format!("/{bucket}/{key}") || path == format!("/{bucket}-resized/{key}")
    };
    let mut about: Vec<&Exchange> = (exchanges.iter())
        .filter(|exchange| is_about(&exchange.path))
        .collect();
    about.sort_by_key(|exchange| exchange.times[0]);
    for exchange in about {
        let [came, answered] = exchange.times.map(|time| time.as_secs_f64());
        let header = |name: &str| {
            let value = exchange.header(name);
            value.map_or_else(String::new, |value| format!(" {name}: {value}"))
        };
        let _ = writeln!(
            text,
            "  {came:.3} to {answered:.3} s: {} {}{}{}{}{} -> {:?}, fault {:?}",
            exchange.method,
            exchange.path,
            header("if-match"),
            header("if-none-match"),
            header("x-amz-meta-thumbox-source-etag"),
            header("x-amz-meta-thumbox-sequencer"),
            exchange.status,
            exchange.fault
        );
    }
    for log in logs {
        let name = log.file_name().unwrap_or_default().to_string_lossy();
        for line in lines(std::slice::from_ref(log)) {
            if line["fields"]["key"] == key {
                let _ = writeln!(text, "  {name}: {line}");
            }
        }
    }
    text
}
