//! Thumbnails through the distribution of the template.

use std::fs;
use std::path::Path;
use std::time::Duration;

use anyhow::{Result, ensure};
use local_aws::Cloud;
use tools::process::step;

use crate::hosts::Hosts;

/// Arbitrary.
const LIMIT: Duration = Duration::from_secs(60);

/// Uploads, and reads the thumbnail from the distribution.
///
/// # Errors
/// Where it is another one than in the bucket.
pub(crate) fn check(root: &Path, hosts: &Hosts, photo: &Path) -> Result<()> {
    let cloud = Cloud::start_with(root, &hosts.bootstrap, &[("Delivery", "true")])?;
    step("a thumbnail from the distribution");
    cloud.upload("summer/photo.jpg", &fs::read(photo)?, "image/jpeg")?;
    let thumbnail = cloud.thumbnail("summer/photo.jpg", LIMIT)?;
    ensure!(
        cloud.delivered("summer/photo.jpg")? == thumbnail,
        "the distribution does not have the thumbnail of the bucket"
    );
    Ok(())
}
