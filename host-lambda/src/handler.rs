//! One invocation: all its records are handled, whatever becomes of each.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use anyhow::Context as _;
use engine::{Limits, Resizer};
use lambda_runtime::{LambdaEvent, tracing};
use serde_json::{Value, json};

use crate::event::{self, EventError, Job, Record};
use crate::failure::{Class, Failure, InvocationError};
use crate::settings::Settings;
use crate::storage::Storage;
use crate::thumbnail;

/// Kept back from the invocation's time to report what could not be done.
const MARGIN: Duration = Duration::from_millis(500);

/// What is set up once and serves every invocation.
pub(crate) struct Handler {
    settings: Settings,
    storage: Storage,
    resizer: Arc<Resizer>,
}

impl Handler {
    /// Reads the variables and loads the component.
    pub(crate) async fn start() -> anyhow::Result<Self> {
        let settings = Settings::from_environment()?;
        let resizer =
            Resizer::embedded(Limits::default()).context("loading the resize component")?;
        let storage = Storage::from_environment().await;
        Ok(Self {
            settings,
            storage,
            resizer: Arc::new(resizer),
        })
    }

    /// Handles an event and says how many records became what.
    ///
    /// # Errors
    /// After all records have been handled, where trying again may help or somebody has to act.
    pub(crate) async fn handle(&self, event: LambdaEvent<Value>) -> Result<Value, InvocationError> {
        let end = event.context.deadline() - MARGIN;
        let records = match event::records(&event.payload) {
            Ok(records) => records,
            Err(error) => vec![Err(error)],
        };
        let (mut created, mut ignored) = (0, 0);
        let mut failures = Vec::new();
        for record in records {
            match self.handle_record(record, end).await {
                Ok(Done::Created) => created += 1,
                Ok(Done::Ignored) => ignored += 1,
                Err(failure) => failures.push(failure),
            }
        }
        match InvocationError::from_failures(&failures) {
            Some(error) => Err(error),
            None => Ok(json!({
                "created": created,
                "ignored": ignored,
                "rejected": failures.len(),
            })),
        }
    }

    async fn handle_record(
        &self,
        record: Result<Record, EventError>,
        end: SystemTime,
    ) -> Result<Done, Failure> {
        let job = match record {
            Ok(Record::Created(job)) => job,
            Ok(Record::Ignored { reason }) => {
                tracing::info!(decision = "ignored", reason, "record");
                return Ok(Done::Ignored);
            }
            Err(error) => {
                let failure = Failure::from(error);
                log(&failure, None);
                return Err(failure);
            }
        };
        let left = end.duration_since(SystemTime::now()).unwrap_or_default();
        let making = thumbnail::make(&job, &self.settings, &self.storage, &self.resizer);
        let result = match tokio::time::timeout(left, making).await {
            Ok(result) => result,
            Err(_) => Err(Failure::OutOfTime),
        };
        match result {
            Ok(()) => Ok(Done::Created),
            Err(failure) => {
                log(&failure, Some(&job));
                Err(failure)
            }
        }
    }
}

/// What became of a record that did not fail.
enum Done {
    Created,
    Ignored,
}

/// One line for each failure: a warning where it is acknowledged, an error where the invocation fails.
fn log(failure: &Failure, job: Option<&Job>) {
    let bucket = job.map(|job| job.bucket.as_str());
    let key = job.map(|job| job.key.as_str());
    let kind = failure.kind();
    let error = failure.to_string();
    if failure.class() == Class::Permanent {
        tracing::warn!(
            bucket,
            key,
            decision = "rejected",
            kind,
            error,
            "no thumbnail"
        );
    } else {
        tracing::error!(
            bucket,
            key,
            decision = "failed",
            kind,
            error,
            "no thumbnail"
        );
    }
}
