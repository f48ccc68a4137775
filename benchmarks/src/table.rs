//! The measurements as tables.

use super::report::Row;
use super::rounds::Series;
use super::work::Scope;

const MIB: f64 = (1 << 20) as f64;

/// Both tables, and what is missed.
pub(super) fn text(rows: &[Row]) -> String {
    let of = |is_wanted: fn(Scope) -> bool| -> Vec<&Row> {
        rows.iter()
            .filter(|row| is_wanted(row.work.scope))
            .collect()
    };
    let calls = of(|scope| matches!(scope, Scope::Call { .. }));
    let coded = of(|scope| scope == Scope::Coded);
    let processes = of(|scope| scope == Scope::Process);
    let mut text = String::new();
    if !calls.is_empty() {
        text += "Calls, milliseconds. Memory is the component's peak beyond the input's own bytes, in MiB.\n\n";
        text += &calls_table(&calls);
    }
    if !coded.is_empty() {
        text += "\nCalls for files that a codec decodes, likewise, each beside the peers that read the format. djxl writes all pixels, and is \
                 a process of its own.\n\n";
        text += &coded_table(&coded);
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

    /// The same by processor time, which says more where the computer had other things to do.
    fn cpu_ratio(&self, other: &Series) -> f64 {
        self.thumbox().cpu_median() / other.cpu_median()
    }

    /// Whom the target is about.
    pub(super) fn peer(&self) -> &Series {
        &self.series[1]
    }

    /// MiB that Thumbox took, and may take.
    fn memory(&self) -> (f64, Option<f64>) {
        let thumbox = self.thumbox();
        match self.work.scope {
            Scope::Call { .. } | Scope::Coded => {
                let beyond = thumbox
                    .bytes("guest_peak_bytes")
                    .saturating_sub(thumbox.bytes("input_bytes"));
                let limit = match self.work.scope {
                    Scope::Call { memory } => memory,
                    _ => None,
                };
                (beyond as f64 / MIB, limit)
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
| work | Thumbox | sharp | pyvips | Pillow | / sharp | target | | by processor time | / pyvips | memory | limit | |
|---|---:|---:|---:|---:|---:|---:|---|---:|---:|---:|---:|---|
"
    .to_owned();
    for row in rows {
        let mut cells = vec![row.work.name.clone()];
        cells.extend(row.series.iter().map(|series| ms(series.median())));
        cells.extend(judged(row.ratio(row.peer()), row.work.ratio, two));
        cells.push(two(row.cpu_ratio(row.peer())));
        cells.push(two(row.ratio(&row.series[2])));
        let (memory, limit) = row.memory();
        cells.extend(judged(memory, limit, one));
        text += &line(&cells);
    }
    text
}

/// A line for each peer.
fn coded_table(rows: &[&Row]) -> String {
    let mut text = "\
| work | Thumbox | beside | its time | ratio | target | | by processor time | memory |
|---|---:|---|---:|---:|---:|---|---:|---:|
"
    .to_owned();
    for row in rows {
        for (index, peer) in row.series.iter().enumerate().skip(1) {
            // The target is about the first one.
            let target = row.work.ratio.filter(|_| index == 1);
            let mut cells = vec![
                row.work.name.clone(),
                ms(row.thumbox().median()),
                peer.name.to_owned(),
                ms(peer.median()),
            ];
            cells.extend(judged(row.ratio(peer), target, two));
            cells.push(two(row.cpu_ratio(peer)));
            cells.push(one(row.memory().0));
            text += &line(&cells);
        }
    }
    text
}

fn processes_table(rows: &[&Row]) -> String {
    let mut text = "\
| work | Thumbox | vipsthumbnail | ratio | target | | by processor time | memory | vipsthumbnail's | |
|---|---:|---:|---:|---:|---|---:|---:|---:|---|
"
    .to_owned();
    for row in rows {
        let mut cells = vec![row.work.name.clone()];
        cells.extend(row.series.iter().map(|series| ms(series.median())));
        cells.extend(judged(row.ratio(row.peer()), row.work.ratio, two));
        cells.push(two(row.cpu_ratio(row.peer())));
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

/// What is over its target, and where another peer is not beaten.
fn misses(rows: &[Row]) -> String {
    let mut text = String::new();
    for row in rows {
        let misses = misses_of(row);
        if !misses.is_empty() {
            text += &format!("* {}: {}.\n", row.work.name, misses.join("; "));
        }
    }
    if text.is_empty() {
        return "All targets are met, and every peer is beaten.\n".to_owned();
    }
    format!("Not met, or not faster than a peer without a target:\n\n{text}")
}

fn misses_of(row: &Row) -> Vec<String> {
    let mut misses = Vec::new();
    let found = row.ratio(row.peer());
    if let Some(target) = row.work.ratio.filter(|target| found > *target) {
        let times = found / target;
        misses.push(format!("{times:.1} times the time that is asked for"));
    }
    if let (memory, Some(limit)) = row.memory()
        && memory > limit
    {
        misses.push(format!("{:.1} MiB too much", memory - limit));
    }
    for peer in row.series.iter().skip(2) {
        let found = row.ratio(peer);
        if found > 1.0 {
            misses.push(format!("{found:.2} of {}'s time", peer.name));
        }
    }
    misses
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
    use crate::picture::Picture;
    use crate::work;

    fn series(name: &'static str, ms: f64) -> Series {
        let last = json!({"guest_peak_bytes": 12 << 20, "input_bytes": 2 << 20});
        Series {
            name,
            ms: vec![ms],
            cpu_ms: vec![ms],
            last,
        }
    }

    fn picture(format: &str, extension: &str) -> Picture {
        Picture {
            path: PathBuf::from("/some/where/photo"),
            name: format!("photo.{extension}"),
            format: format.to_owned(),
            width: 4000,
            height: 3000,
            bytes: 4_000_000,
            is_progressive: false,
            subsampling: Some("4:2:0".to_owned()),
        }
    }

    #[test]
    fn a_file_for_a_codec_has_a_line_for_each_peer() {
        let row = |format, extension, peers: &[&'static str]| Row {
            work: work::of(&picture(format, extension)).swap_remove(0),
            series: [&["Thumbox"], peers]
                .concat()
                .into_iter()
                .zip([30.0, 20.0, 10.0])
                .map(|(name, ms)| series(name, ms))
                .collect(),
        };
        let text = text(&[
            row("AVIF", "avif", &["sharp", "Pillow"]),
            row("HEIF", "heic", &["pillow-heif"]),
        ]);
        for cells in [
            "| photo.avif → 256 | 30.0 | sharp | 20.0 | 1.50 |  |  | 1.50 | 10.0 |",
            "| photo.avif → 256 | 30.0 | Pillow | 10.0 | 3.00 |  |  | 3.00 | 10.0 |",
            "| photo.heic → 256 | 30.0 | pillow-heif | 20.0 | 1.50 | 1.50 | met | 1.50 | 10.0 |",
        ] {
            assert!(text.contains(cells), "{text}");
        }
    }

    #[test]
    fn a_row_says_whether_its_targets_are_met() {
        let picture = picture("JPEG", "jpg");
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
        let cells = "photo.jpg → 256 | 20.0 | 40.0 | 10.0 | 60.0 | 0.50 | 0.55 | met | 0.50 | 2.00 | 10.0 | 8.0 | **missed** |";
        assert!(text.contains(cells), "{text}");
        assert!(
            text.contains("→ 256: 2.0 MiB too much; 2.00 of pyvips's time."),
            "{text}"
        );
        assert!(!text.contains("/some/where"));
    }
}
