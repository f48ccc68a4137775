//! The test event of docs/walkthrough-lab.md, sent to the real function as the console's button **Test** sends it.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use local_aws::Cloud;
use serde_json::Value;
use tools::files::fresh_folder;
use tools::process::{run_quietly, step};

use crate::hosts::Hosts;

const PAGE: &str = "docs/walkthrough-lab.md";
/// Bucket and key in the event.
const BUCKET: &str = "images-2345";
const KEY: &str = "HappyFace.jpg";
/// From the answer to the thumbnail, which is there before the answer. Arbitrary.
const LIMIT: Duration = Duration::from_secs(10);

/// Sends the event, and compares the thumbnail with that of `thumbox resize`, as the page says.
///
/// # Errors
/// Where the event gives no thumbnail, or another one.
pub(crate) fn check(root: &Path, hosts: &Hosts, sample_photo: &Path) -> Result<()> {
    let page = fs::read_to_string(root.join(PAGE)).context(PAGE)?;
    let event = event(&page)?;
    let here = root.join("target/lab");
    fresh_folder(&here)?;
    run_quietly(
        Command::new(&hosts.thumbox)
            .arg("resize")
            .arg(sample_photo)
            .arg("-o")
            .arg(&here),
    )?;

    let cloud = Cloud::start(root, &hosts.bootstrap)?;
    step("the test event of the lab");
    // Nothing is told of uploads to this bucket, so it is the event alone that makes the thumbnail.
    cloud.create_bucket(BUCKET)?;
    cloud.put(BUCKET, KEY, &fs::read(sample_photo)?, "image/jpeg")?;
    let answer = cloud.invoke(&event)?;
    if answer["created"] != 1 {
        bail!("the test event of {PAGE} gave no thumbnail: {answer}");
    }
    if cloud.thumbnail(KEY, LIMIT)? != fs::read(here.join(KEY))? {
        bail!("the thumbnail of the test event is not that of thumbox resize");
    }
    Ok(())
}

/// The only event of the page.
fn event(page: &str) -> Result<Value> {
    let blocks = page.split("```json\n").skip(1);
    let mut events = blocks
        .filter_map(|rest| rest.split("```").next())
        .filter(|block| block.contains("\"Records\""));
    let (Some(event), None) = (events.next(), events.next()) else {
        bail!("{PAGE} does not have one event");
    };
    serde_json::from_str(event).context(PAGE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_event_is_found_among_other_blocks() {
        let page = "```json\n{\"Version\": 1}\n```\n```json\n{\"Records\": []}\n```\n";
        assert!(event(page).unwrap()["Records"].is_array());
        assert!(event(&page.repeat(2)).is_err());
        assert!(event("").is_err());
    }
}
