//! The function from the event to the thumbnail: the real `bootstrap`, the Lambda Runtime API and a real S3 server.

mod common;

use common::event::uploads;
use common::function::Function;
use common::picture::photo;
use common::picture::thumbnail;
use common::seaweedfs::SeaweedFs;
use local_aws::Answer;
use recipe::{Recipe, Target};
use serde_json::{Value, json};

#[tokio::test]
#[ignore = "needs SeaweedFS: run by cargo xtask test"]
async fn an_upload_becomes_a_thumbnail_under_the_same_key() {
    let s3 = SeaweedFs::start().await;
    s3.create_bucket("images").await;
    s3.create_bucket("images-resized").await;
    let (key, encoded) = ("summer 1+1/Zoë.jpg", "summer+1%2B1/Zo%C3%AB.jpg");
    let source = photo(640, 427);
    s3.put("images", key, &source).await;

    let function = Function::start(&s3.variables());
    let Answer::Response(summary) = function.invoke(uploads(&[encoded])) else {
        panic!("the invocation failed");
    };

    assert_eq!(
        summary,
        json!({"created": 1, "removed": 0, "skipped": 0, "ignored": 0, "rejected": 0})
    );
    let (media_type, data) = s3.get("images-resized", key).await.unwrap();
    assert_eq!(media_type, "image/jpeg");
    assert!(
        data == thumbnail(&source, Target::thumbnail()),
        "other bytes than the engine's"
    );

    let lines = function.decisions("created");
    assert_eq!(lines.len(), 1);
    assert_eq!(lines[0]["bucket"], "images");
    assert_eq!(lines[0]["key"], key);
    assert_eq!(
        (&lines[0]["width"], &lines[0]["height"]),
        (&json!(128), &json!(85))
    );
    assert_eq!(lines[0]["source_bytes"], source.len());
    assert_eq!(lines[0]["bytes"], data.len());
    for field in ["get_ms", "resize_ms", "put_ms", "peak_memory"] {
        assert!(lines[0][field].as_f64().unwrap() > 0.0, "{field}");
    }
    assert_eq!(lines[0]["cold"], true);
    assert_eq!(
        lines[0]["results"],
        format!("images-resized/{{key}} 128 x 85 jpeg, {} bytes", data.len())
    );
    for line in function.lines() {
        let line = line.to_string();
        assert!(line.len() < 600 || line.contains("_aws"), "{line}");
        assert!(line.matches(key).count() < 2, "{line}");
    }
    let metrics = function.metrics();
    assert_eq!(metrics.len(), 1);
    assert_eq!(metrics[0]["FunctionName"], "thumbox");
    assert_eq!(metrics[0]["ImagesResized"], 1);
    assert_eq!(metrics[0]["BytesIn"], source.len());
    assert_eq!(metrics[0]["BytesOut"], data.len());
}

#[tokio::test]
#[ignore = "needs SeaweedFS: run by cargo xtask test"]
async fn the_variables_say_what_is_made_and_where_it_goes() {
    let s3 = SeaweedFs::start().await;
    s3.create_bucket("images").await;
    s3.create_bucket("small.images").await;
    let source = photo(640, 427);
    s3.put("images", "a.jpg", &source).await;

    let mut variables = s3.variables().to_vec();
    variables.extend([
        ("THUMBOX_WIDTH", "200"),
        ("THUMBOX_FORMAT", "png"),
        ("THUMBOX_DEST_BUCKET", "small.{bucket}"),
    ]);
    let function = Function::start(&variables);
    assert!(matches!(
        function.invoke(uploads(&["a.jpg"])),
        Answer::Response(_)
    ));

    let target = Target {
        width: Some(200),
        format: Some(recipe::Encoding::Png),
        ..Target::default()
    };
    let (media_type, data) = s3.get("small.images", "a.jpg").await.unwrap();
    assert_eq!(media_type, "image/png");
    assert!(
        data == thumbnail(&source, target),
        "other bytes than the engine's"
    );
}

