//! `cargo xtask bench --lambda`: the Lambda function beside those of AWS's tutorial.
//!
//! One S3 server, one stand-in for Lambda's Runtime API, the same events. Each function has one core; the server and the
//! Runtime API have the others.

mod function;
mod measure;
mod objects;
mod page;
mod process_files;
mod programs;
mod report;
mod table;

use std::path::Path;

use anyhow::{Context, Result};
use local_aws::SeaweedFs;
use tools::files::fresh_folder;
use tools::process::step;

use self::measure::{Bench, Work};
pub use self::programs::Bootstrap;
use self::programs::Programs;
use self::report::Report;
use super::machine::Machine;
use super::only_rounds;
use super::picture::{Picture, Pictures};
use crate::packages;

/// Events of each function for each picture. The highest but one is what 99 of 100 do not exceed.
const DEFAULT_ROUNDS: usize = 100;
/// A start takes as long as many events, and differs less.
const EVENTS_A_START: usize = 5;
const FOLDER: &str = "target/bench/lambda/running";
const USAGE: &str = "usage: cargo xtask bench --lambda [--rounds N]";

/// Measures starts and events, prints the tables and writes the page. `build_bootstrap` builds and describes our program.
///
/// # Errors
/// Where something cannot be built or installed, or a function fails.
pub fn run(
    root: &Path,
    arguments: &[&str],
    build_bootstrap: impl FnOnce() -> Result<Bootstrap>,
) -> Result<()> {
    let rounds = only_rounds(arguments, DEFAULT_ROUNDS, USAGE)?;
    let programs = Programs::prepare(root, build_bootstrap)?;
    let pictures = pictures(root)?;
    let [small, large] = &pictures;
    let versions = programs.versions()?;

    let folder = root.join(FOLDER);
    fresh_folder(&folder)?;
    step("starting SeaweedFS");
    let machine = Machine::pin(1)?;
    let weed = local_aws::PYTHON.prepare(root)?.join("bin/weed");
    let store = machine.on_other_cores(|| SeaweedFs::start(&weed, &folder.join("seaweedfs")))??;
    let bench = Bench {
        programs: &programs,
        store: &store,
        machine: &machine,
        folder,
    };
    let work = |picture, side, prefix| Work {
        picture,
        side,
        prefix,
    };
    let cold = work(small, 128, "cold");
    let starts = bench.cold(&cold, rounds.div_ceil(EVENTS_A_START))?;
    let mut warm = Vec::new();
    for work in [work(small, 128, "small"), work(large, 200, "large")] {
        warm.push((work.name(), bench.warm(&work, rounds)?));
    }
    let cold = (cold.name(), starts);
    let report = Report {
        bootstrap: programs.bootstrap,
        cold,
        warm,
        pictures: pictures.into(),
        machine,
        versions,
    };
    println!("{}", table::text(&report));
    println!("{}", page::conditions(&report));
    page::write(root, &report)
}

/// What a page shows, and what a phone takes.
pub(super) fn pictures(root: &Path) -> Result<[Picture; 2]> {
    let python = packages::PYTHON.prepare(root)?.join("bin/python");
    let mut inputs = std::process::Command::new(python);
    inputs.arg("-B").arg(root.join("benchmarks/inputs.py"));
    let pictures = Pictures::prepare(root, inputs, &[])?;
    let named = |name: &str| {
        let mut list = pictures.list.iter();
        list.find(|picture| picture.name == name)
            .cloned()
            .with_context(|| format!("inputs.py makes no {name}"))
    };
    Ok([named("1280x853.jpg")?, named("12mp-phone.jpg")?])
}
