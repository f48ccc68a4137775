//! The component on threads: their work ends with whoever waits for it, and memory is shared.

mod common;

use std::time::{Duration, Instant, SystemTime};

use common::model::Model;
use common::picture::{interlaced_png, photo};
use engine::{CallLimits, Error, Limits, Resizer};
use host_lambda::store::ObjectLocation;
use host_lambda::thumbnails::Worker;
use host_lambda::thumbnails::make::{Admitted, Made, Make, OnThreads, TimeLeft};
use host_lambda::thumbnails::plan::Plan;
use host_lambda::upload::Upload;
use recipe::{BucketTemplate, Encoding, Recipe, Target};

/// MB of a function that makes one picture at a time.
const SMALL: u32 = 256;
/// Arbitrary, and far more than is waited for a picture.
const LONG: Duration = Duration::from_secs(20);

fn on_threads(memory: u32) -> OnThreads {
    let resizer = Resizer::embedded(CallLimits::default()).expect("the component loads");
    OnThreads::new(resizer, Some(memory))
}

async fn make(maker: &OnThreads, image: &[u8], targets: &[Target], end: Instant) -> Made {
    let mut source: Admitted = maker.admit(image.len() as u64).await.expect("it fits");
    source.bytes.extend(image);
    let time = TimeLeft {
        end,
        component: CallLimits::default().time,
    };
    maker.make(source, targets, Limits::default(), time).await
}

/// What takes longer than anybody waits in these tests, and little memory.
fn slow() -> Vec<Target> {
    let target = Target {
        width: Some(2000),
        enlarge: Some(true),
        format: Some(Encoding::Jpeg),
        ..Target::default()
    };
    vec![target; 6]
}

#[tokio::test]
async fn work_that_nobody_waits_for_ends() {
    let maker = on_threads(SMALL);
    let image = photo(40, 40);
    let end = Instant::now() + Duration::from_secs(3600);
    let slow = slow();
    let given_up = make(&maker, &image, &slow, end);
    let given_up = tokio::time::timeout(Duration::from_millis(50), given_up);
    assert!(given_up.await.is_err(), "it is slow");
    // There is no memory for two at a time, so this waits for the end of the other.
    let (image, target) = (photo(40, 30), [Target::thumbnail()]);
    let next = make(&maker, &image, &target, end);
    let next = tokio::time::timeout(LONG, next).await;
    assert!(next.expect("the other has ended").resized.is_ok());
}

#[tokio::test]
async fn time_is_over_when_the_invocation_is_however_long_it_was_waited() {
    let maker = on_threads(SMALL);
    let end = Instant::now() + Duration::from_millis(100);
    let image = photo(40, 40);
    let slow = slow();
    let (first, second) = tokio::join!(
        make(&maker, &image, &slow, end),
        make(&maker, &image, &slow, end),
    );
    for made in [first, second] {
        let resized = made.resized;
        assert!(
            matches!(resized, Err(Error::Deadline { .. })),
            "{resized:?}"
        );
    }
    assert!(Instant::now() < end + LONG);
}

/// WebP is decoded whole.
fn webp(width: u32) -> Vec<u8> {
    let target = Target {
        width: Some(width),
        height: Some(width),
        fit: Some(recipe::Fit::Fill),
        enlarge: Some(true),
        format: Some(Encoding::Webp),
        lossless: Some(true),
        ..Target::default()
    };
    common::picture::thumbnail(&photo(40, 30), target)
}

#[tokio::test]
async fn what_needs_more_than_its_share_gets_all_there_is_or_is_refused() {
    let end = Instant::now() + Duration::from_secs(3600);
    let target = [Target::thumbnail()];
    let large = webp(4500);
    // Two at a time have 117 MiB each, and one alone 234.
    let maker = on_threads(512);
    let large_one = make(&maker, &large, &target, end).await;
    let peak = large_one.resized.expect("alone, it fits").peak_memory;
    assert!(peak > 117 << 20 && peak < 234 << 20, "{peak}");
    drop(large_one.room);

    let maker = on_threads(SMALL);
    let made = make(&maker, &large, &target, end).await;
    assert_eq!(made.resized.unwrap_err().kind(), "limit-exceeded");
    let bytes = maker
        .admit(41 << 20)
        .await
        .expect_err("too large to be read");
    assert_eq!(
        bytes.to_string(),
        "the object has 42991616 bytes, and the function, with 256 MB of memory, reads at most 41943040; raise its memory"
    );
    // Row by row, a large picture needs little.
    let made = make(&maker, &interlaced_png(2000, 2000), &target, end).await;
    assert!(made.resized.is_ok());
}

/// S3 ends a connection on which nothing moves.
#[tokio::test]
async fn an_upload_that_waited_for_memory_is_opened_again() {
    let store = Model::new(false);
    let location = ObjectLocation {
        bucket: "images".to_owned(),
        key: "a".to_owned(),
    };
    let (etag, _) = store.upload(&location, &photo(40, 30));
    let upload = Upload {
        bucket: location.bucket,
        key: location.key,
        etag: Some(etag),
        ..Upload::default()
    };
    let (maker, recipe) = (on_threads(SMALL), Recipe::read("{}").unwrap());
    let plan = Plan::new(recipe, BucketTemplate::default());
    let end = SystemTime::now() + Duration::from_secs(3600);
    let worker = Worker::new(&store, &maker, &plan, end);
    // All memory for files is somebody else's for a while.
    let held = maker.admit(40 << 20).await.unwrap();
    let release = async {
        tokio::time::sleep(Duration::from_millis(2500)).await;
        drop(held);
    };
    let (done, ()) = tokio::join!(worker.created(&upload), release);
    assert_eq!(done.unwrap().outputs.len(), 1);
    let requests = store.requests();
    let opened = requests.iter().filter(|request| *request == "GET upload");
    assert_eq!(opened.count(), 2);
}
