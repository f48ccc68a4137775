//! The measurements as tables.

use super::measure::{Events, Starts};
use super::programs::{Bootstrap, Which};
use super::report::Report;
use crate::rounds::median;

const MIB: f64 = (1 << 20) as f64;
const MB: f64 = 1e6;

/// In the archive, at most.
const ZIPPED_MB: f64 = 12.0;

/// Our time from the start to the first answer over another's, at most.
fn cold_target(other: Which) -> Option<f64> {
    match other {
        Which::Thumbox => None,
        Which::Pillow => Some(1.0 / 8.0),
        Which::Sharp => Some(1.0 / 10.0),
    }
}

/// Our time for an event over another's, at most.
fn warm_target(other: Which) -> Option<f64> {
    (other == Which::Sharp).then_some(1.0)
}

/// All tables, and what is missed.
pub(super) fn text(report: &Report) -> String {
    let mut misses = Vec::new();
    let (work, starts) = &report.cold;
    let mut text = format!(
        "\
## Cold

{work}, milliseconds from the start of the process: until it asks for an event, and until its first answer. The last
columns are Thumbox's time until the answer over the other's.

{}\n## Warm

Milliseconds from the event to the answer, and processor time of an event, in the program and in the kernel for it.
Memory is the peak resident set of the process, in MiB. The last columns are Thumbox's median over the other's.

",
        cold(work, starts, &mut misses)
    );
    text += WARM_HEAD;
    for (work, events) in &report.warm {
        text += &warm(work, events, &mut misses);
    }
    text += &format!(
        "\n## The file `bootstrap`\n\n{}\n",
        file(&report.bootstrap, &mut misses)
    );
    text += &match misses.as_slice() {
        [] => "All targets are met.\n".to_owned(),
        misses => format!("Not met:\n\n{}", misses.concat()),
    };
    text
}

fn cold(work: &str, all: &[Starts], misses: &mut Vec<String>) -> String {
    let mut text = "\
| function | starts | until ready | until answered | slowest | Thumbox's / its | target | |
|---|---:|---:|---:|---:|---:|---:|---|
"
    .to_owned();
    let ours = median(&all[0].answered);
    for starts in all {
        let theirs = median(&starts.answered);
        let mut cells = vec![
            starts.which.name().to_owned(),
            starts.answered.len().to_string(),
            one(median(&starts.init)),
            one(theirs),
            one(percentile(&starts.answered, 100)),
        ];
        cells.extend(compared(
            starts.which,
            ours / theirs,
            cold_target(starts.which),
            &format!("{work}, from cold"),
            misses,
        ));
        text += &line(&cells);
    }
    text
}

const WARM_HEAD: &str = "\
| work | function | events | median | 99 of 100 | processor time | memory | thumbnail | bytes | Thumbox's / its | target | |
|---|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---|
";

fn warm(work: &str, all: &[Events], misses: &mut Vec<String>) -> String {
    let mut text = String::new();
    let ours = median(&all[0].ms);
    for events in all {
        let theirs = median(&events.ms);
        let made = events.thumbnail;
        let mut cells = vec![
            work.to_owned(),
            events.which.name().to_owned(),
            events.ms.len().to_string(),
            one(theirs),
            one(percentile(&events.ms, 99)),
            one(events.cpu_ms),
            one(events.peak_rss as f64 / MIB),
            format!("{} x {}", made.width, made.height),
            made.bytes.to_string(),
        ];
        cells.extend(compared(
            events.which,
            ours / theirs,
            warm_target(events.which),
            work,
            misses,
        ));
        text += &line(&cells);
    }
    text
}

fn file(bootstrap: &Bootstrap, misses: &mut Vec<String>) -> String {
    let zipped = bootstrap.zipped as f64 / MB;
    let (small, old) = (zipped <= ZIPPED_MB, bootstrap.is_glibc_enough);
    if !small {
        misses.push(format!(
            "* zipped: {:.1} MB too much.\n",
            zipped - ZIPPED_MB
        ));
    }
    if !old {
        misses.push(format!("* glibc {} is needed.\n", bootstrap.glibc));
    }
    format!(
        "\
| | | limit | |
|---|---:|---:|---|
| MB | {:.1} | | |
| zipped, MB | {zipped:.1} | {ZIPPED_MB:.1} | {} |
| newest symbol of glibc | {} | {} | {} |
",
        bootstrap.bytes as f64 / MB,
        verdict(small),
        bootstrap.glibc,
        bootstrap.glibc_of_lambda,
        verdict(old)
    )
}

