//! The numbers of an invocation, as CloudWatch reads them from the log.
//! <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html>

use std::collections::BTreeMap;
use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::{Value, json};

use crate::failure::{Class, Failure};
use crate::thumbnails::done::{Decision, Done, OWN, Thumbnail};

/// Where CloudWatch shows them.
const NAMESPACE: &str = "Thumbox";
/// The most values of one metric in one line.
const MOST_VALUES: usize = 100;

/// What happened in an invocation.
#[derive(Debug, Default)]
pub struct Metrics {
    /// Thumbnails that were written.
    resized: usize,
    skipped: u64,
    failed: u64,
    /// Thumbnails that replaced one of another upload.
    contested: usize,
    /// Uploads that the component broke down at; they are among the failed.
    trapped: u64,
    /// Notices that were not taken; their uploads are among the failed.
    unnotified: u64,
    /// Objects that were left alone because of our metadata on them.
    opted_out: u64,
    /// How many by kind.
    rejected: BTreeMap<&'static str, u64>,
    bytes_in: u64,
    bytes_out: u64,
    resize_ms: Vec<f64>,
}

impl Metrics {
    /// Counts what became of a record.
    pub(crate) fn count(&mut self, result: &Result<Done, Failure>) {
        let done = match result {
            Ok(done) => done,
            Err(failure) if failure.class() == Class::Permanent => {
                *self.rejected.entry(failure.kind()).or_default() += 1;
                return;
            }
            Err(failure) => {
                self.failed += 1;
                self.unnotified += u64::from(matches!(failure, Failure::Notice(_)));
                self.trapped += u64::from(matches!(failure, Failure::Trapped { .. }));
                return;
            }
        };
        match done.decision {
            Decision::Skipped => self.skipped += 1,
            Decision::Ignored if done.reason == Some(OWN) => self.opted_out += 1,
            Decision::Created | Decision::Removed | Decision::Ignored => {}
        }
        if let Some(effort) = &done.effort {
            self.bytes_in += effort.read_bytes;
            self.resize_ms.push(effort.resize.as_secs_f64() * 1e3);
        }
        let replaced = |thumbnail: &&Thumbnail| thumbnail.replaced_other.is_some();
        self.contested += done.outputs.iter().filter(replaced).count();
        let bytes = done.outputs.iter().filter_map(|thumbnail| thumbnail.bytes);
        self.resized += bytes.clone().count();
        self.bytes_out += bytes.sum::<u64>();
    }

    /// How many records failed, for good or for now.
    pub fn failures(&self) -> u64 {
        self.failed + self.rejected.values().sum::<u64>()
    }

    /// Lines for the log: one, and one for each kind of rejection.
    pub fn lines(&self, function: &str, now: SystemTime) -> Vec<String> {
        let rejected: u64 = self.rejected.values().sum();
        let mut metrics = vec![
            ("ImagesResized", "Count", json!(self.resized)),
            ("Skipped", "Count", json!(self.skipped)),
            ("Rejected", "Count", json!(rejected)),
            ("Failed", "Count", json!(self.failed)),
            ("Trapped", "Count", json!(self.trapped)),
            ("Contested", "Count", json!(self.contested)),
            ("OptedOut", "Count", json!(self.opted_out)),
            ("NoticesFailed", "Count", json!(self.unnotified)),
            ("BytesIn", "Bytes", json!(self.bytes_in)),
            ("BytesOut", "Bytes", json!(self.bytes_out)),
        ];
        // A list without values is refused.
        if !self.resize_ms.is_empty() {
            let values = &self.resize_ms[..self.resize_ms.len().min(MOST_VALUES)];
            metrics.push(("ResizeMs", "Milliseconds", json!(values)));
        }
        let name = ("FunctionName", function);
        let mut lines = vec![line(now, &[name], &metrics)];
        for (reason, count) in &self.rejected {
            let metrics = [("Rejected", "Count", json!(count))];
            lines.push(line(now, &[name, ("Reason", reason)], &metrics));
        }
        lines
    }
}

