//! Writing only into buckets of an account that is known.

mod common;

use aws_sdk_s3::Client;
use aws_sdk_s3::config::{BehaviorVersion, Credentials, Region};
use common::service::Service;
use host_lambda::store::s3::S3;
use host_lambda::store::{NewObject, ObjectLocation, Store};

const OWNER: &str = "123456789012";

#[tokio::test]
async fn what_is_written_or_deleted_names_the_account_of_the_bucket() {
    let service = Service::start();
    let config = aws_sdk_s3::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .http_client(aws_smithy_http_client::Builder::new().build_http())
        .region(Region::new("us-east-1"))
        .credentials_provider(Credentials::new("demo", "demo", None, None, "test"))
        .endpoint_url(&service.endpoint)
        .force_path_style(true)
        .build();
    let location = ObjectLocation {
        bucket: "images-resized".to_owned(),
        key: "a".to_owned(),
    };
    for owner in [None, Some(OWNER.to_owned())] {
        let store = S3::new(Client::from_conf(config.clone()));
        let store = store.with_owner_of_thumbnails(owner.clone());
        service.answers(200, "");
        let object = NewObject::default();
        store.put(&location, object, None).await.unwrap();
        store.delete(&location, "e").await.unwrap();
        let requests = service.requests();
        assert_eq!(requests.len(), 2);
        for (head, _) in requests {
            let is_named = head.contains(&format!("x-amz-expected-bucket-owner: {OWNER}"));
            assert_eq!(is_named, owner.is_some(), "{head}");
        }
    }
}
