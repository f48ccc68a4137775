//! A program that answers lines.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use anyhow::{Context, Result, bail};

use super::{Group, line, start};

/// A program that prints a line for each line that it is given. It ends when this value is dropped.
pub(crate) struct Dialogue {
    line: String,
    stdin: ChildStdin,
    stdout: BufReader<ChildStdout>,
    _child: Child,
    _group: Group,
}

impl Dialogue {
    /// Starts a program. What it says on standard error goes to the terminal.
    ///
    /// # Errors
    /// Where it cannot be started.
    pub(crate) fn start(command: &mut Command) -> Result<Self> {
        let line = line(command);
        let (mut child, group) = start(command.stdin(Stdio::piped()).stdout(Stdio::piped()))?;
        let stdin = child.stdin.take().context("no pipe to the program")?;
        let stdout = child.stdout.take().context("no pipe from the program")?;
        Ok(Self {
            line,
            stdin,
            stdout: BufReader::new(stdout),
            _child: child,
            _group: group,
        })
    }

    /// Sends an empty line and returns the answer.
    ///
    /// # Errors
    /// Where the program has ended.
    pub(crate) fn ask(&mut self) -> Result<String> {
        let mut answer = String::new();
        // A program that has ended reads nothing: what it did not answer says so.
        let _ = self.stdin.write_all(b"\n");
        self.stdout.read_line(&mut answer)?;
        if answer.is_empty() {
            bail!("it ended: {}", self.line);
        }
        Ok(answer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_answered_until_the_program_ends() {
        let mut shell = Command::new("sh");
        shell.args(["-c", "read a; echo one; read a; echo two"]);
        let mut dialogue = Dialogue::start(&mut shell).unwrap();
        assert_eq!(dialogue.ask().unwrap(), "one\n");
        assert_eq!(dialogue.ask().unwrap(), "two\n");
        let error = dialogue.ask().unwrap_err().to_string();
        assert!(error.contains("sh -c"), "{error}");
    }
}
