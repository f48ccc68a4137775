//! What becomes of an upload that cannot be dealt with: it is repeated, kept in the failure queue, and seen in the figures.

use std::fs;
use std::path::Path;
use std::time::Duration;

use anyhow::{Result, bail, ensure};
use local_aws::Cloud;
use tools::process::step;

use crate::hosts::Hosts;
use crate::redrive;

/// The retries are some seconds apart. Arbitrary.
const LIMIT: Duration = Duration::from_secs(60);

/// Takes the bucket of thumbnails away, uploads, puts it back, and uploads again.
///
/// # Errors
/// Where the event gets lost, or the figures do not show it.
pub(crate) fn check(root: &Path, hosts: &Hosts, photo: &Path) -> Result<()> {
    let cloud = Cloud::start(root, &hosts.bootstrap)?;
    let redrive = |cloud: &Cloud, arguments: &[&str], summary: &str| {
        redrive::redrive(root, cloud, arguments, summary)
    };
    // The emulator has destinations for what failed in $LATEST alone; a test of the template sees those of the alias.
    cloud.set_live("$LATEST")?;
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

    step("redriving the failure queue, once the bucket is back");
    redrive::unit_tests(root)?;
    cloud.create_bucket(&cloud.destination_bucket())?;
    redrive(&cloud, &["--key", "other/*"], "0 sent, 1 left")?;
    let line = redrive(&cloud, &["--dry-run"], "1 would be sent, 0 left")?;
    ensure!(
        line.starts_with("would send images-demo/lost?.jpg  Thumbox.Configuration: "),
        "the dry run does not say what is in the failure queue: {line}"
    );
    ensure!(
        cloud.failed_events()? == 1,
        "the dry run took the message away"
    );
    let wanted = ["--error", "Configuration", "--count", "1"];
    redrive(&cloud, &wanted, "1 sent, 0 left")?;
    cloud.thumbnail("lost?.jpg", LIMIT)?;
    ensure!(
        cloud.failed_events()? == 0,
        "the message is still in the failure queue"
    );
    redrive_report(root, &cloud, &photo)
}

/// Sends a task again that failed in a job of S3 Batch Operations. Nothing is told of uploads to this bucket, so it is
/// the report alone that makes the thumbnail.
fn redrive_report(root: &Path, cloud: &Cloud, photo: &[u8]) -> Result<()> {
    const REPORT: &str = "images-2345,summer+1%2B1.jpg,,failed,200,TemporaryFailure,busy\n\
                          images-2345,missing.jpg,,succeeded,,200,\n";
    step("redriving a report of S3 Batch Operations");
    cloud.create_bucket("images-2345")?;
    cloud.put("images-2345", "summer 1+1.jpg", photo, "image/jpeg")?;
    cloud.put(
        "images-2345",
        "results/1.csv",
        REPORT.as_bytes(),
        "text/csv",
    )?;
    let place = "s3://images-2345/results/1.csv";
    redrive::redrive(root, cloud, &["--report", place], "1 sent, 0 left")?;
    cloud.thumbnail("summer 1+1.jpg", LIMIT).map(drop)
}

fn expect(cloud: &Cloud, metric: &str, expected: f64) -> Result<()> {
    let found = cloud.metric(metric)?;
    if found != expected {
        bail!("CloudWatch has {metric} {found}, not {expected}");
    }
    Ok(())
}
