//! Pictures, good and hostile, through one long-lived process with several workers.
//!
//! ```text
//! soak expect LIST                                             what comes of each, one after the other
//! soak run LIST --seconds N --workers N --samples FILE         the same again and again, compared, until time is up
//! ```
//!
//! A line of the first list is a name, an input file and a recipe in JSON, with tabs between them. `expect` prints each line
//! with three more fields: the outcome, the milliseconds it took, and the bytes that the component had. `run` takes the first
//! four of these fields, and ends with a failure at the first outcome that is another one.
#![forbid(unsafe_code)]

mod case;
mod outcome;
mod run;
mod samples;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use engine::{CallLimits, Resizer};

use crate::case::Case;
use crate::run::Soak;

const USAGE: &str = "\
usage: soak expect LIST
       soak run LIST --seconds N --workers N --samples FILE";

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("soak: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["expect", list] => expect(Path::new(list)),
        [
            "run",
            list,
            "--seconds",
            seconds,
            "--workers",
            workers,
            "--samples",
            samples,
        ] => {
            let soak = Soak {
                resizer: resizer()?,
                cases: Case::read_list(Path::new(list))?,
                time: Duration::from_secs(seconds.parse().context("the number of seconds")?),
                workers: workers.parse().context("the number of workers")?,
                samples: PathBuf::from(samples),
            };
            soak.run()
        }
        _ => bail!("{USAGE}"),
    }
}

fn resizer() -> Result<Resizer> {
    Resizer::embedded(CallLimits::default()).context("the resize component could not be loaded")
}

fn expect(list: &Path) -> Result<()> {
    let resizer = resizer()?;
    for case in Case::read_list(list)? {
        let start = Instant::now();
        let (outcome, memory) = case.make(&resizer)?;
        let ms = start.elapsed().as_millis();
        println!("{}\t{outcome}\t{ms}\t{memory}", case.line);
    }
    Ok(())
}
