//! 2,000 events through four functions at once, as Lambda runs them: nothing is lost, nothing is made twice, every failure
//! is accounted for, and memory stays as it is.

mod common;

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use common::function::Function;
use common::picture::{photo, thumbnail};
use common::seaweedfs::SeaweedFs;
use local_aws::Answer;
use recipe::Target;
use serde_json::{Value, json};

const EVENTS: usize = 2000;
const FUNCTIONS: usize = 4;
/// Every so many events one is of a broken file.
const BROKEN: usize = 10;
/// Every so many events one comes again, right away and to another function.
const REPEATED: usize = 8;

/// What is uploaded: mixed sizes, the broken ones of different kinds.
struct Uploads {
    good: Vec<Vec<u8>>,
    broken: Vec<(Vec<u8>, &'static str)>,
}

impl Uploads {
    fn new() -> Self {
        let sizes = [
            (40, 30),
            (128, 128),
            (640, 427),
            (1280, 853),
            (300, 1200),
            (2400, 1600),
        ];
        let good: Vec<Vec<u8>> = sizes.map(|(width, height)| photo(width, height)).into();
        let cut = good[2][..good[2].len() / 2].to_vec();
        Self {
            broken: vec![
                (b"not an image".to_vec(), "unsupported-format"),
                (cut, "truncated"),
                (Vec::new(), "truncated"),
            ],
            good,
        }
    }

    /// The bytes of an upload; the kind of failure where it is broken.
    fn of(&self, number: usize) -> (&[u8], Option<&'static str>) {
        if number.is_multiple_of(BROKEN) {
            let (bytes, kind) = &self.broken[number / BROKEN % self.broken.len()];
            return (bytes, Some(kind));
        }
        (&self.good[number % self.good.len()], None)
    }
}

fn event(number: usize) -> Value {
    json!({"Records": [{
        "eventVersion": "2.6", "eventSource": "aws:s3", "eventName": "ObjectCreated:Put",
        "s3": {"bucket": {"name": "images"}, "object": {"key": format!("{number}.jpg"), "sequencer": "01"}},
    }]})
}

/// What the functions have answered, summed up.
fn work(functions: &mut [Function]) -> BTreeMap<String, u64> {
    let next = AtomicUsize::new(0);
    let numbers: Vec<usize> = (0..EVENTS)
        .flat_map(|number| vec![number; if number % REPEATED == 1 { 2 } else { 1 }])
        .collect();
    let of_one = |function: &mut Function| {
        let mut sums = BTreeMap::new();
        let mut memory = None;
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(number) = numbers.get(at) else { break };
            let Answer::Response(summary) = function.invoke(event(*number)) else {
                panic!("event {number} failed");
            };
            for (name, count) in summary.as_object().expect("an object") {
                *sums.entry(name.clone()).or_insert(0) += count.as_u64().expect("a number");
            }
            // After a quarter every size has been there often.
            if at > numbers.len() / 4 && memory.is_none() {
                memory = Some(function.memory());
            }
        }
        let (before, after) = (memory.expect("a quarter is over"), function.memory());
        assert!(
            after < before + before / 5,
            "memory has grown from {before} to {after} bytes"
        );
        sums
    };
    thread::scope(|scope| {
        let threads: Vec<_> = functions
            .iter_mut()
            .map(|function| scope.spawn(|| of_one(function)))
            .collect();
        let mut all = BTreeMap::new();
        for thread in threads {
            for (name, count) in thread.join().expect("no event failed") {
                *all.entry(name).or_insert(0) += count;
            }
        }
        all
    })
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs SeaweedFS: run by cargo xtask test"]
async fn nothing_is_lost_and_nothing_is_made_twice() {
    let s3 = SeaweedFs::start().await;
    s3.create_bucket("images").await;
    s3.create_bucket("images-resized").await;
    let uploads = Uploads::new();
    for number in 0..EVENTS {
        let key = format!("{number}.jpg");
        s3.put("images", &key, uploads.of(number).0).await;
    }

    let mut functions: Vec<Function> = (0..FUNCTIONS)
        .map(|_| Function::start(&s3.variables()))
        .collect();
    let sums = tokio::task::block_in_place(|| work(&mut functions));

    let is_broken = |number: &usize| uploads.of(*number).1.is_some();
    let is_repeated = |number: &usize| number % REPEATED == 1;
    let broken = (0..EVENTS).filter(is_broken).count();
    let repeated = (0..EVENTS).filter(is_repeated);
    let (broken_again, good_again): (Vec<usize>, Vec<usize>) = repeated.partition(is_broken);
    let expected_events = EVENTS + broken_again.len() + good_again.len();
    assert_eq!(sums.values().sum::<u64>(), expected_events as u64);
    assert_eq!(sums["rejected"] as usize, broken + broken_again.len());
    // Two functions may be at the same upload at the same time. Only one of them writes.
    assert_eq!(sums["created"] as usize, EVENTS - broken);
    assert_eq!(sums["skipped"] as usize, good_again.len());

    let sources = uploads.good.iter();
    let thumbnails: Vec<Vec<u8>> = sources
        .map(|source| thumbnail(source, Target::thumbnail()))
        .collect();
    for number in 0..EVENTS {
        let made = s3.get("images-resized", &format!("{number}.jpg")).await;
        let expected = match uploads.of(number).1 {
            Some(_) => None,
            None => Some(&thumbnails[number % uploads.good.len()]),
        };
        assert_eq!(made.as_ref().map(|(_, data)| data), expected, "{number}");
    }

    // Every failure is in a log, with its kind.
    let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
    for line in functions
        .iter()
        .flat_map(|function| function.decisions("rejected"))
    {
        let key = line["key"].as_str().unwrap();
        let number: usize = key.trim_end_matches(".jpg").parse().unwrap();
        assert_eq!(
            Some(line["kind"].as_str().unwrap()),
            uploads.of(number).1,
            "{key}"
        );
        *kinds.entry(key.to_owned()).or_default() += 1;
    }
    assert_eq!(kinds.len(), broken);
    assert_eq!(kinds.values().sum::<usize>(), broken + broken_again.len());
}
