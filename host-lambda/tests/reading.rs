//! How much of an upload is transferred.

mod common;

use std::time::{Duration, SystemTime};

use common::here::Here;
use common::model::Model;
use common::picture::{interlaced_png, noise, photo, thumbnail};
use engine::{CallLimits, Resizer};
use host_lambda::failure::Failure;
use host_lambda::store::ObjectLocation;
use host_lambda::thumbnails::Worker;
use host_lambda::thumbnails::plan::Plan;
use host_lambda::upload::Upload;
use recipe::{BucketTemplate, Recipe, Target};

/// Bytes that are read of this upload, and the kind of failure.
async fn read(data: &[u8], recipe: &str) -> (usize, Option<&'static str>) {
    let model = Model::new(false);
    let location = ObjectLocation {
        bucket: "images".to_owned(),
        key: "a".to_owned(),
    };
    let (etag, _) = model.upload(&location, data);
    let recipe = Recipe::from_json(recipe).unwrap();
    let (maker, plan) = (Here::new(), Plan::new(recipe, BucketTemplate::default()));
    let end = SystemTime::now() + Duration::from_secs(60);
    let worker = Worker::new(&model, &maker, &plan, end);
    let upload = Upload {
        bucket: location.bucket,
        key: location.key,
        etag: Some(etag),
        ..Upload::default()
    };
    let kind = worker.created(&upload).await.err();
    let times = maker.made.get();
    assert!(times <= 2, "it was decoded {times} times");
    (model.bytes_read(), kind.as_ref().map(Failure::kind))
}

/// The first part, and what comes with it.
const HEAD: usize = (64 << 10) + 1000;

#[tokio::test]
async fn what_gives_no_thumbnail_is_refused_by_its_head() {
    let mut bomb = b"P6\n40000 40000\n255\n".to_vec();
    bomb.resize(3 << 20, 7);
    let (bytes, kind) = read(&bomb, "{}").await;
    assert_eq!(kind, Some("too-large"));
    assert!(bytes <= HEAD, "{bytes}");
    let (bytes, kind) = read(&vec![b'x'; 3 << 20], "{}").await;
    assert_eq!(kind, Some("unsupported-format"));
    assert!(bytes <= HEAD, "{bytes}");
    // The size alone is known without a byte.
    let limited = r#"{"limits": {"max-file-bytes": "1MB"}}"#;
    assert_eq!(read(&bomb, limited).await, (0, Some("source-too-large")));
}

/// A lossless WebP of 4 x 3 pixels; behind it so many bytes that are not understood, and then EXIF data that turn it by 90
/// degrees.
fn webp_turned_by_its_end(between: usize) -> Vec<u8> {
    let chunk = |name: &[u8; 4], data: &[u8]| {
        let length = u32::try_from(data.len()).unwrap().to_le_bytes();
        let padding = vec![0; data.len() % 2];
        [name, &length[..], data, &padding].concat()
    };
    let lossless = Target {
        width: Some(4),
        format: Some(recipe::Encoding::Webp),
        lossless: Some(true),
        ..Target::default()
    };
    let plain = thumbnail(&photo(40, 30), lossless);
    let exif = [
        &b"II*\0\x08\0\0\0\x01\0"[..],
        // The orientation, a number of 16 bits: 6.
        &b"\x12\x01\x03\0\x01\0\0\0\x06\0\0\0"[..],
        &[0; 4],
    ]
    .concat();
    let has_exif = 8;
    let chunks = [
        chunk(b"VP8X", &[has_exif, 0, 0, 0, 3, 0, 0, 2, 0, 0]),
        plain[12..].to_vec(),
        chunk(b"JUNK", &vec![0; between]),
        chunk(b"EXIF", &exif),
    ]
    .concat();
    chunk(b"RIFF", &[b"WEBP".to_vec(), chunks].concat())
}

#[tokio::test]
async fn what_the_end_says_about_a_picture_is_read() {
    let file = webp_turned_by_its_end(200 << 10);
    let (bytes, kind) = read(&file, "{}").await;
    assert_eq!((bytes, kind), (file.len(), None));
    let resizer = Resizer::embedded(CallLimits::default()).unwrap();
    assert_eq!(resizer.probe(&file).unwrap().orientation, 6);
    // What the beginning alone would give: a picture, and no word of warning.
    let target = Target::thumbnail();
    let half = &file[..file.len() / 2];
    let half = resizer.resize(half, &[target], engine::Limits::default());
    let half = half.unwrap();
    assert_eq!((half.outputs[0].width, half.warnings.len()), (4, 0));
}

#[tokio::test]
async fn a_file_in_scans_is_read_as_far_as_the_result_needs() {
    let scans = noise(2000, 1400, true);
    let (small, kind) = read(&scans, "{}").await;
    assert_eq!(kind, None);
    let (large, kind) = read(&scans, r#"{"output": {"width": 1900}}"#).await;
    assert_eq!((large, kind), (scans.len(), None));
    assert!(small <= scans.len() / 4 * 3 + 1000, "{small} of {large}");
    // What an output is warned of is no matter of the rest of the file.
    let short = r#"{"output": {"width": 100, "height": 1500, "fit": "cover"}}"#;
    let (warned, kind) = read(&scans, short).await;
    let enlarged = r#"{"output": {"width": 100, "height": 1500, "fit": "cover-down"}}"#;
    assert_eq!((warned, kind), read(&scans, enlarged).await);
}

/// An interlaced PNG also has a coarse picture in its beginning, and all of it has to be read.
#[tokio::test]
async fn an_interlaced_png_is_read_to_its_end() {
    let file = interlaced_png(1200, 1000);
    assert!(file.len() > 1 << 20);
    assert_eq!(read(&file, "{}").await, (file.len(), None));
}
