//! A program whose memory and time are looked at while it runs.

use std::fs::{self, File};
use std::path::Path;
use std::process::{Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use super::{line, start};

/// How a program ended, and what it took.
pub struct Watched {
    /// How it ended.
    pub status: ExitStatus,
    /// What it wrote to standard output.
    pub stdout: Vec<u8>,
    /// What it wrote to standard error.
    pub stderr: Vec<u8>,
    /// The most memory that it had, in bytes, as far as was seen: it is asked every few milliseconds.
    pub most_memory: u64,
    /// From its start to its end.
    pub time: Duration,
}

/// Runs a program to its end and watches it. What it writes goes through files in `folder`.
///
/// # Errors
/// Where it cannot be started, or takes longer than `limit`.
pub fn watched(command: &mut Command, folder: &Path, limit: Duration) -> Result<Watched> {
    fs::create_dir_all(folder)?;
    let (stdout, stderr) = (folder.join("stdout"), folder.join("stderr"));
    let begin = Instant::now();
    let (mut child, _group) = start(
        command
            .stdin(Stdio::null())
            .stdout(File::create(&stdout)?)
            .stderr(File::create(&stderr)?),
    )?;
    let mut most_memory = 0;
    let status = loop {
        most_memory = memory(child.id()).unwrap_or_default().max(most_memory);
        if let Some(status) = child.try_wait()? {
            break status;
        }
        if begin.elapsed() > limit {
            bail!("{} took longer than {} s", line(command), limit.as_secs());
        }
        thread::sleep(Duration::from_millis(2));
    };
    Ok(Watched {
        status,
        time: begin.elapsed(),
        stdout: fs::read(stdout).context("what a program wrote")?,
        stderr: fs::read(stderr).context("what a program wrote")?,
        most_memory,
    })
}

/// The most memory that a process had, in bytes. `None` once it has ended.
fn memory(id: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{id}/status")).ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kilobytes: u64 = line.trim().strip_suffix(" kB")?.trim().parse().ok()?;
    Some(kilobytes << 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_and_time_are_seen() {
        let folder = std::env::temp_dir().join(format!("thumbox-watched-{}", std::process::id()));
        let mut shell = Command::new("sh");
        // 20 MB in a variable.
        shell.args([
            "-c",
            "x=$(head -c 20000000 /dev/zero | tr '\\0' x); sleep 0.3; echo out; echo err >&2; exit 3",
        ]);
        let ended = watched(&mut shell, &folder, Duration::from_secs(20)).unwrap();
        assert_eq!(ended.status.code(), Some(3));
        assert_eq!(
            (&ended.stdout[..], &ended.stderr[..]),
            (&b"out\n"[..], &b"err\n"[..])
        );
        assert!(ended.most_memory > 20_000_000, "{}", ended.most_memory);
        assert!(ended.time > Duration::from_millis(300));
        let mut sleep = Command::new("sleep");
        let error = watched(sleep.arg("60"), &folder, Duration::from_millis(100));
        assert!(error.is_err());
        fs::remove_dir_all(folder).unwrap();
    }
}
