//! What recipes change, and what the function remembers: the real `bootstrap` and a real S3 server.

mod common;

use aws_sdk_s3::operation::head_object::HeadObjectOutput;
use common::event::uploads;
use common::function::Function;
use common::picture::{noise, photo, thumbnail};
use common::seaweedfs::SeaweedFs;
use local_aws::Answer;
use recipe::Target;
use serde_json::{Value, json};

/// An object's headers.
async fn headers(s3: &SeaweedFs, bucket: &str, key: &str) -> HeadObjectOutput {
    let request = s3.client.head_object().bucket(bucket).key(key);
    request.send().await.expect("the object is there")
}

/// The event of one upload with ETag and sequencer.
fn event(name: &str, key: &str, etag: Option<&str>, sequencer: &str) -> Value {
    let mut event = uploads(&[key]);
    event["Records"][0]["eventName"] = json!(name);
    let object = &mut event["Records"][0]["s3"]["object"];
    object["sequencer"] = json!(sequencer);
    if let Some(etag) = etag {
        object["eTag"] = json!(etag.trim_matches('"'));
    }
    event
}

fn answer(answer: Answer) -> Value {
    match answer {
        Answer::Response(summary) => summary,
        other => panic!("{other:?}"),
    }
}

const EVERYTHING: &str = r#"{
    "outputs": [
        {"width": 64, "format": "webp", "key": "{dir}/{name}-{width}.{ext}", "cache-control": "public, max-age=60", "content-disposition": "inline",
         "tags": {"kind": "thumb nail"}, "copy-metadata": true},
        {"width": 32, "format": "jpeg", "bucket": "tiny", "key": "{dir}/{name}"}
    ],
    "include": ["*.jpg"],
    "deletions": true,
    "failed": "failed/"
}"#;

#[tokio::test]
#[ignore = "needs SeaweedFS: run by cargo xtask test"]
async fn several_outputs_go_where_the_recipe_says_and_are_known_again() {
    let s3 = SeaweedFs::start().await;
    for bucket in ["images", "images-resized", "tiny"] {
        s3.create_bucket(bucket).await;
    }
    let source = photo(640, 427);
    let request = s3.client.put_object().bucket("images").key("a/b.jpg");
    let request = request
        .metadata("camera", "X100")
        .body(source.clone().into());
    let etag = request.send().await.unwrap().e_tag.unwrap();

    let mut variables = s3.variables().to_vec();
    variables.push(("THUMBOX_CACHE_CONTROL", "public, max-age=7"));
    variables.push(("THUMBOX_RECIPE", EVERYTHING));
    let function = Function::start(&variables);
    let created = event("ObjectCreated:Put", "a/b.jpg", Some(&etag), "01");
    assert_eq!(answer(function.invoke(created.clone()))["created"], 1);

    let first = headers(&s3, "images-resized", "a/b.jpg-64.webp").await;
    assert_eq!(first.content_type(), Some("image/webp"));
    assert_eq!(first.cache_control(), Some("public, max-age=60"));
    assert_eq!(first.content_disposition(), Some("inline"));
    let metadata = first.metadata().unwrap();
    assert_eq!(metadata["camera"], "X100");
    assert_eq!(metadata["thumbox-source-etag"], etag.trim_matches('"'));
    assert_eq!(metadata["thumbox-source-bytes"], source.len().to_string());
    assert_eq!(metadata["thumbox-source-sha256"], recipe::sha256(&source));
    assert_eq!(metadata["thumbox-component"], engine::COMPONENT_SHA256);
    let request = s3.client.get_object_tagging().bucket("images-resized");
    let tags = request.key("a/b.jpg-64.webp").send().await.unwrap().tag_set;
    assert_eq!((tags[0].key(), tags[0].value()), ("kind", "thumb nail"));
    let second = headers(&s3, "tiny", "a/b.jpg").await;
    assert_eq!(second.content_type(), Some("image/jpeg"));
    // That of the function, as the recipe says none.
    assert_eq!(second.cache_control(), Some("public, max-age=7"));
    assert!(!second.metadata().unwrap().contains_key("camera"));

    // The same event again, and one of another kind of file.
    assert_eq!(answer(function.invoke(created))["skipped"], 1);
    let other = event("ObjectCreated:Put", "a/notes.txt", None, "02");
    assert_eq!(answer(function.invoke(other))["ignored"], 1);
    // With another recipe the first output is made anew, and the second, which is the same, is not.
    let changed = EVERYTHING.replace("max-age=60", "max-age=61");
    variables.push(("THUMBOX_RECIPE", &changed));
    let function = Function::start(&variables);
    let again = event("ObjectCreated:Put", "a/b.jpg", Some(&etag), "01");
    assert_eq!(answer(function.invoke(again))["created"], 1);
    let results = function.decisions("created")[0]["results"].clone();
    assert!(
        results
            .as_str()
            .unwrap()
            .starts_with("images-resized/{key}-64.webp 64 x 43 webp, ")
    );
    assert!(results.as_str().unwrap().ends_with("bytes; tiny/{key}"));
}

