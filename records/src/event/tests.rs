//! One file for each shape in `events/`, and what is wrong with others.

use serde_json::json;

use super::*;
use crate::upload::{Sequencer, Upload};

/// The event of a file in `events/`.
fn fixture(name: &str) -> Value {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/events");
    let text = std::fs::read_to_string(format!("{folder}/{name}.json")).unwrap();
    serde_json::from_str(&text).unwrap()
}

fn upload(key: &str, version: Option<&str>, etag: Option<&str>, sequencer: Option<&str>) -> Upload {
    Upload {
        bucket: "images".to_owned(),
        key: key.to_owned(),
        version: version.map(str::to_owned),
        etag: etag.map(str::to_owned),
        sequencer: sequencer.and_then(Sequencer::new),
    }
}

const KEY: &str = "summer 1+1/Zoë.jpg";
const ETAG: Option<&str> = Some("d41d8cd98f00b204e9800998ecf8427e");
const VERSION: Option<&str> = Some("096fKKXTRTtl3on89fVO.nfljtsv6qko");
const SEQUENCER: Option<&str> = Some("0055AED6DCD90281E5");

fn created() -> Record {
    Record::Created(upload(KEY, VERSION, ETAG, SEQUENCER))
}

fn ignored(reason: &str) -> Record {
    Record::Ignored {
        reason: reason.to_owned(),
    }
}

/// The records of each item.
fn records_of(event: &Event) -> Vec<Vec<&Record>> {
    let of_item =
        |item: &'_ Item| -> Vec<Record> { item.records.iter().flatten().cloned().collect() };
    assert!(
        event
            .items
            .iter()
            .all(|item| of_item(item).len() == item.records.len())
    );
    event
        .items
        .iter()
        .map(|item| item.records.iter().flatten().collect())
        .collect()
}

#[test]
fn every_shape_is_read() {
    let bridged = |sequencer| {
        Record::Created(upload(
            "100% 1+1/Zoë.jpg",
            Some("IYV3p45BT0ac8hjHg1houSdS1a.Mro8e"),
            ETAG,
            sequencer,
        ))
    };
    // Events of restored objects have no sequencer there.
    let restored = bridged(None);
    let bridged = bridged(Some("00617F08299329D189"));
    let batch = Reply::Batch {
        schema: "1.0".to_owned(),
        invocation: "YXNkbGZqYWRmaiBhc2RmdW9hZHNmZGpmaGFzbGtkaGZza2RmaAo".to_owned(),
    };
    let batch_2 = Reply::Batch {
        schema: "2.0".to_owned(),
        invocation: "YXNkbGZqYWRmaiBhc2RmdW9hZHNmZGpmaGFzbGtkaGZza2RmaAo".to_owned(),
    };
    let version = Some("jbo9_jhdPEyB4RrmOxWS0kU0EoNrU_oI");
    let rows = [
        ("s3-created", Reply::Summary, vec![vec![created()]]),
        (
            "s3-removed",
            Reply::Summary,
            vec![vec![Record::Removed(upload(
                KEY,
                Some("061203CFB5E2D1C9"),
                None,
                Some("0055AED6DCD90281E6"),
            ))]],
        ),
        (
            "s3-console-test",
            Reply::Summary,
            vec![vec![Record::Created(upload("test/key", None, None, None))]],
        ),
        (
            "minio-created",
            Reply::Summary,
            vec![vec![Record::Created(upload(
                KEY,
                None,
                ETAG,
                Some("169ADCD68C2F2554"),
            ))]],
        ),
        (
            "seaweedfs-updated",
            Reply::Summary,
            vec![vec![Record::Created(upload(
                KEY,
                None,
                Some("e2fc714c4727ee9395f324cd2e7f331f"),
                None,
            ))]],
        ),
        (
            "seaweedfs-deleted",
            Reply::Summary,
            vec![vec![Record::Removed(upload(KEY, None, None, None))]],
        ),
        (
            "seaweedfs-folder",
            Reply::Summary,
            vec![vec![ignored("SeaweedFS: a folder")]],
        ),
        (
            "s3-restored",
            Reply::Summary,
            vec![vec![ignored("ObjectRestore:Post"), created()]],
        ),
        ("eventbridge-restored", Reply::Summary, vec![vec![restored]]),
        (
            "s3-test",
            Reply::Summary,
            vec![vec![ignored("s3:TestEvent")]],
        ),
        (
            "eventbridge-created",
            Reply::Summary,
            vec![vec![bridged.clone()]],
        ),
        (
            "eventbridge-deleted",
            Reply::Summary,
            vec![vec![Record::Removed(upload(
                "a.jpg",
                Some("1QW9g1Z99LUNbvaaYVpW9xDlOLU.qxgF"),
                None,
                Some("00617F0837B476E463"),
            ))]],
        ),
        ("sns", Reply::Summary, vec![vec![created()]]),
        (
            "sqs",
            Reply::Queue,
            vec![
                vec![created()],
                vec![ignored("s3:TestEvent")],
                vec![
                    Record::Created(upload("a.jpg", None, ETAG, SEQUENCER)),
                    Record::Created(upload("b.jpg", None, ETAG, Some("0055AED6DCD90281E7"))),
                ],
            ],
        ),
        ("sqs-sns", Reply::Queue, vec![vec![created()]]),
        ("sqs-eventbridge", Reply::Queue, vec![vec![bridged.clone()]]),
        ("sqs-sns-eventbridge", Reply::Queue, vec![vec![bridged]]),
        (
            "batch-1.0",
            batch,
            vec![vec![Record::Created(upload(KEY, None, None, None))]],
        ),
        (
            "batch-2.0",
            batch_2,
            vec![vec![Record::Created(upload("a.jpg", version, None, None))]],
        ),
        (
            "direct",
            Reply::Direct,
            vec![vec![Record::Created(upload(KEY, None, None, None))]],
        ),
        (
            "direct-recipe",
            Reply::Direct,
            vec![vec![Record::Created(upload("a.jpg", version, None, None))]],
        ),
    ];
    for (name, reply, expected) in &rows {
        let event = read(&fixture(name)).unwrap();
        assert_eq!(event.reply, *reply, "{name}");
        let expected: Vec<Vec<&Record>> =
            expected.iter().map(|item| item.iter().collect()).collect();
        assert_eq!(records_of(&event), expected, "{name}");
    }
    let files = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/events")).unwrap();
    assert_eq!(files.count(), rows.len(), "a file that no row reads");
}

