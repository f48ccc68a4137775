//! `cargo xtask demo [PHOTO]`: one photo through all three hosts, and what comes out compared.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use local_aws::Cloud;
use serde_json::Value;
use tools::files::fresh_folder;
use tools::process::{output, step};

use crate::digests::hex_sha256;
use crate::hosts::{self, Hosts};
use crate::page_server::PageAddress;
use crate::prepare::Prepared;
use crate::{prepare, sample_photo, upload, web};

/// A key with what keys have in real life and what naive functions trip over.
const KEY_FOLDER: &str = "summer 1+1/Zoë";
/// From the upload to the thumbnail, with the start of the function in between. Arbitrary.
const THUMBNAIL_LIMIT: Duration = Duration::from_secs(60);
/// The topic that is told of the thumbnail, and its queue.
const NOTICES: &str = "thumbnails";

/// What a host made of the photo.
struct HostOutput {
    host: &'static str,
    width: u64,
    height: u64,
    bytes: u64,
    ms: f64,
    sha256: String,
}

/// Runs the demo. `photo` absent: the happy face. With `keep` the page and the cloud stay until Ctrl-C.
///
/// # Errors
/// Where a part fails, and where the hosts disagree.
pub(crate) fn run(root: &Path, photo: Option<&Path>, keep: bool) -> Result<()> {
    let sample = sample_photo::file(root)?;
    let photo = match photo {
        Some(photo) => fs::canonicalize(photo).with_context(|| photo.display().to_string())?,
        None => sample.clone(),
    };
    let Prepared { compiler, .. } = prepare::all(root)?;
    let hosts = hosts::build(root)?;
    web::build(root, &compiler, &sample)?;
    compare(root, &hosts, &photo, keep)
}

/// Sends `photo` through the hosts, which have been built, as has the page.
///
/// # Errors
/// As [`run`].
pub(crate) fn compare(root: &Path, hosts: &Hosts, photo: &Path, keep: bool) -> Result<()> {
    let folder = root.join("target/demo");
    fs::create_dir_all(&folder)?;
    // First, because it says at once what is wrong with a photo.
    let by_cli = on_command_line(hosts, photo, &folder.join("cli"))?;
    let address = PageAddress::free()?;
    let origin = address.origin();
    let topic = Cloud::topic(NOTICES);
    let mut parameters = vec![("Notify", topic.as_str())];
    if keep {
        let uploads = [
            ("UploadOrigin", origin.as_str()),
            ("Recipe", upload::RECIPE),
        ];
        parameters.extend(uploads);
    }
    let cloud = Cloud::start_with(root, &hosts.bootstrap, &parameters)?;
    cloud.listen(NOTICES)?;
    let by_lambda = on_lambda(&cloud, photo)?;
    step("resizing on the page, in headless Chromium");
    let screenshot = folder.join("page.png");
    let page = web::resize_in_browser(root, photo, &screenshot)?;
    let by_page = HostOutput {
        host: "browser",
        width: page.width,
        height: page.height,
        bytes: page.bytes,
        ms: page.ms,
        sha256: page.sha256,
    };

    let all = [by_lambda, by_cli, by_page];
    println!("{}", table(photo, &all));
    println!("the page in {}: {}", page.browser, screenshot.display());
    if !is_identical(&all) {
        bail!("the hosts disagree");
    }
    if keep {
        stay(root, &cloud, &address)?;
    }
    Ok(())
}

fn on_command_line(hosts: &Hosts, photo: &Path, folder: &Path) -> Result<HostOutput> {
    step("resizing with thumbox");
    fresh_folder(folder)?;
    let Output { stdout, .. } = output(
        Command::new(&hosts.thumbox)
            .args(["resize", "--json", "--output"])
            .arg(folder)
            .arg("--")
            .arg(photo),
    )?;
    let line: Value = serde_json::from_slice(&stdout)
        .with_context(|| format!("thumbox printed {:?}", String::from_utf8_lossy(&stdout)))?;
    if let Some(message) = line["error"]["message"].as_str() {
        bail!("{}: {message}", photo.display());
    }
    let number = |name: &str| line[name].as_u64().with_context(|| format!("no {name}"));
    let file = PathBuf::from(line["output"].as_str().context("no output")?);
    Ok(HostOutput {
        host: "command line",
        width: number("width")?,
        height: number("height")?,
        bytes: number("bytes")?,
        ms: line["ms"].as_f64().context("no ms")?,
        // Of the file, not what the program says of it.
        sha256: hex_sha256(&fs::read(file)?),
    })
}

