//! `thumbox replay s3://...`: a thumbnail that the real function has made is made again on this computer.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use local_aws::Cloud;
use serde_json::Value;
use tools::process::step;

use crate::hosts::{self, Hosts};

const KEY: &str = "summer 1+1/Zoë.jpg";
/// From the upload to the thumbnail. Arbitrary.
const LIMIT: Duration = Duration::from_secs(60);

/// Uploads, and replays: what is there, what was made of another picture, and what is not there.
///
/// # Errors
/// Where a replay says anything else.
pub(crate) fn check(root: &Path, hosts: &Hosts, photo: &Path) -> Result<()> {
    let thumbox = hosts::thumbox_with_s3(root)?;
    let cloud = Cloud::start(root, &hosts.bootstrap)?;
    step("replaying a thumbnail from S3");
    let photo = fs::read(photo)?;
    cloud.upload(KEY, &photo, "image/jpeg")?;
    cloud.thumbnail(KEY, LIMIT)?;
    // A comment after the first two bytes changes no pixel.
    let other = [&photo[..2], b"\xff\xfe\0\x03 ", &photo[2..]].concat();
    cloud.upload("other.jpg", &other, "image/jpeg")?;

    let (uploads, results) = (cloud.source_bucket(), cloud.destination_bucket());
    let thumbnail = format!("s3://{results}/{KEY}");
    let replay = |arguments: &[&str]| -> Result<(Option<i32>, Value)> {
        let Output { stdout, status, .. } = Command::new(&thumbox)
            .args(["replay", "--json"])
            .args(arguments)
            .envs(cloud.variables())
            .output()?;
        let line = serde_json::from_slice(&stdout)
            .with_context(|| format!("replay printed {:?}", String::from_utf8_lossy(&stdout)))?;
        Ok((status.code(), line))
    };

    let (code, line) = replay(&[&thumbnail])?;
    ensure!(
        code == Some(0) && line["state"] == "identical",
        "a thumbnail of the function is not made again: {line}"
    );
    let source = format!("s3://{uploads}/other.jpg");
    let (code, line) = replay(&[&thumbnail, "--source", &source])?;
    ensure!(
        code == Some(0)
            && line["state"] == "identical"
            && line["differences"][0]["part"] == "source",
        "another picture that gives the same bytes is not told from the first: {line}"
    );
    let (code, line) = replay(&[&thumbnail, "--recipe", "avatar"])?;
    ensure!(
        code == Some(1) && line["differences"][0]["part"] == "recipe",
        "another recipe is not found out: {line}"
    );
    let missing = format!("s3://{results}/missing.jpg");
    let (code, line) = replay(&[&missing])?;
    ensure!(
        code == Some(1) && line["error"]["kind"] == "not-found",
        "a thumbnail that is not there is not missed: {line}"
    );
    Ok(())
}
