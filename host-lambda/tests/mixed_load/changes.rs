//! What is uploaded and deleted, the events that tell of it, and what is to be there at the end.

use aws_sdk_s3::Client;
use recipe::Target;
use serde_json::{Value, json};

use super::BUCKETS;
use super::common::picture::{photo, thumbnail};
use super::common::seaweedfs::SeaweedFs;
use super::delivery::Deliveries;
use super::random::Random;

/// One in so many events comes twice.
const REPEATED: usize = 10;
/// So many different pictures.
const GOOD: usize = 5;
/// And files that are none.
const BROKEN: usize = 3;

/// Files to upload.
pub(crate) struct Pictures {
    /// Each with its thumbnail.
    good: [(Vec<u8>, Vec<u8>); GOOD],
    broken: [Vec<u8>; BROKEN],
}

impl Pictures {
    pub(crate) fn new() -> Self {
        let sizes = [(40, 30), (128, 128), (640, 427), (1280, 853), (300, 1200)];
        let good = sizes.map(|(width, height)| {
            let source = photo(width, height);
            let thumbnail = thumbnail(&source, Target::thumbnail());
            (source, thumbnail)
        });
        let cut = good[2].0[..good[2].0.len() / 2].to_vec();
        Self {
            good,
            broken: [b"not an image".to_vec(), cut, Vec::new()],
        }
    }

    /// The file of a change, whose length is that of no other change of its key: the log of the function has lengths.
    fn file(&self, change: Change, number: usize) -> Option<Vec<u8>> {
        match change {
            Change::Good(at) => Some(with_comment(&self.good[at].0, number)),
            Change::Broken(at) => Some(self.broken[at].clone()),
            Change::Delete => None,
        }
    }

    /// What these bytes are, for a message.
    pub(crate) fn name(&self, bytes: &[u8]) -> String {
        let number = (self.good.iter()).position(|(_, thumbnail)| thumbnail == bytes);
        number.map_or_else(
            || format!("{} bytes of no picture", bytes.len()),
            |number| format!("the thumbnail of Good({number})"),
        )
    }

    /// What has to be there after it.
    pub(crate) fn thumbnail(&self, change: Change) -> Option<&[u8]> {
        match change {
            Change::Good(at) => Some(&self.good[at].1),
            Change::Broken(_) | Change::Delete => None,
        }
    }
}

/// A JPEG with a comment of this length after its first marker, which changes no pixel.
fn with_comment(jpeg: &[u8], length: usize) -> Vec<u8> {
    let segment = u16::try_from(length + 2).expect("a short comment");
    let comment = [
        &[0xff, 0xfe][..],
        &segment.to_be_bytes(),
        &vec![b' '; length],
    ]
    .concat();
    [&jpeg[..2], &comment, &jpeg[2..]].concat()
}

/// What happens to a key. The number is that of the picture or file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Change {
    Good(usize),
    Broken(usize),
    Delete,
}

/// A key and all that happens to it, in its order. A broken file is the only one of its key, or another change follows:
/// whether the thumbnail of the upload before stays is not what this is about.
#[derive(Debug)]
pub(crate) struct Story {
    pub(crate) bucket: &'static str,
    pub(crate) key: String,
    pub(crate) changes: Vec<Change>,
}

/// All changes.
pub(crate) struct Changes {
    pub(crate) stories: Vec<Story>,
    /// In which order: the story, and the number of its change.
    order: Vec<(usize, usize)>,
}

impl Changes {
    /// As many changes, or a few more, to keys below this folder.
    pub(crate) fn new(folder: &str, count: usize) -> Self {
        let mut random = Random::new(1);
        let mut stories = Vec::new();
        let mut moments = Vec::new();
        while moments.len() < count {
            let number = stories.len();
            let changes = story(&mut random);
            let mut times: Vec<usize> = changes.iter().map(|_| random.below(1 << 20)).collect();
            times.sort_unstable();
            moments.extend(
                times
                    .into_iter()
                    .enumerate()
                    .map(|(change, time)| (time, number, change)),
            );
            stories.push(Story {
                bucket: BUCKETS[number % BUCKETS.len()],
                key: format!("{folder}/{number}.jpg"),
                changes,
            });
        }
        moments.sort_unstable();
        let order = moments
            .into_iter()
            .map(|(_, story, change)| (story, change))
            .collect();
        Self { stories, order }
    }

    pub(crate) fn count(&self) -> usize {
        self.order.len()
    }

    /// Makes the changes and tells of them.
    pub(crate) async fn carry_out(
        &self,
        s3: &SeaweedFs,
        pictures: &Pictures,
        deliveries: &Deliveries,
    ) {
        for (moment, (story, number)) in self.order.iter().enumerate() {
            let story = &self.stories[*story];
            let file = pictures.file(story.changes[*number], *number);
            let mut object = match file {
                Some(file) => put(&s3.client, story, file).await,
                None => delete(&s3.client, story).await,
            };
            // As S3's: the later, the higher.
            object["sequencer"] = format!("{:016X}", moment + 1).into();
            let event = event(story, object);
            if moment % REPEATED == 0 {
                deliveries.add(event.clone());
            }
            deliveries.add(event);
        }
    }
}

/// What happens to one key: half of them get one good file.
fn story(random: &mut Random) -> Vec<Change> {
    let kind = random.below(20);
    // Each upload of a key is another picture. Equal thumbnails have equal ETags, so that conditional writes do not tell
    // them apart, and one may be written twice.
    let first = random.below(GOOD);
    let mut pictures = (0..GOOD).map(|step| Change::Good((first + step) % GOOD));
    let mut good = || pictures.next().expect("fewer uploads than pictures");
    let broken = |kind: usize| Change::Broken(kind % BROKEN);
    match kind {
        0..10 => vec![good()],
        10..12 => vec![broken(kind), good(), good()],
        12 | 13 => vec![Change::Broken(random.below(BROKEN))],
        14 | 15 => vec![good(), good(), good(), good()],
        16 | 17 => vec![good(), Change::Delete],
        18 => vec![good(), broken(kind), good()],
        _ => vec![good(), Change::Delete, good()],
    }
}

/// What an event says of the new object.
async fn put(client: &Client, story: &Story, file: Vec<u8>) -> Value {
    let request = client.put_object().bucket(story.bucket).key(&story.key);
    let size = file.len();
    let answer = request.body(file.into()).send().await;
    let answer = answer.expect("the object is written");
    let etag = answer.e_tag().expect("it has one").trim_matches('"');
    let mut object = json!({"key": story.key, "size": size, "eTag": etag});
    if let Some(version) = answer.version_id() {
        object["versionId"] = version.into();
    }
    object
}

/// What an event says of an object that was deleted; where there are versions, of the marker.
async fn delete(client: &Client, story: &Story) -> Value {
    let request = client.delete_object().bucket(story.bucket).key(&story.key);
    let answer = request.send().await.expect("the object is deleted");
    let mut object = json!({"key": story.key});
    if let Some(version) = answer.version_id() {
        object["versionId"] = version.into();
    }
    object
}

fn event(story: &Story, object: Value) -> Value {
    let name = match (object["size"].is_null(), object["versionId"].is_null()) {
        (false, _) => "ObjectCreated:Put",
        (true, true) => "ObjectRemoved:Delete",
        (true, false) => "ObjectRemoved:DeleteMarkerCreated",
    };
    json!({"Records": [{
        "eventVersion": "2.6", "eventSource": "aws:s3", "eventName": name,
        "s3": {"bucket": {"name": story.bucket}, "object": object},
    }]})
}
