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
        ("HEAD", Fault::SlowDown, 1, None),
        ("GET", Fault::SlowDown, 2, None),
        ("PUT", Fault::SlowDown, 2, None),
        ("HEAD", Fault::SlowDown, ALWAYS, Some("storage")),
        ("GET", Fault::SlowDown, ALWAYS, Some("storage")),
        ("PUT", Fault::SlowDown, ALWAYS, Some("storage")),
        ("HEAD", Fault::Reset, 1, None),
        ("GET", Fault::Reset, 1, None),
        ("PUT", Fault::Reset, 1, None),
        ("GET", Fault::Reset, ALWAYS, Some("storage")),
        ("PUT", Fault::Reset, ALWAYS, Some("storage")),
        ("GET", Fault::HalfBody, 1, Some("storage")),
        ("GET", Fault::OtherBody, 1, Some("storage")),
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
