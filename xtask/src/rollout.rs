//! A change of the function is a new version, and the version before is one command away.

use std::fs;
use std::path::Path;
use std::time::Duration;

use anyhow::{Result, ensure};
use local_aws::Cloud;
use tools::process::step;

use crate::hosts::Hosts;

/// Arbitrary.
const LIMIT: Duration = Duration::from_secs(60);

/// Uploads to the first version, to one with another width, and to the first again.
///
/// # Errors
/// Where an upload is made by another version, or an update publishes none.
pub(crate) fn check(root: &Path, hosts: &Hosts, photo: &Path) -> Result<()> {
    let cloud = Cloud::start_with(root, &hosts.bootstrap, &[("Width", "64")])?;
    let photo = fs::read(photo)?;
    let thumbnail = |key: &str| -> Result<Vec<u8>> {
        cloud.upload(key, &photo, "image/jpeg")?;
        cloud.thumbnail(key, LIMIT)
    };
    step("an upload to the first version");
    let first = thumbnail("first.jpg")?;
    ensure!(
        cloud.versions()? == ["1"],
        "the versions are {:?}",
        cloud.versions()?
    );

    step("an upload to the version of an update");
    cloud.update(&[("Width", "32")])?;
    ensure!(
        cloud.versions()? == ["1", "2"],
        "another width published no version: there are {:?}",
        cloud.versions()?
    );
    ensure!(
        thumbnail("second.jpg")?.len() < first.len(),
        "the alias still has the version before the update"
    );
    cloud.update(&[("LogDays", "7")])?;
    ensure!(
        cloud.versions()? == ["1", "2"],
        "an update that leaves the function as it is published a version: {:?}",
        cloud.versions()?
    );

    step("an upload after going back to the first version");
    cloud.set_live("1")?;
    ensure!(
        thumbnail("third.jpg")? == first,
        "the alias does not have the version that it was given"
    );
    Ok(())
}
