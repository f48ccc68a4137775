//! Thumbnails through the distribution of the template, in a stack that has everything that is optional around it.

use std::fs;
use std::path::Path;
use std::time::Duration;

use anyhow::{Result, ensure};
use local_aws::Cloud;
use tools::process::step;

use crate::further;
use crate::hosts::Hosts;

/// Arbitrary.
const LIMIT: Duration = Duration::from_secs(60);

/// Uploads, and reads the thumbnail from the distribution; then what [`further::check`] says, in the same stack.
///
/// # Errors
/// Where it is another one than in the bucket, and as [`further::check`].
pub(crate) fn check(root: &Path, hosts: &Hosts, photo: &Path) -> Result<()> {
    let further = further::parameters();
    let mut parameters = vec![("Delivery", "true")];
    parameters.extend(further.iter().map(|(name, value)| (*name, value.as_str())));
    let cloud = Cloud::start_with(root, &hosts.bootstrap, &parameters)?;
    further::check(&cloud, photo)?;

    step("a thumbnail from the distribution");
    cloud.upload("summer/photo.jpg", &fs::read(photo)?, "image/jpeg")?;
    let thumbnail = cloud.thumbnail("summer/photo.jpg", LIMIT)?;
    ensure!(
        cloud.delivered("summer/photo.jpg")? == thumbnail,
        "the distribution does not have the thumbnail of the bucket"
    );
    Ok(())
}
