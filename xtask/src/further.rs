//! What operators add to the template's two buckets: further ones with recipes of their own, recipes that uploads ask for,
//! and notices of what became of each upload.

use std::fs;
use std::path::Path;
use std::time::Duration;

use anyhow::{Result, ensure};
use local_aws::{ACCOUNT, Cloud};
use serde_json::{Value, json};
use tools::process::step;

/// Of the topic and the queue that get the notices.
const LISTENER: &str = "heard";
const SOURCE: &str = "scans";
const DESTINATION: &str = "scans-small";
/// Where the recipe of the further bucket is.
const SETTINGS: (&str, &str) = ("settings", "scans.toml");
/// Of thumbnails whose recipe says none.
const CACHE_CONTROL: &str = "public, max-age=60";
/// Arbitrary.
const LIMIT: Duration = Duration::from_secs(60);

/// The parameters of a stack that has all of it, for the topic of this name.
pub(crate) fn parameters() -> Vec<(&'static str, String)> {
    let (bucket, key) = SETTINGS;
    let recipe = format!("s3://{bucket}/{key}");
    let buckets = json!({SOURCE: {"recipe": recipe, "destination": DESTINATION}});
    vec![
        ("Buckets", buckets.to_string()),
        ("FurtherSources", format!("arn:aws:s3:::{SOURCE}")),
        ("FurtherDestinations", format!("arn:aws:s3:::{DESTINATION}")),
        ("RecipeObjectArns", format!("arn:aws:s3:::{bucket}/{key}")),
        (
            "Recipes",
            json!({"tiny": {"output": {"width": 16}}}).to_string(),
        ),
        ("DestinationOwner", ACCOUNT.to_owned()),
        ("CacheControl", CACHE_CONTROL.to_owned()),
        ("Notify", Cloud::topic(LISTENER)),
    ]
}

/// Uploads to the stack's bucket and to a further one, with and without a wish, and reads the notices from a topic and then
/// from a bus. Until then nothing has invoked the function.
///
/// # Errors
/// Where a thumbnail is missing, of another recipe, or has another header, or a notice says something else.
pub(crate) fn check(cloud: &Cloud, photo: &Path) -> Result<()> {
    step("a further bucket with a recipe on S3, a recipe that is asked for, and notices");
    let photo = fs::read(photo)?;
    for bucket in [SOURCE, DESTINATION, SETTINGS.0] {
        cloud.create_bucket(bucket)?;
    }
    let recipe = b"[output]\nwidth = 32\ncache-control = \"no-cache\"";
    cloud.put(SETTINGS.0, SETTINGS.1, recipe, "application/toml")?;
    cloud.tell_function(SOURCE)?;
    cloud.listen(LISTENER)?;

    cloud.put(SOURCE, "a b.jpg", &photo, "image/jpeg")?;
    cloud.object(DESTINATION, "a b.jpg", LIMIT)?;
    is_created(&cloud.heard(LISTENER, LIMIT)?, DESTINATION, "a b.jpg", 32)?;
    has_header(cloud, DESTINATION, "a b.jpg", "no-cache")?;

    let (source, destination) = (cloud.source_bucket(), cloud.destination_bucket());
    let wish = [("thumbox-recipe", "tiny")];
    cloud.put_with_metadata(&source, "tiny.jpg", &photo, &wish)?;
    is_created(&cloud.heard(LISTENER, LIMIT)?, &destination, "tiny.jpg", 16)?;
    has_header(cloud, &destination, "tiny.jpg", CACHE_CONTROL)?;

    cloud.upload("broken.jpg", b"not an image", "image/jpeg")?;
    let notice = cloud.heard(LISTENER, LIMIT)?;
    ensure!(
        notice["decision"] == "rejected" && notice["source"]["key"] == "broken.jpg",
        "the notice is not that of a rejection: {notice}"
    );

    step("a notice on a bus");
    cloud.update(&[("Notify", &Cloud::bus()), ("Release", "2")])?;
    cloud.upload("bus.jpg", &photo, "image/jpeg")?;
    let event = cloud.heard(LISTENER, LIMIT)?;
    ensure!(
        event["source"] == "thumbox" && event["detail-type"] == "Thumbnails Created",
        "it is another event: {event}"
    );
    is_created(&event["detail"], &destination, "bus.jpg", 128)?;
    ensure!(
        cloud.failed_events()? == 0,
        "there is an event in the failure queue:\n{}",
        cloud.function_log()?
    );
    Ok(())
}

/// Whether a notice is that of one thumbnail.
fn is_created(notice: &Value, bucket: &str, key: &str, width: u32) -> Result<()> {
    let output = &notice["outputs"][0];
    ensure!(
        notice["decision"] == "created"
            && output["bucket"] == bucket
            && output["key"] == key
            && output["width"] == width
            && output["receipt"].is_string(),
        "the notice is not that of {bucket}/{key} with a width of {width}: {notice}"
    );
    Ok(())
}

fn has_header(cloud: &Cloud, bucket: &str, key: &str, expected: &str) -> Result<()> {
    let found = cloud.cache_control(bucket, key)?;
    ensure!(
        found == expected,
        "{bucket}/{key} has the Cache-Control {found:?} and not {expected:?}"
    );
    Ok(())
}
