//! Compiles the component ahead of time, or runs the known-answer test; called by `cargo xtask component`. Or runs cases
//! of `resizer-wasm/simd-twins`, for its test.

use std::io::{self, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::{env, fs};

use anyhow::{Context, Result, bail};
use engine::precompile::{CaseRunner, Level, known_answers, precompile};

const USAGE: &str = "\
thumbox-precompile COMPONENT x86-64-v2|x86-64-v3|aarch64 OUTPUT
thumbox-precompile --known-answers MODULE
thumbox-precompile --run-cases MODULE x86-64-v2|x86-64-v3|aarch64
    reads the number of a case, the length of its input, both in four bytes, the lowest first, and the input; writes 0,
    or 1 for an error, the length of the output or of the message, likewise, and that; and so on until its input ends";

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
        [flag, module, level] if flag.as_os_str() == "--run-cases" => {
            run_cases(CaseRunner::new(&read(module)?, named(level)?)?)
        }
        [component, level, output] => {
            let compiled = precompile(&read(component)?, named(level)?)?;
            fs::write(output, compiled).with_context(|| output.display().to_string())
        }
        _ => bail!("usage:\n{USAGE}"),
    }
}

/// Answers on standard output what comes on standard input.
fn run_cases(mut runner: CaseRunner) -> Result<()> {
    let mut questions = BufReader::new(io::stdin());
    let mut answers = io::stdout();
    while let Some(case) = number(&mut questions)? {
        let length = number(&mut questions)?.context("there is no length of the input")?;
        let mut input = vec![0; length as usize];
        questions.read_exact(&mut input).context("the input")?;
        let (status, output) = match runner.run(case, &input) {
            Ok(output) => (0u32, output),
            Err(error) => (1, error.to_string().into_bytes()),
        };
        let mut answer = status.to_le_bytes().to_vec();
        answer.extend((output.len() as u32).to_le_bytes());
        answer.extend(output);
        answers.write_all(&answer)?;
        answers.flush()?;
    }
    Ok(())
}

/// Nothing at the end.
fn number(from: &mut impl Read) -> Result<Option<u32>> {
    let mut bytes = [0; 4];
    match from.read_exact(&mut bytes) {
        Ok(()) => Ok(Some(u32::from_le_bytes(bytes))),
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(None),
        Err(error) => Err(error.into()),
    }
}

fn named(level: &Path) -> Result<Level> {
    let mut known = Level::ALL.into_iter();
    known
        .find(|known| level.as_os_str() == known.name())
        .with_context(|| format!("unknown level {}\n{USAGE}", level.display()))
}

fn read(path: &PathBuf) -> Result<Vec<u8>> {
    fs::read(path).with_context(|| path.display().to_string())
}
