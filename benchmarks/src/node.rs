//! `cargo xtask bench --node`: the package `thumbox` under Node, beside sharp.
//!
//! Each library has a process of its own, or for first thumbnails a new one each time; they take turns.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use tools::files;
use tools::process::{read, step};

use crate::machine::Machine;
use crate::packages;
use crate::picture::Picture;
use crate::report::write_page;
use crate::rounds::{self, Series};
use crate::{lambda, only_rounds};

const DEFAULT_ROUNDS: usize = 15;
/// The program has one, the library's thread another.
const CORES: usize = 2;
const PAGE: &str = "docs/benchmarks-node.md";
const SOURCE: &str = "benchmarks/node";
const SCRIPTS: [&str; 3] = ["libraries.mjs", "warm.mjs", "first.mjs"];
const USAGE: &str = "usage: cargo xtask bench --node [--rounds N]";
/// Names in libraries.mjs, and as people write them. The second is the one that targets are about.
const LIBRARIES: [(&str, &str); 2] = [("thumbox", "Thumbox"), ("sharp", "sharp")];
/// Folders of `node_modules` that installing sharp makes for its code.
const OF_SHARP: [&str; 4] = ["sharp", "@img", "detect-libc", "semver"];

/// What is measured.
struct Work {
    name: &'static str,
    script: &'static str,
    target_box: &'static str,
    /// The most that Thumbox may take, in times of sharp; where something is asked for.
    target: Option<f64>,
}

const WORKS: [Work; 3] = [
    Work {
        name: "from the import to the first, 256 x 256",
        script: "first.mjs",
        target_box: "256x256",
        target: Some(0.6),
    },
    Work {
        name: "256 x 256",
        script: "warm.mjs",
        target_box: "256x256",
        target: Some(0.7),
    },
    Work {
        name: "1024 x 1024",
        script: "warm.mjs",
        target_box: "1024x1024",
        target: None,
    },
];

const ABOUT: &str = "\
# Benchmark under Node

`cargo xtask bench --node` measures, prints these tables and writes this page. A photo that is in memory becomes a JPEG of quality
80 that fits into a box. *From the import to the first* is in a new process each time: the library is imported, and makes its
first thumbnail; the time that Node itself takes to start is not in it. The other rows are of a process that has made some before.
The libraries take turns. Both have one thread for pictures, beside the program's own
([benchmarks/node](../benchmarks/node)). On a busy computer the time of the processor says more than that on the clock.

sharp's code is compiled for the processor. That of the package is WebAssembly, which V8 compiles while it runs, twice: in haste at
first, and better what is used much. Nothing of that is kept from process to process, as Node keeps no compiled WebAssembly.

";

/// Measures, prints the tables and writes the page. `build_package` builds the package `thumbox` and returns its folder.
///
/// # Errors
/// Where something cannot be built or installed, a library fails, or they do not make thumbnails of one size.
pub fn run(
    root: &Path,
    arguments: &[&str],
    build_package: impl FnOnce() -> Result<PathBuf>,
) -> Result<()> {
    let rounds = only_rounds(arguments, DEFAULT_ROUNDS, USAGE)?;
    let package = build_package()?;
    let folder = packages::NODE.install(root)?;
    // Node looks for packages where a script lies.
    for script in SCRIPTS {
        files::copy(&root.join(SOURCE).join(script), &folder.join(script))?;
    }
    let [_, photo] = lambda::pictures(root)?;
    let machine = Machine::pin(CORES)?;
    let mut rows = Vec::new();
    for work in &WORKS {
        step(&format!(
            "{}: {rounds} rounds and two before them",
            work.name
        ));
        let command = |(library, name)| {
            let mut command = Command::new("node");
            command
                .arg(folder.join(work.script))
                .arg(library)
                .arg(&package)
                .arg(&photo.path)
                .arg(work.target_box);
            (name, command)
        };
        let commands = LIBRARIES.into_iter().map(command).collect();
        rows.push((work, rounds::alternate(commands, rounds)?));
    }
    let modules = folder.join("node_modules");
    let of_sharp = OF_SHARP.iter().map(|name| bytes_of(&modules.join(name)));
    let sizes = [bytes_of(&package)?, of_sharp.sum::<Result<u64>>()?];
    let table = format!("{}\n{}", times(&rows), installed(sizes));
    let conditions = conditions(&folder, &photo, &machine, rounds)?;
    println!("{table}\n{conditions}");
    write_page(root, PAGE, ABOUT, &table, &conditions)
}

