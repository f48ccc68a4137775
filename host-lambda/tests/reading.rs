//! How much of an upload is transferred.

mod common;

use std::time::{Duration, SystemTime};

use common::here::Here;
use common::model::Model;
use common::picture::noise;
use engine::{Limits, Resizer};
use host_lambda::failure::Failure;
use host_lambda::plan::Plan;
use host_lambda::store::Place;
use host_lambda::upload::Upload;
use host_lambda::work::Worker;
use recipe::{BucketTemplate, Recipe};

/// Bytes that are read of this upload, and the kind of failure.
async fn read(data: &[u8], recipe: &str) -> (usize, Option<&'static str>) {
    let model = Model::new(false);
    let place = Place {
        bucket: "images".to_owned(),
        key: "a".to_owned(),
    };
    let (etag, _) = model.upload(&place, data);
    let worker = Worker {
        store: &model,
        maker: &Here(Resizer::embedded(Limits::default()).unwrap()),
        plan: &Plan::new(
            Recipe::from_json(recipe).unwrap(),
            BucketTemplate::default(),
        ),
        end: SystemTime::now() + Duration::from_secs(60),
    };
    let upload = Upload {
        bucket: place.bucket,
        key: place.key,
        etag: Some(etag),
        ..Upload::default()
    };
    let kind = worker.created(&upload).await.err();
    (model.bytes_read(), kind.as_ref().map(Failure::kind))
}

/// The first part, and what comes with it.
const HEAD: usize = (64 << 10) + 1000;

#[tokio::test]
async fn what_gives_no_thumbnail_is_refused_by_its_head() {
    let mut bomb = b"P6\n40000 40000\n255\n".to_vec();
    bomb.resize(3 << 20, 7);
    let (bytes, kind) = read(&bomb, "{}").await;
    assert_eq!(kind, Some("too-large"));
    assert!(bytes <= HEAD, "{bytes}");
    let (bytes, kind) = read(&vec![b'x'; 3 << 20], "{}").await;
    assert_eq!(kind, Some("unsupported-format"));
    assert!(bytes <= HEAD, "{bytes}");
    // The size alone is known without a byte.
    let limited = r#"{"options": {"max-file-bytes": "1MB"}}"#;
    assert_eq!(read(&bomb, limited).await, (0, Some("source-too-large")));
}

#[tokio::test]
async fn a_file_in_scans_is_read_as_far_as_the_result_needs() {
    let scans = noise(2000, 1400, true);
    let (small, kind) = read(&scans, "{}").await;
    assert_eq!(kind, None);
    let (large, kind) = read(&scans, r#"{"output": {"width": 1900}}"#).await;
    assert_eq!((large, kind), (scans.len(), None));
    assert!(small <= scans.len() / 2 + 1000, "{small} of {large}");
}
