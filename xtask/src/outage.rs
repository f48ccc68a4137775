//! What becomes of an upload that cannot be dealt with: it is repeated, kept in the failure queue, and seen in the figures.

use std::fs;
use std::path::Path;
use std::time::Duration;

use anyhow::{Result, bail, ensure};
use local_aws::Cloud;
use tools::process::step;

use crate::hosts::Hosts;

/// The retries are some seconds apart. Arbitrary.
const LIMIT: Duration = Duration::from_secs(60);

/// Takes the bucket of thumbnails away, uploads, puts it back, and uploads again.
///
/// # Errors
/// Where the event gets lost, or the figures do not show it.
pub(crate) fn check(root: &Path, hosts: &Hosts, photo: &Path) -> Result<()> {
    let cloud = Cloud::start(root, &hosts.bootstrap)?;
    let photo = fs::read(photo)?;
    step("an upload while the bucket of thumbnails is missing");
    cloud.delete_bucket(&cloud.destination_bucket())?;
    cloud.upload("lost?.jpg", &photo, "image/jpeg")?;

    let failed = cloud.failed_event(LIMIT)?;
    let payload = &failed["responsePayload"];
    ensure!(
        failed["requestContext"]["approximateInvokeCount"] == 3,
        "the event was not repeated twice: {failed}"
    );
    ensure!(
        payload["errorType"] == "Thumbox.Configuration",
        "the message in the failure queue does not say why: {failed}"
    );
    let key = &failed["requestPayload"]["Records"][0]["s3"]["object"]["key"];
    ensure!(
        key == "lost%3F.jpg",
        "the message is of another event: {failed}"
    );
    // The emulator counts calls, and not what uploads have started.
    let event = &failed["requestPayload"];
    let answer = cloud.invoke(event)?;
    ensure!(
        answer["errorType"] == "Thumbox.Configuration",
        "the call did not fail: {answer}"
    );
    expect(&cloud, "Invocations", 1.0)?;
    expect(&cloud, "Errors", 1.0)?;

    step("the event from the failure queue, once the bucket is back");
    cloud.create_bucket(&cloud.destination_bucket())?;
    let answer = cloud.invoke(event)?;
    ensure!(
        answer["created"] == 1,
        "the event was not made good: {answer}"
    );
    cloud.thumbnail("lost?.jpg", LIMIT)?;
    expect(&cloud, "Invocations", 2.0)?;
    expect(&cloud, "Errors", 1.0)
}

fn expect(cloud: &Cloud, metric: &str, expected: f64) -> Result<()> {
    let found = cloud.metric(metric)?;
    if found != expected {
        bail!("CloudWatch has {metric} {found}, not {expected}");
    }
    Ok(())
}
