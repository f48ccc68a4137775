//! What each sender is told.

use records::event::Reply;
use serde_json::{Value, json};

use crate::failure::{Class, Failure, InvocationError};
use crate::thumbnails::done::{Decision, Done, Thumbnail};

/// What became of the records of one item.
pub(crate) type Handled = (Option<String>, Vec<Result<Done, Failure>>);

/// The answer for these items, in the shape that the sender wants.
///
/// # Errors
/// Where the invocation has to fail: what is to be repeated cannot be named, or nothing works until the operator acts.
pub(crate) fn answer(reply: &Reply, items: &[Handled]) -> Result<Value, InvocationError> {
    let failures: Vec<&Failure> = failures(items).collect();
    // The operator has to see that nothing works, whoever has sent the event. What fails alone is named alone.
    let is_for_operator = |record: &Result<Done, Failure>| {
        (record.as_ref().err()).is_some_and(|failure| failure.class() == Class::Configuration)
    };
    let mut has_failed = items
        .iter()
        .map(|(_, records)| records.iter().any(is_for_operator));
    if !items.is_empty() && has_failed.all(|has_failed| has_failed) {
        return Err(InvocationError::new(&failures));
    }
    match reply {
        Reply::Summary => summary(items, &failures),
        Reply::Queue => queue(items, &failures),
        Reply::Batch { schema, invocation } => Ok(batch(schema, invocation, items)),
        Reply::Direct => match failures.is_empty() {
            true => Ok(direct(items)),
            false => Err(InvocationError::new(&failures)),
        },
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
    let output = |thumbnail: &Thumbnail| {
        json!({
            "bucket": thumbnail.location.bucket,
            "key": thumbnail.location.key,
            "format": thumbnail.format.map(|format| format.name()),
            "width": thumbnail.width,
            "height": thumbnail.height,
            "bytes": thumbnail.bytes,
        })
    };
    json!({
        "decision": done.first().map(|done| done.decision.name()),
        "outputs": outputs.map(output).collect::<Vec<_>>(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::ObjectLocation;

    fn done(decision: Decision) -> Result<Done, Failure> {
        let location = ObjectLocation {
            bucket: "images-resized".to_owned(),
            key: "a.jpg".to_owned(),
        };
        Ok(Done {
            decision,
            reason: None,
            outputs: vec![Thumbnail {
                location,
                width: Some(128),
                ..Thumbnail::default()
            }],
            effort: None,
        })
    }

    fn item(id: &str, records: Vec<Result<Done, Failure>>) -> Handled {
        (Some(id.to_owned()), records)
    }

    fn no_bucket() -> Failure {
        Failure::NoSuchBucket {
            bucket: "b".to_owned(),
            remedy: "create it".to_owned(),
        }
    }

    fn error_type(answered: Result<Value, InvocationError>) -> &'static str {
        answered.unwrap_err().error_type()
    }

    #[test]
    fn a_queue_gets_back_what_may_work_next_time() {
        let items = [
            item("good", vec![done(Decision::Created)]),
            item(
                "late",
                vec![done(Decision::Created), Err(Failure::OutOfTime)],
            ),
            item("bad", vec![Err(Failure::SourceGone)]),
            item("busy", vec![Err(Failure::KeepsChanging)]),
        ];
        assert_eq!(
            answer(&Reply::Queue, &items).unwrap(),
            json!({"batchItemFailures": [{"itemIdentifier": "late"}, {"itemIdentifier": "busy"}]})
        );
        // What has no name cannot be given back, but everything can.
        let nameless = [(None, vec![Err(Failure::OutOfTime)])];
        assert_eq!(
            error_type(answer(&Reply::Queue, &nameless)),
            "Thumbox.Transient"
        );
        assert_eq!(
            answer(&Reply::Queue, &[(None, vec![done(Decision::Created)])]).unwrap(),
            json!({"batchItemFailures": []})
        );
    }

    #[test]
    fn each_task_of_a_batch_gets_a_code() {
        let batch = Reply::Batch {
            schema: "2.0".to_owned(),
            invocation: "i".to_owned(),
        };
        let items = [
            item("1", vec![done(Decision::Created)]),
            item("2", vec![done(Decision::Skipped)]),
            item("3", vec![Err(Failure::SourceGone)]),
            item("4", vec![Err(Failure::OutOfTime)]),
        ];
        let told = answer(&batch, &items).unwrap();
        assert_eq!(told["invocationSchemaVersion"], "2.0");
        assert_eq!(told["invocationId"], "i");
        assert_eq!(told["treatMissingKeysAs"], "TemporaryFailure");
        let result = |at: usize| {
            let result = &told["results"][at];
            ["taskId", "resultCode", "resultString"].map(|field| result[field].as_str().unwrap())
        };
        assert_eq!(result(0), ["1", "Succeeded", "created"]);
        assert_eq!(result(1), ["2", "Succeeded", "skipped"]);
        assert_eq!(
            result(2),
            ["3", "PermanentFailure", "the object is no longer there"]
        );
        assert_eq!(result(3)[..2], ["4", "TemporaryFailure"]);
    }

    #[test]
    fn a_call_is_told_where_thumbnails_are_and_what_went_wrong() {
        let told = answer(&Reply::Direct, &[(None, vec![done(Decision::Skipped)])]).unwrap();
        assert_eq!(told["decision"], "skipped");
        let output = &told["outputs"][0];
        assert_eq!(
            (&output["bucket"], &output["key"]),
            (&json!("images-resized"), &json!("a.jpg"))
        );
        assert_eq!(
            (&output["width"], &output["bytes"]),
            (&json!(128), &Value::Null)
        );
        let rows = [
            (Failure::SourceGone, "Thumbox.Permanent"),
            (Failure::OutOfTime, "Thumbox.Transient"),
            (no_bucket(), "Thumbox.Configuration"),
        ];
        for (failure, expected) in rows {
            assert_eq!(
                error_type(answer(&Reply::Direct, &[(None, vec![Err(failure)])])),
                expected
            );
        }
    }

    #[test]
    fn a_notification_fails_where_it_is_to_be_repeated() {
        let items = [(
            None,
            vec![
                done(Decision::Created),
                Err(Failure::SourceGone),
                done(Decision::Removed),
            ],
        )];
        assert_eq!(
            answer(&Reply::Summary, &items).unwrap(),
            json!({"created": 1, "removed": 1, "skipped": 0, "ignored": 0, "rejected": 1})
        );
        let items = [(None, vec![done(Decision::Created), Err(Failure::OutOfTime)])];
        assert_eq!(
            error_type(answer(&Reply::Summary, &items)),
            "Thumbox.Transient"
        );
    }

    #[test]
    fn what_the_operator_has_to_mend_for_one_record_keeps_back_that_record() {
        let items = || {
            [
                item("good", vec![done(Decision::Created)]),
                item("bad", vec![Err(no_bucket())]),
            ]
        };
        assert_eq!(
            answer(&Reply::Queue, &items()).unwrap(),
            json!({"batchItemFailures": [{"itemIdentifier": "bad"}]})
        );
        let batch = Reply::Batch {
            schema: "1.0".to_owned(),
            invocation: String::new(),
        };
        let told = answer(&batch, &items()).unwrap();
        assert_eq!(told["results"][0]["resultCode"], "Succeeded");
        assert_eq!(told["results"][1]["resultCode"], "TemporaryFailure");
        assert_eq!(
            error_type(answer(&Reply::Summary, &items())),
            "Thumbox.Configuration"
        );
    }

    #[test]
    fn what_the_operator_has_to_mend_is_never_acknowledged() {
        let batch = Reply::Batch {
            schema: "1.0".to_owned(),
            invocation: String::new(),
        };
        for reply in [Reply::Summary, Reply::Queue, batch, Reply::Direct] {
            let items = [item("1", vec![done(Decision::Created), Err(no_bucket())])];
            assert_eq!(
                error_type(answer(&reply, &items)),
                "Thumbox.Configuration",
                "{reply:?}"
            );
        }
    }
}
