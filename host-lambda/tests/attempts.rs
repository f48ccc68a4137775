//! An upload that changes whenever it is looked at: its event ends, and is to be retried.

mod common;

use std::time::{Duration, SystemTime};

use common::here::Here;
use common::model::{Model, Opened};
use host_lambda::failure::{Class, Failure};
use host_lambda::store::{Condition, Head, NewObject, ObjectLocation, Pin, Store, StoreError};
use host_lambda::thumbnails::Worker;
use host_lambda::thumbnails::plan::Plan;
use host_lambda::upload::Upload;
use recipe::{BucketTemplate, Recipe};

/// A picture of one gray.
fn picture(gray: u8) -> Vec<u8> {
    [&b"P5\n8 8\n255\n"[..], &[gray; 64]].concat()
}

fn upload_location() -> ObjectLocation {
    ObjectLocation {
        bucket: "images".to_owned(),
        key: "a.pgm".to_owned(),
    }
}

/// A store where somebody changes the upload after each read of it, and after each deletion of a thumbnail.
struct ChangingStore {
    model: Model,
    after_get: fn(&Model),
    after_delete: fn(&Model),
}

impl Store for ChangingStore {
    type Object = Opened;

    async fn head(&self, location: &ObjectLocation) -> Result<Option<Head>, StoreError> {
        self.model.head(location).await
    }

    async fn get(&self, location: &ObjectLocation, pin: &Pin) -> Result<Opened, StoreError> {
        let object = self.model.get(location, pin).await;
        (self.after_get)(&self.model);
        object
    }

    async fn put(
        &self,
        location: &ObjectLocation,
        object: NewObject,
        condition: Option<&Condition>,
    ) -> Result<(), StoreError> {
        self.model.put(location, object, condition).await
    }

    async fn delete(&self, location: &ObjectLocation, etag: &str) -> Result<(), StoreError> {
        let deleted = self.model.delete(location, etag).await;
        (self.after_delete)(&self.model);
        deleted
    }
}

/// What becomes of the upload's event, and which requests that are no HEAD it takes.
async fn created(store: &ChangingStore) -> (Failure, String) {
    let location = upload_location();
    let (etag, version) = store.model.upload(&location, &picture(10));
    let recipe = r#"{"output": {"width": 4, "format": "png"}, "deletions": true}"#;
    let recipe = Recipe::from_json(recipe).unwrap();
    let (maker, plan) = (Here::new(), Plan::new(recipe, BucketTemplate::default()));
    let end = SystemTime::now() + Duration::from_secs(60);
    let worker = Worker::new(store, &maker, &plan, end);
    let upload = Upload {
        bucket: location.bucket,
        key: location.key,
        etag: Some(etag),
        version,
        ..Upload::default()
    };
    let failure = worker.created(&upload).await.unwrap_err();
    let mut requests = store.model.requests();
    requests.retain(|request| !request.starts_with("HEAD"));
    (failure, requests.join(", "))
}

#[tokio::test]
async fn an_upload_that_is_replaced_after_each_read_is_retried() {
    let (failure, requests) = created(&ChangingStore {
        model: Model::new(false),
        after_get: |model| {
            let (_, present) = model.present(&upload_location()).unwrap();
            model.upload(
                &upload_location(),
                &picture(present[present.len() - 1] + 20),
            );
        },
        after_delete: |_| {},
    })
    .await;
    assert!(matches!(failure, Failure::KeepsChanging), "{failure}");
    assert_eq!(failure.class(), Class::Transient);
    assert_eq!(requests, ["GET upload, PUT thumbnail"; 5].join(", "));
}

/// Making thumbnails leads to deleting them, and that to making them: both count as attempts of one event.
#[tokio::test]
async fn an_upload_that_comes_and_goes_is_retried() {
    let (failure, requests) = created(&ChangingStore {
        model: Model::new(false),
        after_get: |model| model.remove(&upload_location()),
        after_delete: |model| drop(model.upload(&upload_location(), &picture(10))),
    })
    .await;
    assert!(matches!(failure, Failure::KeepsChanging), "{failure}");
    let (make, delete) = ("GET upload, PUT thumbnail", "DELETE thumbnail");
    assert_eq!(requests, [make, delete, make, delete, make].join(", "));
}
