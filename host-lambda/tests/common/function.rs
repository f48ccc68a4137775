//! The real `bootstrap`, run as Lambda runs it.

use std::fs::File;
use std::process::{Child, Command};
use std::time::Duration;

use local_aws::{Answer, RuntimeApi};
use serde_json::Value;
use tempfile::NamedTempFile;

use super::cgroup::Cgroup;

/// The time that an invocation has unless a test says otherwise.
const TIMEOUT: Duration = Duration::from_secs(60);

const PROGRAM: &str = env!("CARGO_BIN_EXE_bootstrap");

/// A running function. It ends when this value is dropped.
pub(crate) struct Function {
    api: RuntimeApi,
    child: Child,
    log: NamedTempFile,
}

impl Function {
    /// Starts `bootstrap` with the variables that Lambda sets, these ones, and no others.
    pub(crate) fn start(variables: &[(&str, &str)]) -> Self {
        Self::run(Command::new(PROGRAM), variables)
    }

    /// As `start`, in a group with this memory.
    pub(crate) fn start_in(group: &Cgroup, memory: u32, variables: &[(&str, &str)]) -> Self {
        let mut command = Command::new("/bin/sh");
        let script = "echo $$ > \"$0\" && exec \"$1\"";
        command.args(["-c", script]).arg(group.processes());
        command.arg(PROGRAM);
        let memory = memory.to_string();
        let mut variables = variables.to_vec();
        variables.push(("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", &memory));
        Self::run(command, &variables)
    }

    fn run(mut command: Command, variables: &[(&str, &str)]) -> Self {
        let api = RuntimeApi::start().expect("the Runtime API starts");
        let log = NamedTempFile::new().expect("a file for the log");
        let output = || {
            File::options()
                .append(true)
                .open(log.path())
                .expect("the log")
        };
        let child = command
            .env_clear()
            .env("AWS_LAMBDA_RUNTIME_API", api.address())
            .env("AWS_LAMBDA_FUNCTION_NAME", "thumbox")
            .env("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST")
            .env("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "1769")
            .env("AWS_REGION", "us-east-1")
            .envs(variables.iter().copied())
            .stdout(output())
            .stderr(output())
            .spawn()
            .expect("bootstrap starts");
        Self { api, child, log }
    }

    /// Sends an event and waits for what the function says to it.
    pub(crate) fn invoke(&self, event: Value) -> Answer {
        self.invoke_within(TIMEOUT, event)
    }

    /// As `invoke`, with this time until Lambda would end the function.
    pub(crate) fn invoke_within(&self, time: Duration, event: Value) -> Answer {
        self.api.send(event, time).expect("the API listens");
        let answer = self.api.answer(time.max(TIMEOUT));
        answer.expect("the function answers within its time")
    }

    /// Waits for what the function says by itself.
    pub(crate) fn answer(&self) -> Answer {
        let answer = self.api.answer(TIMEOUT);
        answer.expect("the function answers within its time")
    }

    /// Bytes of memory that the process has at the moment.
    pub(crate) fn memory(&self) -> u64 {
        self.status("VmRSS:")
    }

    /// The most bytes of memory that the process has had.
    pub(crate) fn peak_memory(&self) -> u64 {
        self.status("VmHWM:")
    }

    fn status(&self, name: &str) -> u64 {
        let status = format!("/proc/{}/status", self.child.id());
        let status = std::fs::read_to_string(status).expect("the process lives");
        let line = status.lines().find(|line| line.starts_with(name));
        let kilobytes = line.and_then(|line| line.split_whitespace().nth(1));
        kilobytes
            .expect("a number")
            .parse::<u64>()
            .expect("a number")
            * 1024
    }

    /// The lines of the log.
    pub(crate) fn lines(&self) -> Vec<Value> {
        let log = std::fs::read_to_string(self.log.path()).expect("the log");
        log.lines()
            .filter_map(|line| serde_json::from_str::<Value>(line).ok())
            .collect()
    }

    /// The lines of the log with metrics.
    pub(crate) fn metrics(&self) -> Vec<Value> {
        let mut lines = self.lines();
        lines.retain(|line| line.get("_aws").is_some());
        lines
    }

    /// The fields of the log lines that have the given decision.
    pub(crate) fn decisions(&self, decision: &str) -> Vec<Value> {
        self.records("decision", decision)
    }

    /// The fields of the log lines that have this value in a field.
    pub(crate) fn records(&self, field: &str, value: &str) -> Vec<Value> {
        self.lines()
            .into_iter()
            .map(|line| line["fields"].clone())
            .filter(|fields| fields[field] == value)
            .collect()
    }
}

impl Drop for Function {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        if std::thread::panicking() {
            let log = std::fs::read_to_string(self.log.path()).unwrap_or_default();
            eprintln!("the function's log:\n{log}");
        }
    }
}
