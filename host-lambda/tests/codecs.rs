//! Uploads that a codec decodes first: AVIF, HEIC and JPEG XL.

mod common;

use std::collections::BTreeMap;
use std::time::{Duration, SystemTime};

use common::model::Model;
use common::picture::thumbnail;
use engine::{CallLimits, Resizer};
use host_lambda::failure::{Class, Failure};
use host_lambda::store::ObjectLocation;
use host_lambda::thumbnails::Worker;
use host_lambda::thumbnails::done::Done;
use host_lambda::thumbnails::make::OnThreads;
use host_lambda::thumbnails::plan::Plan;
use host_lambda::upload::Upload;
use recipe::{BucketTemplate, Recipe, Target};

/// The codec, an upload of it that takes no time, and one of 6000 x 4500 pixels in one colour.
const UPLOADS: [(&str, &[u8], &[u8]); 3] = [
    (
        "avif",
        include_bytes!("../../codecs/avif/tests/files/420-8-full.avif"),
        include_bytes!("../../engine/tests/files/large.avif"),
    ),
    (
        "heic",
        include_bytes!("../../codecs/heic/tests/files/420-8-full.heic"),
        include_bytes!("../../engine/tests/files/large.heic"),
    ),
    (
        "jxl",
        include_bytes!("../../codecs/jxl/tests/files/default.jxl"),
        include_bytes!("../../engine/tests/files/large.jxl"),
    ),
];

/// A store, and a function with so many MB of memory.
struct Function {
    store: Model,
    maker: OnThreads,
    plan: Plan,
}

impl Function {
    fn new(memory: u32) -> Self {
        let resizer = Resizer::embedded(CallLimits::default()).expect("the component loads");
        Self {
            store: Model::new(false),
            maker: OnThreads::new(resizer, Some(memory)),
            plan: Plan::new(
                Recipe::read("{}").expect("a recipe"),
                BucketTemplate::default(),
            ),
        }
    }

    async fn upload(&self, key: &str, data: &[u8]) -> Result<Done, Failure> {
        let location = ObjectLocation {
            bucket: "images".to_owned(),
            key: key.to_owned(),
        };
        let (etag, _) = self.store.upload(&location, data);
        let upload = Upload {
            bucket: location.bucket,
            key: location.key,
            etag: Some(etag),
            ..Upload::default()
        };
        let end = SystemTime::now() + Duration::from_secs(300);
        let worker = Worker::new(&self.store, &self.maker, &self.plan, end);
        worker.created(&upload).await
    }

    /// The thumbnail of an upload, with its metadata.
    fn thumbnail(&self, key: &str) -> (Vec<u8>, BTreeMap<String, String>) {
        let location = ObjectLocation {
            bucket: "images-resized".to_owned(),
            key: key.to_owned(),
        };
        let (head, bytes) = self.store.present(&location).expect("a thumbnail");
        (bytes, head.metadata)
    }
}

#[tokio::test]
async fn thumbnails_are_those_of_the_engine_and_name_the_codec() {
    let function = Function::new(1769);
    for (codec, small, _) in UPLOADS {
        let done = function.upload(codec, small).await.expect("a thumbnail");
        let (bytes, metadata) = function.thumbnail(codec);
        assert!(bytes == thumbnail(small, Target::thumbnail()), "{codec}");
        let digest = engine::codecs().find(|known| known.name == codec);
        let digest = digest.expect("part of the program").sha256;
        assert_eq!(metadata["thumbox-codec"], digest);
        assert_eq!(metadata["thumbox-receipt-version"], "2");
        assert!(done.outputs[0].receipt.is_some(), "{codec}");
        // Once more, and nothing is to be done.
        let again = function.upload(codec, small).await.expect("it is there");
        assert_eq!(again.decision.name(), "skipped", "{codec}");
    }
}

#[tokio::test]
async fn a_damaged_upload_is_rejected_and_the_next_one_is_made() {
    let function = Function::new(1769);
    for (codec, small, _) in UPLOADS {
        let cut = &small[..small.len() * 2 / 3];
        let failure = function.upload("cut", cut).await.expect_err(codec);
        assert_eq!(failure.class(), Class::Permanent, "{codec}: {failure}");
        assert_eq!(failure.kind(), "truncated", "{codec}: {failure}");
        let done = function.upload(codec, small).await;
        done.expect("a thumbnail");
    }
}

/// Memory is asked for by the codec, or by the resizer, within one limit.
#[tokio::test]
async fn what_takes_more_memory_than_the_function_has_is_rejected() {
    let (little, much) = (Function::new(LITTLE), Function::new(1769));
    for (codec, small, large) in UPLOADS {
        let failure = little.upload("large", large).await.expect_err(codec);
        assert_eq!(failure.class(), Class::Permanent, "{codec}: {failure}");
        assert_eq!(failure.kind(), "limit-exceeded", "{codec}: {failure}");
        let told = failure.to_string();
        assert!(
            told.ends_with(&format!(
                "; the function has {LITTLE} MB in all, raise that"
            )),
            "{codec}: {told}"
        );
        let done = little.upload(codec, small).await;
        done.expect("a thumbnail");
        let done = much.upload("large", large).await.expect("enough memory");
        let effort = done.effort.expect("it was made");
        println!("{codec}: {} MiB", effort.peak_memory >> 20);
        assert_eq!(done.outputs[0].width, Some(128), "{codec}");
    }
}

/// MB of memory in which none of the large images can be decoded.
const LITTLE: u32 = 128;
