//! Compiles the component ahead of time, or runs the known-answer test. Called by `cargo xtask component`.

use std::path::PathBuf;
use std::{env, fs};

use anyhow::{Context, Result, bail};
use engine::precompile::{Level, known_answers, precompile};

const USAGE: &str = "thumbox-precompile COMPONENT x86-64-v2|x86-64-v3|aarch64 OUTPUT\nthumbox-precompile --known-answers MODULE";

fn main() -> Result<()> {
    let arguments: Vec<PathBuf> = env::args_os().skip(1).map(PathBuf::from).collect();
    match arguments.as_slice() {
        [flag, module] if flag.as_os_str() == "--known-answers" => {
            let wrong = known_answers(&read(module)?)?;
            if !wrong.is_empty() {
                bail!("wrong answers from SIMD patterns {wrong:?}");
            }
            Ok(())
        }
        [component, level, output] => {
            let Some(level) = Level::ALL
                .into_iter()
                .find(|known| level.as_os_str() == known.name())
            else {
                bail!("unknown level {}\n{USAGE}", level.display());
            };
            let compiled = precompile(&read(component)?, level)?;
            fs::write(output, compiled).with_context(|| output.display().to_string())
        }
        _ => bail!("usage:\n{USAGE}"),
    }
}

fn read(path: &PathBuf) -> Result<Vec<u8>> {
    fs::read(path).with_context(|| path.display().to_string())
}