/// The table of times and memory.
fn times(rows: &[(&Work, Vec<Series>)]) -> String {
    let mut text = "\
| thumbnail | library | ms | times sharp's | asked for | processor ms | peak memory, MB | bytes |
|---|---|---:|---:|---|---:|---:|---:|
"
    .to_owned();
    for (work, series) in rows {
        let theirs = series.last().map_or(f64::NAN, Series::median);
        for (index, one) in series.iter().enumerate() {
            let ratio = one.median() / theirs;
            let verdict = match work.target {
                Some(target) if index == 0 => {
                    let word = if ratio <= target { "met" } else { "**missed**" };
                    format!("{target}, {word}")
                }
                _ => String::new(),
            };
            let cells = [
                work.name.to_owned(),
                one.name.to_owned(),
                format!("{:.0}", one.median()),
                format!("{ratio:.2}"),
                verdict,
                format!("{:.0}", one.cpu_median()),
                format!("{:.0}", one.bytes("peak") as f64 / 1e6),
                one.last["outputs"][0]["bytes"].to_string(),
            ];
            text += &format!("| {} |\n", cells.join(" | "));
        }
    }
    text
}

fn installed([ours, theirs]: [u64; 2]) -> String {
    let megabytes = |bytes: u64| bytes as f64 / 1e6;
    format!(
        "Installed, Thumbox has {:.1} MB with the codecs for AVIF and JPEG XL, and sharp {:.1} MB with libvips for one platform.\n",
        megabytes(ours),
        megabytes(theirs)
    )
}

/// Bytes of all files in a folder, and in those in it.
fn bytes_of(folder: &Path) -> Result<u64> {
    let mut bytes = 0;
    for entry in fs::read_dir(folder).with_context(|| folder.display().to_string())? {
        let entry = entry?;
        let about = entry.metadata()?;
        bytes += if about.is_dir() {
            bytes_of(&entry.path())?
        } else {
            about.len()
        };
    }
    Ok(bytes)
}

fn conditions(folder: &Path, photo: &Picture, machine: &Machine, rounds: usize) -> Result<String> {
    let node = read(Command::new("node").arg("--version"))?;
    let script = "const { versions } = require('sharp'); console.log(`sharp ${versions.sharp} with libvips ${versions.vips}`)";
    let sharp = read(
        Command::new("node")
            .args(["--eval", script])
            .current_dir(folder),
    )?;
    Ok(format!(
        "{rounds} rounds; {} of {} cores, {}; Node {}; {}.\n\n\
         {} Memory is that of the process, as the kernel has counted it (`ru_maxrss`).\n",
        machine.used(),
        machine.cores,
        machine.processor,
        node.trim(),
        sharp.trim(),
        photo.described(),
    ))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn series(name: &'static str, ms: f64) -> Series {
        Series {
            name,
            ms: vec![ms],
            cpu_ms: vec![ms],
            last: json!({"peak": 80_400_000, "outputs": [{"bytes": 18_000}]}),
        }
    }

    #[test]
    fn a_row_says_whether_the_target_is_met() {
        let text = |ours| {
            times(&[(
                &WORKS[1],
                vec![series("Thumbox", ours), series("sharp", 100.0)],
            )])
        };
        assert!(
            text(70.0).contains("| 256 x 256 | Thumbox | 70 | 0.70 | 0.7, met | 70 | 80 | 18000 |"),
            "{}",
            text(70.0)
        );
        assert!(text(71.0).contains("0.7, **missed**"));
        assert!(text(71.0).contains("| 256 x 256 | sharp | 100 | 1.00 |  | 100 | 80 | 18000 |"));
    }
}
