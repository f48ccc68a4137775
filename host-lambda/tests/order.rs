//! Whatever order events come in, and however they are interleaved with changes: what is there at the end are the
//! thumbnails of the last upload.

mod common;

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, SystemTime};

use common::here::Here;
use common::model::{Model, interleave};
use host_lambda::store::ObjectLocation;
use host_lambda::thumbnails::Worker;
use host_lambda::thumbnails::done::{Decision, Done};
use host_lambda::thumbnails::plan::Plan;
use host_lambda::upload::{Sequencer, Upload};
use proptest::prelude::*;
use recipe::{BucketTemplate, Recipe};

/// What somebody does with the object.
#[derive(Debug, Clone, Copy)]
enum Change {
    /// Writes the picture of this number.
    Upload(usize),
    Remove,
}

/// A change, and how often and how late its event comes.
#[derive(Debug, Clone)]
struct Step {
    change: Change,
    /// For each time that its event comes: after how many of all changes.
    deliveries: Vec<usize>,
}

fn step() -> impl Strategy<Value = Step> {
    let change = prop_oneof![
        3 => (0usize..2).prop_map(Change::Upload),
        2 => Just(Change::Remove),
    ];
    let deliveries = proptest::collection::vec(0usize..4, 1..3);
    (change, deliveries).prop_map(|(change, deliveries)| Step { change, deliveries })
}

/// Pictures whose thumbnails differ.
fn picture(number: usize) -> Vec<u8> {
    let gray = 30 + 20 * u8::try_from(number).expect("few pictures");
    let mut file = b"P5\n8 8\n255\n".to_vec();
    file.extend((0..64).map(|at| gray + at / 8));
    file
}

fn upload_location() -> ObjectLocation {
    ObjectLocation {
        bucket: "images".to_owned(),
        key: "a.pgm".to_owned(),
    }
}

/// What a delivery says.
enum Said {
    Created(Upload),
    Removed(Upload),
}

struct World<'a> {
    model: &'a Model,
    worker: Worker<'a, Model, Here>,
    events: RefCell<Vec<Said>>,
    /// How often the thumbnail was created that has this key and receipt.
    created: RefCell<BTreeMap<(String, String), usize>>,
}

impl World<'_> {
    /// Carries out a change, and keeps what its event will say.
    fn change(&self, number: usize, change: Change) {
        let location = upload_location();
        let upload = Upload {
            bucket: location.bucket.clone(),
            key: location.key.clone(),
            sequencer: Sequencer::new(&format!("{:04X}", number + 1)),
            ..Upload::default()
        };
        let said = match change {
            Change::Upload(number) => {
                let (etag, version) = self.model.upload(&location, &picture(number));
                Said::Created(Upload {
                    etag: Some(etag),
                    version,
                    ..upload
                })
            }
            Change::Remove => {
                self.model.remove(&location);
                Said::Removed(upload)
            }
        };
        self.events.borrow_mut().push(said);
    }

    /// What the function does with the event of a change. Lambda repeats what has failed.
    async fn deliver(&self, number: usize) {
        for _ in 0..20 {
            let event = match &self.events.borrow()[number] {
                Said::Created(upload) => Said::Created(upload.clone()),
                Said::Removed(upload) => Said::Removed(upload.clone()),
            };
            let result = match event {
                Said::Created(upload) => self.worker.created(&upload).await,
                Said::Removed(upload) => self.worker.removed(&upload).await,
            };
            use host_lambda::failure::Class;
            match result {
                Err(failure) if failure.class() != Class::Permanent => {}
                Err(_) => return,
                Ok(done) => return self.count(done),
            }
        }
        panic!("an event that fails for ever");
    }

    fn count(&self, done: Done) {
        if done.decision != Decision::Created {
            return;
        }
        // Of those that were there already, the size is not known.
        let written = (done.outputs.into_iter()).filter(|output| output.bytes.is_some());
        for output in written {
            let receipt = output.receipt.expect("each has one");
            let thumbnail = (output.location.key, receipt);
            *self.created.borrow_mut().entry(thumbnail).or_default() += 1;
        }
    }
}

/// Whether no picture is uploaded twice.
fn are_different(steps: &[Step]) -> bool {
    let uploads = steps.iter().filter_map(|step| match step.change {
        Change::Upload(number) => Some(number),
        Change::Remove => None,
    });
    let uploads: Vec<usize> = uploads.collect();
    let different: BTreeSet<&usize> = uploads.iter().collect();
    different.len() == uploads.len()
}

