//! `cargo xtask bench --python`: the Python package `thumbox` beside Pillow.
//!
//! Each library has a process of its own, or for what is measured from the import a new one each time; they take turns.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;
use tools::process::{read, step};

use crate::machine::Machine;
use crate::picture::Picture;
use crate::report::write_page;
use crate::rounds::{self, Series};
use crate::{lambda, only_rounds};

const DEFAULT_ROUNDS: usize = 15;
/// For eight threads, which are more than most functions on Lambda have.
const CORES: usize = 2;
const PAGE: &str = "docs/benchmarks-python.md";
const SCRIPT: &str = "benchmarks/python/measure.py";
const USAGE: &str = "usage: cargo xtask bench --python [--rounds N]";
/// Names in the script, and as people write them.
const LIBRARIES: [(&str, &str); 2] = [("thumbox", "Thumbox"), ("pillow", "Pillow")];

/// What is measured.
struct Work {
    name: &'static str,
    /// The script's word.
    what: &'static str,
    target_box: &'static str,
}

const WORKS: [Work; 5] = [
    Work {
        name: "import",
        what: "import",
        target_box: "256x256",
    },
    Work {
        name: "from the import to the first, 256 x 256",
        what: "first",
        target_box: "256x256",
    },
    Work {
        name: "256 x 256",
        what: "warm",
        target_box: "256x256",
    },
    Work {
        name: "1024 x 1024",
        what: "warm",
        target_box: "1024x1024",
    },
    Work {
        name: "sixteen of 256 x 256 by eight threads",
        what: "threads",
        target_box: "256x256",
    },
];

const ABOUT: &str = "\
# Benchmark in Python

`cargo xtask bench --python` measures, prints this table and writes this page. A photo that is in memory becomes a JPEG of quality
80 that fits into a box. *Import* and *from the import to the first* are in a new process each time; the time that Python itself takes
to start is not in them. The other rows are of a process that has made some before. The libraries take turns
([benchmarks/python](../benchmarks/python)). On a busy computer the time of the processor says more than that on the clock.

";

/// Measures, prints the table and writes the page. `install` builds the wheel, optimised, and returns a Python that has it and Pillow.
///
/// # Errors
/// Where something cannot be built or installed, a library fails, or they do not make thumbnails of one size.
pub fn run(
    root: &Path,
    arguments: &[&str],
    install: impl FnOnce() -> Result<PathBuf>,
) -> Result<()> {
    let rounds = only_rounds(arguments, DEFAULT_ROUNDS, USAGE)?;
    let python = install()?;
    let [_, photo] = lambda::pictures(root)?;
    let machine = Machine::pin(CORES)?;
    let script = || {
        let mut command = Command::new(&python);
        command.arg("-B").arg(root.join(SCRIPT));
        command
    };
    let mut rows = Vec::new();
    for work in &WORKS {
        step(&format!(
            "{}: {rounds} rounds and two before them",
            work.name
        ));
        let command = |(library, name)| {
            let mut command = script();
            command
                .args([work.what, library])
                .arg(&photo.path)
                .arg(work.target_box);
            (name, command)
        };
        let commands = LIBRARIES.into_iter().map(command).collect();
        rows.push((work.name, rounds::alternate(commands, rounds)?));
    }
    let table = table(&rows);
    let interpreter = read(Command::new(&python).arg("--version"))?;
    let pillow = read(script().args(["--version", "pillow"]))?;
    let conditions = conditions(&[&interpreter, &pillow], &photo, &machine, rounds);
    println!("{table}\n{conditions}");
    write_page(root, PAGE, ABOUT, &table, &conditions)
}

/// Times and memory.
fn table(rows: &[(&str, Vec<Series>)]) -> String {
    let mut text = "\
| thumbnail | library | ms | times Pillow's | processor ms | peak memory, MB | bytes |
|---|---|---:|---:|---:|---:|---:|
"
    .to_owned();
    for (name, series) in rows {
        let theirs = series.last().map_or(f64::NAN, Series::median);
        for one in series {
            let cells = [
                (*name).to_owned(),
                one.name.to_owned(),
                format!("{:.1}", one.median()),
                format!("{:.2}", one.median() / theirs),
                format!("{:.1}", one.cpu_median()),
                format!("{:.0}", one.bytes("peak") as f64 / 1e6),
                match &one.last["outputs"][0]["bytes"] {
                    serde_json::Value::Null => String::new(),
                    bytes => bytes.to_string(),
                },
            ];
            text += &format!("| {} |\n", cells.join(" | "));
        }
    }
    text
}

fn conditions(
    [python, pillow]: &[&str; 2],
    photo: &Picture,
    machine: &Machine,
    rounds: usize,
) -> String {
    format!(
        "{rounds} rounds; {} of {} cores, {}; {}; Pillow {}.\n\n\
         {} Memory is that of the process, as the kernel has counted it (`ru_maxrss`).\n",
        machine.used(),
        machine.cores,
        machine.processor,
        python.trim(),
        pillow.trim(),
        photo.described(),
    )
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_row_is_in_times_of_pillow() {
        let series = |name, ms, outputs| Series {
            name,
            ms: vec![ms],
            cpu_ms: vec![ms],
            last: json!({"peak": 80_400_000, "outputs": outputs}),
        };
        let made = json!([{"bytes": 18_000}]);
        let rows = [
            (
                "256 x 256",
                vec![
                    series("Thumbox", 7.0, made.clone()),
                    series("Pillow", 10.0, made),
                ],
            ),
            (
                "import",
                vec![
                    series("Thumbox", 5.0, json!([])),
                    series("Pillow", 10.0, json!([])),
                ],
            ),
        ];
        let text = table(&rows);
        let row = "| 256 x 256 | Thumbox | 7.0 | 0.70 | 7.0 | 80 | 18000 |\n";
        assert!(text.contains(row), "{text}");
        assert!(
            text.contains("| import | Pillow | 10.0 | 1.00 | 10.0 | 80 |  |\n"),
            "{text}"
        );
    }
}
