//! Running programs: steps that end, services that stay, and nothing left behind.
//!
//! Every program gets a process group of its own, and all groups that run are known. Whatever ends this program, by
//! Ctrl-C, by `kill` or by an error, ends them first, with all their children.

mod dialogue;
mod watched;

use std::fs;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use std::os::unix::process::CommandExt;

use anyhow::{Context, Result, bail};
use rustix::io::Errno;
use rustix::process::{
    Pid, Signal, WaitOptions, kill_process_group, test_kill_process_group, waitpid,
};

pub use self::dialogue::Dialogue;
pub use self::watched::{Watched, watched};

/// The process groups that run now.
static RUNNING: Mutex<Vec<Pid>> = Mutex::new(Vec::new());

/// How long a group may take to end by itself when it is asked to.
const GRACE: Duration = Duration::from_secs(2);

/// Makes Ctrl-C and `kill` end everything that was started, and then this program.
///
/// # Errors
/// Where the system refuses, or it has been done before.
pub fn end_all_on_signal() -> Result<()> {
    ctrlc::set_handler(|| {
        // The lock is kept, so that nothing new is started and nothing else ends this program meanwhile.
        let groups = RUNNING.lock().unwrap_or_else(PoisonError::into_inner);
        end(&groups);
        eprintln!("interrupted; everything that was started has been ended");
        std::process::exit(130);
    })
    .context("setting up the handler for Ctrl-C")
}

/// Says what is being done, on standard error, with the seconds since the first step.
pub fn step(message: &str) {
    static START: OnceLock<Instant> = OnceLock::new();
    let seconds = START.get_or_init(Instant::now).elapsed().as_secs();
    eprintln!("==> {seconds:>4} s  {message}");
}

/// Runs a command to its end. Its output goes to the terminal.
///
/// # Errors
/// Where the program cannot be started or ends with a failure; the message has the whole command line.
pub fn run(command: &mut Command) -> Result<()> {
    finish(command).map(drop)
}

/// Runs a command and returns what it wrote to standard output. Standard error goes to the terminal.
///
/// # Errors
/// As [`run`], and where the output is not UTF-8.
pub fn read(command: &mut Command) -> Result<String> {
    let output = finish(command.stdout(Stdio::piped()))?;
    String::from_utf8(output.stdout).with_context(|| format!("output of {}", line(command)))
}

/// Runs a command quietly; what it says is shown only if it fails.
///
/// # Errors
/// As [`run`], with everything the command said.
pub fn run_quietly(command: &mut Command) -> Result<()> {
    finish(command.stdout(Stdio::piped()).stderr(Stdio::piped())).map(drop)
}

/// Runs a command and returns how it ended and what it wrote to standard output. A failure is for the caller to judge.
///
/// # Errors
/// Where the program cannot be started.
pub fn output(command: &mut Command) -> Result<Output> {
    wait(command.stdout(Stdio::piped()))
}

/// Runs a command and returns how it ended. Everything it says goes to the file `log`. A failure is for the caller to
/// judge.
///
/// # Errors
/// Where the log cannot be written or the program not be started.
pub fn logged(command: &mut Command, log: &Path) -> Result<ExitStatus> {
    let file = File::create(log).with_context(|| log.display().to_string())?;
    let output = wait(command.stdout(file.try_clone()?).stderr(file))?;
    Ok(output.status)
}

fn wait(command: &mut Command) -> Result<Output> {
    let (child, _group) = start(command.stdin(Stdio::null()))?;
    Ok(child.wait_with_output()?)
}

fn finish(command: &mut Command) -> Result<Output> {
    let output = wait(command)?;
    if !output.status.success() {
        bail!(
            "{} failed: {}\n{}{}",
            line(command),
            output.status,
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr)
        );
    }
    Ok(output)
}

/// Starts a program in a group of its own.
fn start(command: &mut Command) -> Result<(Child, Group)> {
    let mut running = RUNNING.lock().unwrap_or_else(PoisonError::into_inner);
    let child = command
        .process_group(0)
        .spawn()
        .with_context(|| format!("starting {}", line(command)))?;
    let group = Pid::from_child(&child);
    running.push(group);
    Ok((child, Group(group)))
}

/// A process group that ends, with all that is left in it, when this value is dropped.
struct Group(Pid);

impl Drop for Group {
    fn drop(&mut self) {
        end(&[self.0]);
        RUNNING
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .retain(|group| *group != self.0);
    }
}

