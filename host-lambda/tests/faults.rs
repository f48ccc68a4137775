//! What the function does when S3 is busy and networks are bad: everything that may be different next time is handed
//! back, and nothing wrong is ever written.

mod common;

use std::time::Duration;

use common::function::Function;
use common::picture::photo;
use common::proxy::{Fault, Proxy};
use common::seaweedfs::SeaweedFs;
use local_aws::Answer;
use serde_json::{Value, json};

/// More often than the SDK tries.
const ALWAYS: usize = 1000;

const SLOW_DOWN: Fault = Fault::Answer(503, "SlowDown");

fn upload(key: &str) -> Value {
    json!({"Records": [{
        "eventVersion": "2.6", "eventSource": "aws:s3", "eventName": "ObjectCreated:Put",
        "s3": {"bucket": {"name": "images"}, "object": {"key": key, "sequencer": "01"}},
    }]})
}

#[tokio::test]
#[ignore = "needs SeaweedFS: run by cargo xtask test"]
async fn faults_are_sorted_and_leave_nothing_wrong_behind() {
    let s3 = SeaweedFs::start().await;
    s3.create_bucket("images").await;
    s3.create_bucket("images-resized").await;
    let source = photo(800, 600);
    let proxy = Proxy::start(s3.variables()[0].1);
    let mut variables = s3.variables().to_vec();
    variables[0].1 = &proxy.endpoint;
    let function = Function::start(&variables);

    // How often it happens, and the kind of failure; `None`: the SDK's own attempts are enough.
    let rows = [
        ("HEAD", SLOW_DOWN, 1, None),
        ("GET", SLOW_DOWN, 2, None),
        ("PUT", SLOW_DOWN, 2, None),
        ("HEAD", SLOW_DOWN, ALWAYS, Some("storage")),
        ("GET", SLOW_DOWN, ALWAYS, Some("storage")),
        ("PUT", SLOW_DOWN, ALWAYS, Some("storage")),
        ("HEAD", Fault::Reset, 1, None),
        ("GET", Fault::Reset, 1, None),
        ("PUT", Fault::Reset, 1, None),
        ("HEAD", Fault::LostAnswer, 1, None),
        ("GET", Fault::LostAnswer, 1, None),
        ("GET", Fault::Reset, ALWAYS, Some("storage")),
        ("PUT", Fault::Reset, ALWAYS, Some("storage")),
        // What breaks off or stands still is read once more.
        ("GET", Fault::HalfBody, 1, None),
        ("GET", Fault::HalfBody, ALWAYS, Some("storage")),
        ("GET", Fault::OtherBody, 1, None),
        ("GET", Fault::OtherBody, ALWAYS, Some("storage")),
        ("GET", Fault::Standstill, 1, None),
        ("GET", Fault::Silence, 1, None),
        ("HEAD", Fault::Silence, 1, None),
        ("PUT", Fault::Silence, 1, None),
        ("PUT", Fault::OtherUpload, ALWAYS, Some("storage")),
        ("GET", Fault::SlowBody, 1, Some("out-of-time")),
    ];
    for (number, (method, fault, count, expected)) in rows.into_iter().enumerate() {
        let key = format!("{number}.jpg");
        s3.put("images", &key, &source).await;
        proxy.inject(method, fault, count);
        let time = match fault {
            Fault::SlowBody => Duration::from_secs(3),
            _ => Duration::from_secs(60),
        };
        let answer = function.invoke_within(time, upload(&key));
        let case = format!("{method} {fault:?} {count}: {answer:?}");
        assert!(proxy.faults() > 0, "nothing happened: {case}");
        match (expected, answer) {
            (None, Answer::Response(summary)) => assert_eq!(summary["created"], 1, "{case}"),
            (Some(kind), Answer::Error(error)) => {
                assert_eq!(error["errorType"], "Thumbox.Transient", "{case}");
                let failed = function.decisions("failed");
                assert_eq!(failed.last().unwrap()["kind"], kind, "{case}");
                assert_eq!(s3.get("images-resized", &key).await, None, "{case}");
            }
            _ => panic!("{case}"),
        }
        // Repeated by Lambda when the trouble is over.
        proxy.inject(method, fault, 0);
        let again = function.invoke(upload(&key));
        assert!(matches!(again, Answer::Response(_)), "{case}: {again:?}");
        assert!(s3.get("images-resized", &key).await.is_some(), "{case}");
    }
}

