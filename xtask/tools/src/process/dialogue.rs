//! A program that answers lines.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use super::{Group, line, start};

/// A program that prints a line for each line that it is given. It ends when this value is dropped.
pub struct Dialogue {
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
    pub fn start(command: &mut Command) -> Result<Self> {
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

    /// Sends a line and returns the answer.
    ///
    /// # Errors
    /// Where the program has ended.
    pub fn ask(&mut self, request: &str) -> Result<String> {
        let mut answer = String::new();
        // A program that has ended reads nothing: what it did not answer says so.
        let _ = writeln!(self.stdin, "{request}");
        self.stdout.read_line(&mut answer)?;
        if answer.is_empty() {
            bail!("it ended: {}", self.line);
        }
        Ok(answer)
    }

    /// Sends lines, as many as the program takes, and hands on so many lines that it prints, each as soon as it comes.
    ///
    /// # Errors
    /// Where the program ends before, says nothing for as long as `limit`, or `each` fails.
    pub fn exchange(
        self,
        requests: Vec<String>,
        answers: usize,
        limit: Duration,
        mut each: impl FnMut(&str) -> Result<()>,
    ) -> Result<()> {
        let Self {
            line,
            mut stdin,
            stdout,
            _child,
            _group,
        } = self;
        // Both threads end with the program's pipes.
        thread::spawn(move || {
            for request in requests {
                if writeln!(stdin, "{request}").is_err() {
                    break;
                }
            }
        });
        let (printed, lines) = channel();
        thread::spawn(move || {
            for line in stdout.lines() {
                if printed.send(line).is_err() {
                    break;
                }
            }
        });
        for number in 0..answers {
            match lines.recv_timeout(limit) {
                Ok(answer) => each(&answer?)?,
                Err(RecvTimeoutError::Timeout) => bail!(
                    "it said nothing for {} s after {number} lines: {line}",
                    limit.as_secs()
                ),
                Err(RecvTimeoutError::Disconnected) => {
                    bail!("it ended after {number} of {answers} lines: {line}")
                }
            }
        }
        Ok(())
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
        assert_eq!(dialogue.ask("").unwrap(), "one\n");
        assert_eq!(dialogue.ask("").unwrap(), "two\n");
        let error = dialogue.ask("").unwrap_err().to_string();
        assert!(error.contains("sh -c"), "{error}");
    }

    fn exchanged(script: &str, limit: Duration) -> Result<Vec<String>> {
        let dialogue = Dialogue::start(Command::new("sh").args(["-c", script]))?;
        let mut printed = Vec::new();
        dialogue.exchange(vec!["a".into(), "b".into()], 2, limit, |line| {
            printed.push(line.to_owned());
            Ok(())
        })?;
        Ok(printed)
    }

    #[test]
    fn lines_are_exchanged() {
        let limit = Duration::from_secs(20);
        assert_eq!(exchanged("cat", limit).unwrap(), ["a", "b"]);
        let error = exchanged("echo one", limit).unwrap_err().to_string();
        assert!(error.contains("after 1 of 2 lines: sh"), "{error}");
        let error = exchanged("echo one; sleep 100", Duration::from_millis(200));
        let error = error.unwrap_err().to_string();
        assert!(error.contains("nothing for 0 s after 1 lines"), "{error}");
    }
}