#[tokio::test]
#[ignore = "needs SeaweedFS: run by cargo xtask test"]
async fn a_recipe_says_what_is_made() {
    let s3 = SeaweedFs::start().await;
    s3.create_bucket("images").await;
    s3.create_bucket("images-resized").await;
    let source = photo(640, 427);
    // Half of it, which is taken because the recipe is tolerant.
    s3.put("images", "half.jpg", &source[..source.len() / 2])
        .await;
    s3.put("images", "a.jpg", &source).await;

    let text = r#"{
        "output": {"width": 90, "height": 90, "fit": "cover", "format": "gif", "colors": 32, "thumbhash": true},
        "limits": {"tolerant": true}
    }"#;
    let recipe = Recipe::from_json(text).unwrap();
    let mut variables = s3.variables().to_vec();
    variables.push(("THUMBOX_RECIPE", text));
    let function = Function::start(&variables);
    let answer = function.invoke(uploads(&["a.jpg", "half.jpg"]));
    assert!(matches!(answer, Answer::Response(_)), "{answer:?}");

    let (media_type, data) = s3.get("images-resized", "a.jpg").await.unwrap();
    assert_eq!(media_type, "image/gif");
    assert!(
        data == thumbnail(&source, recipe.outputs[0].target.clone()),
        "other bytes than the engine's"
    );
    // Records are worked on side by side, so lines come in any order.
    let lines = function.decisions("created");
    let of = |key: &str| lines.iter().find(|line| line["key"] == key).unwrap();
    assert!(of("a.jpg")["thumbhash"].is_string());
    assert_eq!(of("a.jpg").get("warnings"), None);
    let warnings = of("half.jpg")["warnings"].as_str().unwrap();
    assert!(warnings.starts_with("picture-lost: "), "{warnings}");
}

#[tokio::test]
#[ignore = "needs SeaweedFS: run by cargo xtask test"]
async fn bad_records_are_logged_and_do_not_stop_the_others() {
    let s3 = SeaweedFs::start().await;
    s3.create_bucket("images").await;
    s3.create_bucket("images-resized").await;
    s3.put("images", "first.jpg", &photo(300, 200)).await;
    s3.put("images", "notes.jpg", b"not an image").await;
    s3.put("images", "last.jpg", &photo(200, 300)).await;

    let function = Function::start(&s3.variables());
    let event = uploads(&["first.jpg", "notes.jpg", "deleted.jpg", "last.jpg"]);
    let Answer::Response(summary) = function.invoke(event) else {
        panic!("the invocation failed");
    };

    assert_eq!(
        summary,
        json!({"created": 2, "removed": 0, "skipped": 0, "ignored": 0, "rejected": 2})
    );
    for (key, made) in [
        ("first.jpg", true),
        ("notes.jpg", false),
        ("last.jpg", true),
    ] {
        assert_eq!(s3.get("images-resized", key).await.is_some(), made, "{key}");
    }
    let mut rejected: Vec<String> = function
        .decisions("rejected")
        .into_iter()
        .map(|line| format!("{} {}", line["key"], line["kind"]))
        .collect();
    // Records are worked on side by side.
    rejected.sort_unstable();
    assert_eq!(
        rejected,
        [
            r#""deleted.jpg" "source-gone""#,
            r#""notes.jpg" "unsupported-format""#,
        ]
    );
}

#[tokio::test]
#[ignore = "needs SeaweedFS: run by cargo xtask test"]
async fn a_missing_destination_fails_the_invocation() {
    let s3 = SeaweedFs::start().await;
    s3.create_bucket("images").await;
    s3.put("images", "a.jpg", &photo(300, 200)).await;

    let function = Function::start(&s3.variables());
    let Answer::Error(error) = function.invoke(uploads(&["a.jpg"])) else {
        panic!("the invocation was acknowledged");
    };

    assert_eq!(error["errorType"], "Thumbox.Configuration");
    assert_eq!(
        error["errorMessage"],
        "there is no bucket \"images-resized\"; create it, or where it is that of the thumbnails set THUMBOX_DEST_BUCKET"
    );
    // The same function goes on once the operator has acted.
    s3.create_bucket("images-resized").await;
    assert!(matches!(
        function.invoke(uploads(&["a.jpg"])),
        Answer::Response(_)
    ));
}

