//! The cases compiled for WebAssembly, in a process that runs them.

use std::io::{Read, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

/// The program `thumbox-precompile`, which runs the cases.
const RUNNER: &str = "THUMBOX_PRECOMPILE";
/// This crate, compiled for wasm32 as the component is.
const MODULE: &str = "THUMBOX_SIMD_TWINS";

pub(crate) struct Guest {
    process: Child,
    questions: ChildStdin,
    answers: ChildStdout,
}

impl Guest {
    /// Compiles the module for processors of this level, of which this one has to be.
    pub(crate) fn start(level: &str) -> Self {
        let named = |variable: &str| {
            let path = std::env::var_os(variable);
            path.unwrap_or_else(|| panic!("{variable} is not set; cargo xtask twins sets it"))
        };
        let mut process = Command::new(named(RUNNER))
            .arg("--run-cases")
            .arg(named(MODULE))
            .arg(level)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the runner starts");
        let questions = process.stdin.take().expect("piped");
        let answers = process.stdout.take().expect("piped");
        Self {
            process,
            questions,
            answers,
        }
    }

    /// What the case with this number makes of the input, or why it stopped.
    pub(crate) fn run(&mut self, case: usize, input: &[u8]) -> Result<Vec<u8>, String> {
        let mut question = Vec::new();
        for number in [case, input.len()] {
            question.extend((number as u32).to_le_bytes());
        }
        question.extend(input);
        // What the runner has to say about its end goes to the terminal.
        self.questions
            .write_all(&question)
            .expect("the runner reads");
        let status = self.number();
        let mut output = vec![0; self.number() as usize];
        self.answers.read_exact(&mut output).expect("an answer");
        match status {
            0 => Ok(output),
            _ => Err(String::from_utf8_lossy(&output).into_owned()),
        }
    }

    fn number(&mut self) -> u32 {
        let mut bytes = [0; 4];
        self.answers
            .read_exact(&mut bytes)
            .expect("the runner answers");
        u32::from_le_bytes(bytes)
    }
}

impl Drop for Guest {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