#[tokio::test]
#[ignore = "needs SeaweedFS: run by cargo xtask test"]
async fn thumbnails_go_with_their_upload_and_failures_are_described() {
    let s3 = SeaweedFs::start().await;
    for bucket in ["images", "images-resized", "tiny"] {
        s3.create_bucket(bucket).await;
    }
    s3.put("images", "a.jpg", &photo(64, 43)).await;
    s3.put("images", "b.jpg", b"no picture").await;
    let mut variables = s3.variables().to_vec();
    variables.push(("THUMBOX_RECIPE", EVERYTHING));
    let function = Function::start(&variables);

    let created = event("ObjectCreated:Put", "a.jpg", None, "01");
    assert_eq!(answer(function.invoke(created))["created"], 1);
    // A thumbnail that somebody else has put there is not ours to delete.
    s3.put("tiny", "c.jpg", b"theirs").await;
    for key in ["a.jpg", "c.jpg"] {
        let request = s3.client.delete_object().bucket("images").key(key);
        request.send().await.unwrap();
        function.invoke(event("ObjectRemoved:Delete", key, None, "02"));
    }
    assert_eq!(s3.get("images-resized", "a.jpg-64.webp").await, None);
    assert_eq!(s3.get("tiny", "a.jpg").await, None);
    assert!(s3.get("tiny", "c.jpg").await.is_some());
    let decisions = (
        function.decisions("removed").len(),
        function.decisions("skipped").len(),
    );
    assert_eq!(decisions, (1, 1));

    let rejected = answer(function.invoke(event("ObjectCreated:Put", "b.jpg", None, "03")));
    assert_eq!(rejected["rejected"], 1);
    let (media_type, description) = s3.get("images-resized", "failed/b.jpg.json").await.unwrap();
    assert_eq!(media_type, "application/json");
    let description: Value = serde_json::from_slice(&description).unwrap();
    assert_eq!(description["kind"], "unsupported-format");
    assert_eq!(
        (&description["bucket"], &description["key"]),
        (&json!("images"), &json!("b.jpg"))
    );
}

#[tokio::test]
#[ignore = "needs SeaweedFS: run by cargo xtask test"]
async fn a_thumbnail_among_the_uploads_is_no_upload() {
    let s3 = SeaweedFs::start().await;
    s3.create_bucket("images").await;
    s3.create_bucket("images-resized").await;
    s3.put("images", "a.jpg", &photo(300, 200)).await;
    let function = Function::start(&s3.variables());
    assert_eq!(answer(function.invoke(uploads(&["a.jpg"])))["created"], 1);

    // Copied with what it says about itself, as the console and `aws s3 cp` do.
    let request = s3.client.copy_object().bucket("images").key("copy.jpg");
    request
        .copy_source("images-resized/a.jpg")
        .send()
        .await
        .unwrap();
    assert_eq!(
        answer(function.invoke(uploads(&["copy.jpg"])))["ignored"],
        1
    );
    assert_eq!(s3.get("images-resized", "copy.jpg").await, None);
    // As do events of the thumbnails' own bucket.
    let mut own = uploads(&["a.jpg"]);
    own["Records"][0]["s3"]["bucket"]["name"] = json!("images-resized");
    assert_eq!(answer(function.invoke(own))["ignored"], 1);
    // Uploaded anew, without what it says, it is a picture as any other, and its thumbnail goes elsewhere.
    let (_, thumbnail) = s3.get("images-resized", "a.jpg").await.unwrap();
    s3.put("images", "anew.jpg", &thumbnail).await;
    assert_eq!(
        answer(function.invoke(uploads(&["anew.jpg"])))["created"],
        1
    );
    assert!(s3.get("images-resized", "anew.jpg").await.is_some());
}

