//! A recipe on S3 that changes while the function runs.

mod common;

use std::time::{Duration, SystemTime};

use common::event::uploads;
use common::here::Here;
use common::model::Model;
use host_lambda::handler::Handler;
use host_lambda::invocation::Invocation;
use host_lambda::plans::Plans;
use host_lambda::plans::present::PresentRecipe;
use host_lambda::recipe_object::RecipeObject;
use host_lambda::store::ObjectLocation;
use recipe::{BucketTemplate, Recipe};

fn at(bucket: &str, key: &str) -> ObjectLocation {
    ObjectLocation {
        bucket: bucket.to_owned(),
        key: key.to_owned(),
    }
}

fn handler(every: Duration) -> Handler<Model, Here, ()> {
    let store = Model::new(false);
    store.upload(&at("images", "a"), b"P5\n2 2\n255\nabcd");
    let text = recipe("one/{key}");
    let location = at("settings", "recipe.json");
    let (etag, _) = store.upload(&location, text.as_bytes());
    let object = RecipeObject { location, etag };
    let recipe = PresentRecipe::of_object(Recipe::read(&text).unwrap(), object, every);
    Handler {
        store,
        maker: Here::new(),
        notify: (),
        plans: Plans::new(recipe, BucketTemplate::default()),
    }
}

fn recipe(key: &str) -> String {
    format!(r#"{{"output": {{"format": "png", "key": "{key}"}}}}"#)
}

/// Writes the recipe, handles an event of the upload, and says whether there is a thumbnail of this key.
async fn makes(handler: &Handler<Model, Here, ()>, text: &str, key: &str) -> bool {
    let location = at("settings", "recipe.json");
    handler.store.upload(&location, text.as_bytes());
    let invocation = Invocation {
        end: SystemTime::now() + Duration::from_secs(60),
        request: None,
        trace: None,
        cold: false,
    };
    let (answer, _) = handler.handle(&uploads(&["a"]), &invocation).await;
    answer.expect("it succeeds");
    handler.store.present(&at("images-resized", key)).is_some()
}

#[tokio::test]
async fn a_recipe_is_read_again_when_it_has_changed() {
    let handler = handler(Duration::ZERO);
    assert!(makes(&handler, &recipe("one/{key}"), "one/a").await);
    let requests = handler.store.requests();
    let reads = requests.iter().filter(|request| *request == "GET upload");
    // The image, and not the recipe, whose ETag is the same.
    assert_eq!(reads.count(), 1);
    assert!(makes(&handler, &recipe("two/{key}"), "two/a").await);
    // One that is of no use changes nothing.
    for (number, text) in ["{", &"x".repeat((64 << 10) + 1)].into_iter().enumerate() {
        handler.store.upload(
            &at("images", "a"),
            format!("P5\n2 2\n255\nabc{number}").as_bytes(),
        );
        assert!(makes(&handler, text, "two/a").await);
    }
    assert!(makes(&handler, &recipe("three/{key}"), "three/a").await);
}

#[tokio::test]
async fn a_recipe_is_not_compared_at_every_event() {
    let handler = handler(Duration::from_secs(3600));
    assert!(!makes(&handler, &recipe("two/{key}"), "two/a").await);
    assert!(
        handler
            .store
            .present(&at("images-resized", "one/a"))
            .is_some()
    );
}
