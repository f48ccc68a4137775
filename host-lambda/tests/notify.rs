//! Notices of thumbnails: what a topic and a bus are sent, and what happens when they do not take it.

mod common;

use std::time::{Duration, SystemTime};

use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use common::event::uploads;
use common::here::Here;
use common::model::Model;
use common::service::Service;
use host_lambda::handler::Handler;
use host_lambda::invocation::Invocation;
use host_lambda::notify::aws::AwsNotify;
use host_lambda::outbound::metrics::Metrics;
use host_lambda::plans::Plans;
use host_lambda::store::ObjectLocation;
use percent_encoding::percent_decode_str;
use recipe::{BucketTemplate, Recipe};
use serde_json::{Value, json};

const TOPIC: &str = "arn:aws:sns:eu-central-1:123456789012:thumbs";
const BUS: &str = "arn:aws:events:eu-central-1:123456789012:event-bus/default";

fn notify(service: &Service, arn: &str) -> AwsNotify {
    let credentials = Credentials::new("demo", "demo", Some("token".to_owned()), None, "test");
    let config = SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("us-east-1"))
        .endpoint_url(&service.endpoint)
        .http_client(aws_smithy_http_client::Builder::new().build_http())
        .credentials_provider(SharedCredentialsProvider::new(credentials))
        .build();
    AwsNotify::new(arn.parse().unwrap(), &config)
}

fn handler(service: &Service, arn: &str) -> Handler<Model, Here, AwsNotify> {
    let recipe = Recipe::read(r#"{"output": {"width": 4, "format": "png"}}"#).unwrap();
    Handler {
        store: Model::new(false),
        maker: Here::new(),
        notify: notify(service, arn),
        plans: Plans::of(recipe, BucketTemplate::default()),
    }
}

fn at(bucket: &str, key: &str) -> ObjectLocation {
    ObjectLocation {
        bucket: bucket.to_owned(),
        key: key.to_owned(),
    }
}

/// Handles an event of an upload that is there: the answer, or the error's type.
async fn handle(handler: &Handler<Model, Here, AwsNotify>) -> (Result<Value, String>, Metrics) {
    let invocation = Invocation {
        end: SystemTime::now() + Duration::from_secs(60),
        request: Some("r".to_owned()),
        trace: None,
        cold: false,
    };
    let (answer, metrics) = handler.handle(&uploads(&["a+b"]), &invocation).await;
    let answer = answer.map_err(|error| error.error_type().to_owned());
    (answer, metrics)
}

const PICTURE: &[u8] = b"P5\n2 2\n255\nabcd";

#[tokio::test]
async fn a_topic_is_told_of_thumbnails_and_of_rejections() {
    let service = Service::start();
    let handler = handler(&service, TOPIC);
    let (etag, _) = handler.store.upload(&at("images", "a b"), PICTURE);
    assert_eq!(handle(&handler).await.0.unwrap()["created"], 1);
    let (head, thumbnail) = handler.store.present(&at("images-resized", "a b")).unwrap();

    let requests = service.requests();
    let [(request, form)] = requests.as_slice() else {
        panic!("{requests:?}");
    };
    assert!(request.starts_with("post / http/1.1"), "{request}");
    assert!(
        request.contains("/eu-central-1/sns/aws4_request"),
        "{request}"
    );
    assert!(request.contains("x-amz-security-token: token"), "{request}");
    let fields: Vec<(&str, String)> = form
        .split('&')
        .map(|field| {
            let (name, value) = field.split_once('=').unwrap();
            (
                name,
                percent_decode_str(value).decode_utf8().unwrap().into(),
            )
        })
        .collect();
    assert_eq!(fields[2], ("TopicArn", TOPIC.to_owned()));
    let (name, message) = &fields[3];
    assert_eq!(*name, "Message");
    let receipt = host_lambda::provenance::Provenance::read(&head.metadata).unwrap();
    let expected = json!({
        "version": 1,
        "source": {"bucket": "images", "key": "a b", "version-id": null, "etag": null},
        "decision": "created",
        "recipe": &receipt.receipt.recipe[..16],
        "request": "r",
        "outputs": [{
            "bucket": "images-resized", "key": "a b", "format": "png", "width": 2, "height": 2,
            "bytes": thumbnail.len(), "sha256": recipe::sha256(&thumbnail),
            "receipt": receipt.receipt.digest(),
        }],
    });
    assert_eq!(serde_json::from_str::<Value>(message).unwrap(), expected);
    assert!(!etag.is_empty());

    handler.store.upload(&at("images", "a b"), b"<html>");
    assert_eq!(handle(&handler).await.0.unwrap()["rejected"], 1);
    let (_, form) = service.requests().remove(0);
    let form = percent_decode_str(&form).decode_utf8_lossy().into_owned();
    assert!(form.contains(r#""decision":"rejected""#), "{form}");
    assert!(form.contains(r#""kind":"unsupported-format""#), "{form}");
}

#[tokio::test]
async fn a_notice_that_is_not_taken_comes_again_and_no_thumbnail_is_lost() {
    let service = Service::start();
    let rows = [
        (TOPIC, 500, "busy", "Thumbox.Transient"),
        (TOPIC, 400, "Throttling", "Thumbox.Transient"),
        (TOPIC, 403, "AuthorizationError", "Thumbox.Configuration"),
        (
            BUS,
            200,
            r#"{"FailedEntryCount":1,"Entries":[{"ErrorCode":"InternalFailure"}]}"#,
            "Thumbox.Transient",
        ),
    ];
    for (arn, status, body, expected) in rows {
        let handler = handler(&service, arn);
        handler.store.upload(&at("images", "a b"), PICTURE);
        service.answers(status, body);
        let (answer, metrics) = handle(&handler).await;
        assert_eq!(answer.unwrap_err(), expected, "{status} {body}");
        let line = metrics.lines("f", SystemTime::now()).remove(0);
        assert!(line.contains(r#""NoticesFailed":1"#), "{line}");
        let thumbnail = handler.store.present(&at("images-resized", "a b"));
        assert!(thumbnail.is_some(), "{status} {body}");

        service.answers(200, r#"{"FailedEntryCount":0}"#);
        service.requests();
        assert_eq!(handle(&handler).await.0.unwrap()["skipped"], 1);
        let requests = service.requests();
        assert_eq!(requests.len(), 1, "{status} {body}");
        let (head, body) = &requests[0];
        if arn == BUS {
            assert!(head.contains("x-amz-target: awsevents.putevents"), "{head}");
            let body: Value = serde_json::from_str(body).unwrap();
            let entry = &body["Entries"][0];
            assert_eq!(entry["EventBusName"], BUS);
            assert_eq!(entry["DetailType"], "Thumbnails Created");
            let detail: Value = serde_json::from_str(entry["Detail"].as_str().unwrap()).unwrap();
            assert_eq!(detail["decision"], "skipped");
            assert_eq!(detail["outputs"][0]["key"], "a b");
            assert!(detail["outputs"][0]["receipt"].is_string());
        }
    }
}