#[test]
fn messages_and_tasks_keep_their_names() {
    let ids = |name| -> Vec<Option<String>> {
        let event = read(&fixture(name)).unwrap();
        event.items.into_iter().map(|item| item.id).collect()
    };
    let message = |last| Some(format!("059f36b4-87a3-44ab-83d2-66197571900{last}"));
    assert_eq!(ids("sqs"), [message(0), message(1), message(2)]);
    assert_eq!(ids("batch-2.0"), [Some("dGFza2lkZ29lc2hlcmUK".to_owned())]);
    assert_eq!(ids("direct"), [None]);
}

#[test]
fn a_call_may_bring_a_recipe() {
    let recipe = read(&fixture("direct-recipe")).unwrap().recipe.unwrap();
    assert_eq!(recipe.outputs[0].target.width, Some(64));
    assert_eq!(read(&fixture("direct")).unwrap().recipe, None);
    let named = json!({"bucket": "b", "key": "k", "recipe": "avatar"});
    assert_eq!(read(&named).unwrap().recipe_name.as_deref(), Some("avatar"));
    let wrong = json!({"bucket": "b", "key": "k", "recipe": {"output": {"quality": 0}}});
    let message = read(&wrong).unwrap_err().to_string();
    assert!(
        message.ends_with("quality is 0; expected a whole number from 1 to 100, auto, or a score from 30 to 95 such as score=75"),
        "{message}"
    );
}

/// A created record with one field set to something else.
fn changed(field: &str, value: Value) -> Value {
    let mut event = fixture("s3-created");
    *event.pointer_mut(&format!("/Records/0{field}")).unwrap() = value;
    event
}

fn only(event: &Value) -> Result<Record, EventError> {
    let mut event = read(event).unwrap();
    event.items.remove(0).records.remove(0)
}

#[test]
fn keys_are_decoded() {
    let rows = [
        ("a.jpg", "a.jpg"),
        ("100%25.jpg", "100%.jpg"),
        ("%252F.jpg", "%2F.jpg"),
        ("a%20b.jpg", "a b.jpg"),
        ("%E6%97%A5%E6%9C%AC.png", "日本.png"),
    ];
    for (encoded, key) in rows {
        let event = changed("/s3/object/key", json!(encoded));
        let Ok(Record::Created(found)) = only(&event) else {
            panic!("{encoded}");
        };
        assert_eq!(found.key, key);
    }
    assert_eq!(
        only(&changed("/s3/object/key", json!("%FF.jpg")))
            .unwrap_err()
            .to_string(),
        "the key \"%FF.jpg\" is not UTF-8 once it is decoded"
    );
}

#[test]
fn events_of_other_things_are_ignored() {
    for name in ["ObjectTagging:Put", "ObjectRestore:Delete", "Something:New"] {
        let event = changed("/eventName", json!(name));
        assert_eq!(only(&event), Ok(ignored(name)));
    }
    let mut event = fixture("eventbridge-created");
    event["detail-type"] = json!("Object Tags Added");
    assert_eq!(only(&event), Ok(ignored("Object Tags Added")));
}

#[test]
fn every_way_of_creating_and_deleting_is_known() {
    for name in ["Put", "Post", "Copy", "CompleteMultipartUpload"] {
        let event = changed("/eventName", json!(format!("ObjectCreated:{name}")));
        assert!(matches!(only(&event), Ok(Record::Created(_))), "{name}");
    }
    for name in [
        "ObjectRemoved:Delete",
        "ObjectRemoved:DeleteMarkerCreated",
        "LifecycleExpiration:Delete",
        "LifecycleExpiration:DeleteMarkerCreated",
    ] {
        let event = changed("/eventName", json!(name));
        assert!(matches!(only(&event), Ok(Record::Removed(_))), "{name}");
    }
}

