//! Which of several recipes an upload gets: its bucket's, the one that its event names, or the one that it wishes for.

mod common;

use std::collections::BTreeMap;
use std::time::{Duration, SystemTime};

use common::event::uploads;
use common::here::Here;
use common::model::Model;
use host_lambda::handler::Handler;
use host_lambda::invocation::Invocation;
use host_lambda::plans::present::PresentRecipe;
use host_lambda::plans::{BucketPlan, Plans};
use host_lambda::store::ObjectLocation;
use recipe::{BucketTemplate, Recipe};
use serde_json::{Value, json};

const PICTURE: &[u8] = b"P5\n2 2\n255\nabcd";
const WISH: &str = "thumbox-recipe";

fn at(bucket: &str, key: &str) -> ObjectLocation {
    ObjectLocation {
        bucket: bucket.to_owned(),
        key: key.to_owned(),
    }
}

/// One whose thumbnails have keys that begin so.
fn recipe(prefix: &str) -> Recipe {
    let text = json!({
        "output": {"format": "png", "key": format!("{prefix}/{{key}}")},
        "deletions": true,
    });
    Recipe::read(&text.to_string()).unwrap()
}

fn handler(named: &[&str]) -> Handler<Model, Here, ()> {
    let named = named.iter();
    let named = named.map(|name| ((*name).to_owned(), PresentRecipe::of(recipe(name))));
    let of_bucket = BucketPlan {
        recipe: Some(PresentRecipe::of(recipe("of-scans"))),
        destination: Some("small".parse().unwrap()),
    };
    let buckets = BTreeMap::from([("scans".to_owned(), of_bucket)]);
    Handler {
        store: Model::new(false),
        maker: Here::new(),
        notify: (),
        plans: Plans::of(recipe("usual"), BucketTemplate::default())
            .with_named(named.collect())
            .with_buckets(buckets),
    }
}

/// What an event is answered with.
async fn answer(handler: &Handler<Model, Here, ()>, event: &Value) -> Result<Value, String> {
    let invocation = Invocation {
        end: SystemTime::now() + Duration::from_secs(60),
        request: None,
        trace: None,
        cold: false,
    };
    let (answer, _) = handler.handle(event, &invocation).await;
    answer.map_err(|error| format!("{}: {error}", error.error_type()))
}

fn is_there(handler: &Handler<Model, Here, ()>, bucket: &str, key: &str) -> bool {
    handler.store.present(&at(bucket, key)).is_some()
}

#[tokio::test]
async fn a_bucket_has_a_recipe_and_a_destination_of_its_own() {
    let handler = handler(&[]);
    for bucket in ["images", "scans"] {
        handler.store.upload(&at(bucket, "a"), PICTURE);
    }
    let mut event = uploads(&["a", "a"]);
    event["Records"][1]["s3"]["bucket"]["name"] = json!("scans");
    assert_eq!(answer(&handler, &event).await.unwrap()["created"], 2);
    assert!(is_there(&handler, "images-resized", "usual/a"));
    assert!(is_there(&handler, "small", "of-scans/a"));
}

#[tokio::test]
async fn an_object_gets_the_recipe_that_it_wishes_for_where_there_are_some() {
    let handler = handler(&["avatar", "web"]);
    let upload = |key, wish| {
        let location = at("images", key);
        handler.store.upload_with(&location, PICTURE, WISH, wish);
    };
    upload("a", "avatar");
    upload("b", "poster");
    let told = answer(&handler, &uploads(&["a", "b"])).await.unwrap();
    assert_eq!(
        (&told["created"], &told["rejected"]),
        (&json!(1), &json!(1))
    );
    assert!(is_there(&handler, "images-resized", "avatar/a"));
    assert!(!is_there(&handler, "images-resized", "usual/a"));

    // The deletion says nothing of the recipe.
    handler.store.remove(&at("images", "a"));
    let mut event = uploads(&["a"]);
    event["Records"][0]["eventName"] = json!("ObjectRemoved:Delete");
    event["Records"][0]["s3"]["object"]["sequencer"] = json!("0055AED6DCD90281E9");
    assert_eq!(answer(&handler, &event).await.unwrap()["removed"], 1);
    assert!(!is_there(&handler, "images-resized", "avatar/a"));
}

#[tokio::test]
async fn a_wish_counts_for_nothing_where_the_operator_allows_none() {
    let handler = handler(&[]);
    let location = at("images", "a");
    handler
        .store
        .upload_with(&location, PICTURE, WISH, "avatar");
    assert_eq!(
        answer(&handler, &uploads(&["a"])).await.unwrap()["created"],
        1
    );
    assert!(is_there(&handler, "images-resized", "usual/a"));
    // What this program has written is left alone, as ever.
    let location = at("images", "b");
    let own = "thumbox-receipt";
    handler.store.upload_with(&location, PICTURE, own, "r");
    assert_eq!(
        answer(&handler, &uploads(&["b"])).await.unwrap()["ignored"],
        1
    );
}

#[tokio::test]
async fn events_may_name_a_recipe() {
    let handler = handler(&["avatar", "web"]);
    handler.store.upload(&at("images", "a"), PICTURE);
    let call = json!({"bucket": "images", "key": "a", "recipe": "avatar"});
    answer(&handler, &call).await.unwrap();
    assert!(is_there(&handler, "images-resized", "avatar/a"));
    let batch = |name: &str| {
        json!({
            "invocationSchemaVersion": "2.0", "invocationId": "i",
            "job": {"id": "j", "userArguments": {"team": "web", "recipe": name}},
            "tasks": [{"taskId": "t", "s3Key": "a", "s3Bucket": "images"}],
        })
    };
    let told = answer(&handler, &batch("web")).await.unwrap();
    assert_eq!(told["results"][0]["resultCode"], "Succeeded");
    assert!(is_there(&handler, "images-resized", "web/a"));
    let message = "there is no recipe \"poster\"; THUMBOX_RECIPES has avatar, web";
    let told = answer(&handler, &batch("poster")).await.unwrap();
    assert_eq!(told["results"][0]["resultCode"], "TemporaryFailure");
    assert_eq!(told["results"][0]["resultString"], message);
    let call = json!({"bucket": "images", "key": "a", "recipe": "poster"});
    let error = answer(&handler, &call).await.unwrap_err();
    assert_eq!(error, format!("Thumbox.Event: {message}"));
}
