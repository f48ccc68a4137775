//! Uploads that EventBridge tells of, in both modes of the template.

use std::fs;
use std::path::Path;
use std::time::Duration;

use anyhow::{Result, ensure};
use local_aws::Cloud;
use tools::process::step;

use crate::hosts::Hosts;

/// EventBridge does not encode keys, as other events do.
const KEY: &str = "summer 1+1/Zoë %2B.jpg";
/// Arbitrary.
const LIMIT: Duration = Duration::from_secs(60);

/// Uploads in each mode.
///
/// # Errors
/// Where there is no thumbnail, or an event is in the failure queue.
pub(crate) fn check(root: &Path, hosts: &Hosts, photo: &Path) -> Result<()> {
    let photo = fs::read(photo)?;
    for mode in ["Direct", "Queue"] {
        let parameters = [("EventBridge", "true"), ("Mode", mode)];
        let cloud = Cloud::start_with(root, &hosts.bootstrap, &parameters)?;
        step(&format!("an upload that EventBridge tells of, {mode}"));
        cloud.upload(KEY, &photo, "image/jpeg")?;
        cloud.thumbnail(KEY, LIMIT)?;
        ensure!(
            cloud.failed_events()? == 0,
            "the event of an upload is in the failure queue:\n{}",
            cloud.function_log()?
        );
    }
    Ok(())
}
