//! An environment of the function: one process at a time, that may be killed.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use local_aws::{Answer, Asked, RuntimeApi};
use serde_json::Value;

/// The function's `Timeout`, as the template has it.
const TIMEOUT: Duration = Duration::from_secs(60);
/// How soon it is seen that a process is gone.
const LOOK: Duration = Duration::from_millis(50);

/// The variables that the function gets beside Lambda's.
pub(crate) type Variables = Vec<(String, String)>;

/// An environment; its process ends with it.
pub(crate) struct Instance {
    program: PathBuf,
    variables: Variables,
    log: PathBuf,
    process: Mutex<Process>,
    /// The present process, for those who kill it or look at its memory.
    child: Mutex<Child>,
    restarts: Mutex<usize>,
}

/// What only the one who sends events needs.
struct Process {
    api: RuntimeApi,
}

/// What came of an event.
pub(crate) enum Said {
    Answer(Answer),
    /// The process was killed meanwhile.
    Nothing,
}

impl Instance {
    /// Starts the function. What it logs is added to `log`.
    pub(crate) fn start(program: &Path, variables: &Variables, log: &Path) -> Self {
        let api = RuntimeApi::start().expect("the Runtime API starts");
        let child = spawn(program, variables, log, &api);
        Self {
            program: program.to_owned(),
            variables: variables.clone(),
            log: log.to_owned(),
            process: Mutex::new(Process { api }),
            child: Mutex::new(child),
            restarts: Mutex::new(0),
        }
    }

    /// Sends an event and waits for what the function says, and how long that took. A process that is gone is replaced.
    pub(crate) fn invoke(&self, event: Value) -> (Said, Duration) {
        let mut process = self.process.lock().expect("not poisoned");
        let start = Instant::now();
        process.api.send(event, TIMEOUT).expect("the API listens");
        let end = start + 2 * TIMEOUT;
        loop {
            match process.api.next_request(LOOK) {
                Ok(Asked::Said(moment, answer)) => {
                    return (
                        Said::Answer(answer),
                        moment.saturating_duration_since(start),
                    );
                }
                Ok(Asked::Next) => {}
                Err(_) => {
                    let status = self.child.lock().expect("not poisoned").try_wait();
                    if status.expect("a child of this process").is_some() {
                        self.restart(&mut process);
                        return (Said::Nothing, start.elapsed());
                    }
                    assert!(Instant::now() < end, "no answer, and it lives");
                }
            }
        }
    }

    fn restart(&self, process: &mut Process) {
        process.api = RuntimeApi::start().expect("the Runtime API starts");
        let child = spawn(&self.program, &self.variables, &self.log, &process.api);
        *self.child.lock().expect("not poisoned") = child;
        *self.restarts.lock().expect("not poisoned") += 1;
    }

    /// Kills the process, wherever it is.
    pub(crate) fn kill(&self) {
        let mut child = self.child.lock().expect("not poisoned");
        child.kill().expect("it may be killed");
    }

    pub(crate) fn restarts(&self) -> usize {
        *self.restarts.lock().expect("not poisoned")
    }

    /// Bytes of memory that the process has at the moment; `None` where there is none.
    pub(crate) fn memory(&self) -> Option<u64> {
        let id = self.child.lock().expect("not poisoned").id();
        let status = std::fs::read_to_string(format!("/proc/{id}/status")).ok()?;
        let line = status.lines().find(|line| line.starts_with("VmRSS:"))?;
        let kilobytes: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
        Some(kilobytes * 1024)
    }
}

impl Drop for Instance {
    fn drop(&mut self) {
        let child = self.child.get_mut().expect("not poisoned");
        let _ = child.kill();
        let _ = child.wait();
    }
}

fn spawn(program: &Path, variables: &Variables, log: &Path, api: &RuntimeApi) -> Child {
    let output = || {
        let mut options = File::options();
        options.append(true).create(true);
        options.open(log).expect("the log can be written")
    };
    Command::new(program)
        .env_clear()
        .env("AWS_LAMBDA_RUNTIME_API", api.address())
        .env("AWS_LAMBDA_FUNCTION_NAME", "thumbox")
        .env("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST")
        .env("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "1769")
        .env("AWS_REGION", "us-east-1")
        .envs(variables.iter().map(|(name, value)| (name, value)))
        .stdout(output())
        .stderr(output())
        .spawn()
        .expect("bootstrap starts")
}
