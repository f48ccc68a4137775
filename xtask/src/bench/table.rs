//! The measurements as tables.

use super::Row;
use super::rounds::Series;
use super::work::{Scope, Work};

const MIB: f64 = (1 << 20) as f64;

/// Both tables, and what is missed.
pub(super) fn text(rows: &[Row]) -> String {
    let (calls, processes): (Vec<&Row>, Vec<&Row>) = rows
        .iter()
        .partition(|row| matches!(row.work.scope, Scope::Call { .. }));
    let mut text = String::new();
    if !calls.is_empty() {
        text += "Calls, milliseconds. Memory is the component's peak beyond the input's own bytes, in MiB.\n\n";
        text += &calls_table(&calls);
    }
    if !processes.is_empty() {
        text += "\nWhole processes, milliseconds from start to end. Memory is the peak resident set, in MiB.\n\n";
        text += &processes_table(&processes);
    }
    text += "\n";
    text += &misses(rows);
    text
}

impl Row {
    fn thumbox(&self) -> &Series {
        &self.series[0]
    }

    /// Thumbox's median over that of another program.
    pub(super) fn ratio(&self, other: &Series) -> f64 {
        self.thumbox().median() / other.median()
    }

    /// Whom the target is about.
    pub(super) fn peer(&self) -> &Series {
        &self.series[1]
    }

    /// MiB that Thumbox took, and may take.
    fn memory(&self) -> (f64, Option<f64>) {
        let thumbox = self.thumbox();
        match self.work.scope {
            Scope::Call { memory } => {
                let beyond = thumbox
                    .bytes("guest_peak_bytes")
                    .saturating_sub(thumbox.bytes("input_bytes"));
                (beyond as f64 / MIB, memory)
            }
            Scope::Process => (
                thumbox.bytes("peak_rss") as f64 / MIB,
                Some(self.peer().bytes("peak_rss") as f64 / MIB),
            ),
        }
    }
}

fn calls_table(rows: &[&Row]) -> String {
    let mut text = "\
| work | Thumbox | sharp | pyvips | Pillow | Thumbox / sharp | target | | Thumbox / pyvips | memory | limit | |
|---|---:|---:|---:|---:|---:|---:|---|---:|---:|---:|---|
"
    .to_owned();
    for row in rows {
        let mut cells = vec![row.work.name.clone()];
        cells.extend(row.series.iter().map(|series| ms(series.median())));
        cells.extend(judged(row.ratio(row.peer()), row.work.ratio, two));
        cells.push(two(row.ratio(&row.series[2])));
        let (memory, limit) = row.memory();
        cells.extend(judged(memory, limit, one));
        text += &line(&cells);
    }
    text
}

fn processes_table(rows: &[&Row]) -> String {
    let mut text = "\
| work | Thumbox | vipsthumbnail | ratio | target | | memory | vipsthumbnail's | |
|---|---:|---:|---:|---:|---|---:|---:|---|
"
    .to_owned();
    for row in rows {
        let mut cells = vec![row.work.name.clone()];
        cells.extend(row.series.iter().map(|series| ms(series.median())));
        cells.extend(judged(row.ratio(row.peer()), row.work.ratio, two));
        let (memory, limit) = row.memory();
        cells.extend(judged(memory, limit, one));
        text += &line(&cells);
    }
    text
}

/// The value, what it may be, and whether it is.
fn judged(value: f64, limit: Option<f64>, digits: fn(f64) -> String) -> [String; 3] {
    let verdict = match limit {
        None => "",
        Some(limit) if value <= limit => "met",
        Some(_) => "**missed**",
    };
    [
        digits(value),
        limit.map(digits).unwrap_or_default(),
        verdict.to_owned(),
    ]
}

/// What is over its target, and where pyvips is not beaten.
fn misses(rows: &[Row]) -> String {
    let mut text = String::new();
    for row in rows {
        let Work { name, ratio, .. } = &row.work;
        let found = row.ratio(row.peer());
        if let Some(target) = ratio.filter(|target| found > *target) {
            let over = 100.0 * (found / target - 1.0);
            text += &format!(
                "* {name}: {found:.2} of {}'s time, {over:.0} % over the target of {target}.\n",
                row.peer().name
            );
        }
        if let (memory, Some(limit)) = row.memory()
            && memory > limit
        {
            text += &format!("* {name}: {memory:.1} MiB, and {limit:.1} are allowed.\n");
        }
        for peer in row.series.iter().skip(2) {
            let found = row.ratio(peer);
            if found > 1.0 {
                text += &format!("* {name}: {found:.2} of {}'s time.\n", peer.name);
            }
        }
    }
    if text.is_empty() {
        return "All targets are met, and every peer is beaten.\n".to_owned();
    }
    format!("Not met, or slower than a peer that has no target:\n\n{text}")
}

fn line(cells: &[String]) -> String {
    format!("| {} |\n", cells.join(" | "))
}

fn ms(value: f64) -> String {
    one(value)
}

fn one(value: f64) -> String {
    format!("{value:.1}")
}

fn two(value: f64) -> String {
    format!("{value:.2}")
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use serde_json::json;

    use super::*;
    use crate::bench::picture::Picture;
    use crate::bench::work;

    fn series(name: &'static str, ms: f64) -> Series {
        let last = json!({"guest_peak_bytes": 12 << 20, "input_bytes": 2 << 20});
        let ms = vec![ms];
        Series { name, ms, last }
    }

    #[test]
    fn a_row_says_whether_its_targets_are_met() {
        let picture = Picture {
            path: PathBuf::from("/some/where/photo.jpg"),
            name: "photo.jpg".to_owned(),
            format: "JPEG".to_owned(),
            width: 4000,
            height: 3000,
            bytes: 4_000_000,
            is_progressive: false,
            subsampling: Some("4:2:0".to_owned()),
        };
        let row = Row {
            work: work::of(&picture).swap_remove(0),
            series: vec![
                series("Thumbox", 20.0),
                series("sharp", 40.0),
                series("pyvips", 10.0),
                series("Pillow", 60.0),
            ],
        };
        let text = text(&[row]);
        let cells = "photo.jpg → 256 | 20.0 | 40.0 | 10.0 | 60.0 | 0.50 | 0.55 | met | 2.00 | 10.0 | 8.0 | **missed** |";
        assert!(text.contains(cells), "{text}");
        assert!(text.contains("10.0 MiB, and 8.0 are allowed"), "{text}");
        assert!(text.contains("2.00 of pyvips's time"), "{text}");
        assert!(!text.contains("/some/where"));
    }
}