/// Uploads the photo, and waits for the thumbnail and for the notice of it, which has its size.
fn on_lambda(cloud: &Cloud, photo: &Path) -> Result<HostOutput> {
    let name = photo.file_name().unwrap_or_default().to_string_lossy();
    let key = format!("{KEY_FOLDER} {name}");
    step(&format!(
        "uploading to s3://{}/{key}",
        cloud.source_bucket()
    ));
    let start = Instant::now();
    cloud.upload(&key, &fs::read(photo)?, "application/octet-stream")?;
    let thumbnail = cloud.thumbnail(&key, THUMBNAIL_LIMIT)?;
    let ms = start.elapsed().as_secs_f64() * 1e3;
    let sha256 = hex_sha256(&thumbnail);
    let notice = cloud.heard(NOTICES, THUMBNAIL_LIMIT)?;
    let outputs = notice["outputs"].as_array();
    let told = outputs.and_then(|outputs| outputs.iter().find(|output| output["key"] == key));
    let told = told.with_context(|| format!("the notice is of other thumbnails: {notice}"))?;
    ensure!(
        told["sha256"] == sha256,
        "the notice has another digest than the thumbnail: {notice}"
    );
    let number = |name: &str| told[name].as_u64().with_context(|| format!("no {name}"));
    Ok(HostOutput {
        host: "lambda",
        width: number("width")?,
        height: number("height")?,
        bytes: thumbnail.len() as u64,
        ms,
        sha256,
    })
}

fn is_identical(all: &[HostOutput]) -> bool {
    all.iter().all(|made| made.sha256 == all[0].sha256)
}

fn table(photo: &Path, all: &[HostOutput]) -> String {
    let mut lines = vec![
        format!("{}\n", photo.display()),
        format!(
            "{:<13} {:>11} {:>8} {:>8}  {:<64}  identical",
            "host", "size", "bytes", "ms", "sha256"
        ),
    ];
    for made in all {
        lines.push(format!(
            "{:<13} {:>11} {:>8} {:>8.1}  {:<64}  {}",
            made.host,
            format!("{} x {}", made.width, made.height),
            made.bytes,
            made.ms,
            made.sha256,
            if made.sha256 == all[0].sha256 {
                "yes"
            } else {
                "NO"
            }
        ));
    }
    lines.push(
        "\nms: Lambda from the upload to the thumbnail with a cold start; the command line with reading and writing\n\
         its files; the browser in the component"
            .to_owned(),
    );
    lines.join("\n")
}

/// Serves the page beside the cloud until Ctrl-C, whose handler ends both.
fn stay(root: &Path, cloud: &Cloud, address: &PageAddress) -> Result<()> {
    let mut server = address.serve(root, cloud, &[])?;
    println!("page   {}/", address.origin());
    println!(
        "S3     {}  (buckets {} and {})",
        cloud.url(),
        cloud.source_bucket(),
        cloud.destination_bucket()
    );
    println!("Ctrl-C ends both.");
    server.wait_until_ended()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn host_output(host: &'static str, sha256: &str) -> HostOutput {
        HostOutput {
            host,
            width: 128,
            height: 85,
            bytes: 3000,
            ms: 1.5,
            sha256: sha256.to_owned(),
        }
    }

    #[test]
    fn one_different_digest_is_seen() {
        let equal = [
            host_output("a", "00"),
            host_output("b", "00"),
            host_output("c", "00"),
        ];
        assert!(is_identical(&equal));
        assert!(!table(Path::new("photo.jpg"), &equal).contains("NO"));
        let different = [
            host_output("a", "00"),
            host_output("b", "00"),
            host_output("c", "01"),
        ];
        assert!(!is_identical(&different));
        assert_eq!(
            table(Path::new("photo.jpg"), &different)
                .matches("NO")
                .count(),
            1
        );
    }
}
