//! Mode `Queue` of the template: uploads reach the function through SQS, and what fails every time goes to the failure
//! queue.

use std::fs;
use std::path::Path;
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use local_aws::Cloud;
use serde_json::Value;
use tools::process::step;

use crate::hosts::Hosts;
use crate::redrive::redrive;

/// A message that fails is received twice, and not seen for six seconds each time.
const PARAMETERS: [(&str, &str); 3] = [
    ("Mode", "Queue"),
    ("QueueVisibilityTimeout", "6"),
    ("QueueMaxReceiveCount", "2"),
];
/// Arbitrary; a message that fails takes some 15 s.
const LIMIT: Duration = Duration::from_secs(90);

/// Uploads while the bucket of thumbnails is missing, then again, and a file that is no image.
///
/// # Errors
/// Where an upload gets lost or is received again though it is done.
pub(crate) fn check(root: &Path, hosts: &Hosts, photo: &Path) -> Result<()> {
    let cloud = Cloud::start_with(root, &hosts.bootstrap, &PARAMETERS)?;
    let photo = fs::read(photo)?;
    step("an upload through the queue while the bucket of thumbnails is missing");
    cloud.delete_bucket(&cloud.destination_bucket())?;
    cloud.upload("lost?.jpg", &photo, "image/jpeg")?;
    let event = cloud.failed_event(LIMIT)?;
    let key = &event["Records"][0]["s3"]["object"]["key"];
    ensure!(
        key == "lost%3F.jpg",
        "the message in the failure queue is of another event: {event}"
    );
    ensure!(
        decisions(&cloud, "lost?.jpg")? == ["failed", "failed"],
        "the upload was not tried twice:\n{}",
        cloud.function_log()?
    );

    step("redriving it through the queue, and more uploads");
    cloud.create_bucket(&cloud.destination_bucket())?;
    redrive(root, &cloud, &[], "1 sent, 0 left")?;
    cloud.thumbnail("lost?.jpg", LIMIT)?;
    cloud.upload("summer 1+1/Zoë.jpg", &photo, "image/jpeg")?;
    cloud.upload("broken.jpg", b"not an image", "image/jpeg")?;
    cloud.thumbnail("summer 1+1/Zoë.jpg", LIMIT)?;
    let end = Instant::now() + LIMIT;
    while decisions(&cloud, "broken.jpg")?.is_empty() && Instant::now() < end {
        sleep(Duration::from_millis(100));
    }
    // A message that was not acknowledged would be received again by then.
    sleep(Duration::from_secs(8));
    for (key, expected) in [
        ("lost?.jpg", &["failed", "failed", "created"][..]),
        ("summer 1+1/Zoë.jpg", &["created"]),
        ("broken.jpg", &["rejected"]),
    ] {
        let found = decisions(&cloud, key)?;
        ensure!(
            found == expected,
            "{key}: {found:?} and not {expected:?}\n{}",
            cloud.function_log()?
        );
    }
    ensure!(
        cloud.failed_events()? == 0,
        "there is a message in the failure queue for uploads that were dealt with"
    );
    Ok(())
}

/// What the function has decided about an upload, in its order.
fn decisions(cloud: &Cloud, key: &str) -> Result<Vec<String>> {
    let log = cloud.function_log()?;
    let lines = log
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok());
    Ok(lines
        .map(|line| line["fields"].clone())
        .filter(|fields| fields["key"] == key)
        .filter_map(|fields| Some(fields["decision"].as_str()?.to_owned()))
        .collect())
}