#[tokio::test]
#[ignore = "needs SeaweedFS: run by cargo xtask test"]
async fn refused_credentials_fail_the_invocation() {
    let s3 = SeaweedFs::start().await;
    s3.create_bucket("images").await;

    let mut variables = s3.variables().to_vec();
    variables.push(("AWS_SECRET_ACCESS_KEY", "another"));
    let function = Function::start(&variables);
    let Answer::Error(error) = function.invoke(uploads(&["a.jpg"])) else {
        panic!("the invocation was acknowledged");
    };

    assert_eq!(error["errorType"], "Thumbox.Configuration");
    assert_eq!(function.decisions("failed")[0]["kind"], "access-denied");
}

#[tokio::test]
#[ignore = "needs SeaweedFS: run by cargo xtask test"]
async fn every_sender_is_answered_in_its_own_way() {
    let s3 = SeaweedFs::start().await;
    s3.create_bucket("images").await;
    s3.create_bucket("images-resized").await;
    for key in ["a.jpg", "b.jpg", "summer 1+1/Zoë.jpg"] {
        s3.put("images", key, &photo(300, 200)).await;
    }
    s3.put("images", "notes.jpg", b"not an image").await;
    let function = Function::start(&s3.variables());
    let answer = |event: Value| match function.invoke(event) {
        Answer::Response(answer) => answer,
        other => panic!("{other:?}"),
    };
    let fixture = |name: &str| -> Value {
        let file = format!(
            "{}/../records/events/{name}.json",
            env!("CARGO_MANIFEST_DIR")
        );
        serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap()
    };

    // A message that cannot be read comes again, for the queue's own limit to deal with; the others do not.
    let message =
        |id: &str, body: String| json!({"messageId": id, "eventSource": "aws:sqs", "body": body});
    let queue = json!({"Records": [
        message("good", uploads(&["a.jpg"]).to_string()),
        message("broken", uploads(&["notes.jpg"]).to_string()),
        message("foreign", "hello".to_owned()),
        message("test", fixture("s3-test").to_string()),
    ]});
    assert_eq!(
        answer(queue),
        json!({"batchItemFailures": [{"itemIdentifier": "foreign"}]})
    );
    assert!(s3.get("images-resized", "a.jpg").await.is_some());

    let mut batch = fixture("batch-2.0");
    let mut task = batch["tasks"][0].clone();
    task["s3VersionId"] = Value::Null;
    task["s3Key"] = json!("b.jpg");
    let mut broken = task.clone();
    broken["s3Key"] = json!("notes.jpg");
    batch["tasks"] = json!([task, broken]);
    let results = answer(batch)["results"].clone();
    assert_eq!(results[0]["resultCode"], "Succeeded");
    assert_eq!(results[1]["resultCode"], "PermanentFailure");

    let made = answer(fixture("direct"));
    assert_eq!(made["outputs"][0]["key"], "summer 1+1/Zoë.jpg");
    assert_eq!(made["outputs"][0]["width"], 128);
    // Once more: it is there already, and the answer still says where.
    let again = answer(fixture("direct"));
    assert_eq!(
        (&again["decision"], &again["outputs"][0]["bucket"]),
        (&json!("skipped"), &json!("images-resized"))
    );
    let Answer::Error(error) = function.invoke(json!({"bucket": "images", "key": "notes.jpg"}))
    else {
        panic!("a broken picture was acknowledged");
    };
    assert_eq!(error["errorType"], "Thumbox.Permanent");
}

#[tokio::test]
#[ignore = "needs SeaweedFS: run by cargo xtask test"]
async fn a_missing_source_bucket_is_for_the_operator() {
    let s3 = SeaweedFs::start().await;
    s3.create_bucket("images-resized").await;
    let function = Function::start(&s3.variables());
    // With an event, and by a call that says no ETag.
    for event in [
        uploads(&["a.jpg"]),
        json!({"bucket": "images", "key": "a.jpg"}),
    ] {
        let Answer::Error(error) = function.invoke(event) else {
            panic!("the invocation was acknowledged");
        };
        assert_eq!(error["errorType"], "Thumbox.Configuration", "{error}");
    }
    s3.create_bucket("images").await;
    let gone = function.invoke(json!({"bucket": "images", "key": "a.jpg"}));
    let Answer::Error(error) = gone else {
        panic!("{gone:?}");
    };
    assert_eq!(error["errorType"], "Thumbox.Permanent");
}