/// A line with these dimensions and metrics: name, unit and value.
fn line(now: SystemTime, dimensions: &[(&str, &str)], metrics: &[(&str, &str, Value)]) -> String {
    let since = now.duration_since(UNIX_EPOCH).unwrap_or_default();
    let names: Vec<&str> = dimensions.iter().map(|(name, _)| *name).collect();
    let definitions: Vec<Value> = metrics
        .iter()
        .map(|(name, unit, _)| json!({"Name": name, "Unit": unit}))
        .collect();
    let mut line = json!({
        "_aws": {
            "Timestamp": u64::try_from(since.as_millis()).unwrap_or(u64::MAX),
            "CloudWatchMetrics": [{"Namespace": NAMESPACE, "Dimensions": [names], "Metrics": definitions}],
        },
    });
    for (name, value) in dimensions {
        line[*name] = json!(value);
    }
    for (name, _, value) in metrics {
        line[*name] = value.clone();
    }
    line.to_string()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::thumbnails::done::Effort;

    fn done(decision: Decision, bytes: Option<u64>) -> Result<Done, Failure> {
        Ok(Done {
            decision,
            reason: None,
            outputs: vec![Thumbnail {
                bytes,
                ..Thumbnail::default()
            }],
            effort: bytes.map(|_| Effort {
                source_bytes: 900,
                read_bytes: 500,
                get: Duration::ZERO,
                resize: Duration::from_millis(7),
                put: Duration::ZERO,
                peak_memory: 0,
                warnings: Vec::new(),
            }),
        })
    }

    #[test]
    fn what_happened_is_counted() {
        let mut metrics = Metrics::default();
        let results = [
            done(Decision::Created, Some(30)),
            done(Decision::Created, Some(12)),
            done(Decision::Skipped, None),
            done(Decision::Ignored, None),
            Err(Failure::SourceGone),
            Err(Failure::SourceGone),
            Err(Failure::SourceArchived),
            Err(Failure::OutOfTime),
        ];
        results.iter().for_each(|result| metrics.count(result));
        let now = UNIX_EPOCH + Duration::from_millis(1_700_000_000_123);
        let lines: Vec<Value> = metrics
            .lines("thumbox-x", now)
            .iter()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect();
        assert_eq!(lines.len(), 3);
        let directive = &lines[0]["_aws"]["CloudWatchMetrics"][0];
        assert_eq!(lines[0]["_aws"]["Timestamp"], 1_700_000_000_123_u64);
        assert_eq!(directive["Namespace"], "Thumbox");
        assert_eq!(directive["Dimensions"], json!([["FunctionName"]]));
        let expected = [
            ("ImagesResized", json!(2)),
            ("Skipped", json!(1)),
            ("Rejected", json!(3)),
            ("Failed", json!(1)),
            ("Trapped", json!(0)),
            ("Contested", json!(0)),
            ("OptedOut", json!(0)),
            ("NoticesFailed", json!(0)),
            ("BytesIn", json!(1000)),
            ("BytesOut", json!(42)),
            ("ResizeMs", json!([7.0, 7.0])),
        ];
        assert_eq!(
            directive["Metrics"].as_array().unwrap().len(),
            expected.len()
        );
        for (at, (name, value)) in expected.iter().enumerate() {
            assert_eq!(lines[0][*name], *value, "{name}");
            assert_eq!(directive["Metrics"][at]["Name"], *name);
        }
        assert_eq!(lines[0]["FunctionName"], "thumbox-x");
        let reasons: Vec<(&Value, &Value)> = lines[1..]
            .iter()
            .map(|line| (&line["Reason"], &line["Rejected"]))
            .collect();
        assert_eq!(
            reasons,
            [
                (&json!("source-archived"), &json!(1)),
                (&json!("source-gone"), &json!(2))
            ]
        );
    }

    #[test]
    fn a_list_of_no_values_is_left_out() {
        let lines = Metrics::default().lines("f", UNIX_EPOCH);
        assert_eq!(lines.len(), 1);
        assert!(!lines[0].contains("ResizeMs"));
    }
}