#[tokio::test]
#[ignore = "needs SeaweedFS: run by cargo xtask test"]
async fn only_what_is_needed_is_read() {
    let s3 = SeaweedFs::start().await;
    s3.create_bucket("images").await;
    s3.create_bucket("images-resized").await;
    // Noise, so that the later scans of the file are long.
    let progressive = noise(2400, 1600, true);
    assert!(progressive.len() > 1 << 20);
    s3.put("images", "scans.jpg", &progressive).await;
    // Says that it has more pixels than are allowed.
    let mut bomb = b"P6\n40000 40000\n255\n".to_vec();
    bomb.resize(3 << 20, 7);
    s3.put("images", "bomb.ppm", &bomb).await;

    let function = Function::start(&s3.variables());
    let summary = answer(function.invoke(uploads(&["scans.jpg", "bomb.ppm"])));
    assert_eq!(
        (&summary["created"], &summary["rejected"]),
        (&json!(1), &json!(1))
    );
    let line = &function.decisions("created")[0];
    let (read, all) = (
        line["read_bytes"].as_u64().unwrap(),
        line["source_bytes"].as_u64().unwrap(),
    );
    assert_eq!(all, progressive.len() as u64);
    assert!(read < all, "{read} of {all}");
    let (_, data) = s3.get("images-resized", "scans.jpg").await.unwrap();
    assert!(
        data == thumbnail(&progressive, Target::thumbnail()),
        "other bytes than the engine's"
    );
    assert_eq!(function.decisions("rejected")[0]["kind"], "too-large");
}

#[tokio::test]
#[ignore = "needs SeaweedFS: run by cargo xtask test"]
async fn a_recipe_is_in_the_package_or_on_s3() {
    let s3 = SeaweedFs::start().await;
    for bucket in ["images", "images-resized", "settings"] {
        s3.create_bucket(bucket).await;
    }
    s3.put("images", "a.jpg", &photo(300, 200)).await;
    let recipe = |width: u32| format!(r#"{{"output": {{"width": {width}, "key": "{{width}}"}}}}"#);
    let package = tempfile::tempdir().unwrap();
    std::fs::write(package.path().join("thumbs.json"), recipe(20)).unwrap();
    let in_toml = "[output]\nwidth = 25\nkey = '{width}'";
    std::fs::write(package.path().join("thumbs.toml"), in_toml).unwrap();
    std::fs::write(package.path().join("lab"), recipe(45)).unwrap();
    s3.put("settings", "of us/thumbs.json", recipe(30).as_bytes())
        .await;
    let in_toml = b"output = {width = 35, key = '{width}'}";
    s3.put("settings", "day=1/thumbs.toml", in_toml).await;
    s3.put("settings", "wrong.json", b"{\"output\": 5}").await;

    for (place, key) in [
        ("thumbs.json", "20"),
        ("thumbs.toml", "25"),
        ("s3://settings/of us/thumbs.json", "30"),
        ("s3://settings/day=1/thumbs.toml", "35"),
        ("output = {width = 40, key = '{width}'}", "40"),
        ("web", "a.jpg.webp"),
        ("lab", "45"),
    ] {
        let mut variables = s3.variables().to_vec();
        variables.push(("THUMBOX_RECIPE", place));
        variables.push(("LAMBDA_TASK_ROOT", package.path().to_str().unwrap()));
        let function = Function::start(&variables);
        assert_eq!(answer(function.invoke(uploads(&["a.jpg"])))["created"], 1);
        assert!(s3.get("images-resized", key).await.is_some(), "{place}");
    }
    let rows = [
        (
            "missing.json",
            "THUMBOX_RECIPE is \"missing.json\", which cannot be read: No such file or directory (os error 2); presets are lab, web, avatar, responsive",
        ),
        (
            "s3://settings/missing",
            "THUMBOX_RECIPE is \"s3://settings/missing\", which cannot be read: ",
        ),
        (
            "s3://settings",
            "THUMBOX_RECIPE is \"s3://settings\", which cannot be read: expected s3://bucket/key",
        ),
        (
            "s3://settings/wrong.json",
            "THUMBOX_RECIPE is not a valid recipe: line 1, column 12: an output is 5; expected an object",
        ),
    ];
    for (place, message) in rows {
        let mut variables = s3.variables().to_vec();
        variables.push(("THUMBOX_RECIPE", place));
        let Answer::InitError(error) = Function::start(&variables).answer() else {
            panic!("the function started with {place}");
        };
        assert_eq!(error["errorType"], "Thumbox.Init");
        let found = error["errorMessage"].as_str().unwrap();
        assert!(found.starts_with(message), "{found}");
    }
}
