//! A function that runs as Lambda runs it, in one process on one core.

use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use local_aws::{Answer, Asked, RuntimeApi};
use serde_json::Value;
use tools::process::Service;

use super::process_files;
use crate::machine::Machine;

/// For starting as for an event. Arbitrary, and far more than any takes.
const LIMIT: Duration = Duration::from_secs(60);

/// A running function. It ends when this value is dropped.
pub(super) struct Function {
    api: RuntimeApi,
    service: Service,
    /// The moment before the process was made.
    started: Instant,
    /// From then until it asked for an event.
    pub(super) init: Duration,
}

impl Function {
    /// Starts a program and waits until it asks for an event. What it says goes to the file `log`.
    ///
    /// # Errors
    /// Where it does not start.
    pub(super) fn start(
        name: &'static str,
        command: &mut Command,
        machine: &Machine,
        log: &Path,
    ) -> Result<Self> {
        let api = machine.on_other_cores(RuntimeApi::start)??;
        command.env("AWS_LAMBDA_RUNTIME_API", api.address());
        let started = Instant::now();
        let service = Service::start(name, command, log)?;
        let idle = wait_until_idle(&api);
        let init = started.elapsed();
        idle.with_context(|| service.log_end())?;
        Ok(Self {
            api,
            service,
            started,
            init,
        })
    }

    /// Handles an event. Returns how long that took, until the answer was there, and how long ago the process was
    /// started at that moment.
    ///
    /// # Errors
    /// Where it fails, or does not make one thumbnail.
    pub(super) fn handle(&self, event: Value) -> Result<Handled> {
        let sent = Instant::now();
        let (answered, answer) =
            invoke(&self.api, event).with_context(|| self.service.log_end())?;
        if answer["created"] != 1 {
            bail!("it made no thumbnail: {answer}\n{}", self.service.log_end());
        }
        Ok(Handled {
            time: answered - sent,
            since_start: answered - self.started,
        })
    }

    /// Processor time that it has taken so far, that of the kernel for it too.
    pub(super) fn processor_time(&self) -> Result<Duration> {
        process_files::processor_time(self.service.id())
    }

    /// The most memory that it has held, in bytes.
    pub(super) fn peak_rss(&self) -> Result<u64> {
        process_files::peak_rss(self.service.id())
    }
}

/// How long an event took.
pub(super) struct Handled {
    /// From the event to the answer.
    pub(super) time: Duration,
    /// From the start of the process to the answer.
    pub(super) since_start: Duration,
}

/// Waits until the function asks for an event.
fn wait_until_idle(api: &RuntimeApi) -> Result<()> {
    match api.next_request(LIMIT)? {
        Asked::Next => Ok(()),
        Asked::Said(_, Answer::Response(_)) => bail!("it answers what it was not asked"),
        Asked::Said(_, Answer::Error(error) | Answer::InitError(error)) => {
            bail!("it cannot start: {error}")
        }
    }
}

/// Gives an event to the function, which is idle, and waits until it is so again. Returns when it answered, and what.
fn invoke(api: &RuntimeApi, event: Value) -> Result<(Instant, Value)> {
    api.send(event, LIMIT)?;
    match api.next_request(LIMIT)? {
        Asked::Said(moment, Answer::Response(answer)) => {
            wait_until_idle(api)?;
            Ok((moment, answer))
        }
        Asked::Next => bail!("it asks for more and has not answered"),
        Asked::Said(_, Answer::Error(error) | Answer::InitError(error)) => {
            bail!("it fails: {error}")
        }
    }
}