#[test]
fn every_minor_version_is_read() {
    for version in ["2.0", "2.1", "2.6", "2.17"] {
        let event = changed("/eventVersion", json!(version));
        assert!(only(&event).is_ok(), "{version}");
    }
}

#[test]
fn a_version_called_null_is_none() {
    let Ok(Record::Created(found)) = only(&changed("/s3/object/versionId", json!("null"))) else {
        panic!("it is created");
    };
    assert_eq!(found.version, None);
}

#[test]
fn records_that_are_something_else_say_what_they_are() {
    let rows = [
        (
            changed("/eventSource", json!("aws:dynamodb")),
            "expected a record with /eventSource \"aws:s3\" or \"minio:s3\"; found \"aws:dynamodb\"",
        ),
        (
            changed("/eventVersion", json!("3.0")),
            "expected a record with /eventVersion 2.x; found \"3.0\"",
        ),
        (
            changed("/s3/object/key", json!(7)),
            "expected a record with /s3/object/key (a string); found 7",
        ),
        (
            json!({"Records": [{"kinesis": {}}]}),
            "expected a record with /eventSource \"aws:s3\" or \"minio:s3\"; found none in an object with [kinesis]",
        ),
        (
            json!({"Records": [{"eventSource": "aws:sqs", "body": "hello"}]}),
            "expected an event as JSON in /body; it cannot be read: expected value at line 1 column 1",
        ),
    ];
    for (event, message) in rows {
        assert_eq!(only(&event).unwrap_err().to_string(), message);
    }
}

#[test]
fn a_bad_record_leaves_the_others_alone() {
    let mut event = fixture("s3-created");
    let good = event["Records"][0].clone();
    event["Records"] = json!([good, {}, good]);
    let found: Vec<bool> = read(&event).unwrap().items[0]
        .records
        .iter()
        .map(Result::is_ok)
        .collect();
    assert_eq!(found, [true, false, true]);
}

#[test]
fn a_key_that_no_object_has_is_refused() {
    let long = "é".repeat(513);
    for (event, bytes) in [
        (json!({"bucket": "b", "key": ""}), 0),
        (json!({"bucket": "b", "key": long}), 1026),
        (changed("/s3/object/key", json!(long)), 1026),
        (changed("/s3/object/key", json!("%C3%A9".repeat(513))), 1026),
    ] {
        let error = match read(&event) {
            Ok(mut event) => event.items.remove(0).records.remove(0).unwrap_err(),
            Err(error) => error,
        };
        assert_eq!(error, EventError::KeyLength { bytes });
    }
    assert!(only(&changed("/s3/object/key", json!("%C3%A9".repeat(512)))).is_ok());
}

#[test]
fn events_in_events_have_an_end() {
    let mut event = fixture("s3-created");
    for _ in 0..3 {
        event = json!({"Type": "Notification", "Message": event.to_string()});
    }
    assert!(only(&event).is_ok());
    let event = json!({"Type": "Notification", "Message": event.to_string()});
    assert_eq!(
        read(&event).unwrap_err(),
        EventError::TooDeep { deepest: 3 }
    );
}

#[test]
fn other_events_say_what_they_are() {
    let rows = [
        (
            json!({"source": "aws.ec2", "detail": {}}),
            "an object with [detail, source]",
        ),
        (json!([1]), "an array"),
        (json!({}), "an empty object"),
        (json!("x"), "a string"),
        (json!(true), "a boolean"),
        (json!(null), "nothing (null)"),
        (json!({"Records": "none"}), "an object with [Records]"),
    ];
    for (event, found) in rows {
        let message = format!(
            "expected an event of S3 (a notification, alone or from SNS, SQS or EventBridge), a task of S3 Batch Operations, or {{\"bucket\", \"key\"}}; found {found}"
        );
        assert_eq!(read(&event).unwrap_err().to_string(), message);
    }
    let misspelt = json!({"bucket": "b", "key": "k", "widht": 5});
    assert_eq!(
        read(&misspelt).unwrap_err().to_string(),
        "expected a record with bucket and key and no others but version, etag and recipe; found an object with [bucket, key, widht]"
    );
}

#[test]
fn files_of_seaweedfs_that_are_no_uploads_are_ignored() {
    let at = |path: &str| {
        let mut event = fixture("seaweedfs-updated");
        event["key"] = json!(path);
        only(&event)
    };
    for path in [
        "/buckets/images/.uploads/7d/0001.part",
        "/buckets/images/a/.versions/a.jpg/v_1",
        "/buckets/.system/owners/x",
    ] {
        assert_eq!(
            at(path),
            Ok(ignored("SeaweedFS: a file of SeaweedFS's own"))
        );
    }
    let error = at("/etc/passwd").unwrap_err().to_string();
    assert!(error.contains("that begins with /buckets/"), "{error}");
    let mut event = fixture("seaweedfs-updated");
    event["event_type"] = json!("rename");
    assert_eq!(only(&event), Ok(ignored("SeaweedFS: rename")));
}
