//! What is there at the end, and what the functions have said of it.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde_json::Value;

use super::BUCKETS;
use super::changes::{Change, Changes, Pictures, Story};
use super::common::proxy::Exchange;
use super::common::seaweedfs::SeaweedFs;
use super::history;

/// What is not as it must be, in words, and how many thumbnails were written.
#[derive(Debug, Default)]
pub(crate) struct Outcome {
    /// Thumbnails that are missing, of another upload, or there without one.
    pub(crate) wrong: Vec<String>,
    /// Uploads that two invocations say they have made.
    pub(crate) twice: Vec<String>,
    pub(crate) created: usize,
    pub(crate) rejected: usize,
}

impl Outcome {
    pub(crate) async fn compare(
        s3: &SeaweedFs,
        changes: &Changes,
        pictures: &Pictures,
        logs: &[PathBuf],
        exchanges: &[Exchange],
    ) -> Self {
        let mut outcome = Self::default();
        let folder = changes.stories[0].key.split('/').next().expect("a folder");
        let mut there = 0;
        for bucket in BUCKETS {
            there += count(s3, &format!("{bucket}-resized"), folder).await;
        }
        let mut expected = 0;
        for story in &changes.stories {
            let last = *story.changes.last().expect("something happens to each key");
            let wanted = pictures.thumbnail(last);
            expected += usize::from(wanted.is_some());
            let destination = format!("{}-resized", story.bucket);
            let found = s3.get(&destination, &story.key).await;
            if found.as_ref().map(|(_, bytes)| bytes.as_slice()) != wanted {
                let has =
                    found.map_or_else(|| "nothing".to_owned(), |(_, bytes)| pictures.name(&bytes));
                outcome.wrong.push(format!(
                    "{}/{}: {has} after {last:?}",
                    story.bucket, story.key
                ));
            }
        }
        if there != expected {
            outcome
                .wrong
                .push(format!("{there} thumbnails where {expected} are expected"));
        }
        outcome.read(logs, exchanges);
        outcome.check_rejections(&changes.stories, logs);
        outcome
    }

    /// Which uploads were made, by their bucket, key and length: no two uploads of a key are equally long.
    fn read(&mut self, logs: &[PathBuf], exchanges: &[Exchange]) {
        let mut made: BTreeMap<(String, String, u64), usize> = BTreeMap::new();
        for line in lines(logs) {
            let fields = &line["fields"];
            match fields["decision"].as_str() {
                Some("created") => {
                    let text = |name: &str| fields[name].as_str().unwrap_or_default().to_owned();
                    let bytes = fields["source_bytes"].as_u64().unwrap_or_default();
                    *made
                        .entry((text("bucket"), text("key"), bytes))
                        .or_default() += 1;
                    self.created += 1;
                }
                Some("rejected") => self.rejected += 1,
                _ => {}
            }
        }
        let twice = made.into_iter().filter(|(_, times)| *times > 1);
        self.twice = twice
            .map(|((bucket, key, bytes), _)| {
                let history = history::text(exchanges, logs, &bucket, &key);
                format!("{bucket}/{key} of {bytes} bytes:\n{history}")
            })
            .collect();
    }

    /// A broken file that nothing took the place of was rejected, and not passed over.
    fn check_rejections(&mut self, stories: &[Story], logs: &[PathBuf]) {
        let rejected: Vec<Value> = lines(logs)
            .map(|line| line["fields"].clone())
            .filter(|fields| fields["decision"] == "rejected")
            .collect();
        let broken = stories
            .iter()
            .filter(|story| matches!(story.changes[..], [Change::Broken(_)]));
        for story in broken {
            if !rejected.iter().any(|fields| fields["key"] == story.key) {
                self.wrong
                    .push(format!("{}: broken and not rejected", story.key));
            }
        }
    }
}

/// What the functions have logged.
pub(crate) fn lines(logs: &[PathBuf]) -> impl Iterator<Item = Value> {
    logs.iter().flat_map(|log| {
        let text = std::fs::read(log).expect("the log");
        let text = String::from_utf8_lossy(&text).into_owned();
        let lines: Vec<Value> = text
            .lines()
            // The last line of a process that was killed may be half of one.
            .filter_map(|line| serde_json::from_str::<Value>(line).ok())
            .collect();
        lines
    })
}

/// How many objects there are below a folder.
async fn count(s3: &SeaweedFs, bucket: &str, folder: &str) -> usize {
    let request = s3.client.list_objects_v2().bucket(bucket);
    let mut pages = request.prefix(format!("{folder}/")).into_paginator().send();
    let mut count = 0;
    while let Some(page) = pages.next().await {
        count += page.expect("the bucket can be listed").contents().len();
    }
    count
}