/// The ratio, what it may be, and whether it is. Nothing for ours itself.
fn compared(
    which: Which,
    ratio: f64,
    target: Option<f64>,
    what: &str,
    misses: &mut Vec<String>,
) -> [String; 3] {
    if which == Which::Thumbox {
        return Default::default();
    }
    if let Some(target) = target.filter(|target| ratio > *target) {
        let times = ratio / target;
        let name = which.name();
        misses.push(format!(
            "* {what}, beside {name}: {times:.2} times the time that is asked for.\n"
        ));
    }
    [
        format!("{ratio:.3}"),
        target
            .map(|target| format!("{target:.3}"))
            .unwrap_or_default(),
        target
            .map(|target| verdict(ratio <= target))
            .unwrap_or_default(),
    ]
}

fn verdict(met: bool) -> String {
    if met { "met" } else { "**missed**" }.to_owned()
}

/// The lowest value that so many of a hundred do not exceed.
fn percentile(values: &[f64], percent: usize) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted[(sorted.len() * percent).div_ceil(100) - 1]
}

fn line(cells: &[String]) -> String {
    format!("| {} |\n", cells.join(" | "))
}

fn one(value: f64) -> String {
    format!("{value:.1}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lambda::objects::Thumbnail;

    #[test]
    fn percentiles_are_values() {
        let values: Vec<f64> = (1..=100).rev().map(f64::from).collect();
        assert_eq!(percentile(&values, 99), 99.0);
        assert_eq!(percentile(&values, 100), 100.0);
        assert_eq!(percentile(&[7.0], 99), 7.0);
    }

    fn starts(which: Which, ms: f64) -> Starts {
        Starts {
            which,
            init: vec![ms / 2.0],
            answered: vec![ms],
        }
    }

    #[test]
    fn cold_starts_are_judged() {
        let mut misses = Vec::new();
        let all = [
            starts(Which::Thumbox, 35.0),
            starts(Which::Pillow, 350.0),
            starts(Which::Sharp, 300.0),
        ];
        let text = cold("photo.jpg → 128", &all, &mut misses);
        assert!(
            text.contains("| Thumbox | 1 | 17.5 | 35.0 | 35.0 |  |  |  |"),
            "{text}"
        );
        assert!(text.contains("| 350.0 | 0.100 | 0.125 | met |"), "{text}");
        assert!(
            text.contains("| 300.0 | 0.117 | 0.100 | **missed** |"),
            "{text}"
        );
        let miss = "* photo.jpg → 128, from cold, beside Node + sharp: 1.17 times the time that is asked for.\n";
        assert_eq!(misses, [miss]);
    }

    #[test]
    fn events_are_judged_beside_sharp_only() {
        let events = |which, ms| Events {
            which,
            ms: vec![ms],
            cpu_ms: ms,
            peak_rss: 30 << 20,
            thumbnail: Thumbnail {
                width: 128,
                height: 85,
                bytes: 4000,
            },
        };
        let all = [
            events(Which::Thumbox, 10.0),
            events(Which::Pillow, 5.0),
            events(Which::Sharp, 20.0),
        ];
        let mut misses = Vec::new();
        let text = warm("photo.jpg", &all, &mut misses);
        let pillow =
            "| Python + Pillow | 1 | 5.0 | 5.0 | 5.0 | 30.0 | 128 x 85 | 4000 | 2.000 |  |  |";
        assert!(text.contains(pillow), "{text}");
        assert!(text.contains("| 0.500 | 1.000 | met |"), "{text}");
        assert!(misses.is_empty());
    }

    #[test]
    fn the_file_is_judged() {
        let bootstrap = Bootstrap {
            path: "bootstrap".into(),
            bytes: 30_000_000,
            zipped: 12_500_000,
            glibc: "2.34".to_owned(),
            glibc_of_lambda: "2.34".to_owned(),
            is_glibc_enough: true,
        };
        let mut misses = Vec::new();
        let text = file(&bootstrap, &mut misses);
        assert!(
            text.contains("| zipped, MB | 12.5 | 12.0 | **missed** |"),
            "{text}"
        );
        assert!(text.contains("| 2.34 | 2.34 | met |"), "{text}");
        assert_eq!(misses, ["* zipped: 0.5 MB too much.\n"]);
    }
}
