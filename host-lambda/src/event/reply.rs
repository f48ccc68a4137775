//! What each sender is told.

use serde_json::{Value, json};

use crate::done::{Decision, Done};
use crate::failure::{Class, Failure, InvocationError};

/// What became of the records of one item.
pub(crate) type Handled = (Option<String>, Vec<Result<Done, Failure>>);

/// How the sender wants to be answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reply {
    /// Nobody reads it: numbers, for people. The invocation fails where it is to be repeated.
    Summary,
    /// SQS: the messages that are to come again.
    Queue,
    /// S3 Batch Operations: a code for each task.
    Batch {
        /// The version of the request.
        schema: String,
        /// The sender's name for it.
        invocation: String,
    },
    /// Step Functions: what was made. Whatever went wrong is an error, for `Catch` and `Retry`.
    Direct,
}

impl Reply {
    /// The answer for these items.
    ///
    /// # Errors
    /// Where the invocation has to fail: what is to be repeated cannot be named, or the operator has to act.
    pub(crate) fn answer(&self, items: &[Handled]) -> Result<Value, InvocationError> {
        let failures: Vec<&Failure> = failures(items).collect();
        // The operator has to see these, whoever has sent the event.
        if failures
            .iter()
            .any(|failure| failure.class() == Class::Configuration)
        {
            return Err(InvocationError::new(&failures));
        }
        match self {
            Self::Summary => summary(items, &failures),
            Self::Queue => queue(items, &failures),
            Self::Batch { schema, invocation } => Ok(batch(schema, invocation, items)),
            Self::Direct => match failures.is_empty() {
                true => Ok(direct(items)),
                false => Err(InvocationError::new(&failures)),
            },
        }
    }
}

fn failures(items: &[Handled]) -> impl Iterator<Item = &Failure> {
    let records = items.iter().flat_map(|(_, records)| records);
    records.filter_map(|record| record.as_ref().err())
}

fn is_repeated(failure: &Failure) -> bool {
    failure.class() != Class::Permanent
}

fn summary(items: &[Handled], failures: &[&Failure]) -> Result<Value, InvocationError> {
    if failures.iter().any(|failure| is_repeated(failure)) {
        return Err(InvocationError::new(failures));
    }
    let records = || items.iter().flat_map(|(_, records)| records);
    let count = |decision: Decision| {
        records()
            .filter(|record| matches!(record, Ok(done) if done.decision == decision))
            .count()
    };
    Ok(json!({
        "created": count(Decision::Created),
        "removed": count(Decision::Removed),
        "skipped": count(Decision::Skipped),
        "ignored": count(Decision::Ignored),
        "rejected": failures.len(),
    }))
}

fn queue(items: &[Handled], failures: &[&Failure]) -> Result<Value, InvocationError> {
    let mut again = Vec::new();
    for (id, records) in items {
        let failed = |record: &Result<Done, Failure>| record.as_ref().is_err_and(is_repeated);
        if !records.iter().any(failed) {
            continue;
        }
        // A message without a name cannot be asked for again, but all of them can.
        let Some(id) = id else {
            return Err(InvocationError::new(failures));
        };
        again.push(json!({"itemIdentifier": id}));
    }
    Ok(json!({"batchItemFailures": again}))
}

fn batch(schema: &str, invocation: &str, items: &[Handled]) -> Value {
    let result = |(id, records): &Handled| {
        let (code, text) = match records.iter().find_map(|record| record.as_ref().err()) {
            Some(failure) if is_repeated(failure) => ("TemporaryFailure", failure.to_string()),
            Some(failure) => ("PermanentFailure", failure.to_string()),
            None => {
                let names: Vec<&str> = records
                    .iter()
                    .flatten()
                    .map(|done| done.decision.name())
                    .collect();
                ("Succeeded", names.join(", "))
            }
        };
        json!({"taskId": id, "resultCode": code, "resultString": text})
    };
    json!({
        "invocationSchemaVersion": schema,
        "treatMissingKeysAs": "TemporaryFailure",
        "invocationId": invocation,
        "results": items.iter().map(result).collect::<Vec<_>>(),
    })
}

fn direct(items: &[Handled]) -> Value {
    let done: Vec<&Done> = items
        .iter()
        .flat_map(|(_, records)| records.iter().flatten())
        .collect();
    let outputs = done.iter().flat_map(|done| &done.outputs);
    let output = |made: &crate::done::Made| {
        json!({
            "bucket": made.place.bucket,
            "key": made.place.key,
            "format": made.format.map(|format| format.name()),
            "width": made.width,
            "height": made.height,
            "bytes": made.bytes,
        })
    };
    json!({
        "decision": done.first().map(|done| done.decision.name()),
        "outputs": outputs.map(output).collect::<Vec<_>>(),
    })
}