/// All changes in their order, between them and after them the deliveries.
fn run(
    steps: &[Step],
    order: &[(usize, usize)],
    is_versioned: bool,
    deletions: bool,
    key: &str,
) -> Result<(), TestCaseError> {
    let recipe = format!(
        r#"{{"outputs": [
            {{"width": 4, "format": "png", "key": "{key}"}}, {{"width": 2, "format": "png", "key": "small/{{key}}"}}
        ], "deletions": {deletions}}}"#
    );
    let plan = Plan::new(
        Recipe::from_json(&recipe).unwrap(),
        BucketTemplate::default(),
    );
    let model = Model::new(is_versioned);
    thread_local! {
        static MAKER: Here = Here::new();
    }
    MAKER.with(|maker| {
        let world = World {
            model: &model,
            worker: Worker::new(
                &model,
                maker,
                &plan,
                SystemTime::now() + Duration::from_secs(3600),
            ),
            events: RefCell::default(),
            created: RefCell::default(),
        };
        // Changes go on in their order, as one task; a delivery waits until its change has happened, and perhaps longer.
        let mut tasks: Vec<std::pin::Pin<Box<dyn Future<Output = ()>>>> = Vec::new();
        tasks.push(Box::pin(async {
            for (number, step) in steps.iter().enumerate() {
                world.change(number, step.change);
                tokio::task::yield_now().await;
            }
        }));
        for (number, step) in steps.iter().enumerate() {
            for after in &step.deliveries {
                let wanted = (number + 1 + after).min(steps.len());
                let world = &world;
                tasks.push(Box::pin(async move {
                    while world.events.borrow().len() < wanted {
                        tokio::task::yield_now().await;
                    }
                    world.deliver(number).await;
                }));
            }
        }
        interleave(tasks, order);

        // Equal thumbnails have equal ETags, so that conditions do not tell them apart.
        if are_different(steps) {
            let created = world.created.borrow();
            prop_assert!(created.values().all(|times| *times == 1), "{created:?}");
        }
        let present = model.present(&upload_location());
        for (output, key) in plan.recipe.outputs.iter().zip([
            key.replace("{key}", "a.pgm").replace("{actual-width}", "4"),
            "small/a.pgm".to_owned(),
        ]) {
            let location = ObjectLocation {
                bucket: "images-resized".to_owned(),
                key,
            };
            let found = model.present(&location).map(|(_, data)| data);
            match &present {
                Some((_, picture)) => {
                    let expected = maker.resizer.resize(
                        picture,
                        std::slice::from_ref(&output.target),
                        plan.recipe.limits,
                    );
                    let expected = expected.unwrap().outputs.remove(0).data;
                    prop_assert_eq!(found, Some(expected), "{:?}", location);
                }
                None if deletions => prop_assert_eq!(found, None, "{:?}", location),
                None => {}
            }
        }
        Ok(())
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4000, ..ProptestConfig::default() })]

    #[test]
    fn the_thumbnails_are_those_of_the_last_upload(
        steps in proptest::collection::vec(step(), 1..6),
        order in proptest::collection::vec((0usize..12, 1usize..8), 0..60),
        is_versioned in any::<bool>(),
        deletions in any::<bool>(),
    ) {
        run(&steps, &order, is_versioned, deletions, "{key}")?;
    }

    #[test]
    fn each_upload_is_made_once(
        steps in proptest::collection::vec(step(), 1..6),
        order in proptest::collection::vec((0usize..12, 1usize..8), 0..60),
        is_versioned in any::<bool>(),
        deletions in any::<bool>(),
    ) {
        let steps: Vec<Step> = (steps.into_iter().enumerate())
            .map(|(number, step)| Step {
                change: match step.change {
                    Change::Upload(_) => Change::Upload(number),
                    Change::Remove => Change::Remove,
                },
                ..step
            })
            .collect();
        run(&steps, &order, is_versioned, deletions, "{key}")?;
        // This key is known only once the thumbnail is made, so it is looked at late.
        if !deletions {
            run(&steps, &order, is_versioned, deletions, "{key}-{actual-width}")?;
        }
    }
}

/// Between any two requests of a deletion the same picture may be uploaded again, and its event handled: its thumbnail
/// is there already, and must not be deleted for good.
#[test]
fn a_deletion_makes_way_for_the_same_picture_uploaded_again() {
    let step = |change| Step {
        change,
        deliveries: vec![0],
    };
    let steps = [Change::Upload(0), Change::Remove, Change::Upload(0)].map(step);
    for (requests, is_versioned) in
        (0..12).flat_map(|requests| [(requests, false), (requests, true)])
    {
        // The changes are the first task, and a task that is done is none any more.
        let mut order = vec![(0, 1), (1, 99), (0, 1)];
        order.extend([(1, requests)].iter().filter(|(_, requests)| *requests > 0));
        order.extend([(0, 1), (2, 99)]);
        run(&steps, &order, is_versioned, true, "{key}").unwrap();
    }
}

/// The requests of an event that the function has seen before, and of one that comes late.
#[test]
fn what_is_known_costs_one_request() {
    let recipe = Recipe::from_json(r#"{"output": {"width": 4, "format": "png"}}"#).unwrap();
    let plan = Plan::new(recipe, BucketTemplate::default());
    let model = Model::new(false);
    let maker = Here::new();
    let world = World {
        model: &model,
        worker: Worker::new(
            &model,
            &maker,
            &plan,
            SystemTime::now() + Duration::from_secs(3600),
        ),
        events: RefCell::default(),
        created: RefCell::default(),
    };
    let requests = |number: usize| {
        let before = model.requests().len();
        interleave(vec![Box::pin(world.deliver(number))], &[]);
        model.requests()[before..].join(", ")
    };
    world.change(0, Change::Upload(0));
    assert_eq!(requests(0), "HEAD thumbnail, GET upload, PUT thumbnail");
    assert_eq!(requests(0), "HEAD thumbnail");
    world.change(1, Change::Upload(1));
    assert_eq!(
        requests(1),
        "HEAD thumbnail, GET upload, PUT thumbnail, HEAD upload"
    );
    // The first event comes once more, late: what is there is newer.
    assert_eq!(requests(0), "HEAD thumbnail");
    // The third change comes before its event, and the second's event again.
    world.change(2, Change::Upload(0));
    assert_eq!(requests(1), "HEAD thumbnail");
    assert_eq!(
        requests(2),
        "HEAD thumbnail, GET upload, PUT thumbnail, HEAD upload"
    );
}