/// Asks process groups to end, and ends those that have not after [`GRACE`].
fn end(groups: &[Pid]) {
    let mut left: Vec<Pid> = groups.to_vec();
    for group in groups {
        // A group that is gone is what is wanted.
        let _ = kill_process_group(*group, Signal::TERM);
    }
    let start = Instant::now();
    loop {
        left.retain(|group| {
            // Collects the leader, which would otherwise stay as a zombie and keep the group alive.
            let _ = waitpid(Some(*group), WaitOptions::NOHANG);
            test_kill_process_group(*group) != Err(Errno::SRCH)
        });
        if left.is_empty() || start.elapsed() > GRACE {
            break;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    for group in left {
        let _ = kill_process_group(group, Signal::KILL);
    }
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
pub struct Service {
    name: &'static str,
    child: Child,
    group: Group,
    log: PathBuf,
}

impl Service {
    /// Starts a program. What it says goes to the file `log`.
    ///
    /// # Errors
    /// Where the log cannot be written or the program not be started.
    pub fn start(name: &'static str, command: &mut Command, log: &Path) -> Result<Self> {
        let file = File::create(log).with_context(|| log.display().to_string())?;
        let (child, group) = start(
            command
                .stdin(Stdio::null())
                .stdout(file.try_clone()?)
                .stderr(file),
        )
        .with_context(|| format!("starting {name}"))?;
        Ok(Self {
            name,
            child,
            group,
            log: log.to_owned(),
        })
    }

    /// The process's number.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Asks `is_ready` every 50 ms until it says yes.
    ///
    /// # Errors
    /// Where the program ends or `limit` passes first; the message has the last lines of its log.
    pub fn wait_until(
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

    /// Ends the program and its children at once, without asking them to end.
    pub fn kill(&self) {
        // A group that is gone is what is wanted.
        let _ = kill_process_group(self.group.0, Signal::KILL);
    }

    /// Waits until a program that is meant to end has ended, and returns how.
    ///
    /// # Errors
    /// Where it has not after `limit`.
    pub fn ended(&mut self, limit: Duration) -> Result<ExitStatus> {
        let start = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait()? {
                return Ok(status);
            }
            if start.elapsed() > limit {
                bail!("{} has not ended", self.name);
            }
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// Waits until the program ends by itself.
    ///
    /// # Errors
    /// When it does: a service is not meant to.
    pub fn wait_until_ended(&mut self) -> Result<()> {
        let status = self.child.wait()?;
        bail!("{} ended: {status}\n{}", self.name, self.log_end())
    }

    /// Everything that the program has said.
    pub fn said(&self) -> String {
        let text = fs::read(&self.log).unwrap_or_default();
        String::from_utf8_lossy(&text).into_owned()
    }

    /// The last lines of the log, with its path.
    pub fn log_end(&self) -> String {
        let text = self.said();
        let lines: Vec<&str> = text.lines().collect();
        let end = &lines[lines.len().saturating_sub(30)..];
        format!("the end of {}:\n{}", self.log.display(), end.join("\n"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A shell that starts a child of its own, and prints its process id.
    fn with_a_child(trap: &str) -> Command {
        let mut shell = Command::new("sh");
        shell.args([
            "-c",
            &format!("{trap} sleep 1000 & echo $!; wait; sleep 1000"),
        ]);
        shell
    }

    fn is_running(pid: &str) -> bool {
        // A zombie has been ended, and waits to be collected by whoever started it.
        fs::read_to_string(format!("/proc/{pid}/stat")).is_ok_and(|stat| !stat.contains(") Z "))
    }

    fn child_of(log: &Path) -> Option<String> {
        let text = fs::read_to_string(log).ok()?;
        text.ends_with('\n').then(|| text.trim().to_owned())
    }

    #[test]
    fn a_service_ends_with_all_its_children() {
        for (name, trap) in [("polite", ""), ("stubborn", "trap '' TERM;")] {
            let log = std::env::temp_dir().join(format!("thumbox-{name}-{}", std::process::id()));
            let mut service = Service::start(name, &mut with_a_child(trap), &log).unwrap();
            service
                .wait_until(Duration::from_secs(10), || child_of(&log).is_some())
                .unwrap();
            let child = child_of(&log).unwrap();
            assert!(is_running(&child), "{name}");
            drop(service);
            // Ended a moment ago at most.
            let end = Instant::now() + Duration::from_secs(5);
            while is_running(&child) && Instant::now() < end {
                std::thread::sleep(Duration::from_millis(10));
            }
            assert!(!is_running(&child), "{name}");
            fs::remove_file(log).unwrap();
        }
    }

    #[test]
    fn a_service_that_ends_early_is_reported_with_its_last_words() {
        let log = std::env::temp_dir().join(format!("thumbox-early-{}", std::process::id()));
        let mut shell = Command::new("sh");
        shell.args(["-c", "echo no such luck >&2; exit 3"]);
        let mut service = Service::start("a shell", &mut shell, &log).unwrap();
        let error = service
            .wait_until(Duration::from_secs(10), || false)
            .unwrap_err()
            .to_string();
        assert!(
            error.contains("a shell ended early: exit status: 3"),
            "{error}"
        );
        assert!(error.contains("no such luck"), "{error}");
        drop(service);
        fs::remove_file(log).unwrap();
    }

    #[test]
    fn a_failed_command_is_shown_with_what_it_said() {
        let mut shell = Command::new("sh");
        shell.args(["-c", "echo out; echo err >&2; exit 1"]);
        let error = run_quietly(&mut shell).unwrap_err().to_string();
        assert!(
            error.contains("failed: exit status: 1\nout\nerr"),
            "{error}"
        );
        let missing = run(&mut Command::new("/no/such/program")).unwrap_err();
        assert!(missing.to_string().contains("starting /no/such/program"));
    }
}
