//! What was measured, for people and for `cargo xtask load`.

use std::fmt::Write as _;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use serde_json::json;

use super::delivery::{Deliveries, Way};
use super::instance::Instance;
use super::outcome::Outcome;
use super::trouble::SPARED;

const SAMPLE: Duration = Duration::from_millis(500);

/// The memory of the functions that were not killed: seconds since the start, and bytes of each.
#[derive(Debug, Default)]
pub(crate) struct Memory(Vec<(f64, Vec<u64>)>);

impl Memory {
    /// Looks until everything is delivered.
    pub(crate) fn watch(instances: &[Instance], start: Instant, deliveries: &Deliveries) -> Self {
        let mut samples = Vec::new();
        while !deliveries.is_over() {
            let memory = instances.iter().skip(SPARED).filter_map(Instance::memory);
            samples.push((start.elapsed().as_secs_f64(), memory.collect()));
            thread::sleep(SAMPLE);
        }
        Self(samples)
    }

    fn highest(&self) -> u64 {
        let all = self.0.iter().flat_map(|(_, memory)| memory);
        all.copied().max().unwrap_or(0)
    }
}

/// A run.
pub(crate) struct Figures {
    pub(crate) way: Way,
    pub(crate) events: usize,
    /// With those that came twice.
    pub(crate) deliveries: usize,
    /// That went to the failure queue, and were redriven.
    pub(crate) failed: usize,
    /// That were acknowledged neither at first nor after the redrive.
    pub(crate) lost: usize,
    pub(crate) killed: usize,
    pub(crate) faults: usize,
    pub(crate) outcome: Outcome,
    /// Of each invocation that was answered.
    pub(crate) times: Vec<Duration>,
    pub(crate) seconds: f64,
    pub(crate) memory: Memory,
}

impl Figures {
    pub(crate) fn text(&self) -> String {
        let [p50, p99, p999] = [0.5, 0.99, 0.999].map(|share| self.percentile(share));
        format!(
            "{}: {} events, {} deliveries in {:.0} s; {} killed, {} faults, {} redriven; {} created, {} rejected; lost {}, \
             twice {}, wrong {}; p50 {p50:.1} ms, p99 {p99:.1} ms, p99.9 {p999:.1} ms; at most {} MiB",
            self.way.name(),
            self.events,
            self.deliveries,
            self.seconds,
            self.killed,
            self.faults,
            self.failed,
            self.outcome.created,
            self.outcome.rejected,
            self.lost,
            self.outcome.twice.len(),
            self.outcome.wrong.len(),
            self.memory.highest() >> 20,
        )
    }

    /// Writes `<way>.json` and `<way>-memory.tsv`.
    pub(crate) fn write(&self, folder: &Path) {
        let total: Duration = self.times.iter().sum();
        let figures = json!({
            "events": self.events,
            "deliveries": self.deliveries,
            "invocations": self.times.len(),
            "redriven": self.failed,
            "killed": self.killed,
            "faults": self.faults,
            "created": self.outcome.created,
            "rejected": self.outcome.rejected,
            "lost": self.lost,
            "twice": self.outcome.twice.len(),
            "wrong": self.outcome.wrong.len(),
            "seconds": self.seconds,
            "mean_ms": milliseconds(total) / self.times.len().max(1) as f64,
            "p50_ms": self.percentile(0.5),
            "p99_ms": self.percentile(0.99),
            "p999_ms": self.percentile(0.999),
            "highest_bytes": self.memory.highest(),
        });
        let mut memory = "seconds\tbytes\n".to_owned();
        for (seconds, bytes) in &self.memory.0 {
            let bytes: Vec<String> = bytes.iter().map(u64::to_string).collect();
            let _ = writeln!(memory, "{seconds:.1}\t{}", bytes.join("\t"));
        }
        let name = self.way.name();
        let files = [
            (format!("{name}.json"), figures.to_string()),
            (format!("{name}-memory.tsv"), memory),
        ];
        for (file, text) in files {
            std::fs::write(folder.join(file), text).expect("the folder can be written");
        }
    }

    /// Whether nothing was lost, made twice or wrong, and there was trouble at all.
    pub(crate) fn check(&self) {
        let text = self.text();
        assert!(self.killed > 0 && self.faults > 0, "no trouble: {text}");
        assert_eq!(self.lost, 0, "lost: {text}");
        let Outcome { wrong, twice, .. } = &self.outcome;
        assert!(wrong.is_empty(), "{text}\n{}", wrong.join("\n"));
        assert!(twice.is_empty(), "{text}\n{}", twice.join("\n"));
    }

    /// Milliseconds that this share of the invocations took at most.
    fn percentile(&self, share: f64) -> f64 {
        let mut times = self.times.clone();
        times.sort_unstable();
        let last = times.len().saturating_sub(1);
        let at = ((times.len() as f64 * share).ceil() as usize).saturating_sub(1);
        times
            .get(at.min(last))
            .map_or(0.0, |time| milliseconds(*time))
    }
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}
