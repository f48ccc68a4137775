//! Running programs: steps that end, services that stay, and nothing left behind.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};
use std::{fs, io};

use std::os::unix::process::CommandExt;

use anyhow::{Context, Result, bail};
use rustix::process::{Pid, Signal, kill_process_group};

/// Process groups of the services that run now, so that Ctrl-C can end them too.
static RUNNING: Mutex<Vec<Pid>> = Mutex::new(Vec::new());

/// Makes Ctrl-C and `kill` end all services before this program ends.
pub(crate) fn end_services_on_signal() -> Result<()> {
    ctrlc::set_handler(|| {
        let groups = RUNNING.lock().unwrap_or_else(PoisonError::into_inner);
        for group in groups.iter() {
            end_group(*group);
        }
        eprintln!("interrupted; all services have been ended");
        std::process::exit(130);
    })
    .context("setting up the handler for Ctrl-C")
}

/// Says what is being done, on standard error, with the seconds since the first step.
pub(crate) fn step(message: &str) {
    static START: OnceLock<Instant> = OnceLock::new();
    let seconds = START.get_or_init(Instant::now).elapsed().as_secs();
    eprintln!("==> {seconds:>4} s  {message}");
}

/// Runs a command to its end. Its output goes to the terminal.
///
/// # Errors
/// Where the program cannot be started or ends with a failure; the message has the whole command line.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let status = command
        .status()
        .with_context(|| format!("starting {}", line(command)))?;
    if !status.success() {
        bail!("{} failed: {status}", line(command));
    }
    Ok(())
}

/// Runs a command and returns what it wrote to standard output. Standard error goes to the terminal.
///
/// # Errors
/// As [`run`], and where the output is not UTF-8.
pub(crate) fn read(command: &mut Command) -> Result<String> {
    let output = command
        .stderr(Stdio::inherit())
        .output()
        .with_context(|| format!("starting {}", line(command)))?;
    if !output.status.success() {
        bail!(
            "{} failed: {}\n{}",
            line(command),
            output.status,
            String::from_utf8_lossy(&output.stdout)
        );
    }
    String::from_utf8(output.stdout).with_context(|| format!("output of {}", line(command)))
}

/// Runs a command quietly; what it says is shown only if it fails.
///
/// # Errors
/// As [`run`], with everything the command said.
pub(crate) fn run_quietly(command: &mut Command) -> Result<()> {
    let output = command
        .stdin(Stdio::null())
        .output()
        .with_context(|| format!("starting {}", line(command)))?;
    if !output.status.success() {
        bail!(
            "{} failed: {}\n{}{}",
            line(command),
            output.status,
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr)
        );
    }
    Ok(())
}

fn line(command: &Command) -> String {
    let mut words = vec![command.get_program().to_string_lossy().into_owned()];
    words.extend(
        command
            .get_args()
            .map(|word| word.to_string_lossy().into_owned()),
    );
    words.join(" ")
}

/// A program that runs beside this one. It and all its children end when this value is dropped.
pub(crate) struct Service {
    name: &'static str,
    child: Child,
    group: Pid,
    log: PathBuf,
}

impl Service {
    /// Starts a program in a process group of its own. What it says goes to the file `log`.
    ///
    /// # Errors
    /// Where the log cannot be written or the program not be started.
    pub(crate) fn start(name: &'static str, command: &mut Command, log: &Path) -> Result<Self> {
        let file = File::create(log).with_context(|| log.display().to_string())?;
        let child = command
            .stdin(Stdio::null())
            .stdout(file.try_clone()?)
            .stderr(file)
            .process_group(0)
            .spawn()
            .with_context(|| format!("starting {name}: {}", line(command)))?;
        let group = Pid::from_child(&child);
        RUNNING
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(group);
        Ok(Self {
            name,
            child,
            group,
            log: log.to_owned(),
        })
    }

    /// Asks `is_ready` every 50 ms until it says yes.
    ///
    /// # Errors
    /// Where the program ends or `limit` passes first; the message has the last lines of its log.
    pub(crate) fn wait_until(
        &mut self,
        limit: Duration,
        mut is_ready: impl FnMut() -> bool,
    ) -> Result<()> {
        let start = Instant::now();
        while !is_ready() {
            if let Some(status) = self.child.try_wait()? {
                bail!("{} ended early: {status}\n{}", self.name, self.log_end());
            }
            if start.elapsed() > limit {
                bail!(
                    "{} was not ready after {} s\n{}",
                    self.name,
                    limit.as_secs(),
                    self.log_end()
                );
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        Ok(())
    }

    /// Waits until the program ends by itself.
    ///
    /// # Errors
    /// When it does: a service is not meant to.
    pub(crate) fn wait_until_ended(&mut self) -> Result<()> {
        let status = self.child.wait()?;
        bail!("{} ended: {status}\n{}", self.name, self.log_end())
    }

    /// The last lines of the log, with its path.
    pub(crate) fn log_end(&self) -> String {
        let text = fs::read(&self.log).unwrap_or_default();
        let text = String::from_utf8_lossy(&text);
        let lines: Vec<&str> = text.lines().collect();
        let end = &lines[lines.len().saturating_sub(30)..];
        format!("the end of {}:\n{}", self.log.display(), end.join("\n"))
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        end_group(self.group);
        let _ = self.child.wait();
        RUNNING
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .retain(|group| *group != self.group);
    }
}

/// Asks a process group to end, and ends it after a second.
fn end_group(group: Pid) {
    let gone = |result: rustix::io::Result<()>| result == Err(rustix::io::Errno::SRCH);
    if gone(kill_process_group(group, Signal::TERM)) {
        return;
    }
    for _ in 0..20 {
        std::thread::sleep(Duration::from_millis(50));
        // Collects the leader, which would otherwise keep the group alive as a zombie.
        let _ = rustix::process::waitpid(Some(group), rustix::process::WaitOptions::NOHANG);
        if gone(rustix::process::test_kill_process_group(group)) {
            return;
        }
    }
    let _ = kill_process_group(group, Signal::KILL);
}

/// Creates an empty folder, removing what was there.
///
/// # Errors
/// Where the file system refuses.
pub(crate) fn fresh_folder(path: &Path) -> Result<()> {
    match fs::remove_dir_all(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            return Err(error).with_context(|| path.display().to_string());
        }
        _ => {}
    }
    fs::create_dir_all(path).with_context(|| path.display().to_string())
}
