//! The real `bootstrap` with the memory that Lambda gives it: what does not fit is rejected, and the process lives.

mod common;

use std::fs;
use std::path::Path;
use std::time::Duration;

use common::cgroup::Cgroup;
use common::function::Function;
use common::picture::{noise, thumbnail};
use common::seaweedfs::SeaweedFs;
use local_aws::Answer;
use recipe::{Encoding, Fit, Target};
use serde_json::{Value, json};
use tempfile::TempDir;

/// All that Lambda has.
const TIME: Duration = Duration::from_secs(600);

/// One gray, without compression.
fn pgm(width: usize, height: usize) -> Vec<u8> {
    let mut file = format!("P5\n{width} {height}\n255\n").into_bytes();
    file.resize(file.len() + width * height, 128);
    file
}

/// A few bytes that are decoded whole, which takes ten bytes for each pixel.
fn webp(side: u32) -> Vec<u8> {
    let target = Target {
        width: Some(side),
        height: Some(side),
        fit: Some(Fit::Fill),
        enlarge: Some(true),
        format: Some(Encoding::Webp),
        lossless: Some(true),
        ..Target::default()
    };
    thumbnail(&pgm(8, 8), target)
}

/// A message of SQS for each key.
fn batch(keys: &[String]) -> Value {
    let message = |key: &String| {
        let body = json!({"Records": [{
            "eventVersion": "2.6", "eventSource": "aws:s3", "eventName": "ObjectCreated:Put",
            "s3": {"bucket": {"name": "images"}, "object": {"key": key, "sequencer": "01"}},
        }]});
        json!({"messageId": key, "eventSource": "aws:sqs", "body": body.to_string()})
    };
    json!({"Records": keys.iter().map(message).collect::<Vec<_>>()})
}

/// What is written to the files of each version, and read of them, in folders that only look like its own: no computer has
/// both.
#[test]
fn each_version_of_control_groups_has_files_of_its_own() {
    let temporary = TempDir::new().unwrap();
    let read = |path: &Path| fs::read_to_string(path).unwrap();
    for (controllers, handed_down) in [("", "+memory"), ("cpu memory pids", "cpu memory pids")] {
        let root = temporary.path().join(handed_down);
        fs::create_dir(&root).unwrap();
        fs::write(root.join("cgroup.controllers"), "cpu memory pids").unwrap();
        fs::write(root.join("cgroup.subtree_control"), controllers).unwrap();
        let group = Cgroup::below(&root, "two", 256);
        assert_eq!(read(&root.join("cgroup.subtree_control")), handed_down);
        let folder = group.processes().parent().unwrap().to_owned();
        assert_eq!(read(&folder.join("memory.max")), "268435456");
        assert_eq!(read(&folder.join("memory.swap.max")), "0");
        let events = "low 0\nhigh 0\nmax 9\noom 2\noom_kill 3\noom_group_kill 7\n";
        fs::write(folder.join("memory.events"), events).unwrap();
        assert_eq!(group.kills(), 3);
        fs::remove_dir_all(folder).unwrap();
    }
    let group = Cgroup::below(temporary.path(), "one", 512);
    let folder = group.processes().parent().unwrap().to_owned();
    assert_eq!(read(&folder.join("memory.limit_in_bytes")), "536870912");
    let control = "oom_kill_disable 0\nunder_oom 0\noom_kill 1\n";
    fs::write(folder.join("memory.oom_control"), control).unwrap();
    assert_eq!(group.kills(), 1);
    fs::remove_dir_all(folder).unwrap();
}

#[tokio::test]
#[ignore = "needs SeaweedFS, and the right to make a control group: run by cargo xtask test"]
async fn what_does_not_fit_is_rejected_in_a_control_group() {
    let s3 = SeaweedFs::start().await;
    s3.create_bucket("images").await;
    s3.create_bucket("images-resized").await;
    // Each twice, and all are worked on together.
    let uploads = [
        ("scans", noise(3000, 2000, true)),
        ("file-of-30-mb", pgm(6000, 5000)),
        ("file-of-60-mb", pgm(10_000, 6000)),
        ("needs-200-mb", webp(4500)),
        ("needs-370-mb", webp(6000)),
        ("needs-830-mb", webp(9000)),
    ];
    let mut keys = Vec::new();
    for copy in 0..2 {
        for (name, data) in &uploads {
            let key = format!("{name}/{copy}");
            s3.put("images", &key, data).await;
            keys.push(key);
        }
    }
    let rows = [
        (
            256,
            vec![
                "file-of-60-mb",
                "needs-200-mb",
                "needs-370-mb",
                "needs-830-mb",
            ],
        ),
        (512, vec!["needs-370-mb", "needs-830-mb"]),
        (1769, vec![]),
    ];
    for (memory, too_large) in rows {
        for key in &keys {
            let request = s3.client.delete_object().bucket("images-resized").key(key);
            request.send().await.expect("nothing is there");
        }
        let group = Cgroup::new("memory", memory);
        let function = Function::start_in(&group, memory, &s3.variables());
        let answer = function.invoke_within(TIME, batch(&keys));
        let expected = json!({"batchItemFailures": []});
        assert_eq!(answer, Answer::Response(expected), "{memory} MB");
        let mut rejected: Vec<String> = function
            .decisions("rejected")
            .iter()
            .map(|line| format!("{} {}", line["key"].as_str().unwrap(), line["kind"]))
            .collect();
        rejected.sort();
        let copies = too_large
            .iter()
            .flat_map(|name| (0..2).map(move |copy| (name, copy)));
        let expected: Vec<String> = copies
            .map(|(name, copy)| format!("{name}/{copy} \"limit-exceeded\""))
            .collect();
        assert_eq!(rejected, expected, "{memory} MB");
        assert_eq!(
            function.decisions("created").len() + rejected.len(),
            keys.len()
        );
        assert_eq!(group.kills(), 0, "{memory} MB");
        let peak = function.peak_memory() >> 20;
        println!("{memory} MB: at most {peak} MiB");
        assert!(peak < u64::from(memory), "{memory} MB: {peak} MiB");
        drop(function);
    }
}
