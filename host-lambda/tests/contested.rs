//! Two uploads with a thumbnail of one name, and uploads that are replaced by what is rejected: no upload's thumbnail is
//! taken for that of another, and none outlives what it shows where that is not wanted.

mod common;

use std::time::{Duration, SystemTime};

use common::here::Here;
use common::model::Model;
use host_lambda::failure::Failure;
use host_lambda::provenance::Provenance;
use host_lambda::store::{ObjectLocation, Store};
use host_lambda::thumbnails::Worker;
use host_lambda::thumbnails::done::{Decision, Done};
use host_lambda::thumbnails::plan::Plan;
use host_lambda::upload::{Sequencer, Upload};
use recipe::{BucketTemplate, Recipe, Stale};

/// A picture of one gray.
fn picture(gray: u8) -> Vec<u8> {
    [&b"P5\n8 8\n255\n"[..], &[gray; 64]].concat()
}

fn at(bucket: &str, key: &str) -> ObjectLocation {
    ObjectLocation {
        bucket: bucket.to_owned(),
        key: key.to_owned(),
    }
}

struct World {
    model: Model,
    maker: Here,
    plan: Plan,
}

impl World {
    /// `change` has the recipe say what no text can.
    fn new(recipe: &str, change: impl FnOnce(&mut Recipe)) -> Self {
        let mut recipe = Recipe::from_json(recipe).unwrap();
        change(&mut recipe);
        Self {
            model: Model::new(false),
            maker: Here::new(),
            plan: Plan::new(recipe, BucketTemplate::default()),
        }
    }

    fn worker(&self) -> Worker<'_, Model, Here> {
        Worker::new(
            &self.model,
            &self.maker,
            &self.plan,
            SystemTime::now() + Duration::from_secs(60),
        )
    }

    /// Writes an upload and handles its event.
    async fn upload(&self, key: &str, bytes: &[u8], sequencer: &str) -> Result<Done, Failure> {
        let location = at("images", key);
        let (etag, version) = self.model.upload(&location, bytes);
        let upload = Upload {
            bucket: location.bucket,
            key: location.key,
            etag: Some(etag),
            version,
            sequencer: Sequencer::new(sequencer),
        };
        let worker = self.worker();
        let result = worker.created(&upload).await;
        worker.without_stale(&upload, result).await
    }

    async fn remove(&self, key: &str, sequencer: &str) -> Done {
        let location = at("images", key);
        self.model.remove(&location);
        let upload = Upload {
            bucket: location.bucket,
            key: location.key,
            sequencer: Sequencer::new(sequencer),
            ..Upload::default()
        };
        self.worker().removed(&upload).await.unwrap()
    }

    /// The key of the upload that a thumbnail says it is of.
    async fn source(&self, thumbnail: &str) -> Option<String> {
        let provenance = self.provenance(thumbnail).await?;
        Some(provenance.source?.key().to_owned())
    }

    async fn provenance(&self, thumbnail: &str) -> Option<Provenance> {
        let head = self.model.head(&at("images-resized", thumbnail)).await;
        Provenance::read(&head.unwrap()?.metadata)
    }
}

const ONE_NAME: &str = r#"{"output": {"width": 4, "format": "png", "key": "{stem}.png"}}"#;

#[tokio::test]
async fn the_last_upload_wins_whatever_the_sequencers_of_two_keys_say() {
    let world = World::new(ONE_NAME, |_| {});
    world.upload("a.pgm", &picture(10), "09").await.unwrap();
    let done = world.upload("a.pnm", &picture(99), "01").await.unwrap();
    assert_eq!(done.decision, Decision::Created);
    assert_eq!(
        done.outputs[0].replaced_other.as_deref(),
        Some("images/a.pgm")
    );
    assert_eq!(world.source("a.png").await.as_deref(), Some("a.pnm"));
    // Of the same key, a later one does not give way to an earlier one.
    let done = world.upload("a.pnm", &picture(30), "005").await.unwrap();
    assert_eq!(done.decision, Decision::Skipped);
    // What replaces the thumbnail of another does not take over its place among the events.
    let done = world.upload("a.pgm", &picture(11), "001").await.unwrap();
    assert_eq!(done.decision, Decision::Created);
    let done = world.upload("a.pgm", &picture(12), "002").await.unwrap();
    assert_eq!(done.decision, Decision::Created);
    assert_eq!(done.outputs[0].replaced_other, None);
}