/// S3 has written the thumbnail, and its answer is lost: the next attempt sees what is there, and writes nothing.
#[tokio::test]
#[ignore = "needs SeaweedFS: run by cargo xtask test"]
async fn a_write_whose_answer_is_lost_is_not_made_again() {
    let s3 = SeaweedFs::start().await;
    s3.create_bucket("images").await;
    s3.create_bucket("images-resized").await;
    s3.put("images", "a.jpg", &photo(80, 60)).await;
    let proxy = Proxy::start(s3.variables()[0].1);
    let mut variables = s3.variables().to_vec();
    variables[0].1 = &proxy.endpoint;
    let function = Function::start(&variables);
    proxy.inject("PUT", Fault::LostAnswer, 1);
    let Answer::Response(summary) = function.invoke(upload("a.jpg")) else {
        panic!("the attempts of the SDK are enough");
    };
    assert_eq!(
        (&summary["created"], &summary["skipped"]),
        (&json!(0), &json!(1))
    );
    let exchanges = proxy.exchanges();
    let puts: Vec<_> = (exchanges.iter())
        .filter(|exchange| exchange.method == "PUT")
        .map(|exchange| (exchange.fault, exchange.status))
        .collect();
    assert_eq!(
        puts,
        [(Some(Fault::LostAnswer), Some(200)), (None, Some(412))]
    );
    assert!(s3.get("images-resized", "a.jpg").await.is_some());
}

/// S3's errors, as its documentation lists them: whose they are, and in few words what happened.
#[tokio::test]
#[ignore = "needs SeaweedFS: run by cargo xtask test"]
async fn answers_of_s3_are_told_apart() {
    let s3 = SeaweedFs::start().await;
    s3.create_bucket("images").await;
    s3.create_bucket("images-resized").await;
    let source = photo(80, 60);
    let proxy = Proxy::start(s3.variables()[0].1);
    let mut variables = s3.variables().to_vec();
    variables[0].1 = &proxy.endpoint;
    let function = Function::start(&variables);
    let (permanent, transient, operator) = (None, Some("Transient"), Some("Configuration"));
    let rows = [
        ("GET", 400, "InvalidRequest", permanent, "source-refused"),
        (
            "GET",
            403,
            "InvalidObjectState",
            permanent,
            "source-archived",
        ),
        ("GET", 404, "NoSuchKey", permanent, "source-gone"),
        ("GET", 403, "AccessDenied", operator, "access-denied"),
        ("GET", 301, "PermanentRedirect", operator, "other-region"),
        (
            "GET",
            400,
            "AuthorizationHeaderMalformed",
            operator,
            "other-region",
        ),
        ("GET", 404, "NoSuchBucket", operator, "no-such-bucket"),
        ("GET", 400, "ExpiredToken", transient, "storage"),
        ("GET", 403, "RequestTimeTooSkewed", transient, "storage"),
        ("GET", 400, "RequestTimeout", transient, "storage"),
        ("GET", 500, "InternalError", transient, "storage"),
        ("HEAD", 400, "Whatever", transient, "storage"),
        ("PUT", 400, "KeyTooLongError", permanent, "key"),
        ("PUT", 400, "MetadataTooLarge", operator, "write-refused"),
        ("PUT", 400, "EntityTooLarge", operator, "write-refused"),
        ("PUT", 400, "InvalidStorageClass", operator, "write-refused"),
        ("PUT", 503, "SlowDown", transient, "storage"),
    ];
    for (number, (method, status, code, expected, kind)) in rows.into_iter().enumerate() {
        let key = format!("{number}.jpg");
        s3.put("images", &key, &source).await;
        proxy.inject(method, Fault::Answer(status, code), ALWAYS);
        let answer = function.invoke(upload(&key));
        let case = format!("{method} {status} {code}: {answer:?}");
        let decision = match (expected, &answer) {
            (None, Answer::Response(summary)) => {
                assert_eq!(summary["rejected"], 1, "{case}");
                "rejected"
            }
            (Some(class), Answer::Error(error)) => {
                assert_eq!(error["errorType"], format!("Thumbox.{class}"), "{case}");
                let message = error["errorMessage"].as_str().expect("a message");
                assert!(message.len() < 600, "{case}");
                assert!(!message.contains("ServiceError"), "{case}");
                "failed"
            }
            _ => panic!("{case}"),
        };
        let told = function.decisions(decision);
        assert_eq!(told.last().unwrap()["kind"], kind, "{case}");
        proxy.inject(method, Fault::Answer(status, code), 0);
    }
}
