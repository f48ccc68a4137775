//! Answers vectors, one JSON line for each, with the component in one of wasmtime's ways to run it.
//!
//! `conformance/README.md` describes the lines.
#![forbid(unsafe_code)]

mod answer;
mod engines;
mod lines;

use std::io::{self, BufRead, Write};
use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use serde_json::{Map, Value};

use crate::answer::answer;

const USAGE: &str = "\
usage: runner ENGINE [--workers N] [--component FILE]

  ENGINE       v3, v2 or aarch64 (compiled ahead of time), on-demand (the same without a pool of memories),
               canonical-nans, unoptimized or pulley (compiled now, from FILE, without codecs)
  --workers    pictures at a time; answers keep the order of the requests. Default: 1";

struct Arguments {
    engine: String,
    workers: usize,
    component: Option<PathBuf>,
}

fn main() -> Result<()> {
    let arguments = parsed(std::env::args().skip(1))?;
    let engine = engines::load(&arguments.engine, arguments.component.as_deref())?;
    let codecs = engine.resizer.codecs();
    let codecs: Map<String, Value> = codecs
        .map(|codec| (codec.name.to_owned(), codec.sha256.clone().into()))
        .collect();
    let hello = serde_json::json!({
        "engine": engine.name,
        "component": engine.component,
        "codecs": codecs,
        "omits": [],
    });
    let mut output = io::stdout().lock();
    writeln!(output, "{hello}")?;
    output.flush()?;
    lines::answer_in_order(
        arguments.workers,
        io::stdin().lock().lines(),
        |request| answer(&engine.resizer, request),
        |line| {
            writeln!(output, "{line}")?;
            Ok(output.flush()?)
        },
    )
}

fn parsed(mut words: impl Iterator<Item = String>) -> Result<Arguments> {
    let mut arguments = Arguments {
        engine: words.next().context(USAGE)?,
        workers: 1,
        component: None,
    };
    while let Some(word) = words.next() {
        match word.as_str() {
            "--workers" => {
                let number = words.next().and_then(|word| word.parse().ok());
                arguments.workers = number.filter(|number| *number > 0).context(USAGE)?;
            }
            "--component" => arguments.component = Some(words.next().context(USAGE)?.into()),
            _ => bail!("{word:?} is not understood\n{USAGE}"),
        }
    }
    Ok(arguments)
}