#[tokio::test]
async fn a_thumbnail_is_not_deleted_with_another_upload() {
    // Recipes that say so are refused; that of an older release may still be at work.
    let world = World::new(ONE_NAME, |recipe| recipe.deletions = Some(true));
    world.upload("a.pgm", &picture(10), "01").await.unwrap();
    world.upload("a.pnm", &picture(99), "02").await.unwrap();
    assert_eq!(
        world.remove("a.pgm", "09").await.decision,
        Decision::Skipped
    );
    assert_eq!(world.source("a.png").await.as_deref(), Some("a.pnm"));
    assert_eq!(
        world.remove("a.pnm", "0A").await.decision,
        Decision::Removed
    );
    assert_eq!(world.source("a.png").await, None);
}

#[tokio::test]
async fn a_thumbnail_does_not_outlive_what_it_shows_where_that_is_not_wanted() {
    let own_name = r#"{"output": {"width": 4, "format": "png"}}"#;
    for (deletions, stale, stays) in [
        (None, None, true),
        (None, Some(Stale::Delete), false),
        (Some(true), None, false),
        (Some(true), Some(Stale::Keep), true),
    ] {
        let world = World::new(own_name, |recipe| {
            (recipe.deletions, recipe.stale) = (deletions, stale);
        });
        world.upload("a.pgm", &picture(10), "01").await.unwrap();
        let failure = world.upload("a.pgm", b"<html>", "02").await.unwrap_err();
        assert_eq!(failure.kind(), "unsupported-format");
        let is_there = world.source("a.pgm").await.is_some();
        assert_eq!(is_there, stays, "{deletions:?} {stale:?}");
    }
}

#[tokio::test]
async fn an_old_event_of_a_rejected_upload_takes_nothing_away() {
    let own_name = r#"{"output": {"width": 4, "format": "png"}, "stale": "delete"}"#;
    let world = World::new(own_name, |_| {});
    world.upload("a.pgm", &picture(10), "05").await.unwrap();
    // It was there before, and its event comes late: the model has its bytes again only for the test.
    let failure = world.upload("a.pgm", b"<html>", "02").await;
    assert!(failure.is_ok(), "{failure:?}");
    assert!(world.source("a.pgm").await.is_some());
}

/// A call for one object says neither ETag nor sequencer.
fn call(key: &str, version: Option<&str>) -> Upload {
    Upload {
        bucket: "images".to_owned(),
        key: key.to_owned(),
        version: version.map(str::to_owned),
        ..Upload::default()
    }
}

const STALE: &str = r#"{"output": {"width": 4, "format": "png"}, "stale": "delete"}"#;

#[tokio::test]
async fn a_call_without_etag_for_what_is_rejected_is_rejected_and_deletes() {
    let world = World::new(STALE, |_| {});
    world.upload("a.pgm", &picture(10), "05").await.unwrap();
    world.model.upload(&at("images", "a.pgm"), b"<html>");
    let (upload, worker) = (call("a.pgm", None), world.worker());
    let result = worker.created(&upload).await;
    let failure = worker.without_stale(&upload, result).await.unwrap_err();
    assert_eq!(failure.kind(), "unsupported-format");
    assert_eq!(world.source("a.pgm").await, None);
}

#[tokio::test]
async fn a_rejected_version_takes_nothing_from_the_present_one() {
    let mut world = World::new(STALE, |_| {});
    world.model = Model::new(true);
    let (_, old) = world.model.upload(&at("images", "a.pgm"), b"<html>");
    let (_, present) = world.model.upload(&at("images", "a.pgm"), &picture(10));
    let worker = world.worker();
    worker.created(&call("a.pgm", None)).await.unwrap();
    let done = worker.created(&call("a.pgm", old.as_deref())).await;
    // It is not even read: the present one has its thumbnail.
    assert_eq!(done.unwrap().decision, Decision::Skipped);
    assert_eq!(world.source("a.pgm").await.as_deref(), Some("a.pgm"));
    assert_ne!(old, present);
}

/// An attempt may end between writing the thumbnail of an older version and making the present one's.
#[tokio::test]
async fn an_older_version_s_thumbnail_is_replaced_by_its_next_attempt() {
    let mut world = World::new(STALE, |_| {});
    world.model = Model::new(true);
    let (_, old) = world.model.upload(&at("images", "a.pgm"), &picture(10));
    let attempt = call("a.pgm", old.as_deref());
    world.worker().created(&attempt).await.unwrap();
    let (_, present) = world.model.upload(&at("images", "a.pgm"), &picture(200));
    let done = world.worker().created(&attempt).await.unwrap();
    assert_eq!(done.decision, Decision::Created);
    let provenance = world.provenance("a.pgm").await.unwrap();
    assert_eq!(provenance.source_version, present);
}
