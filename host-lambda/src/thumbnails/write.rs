//! Writing thumbnails so that an older event never undoes what a later one has done.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::time::{Duration, Instant};

use engine::Output;
use futures_util::future::join_all;
use recipe::{OutputFormat, Receipt};
use records::SourceName;

use crate::failure::{Failure, WRITING};
use crate::provenance::Provenance;
use crate::store::{Condition, Head, NewObject, ObjectLocation, Store, StoreErrorKind};
use crate::thumbnails::done::Thumbnail;
use crate::thumbnails::make::Make;
use crate::thumbnails::next::Next;
use crate::thumbnails::plan::Made;
use crate::thumbnails::state::State;
use crate::thumbnails::worker::Worker;
use crate::upload::Upload;

/// How many conditional writes of one thumbnail may fail because it has changed before the event is to be retried.
/// Arbitrary.
const CONFLICTS: u32 = 5;

/// What thumbnails are made of.
pub(super) struct Source<'a> {
    /// The upload that was read.
    pub(super) upload: &'a Upload,
    pub(super) head: &'a Head,
    /// SHA-256 of the bytes that were read.
    pub(super) digest: String,
    /// SHA-256 of the codec that decoded them, where one had to.
    pub(super) codec: Option<String>,
    /// How many they are.
    pub(super) read_bytes: u64,
}

/// An output that is still to be written.
pub(super) struct Missing {
    /// Its number in the recipe.
    pub(super) index: usize,
    /// `None` where it depends on what is not known yet.
    pub(super) location: Option<ObjectLocation>,
    /// When it may be written.
    pub(super) condition: Condition,
    /// What it replaces says.
    pub(super) replaced: Option<Box<Provenance>>,
}

/// A thumbnail that is made, and where it goes.
struct Ready {
    missing: Missing,
    output: Output,
    receipt: Receipt,
    location: ObjectLocation,
}

/// Thumbnails, and how they came to be there.
#[derive(Default)]
pub(super) struct Writes {
    pub(super) outputs: Vec<Thumbnail>,
    /// Whether one was written just now.
    pub(super) is_any_written: bool,
    /// Whether one replaced something, or somebody else wrote it meanwhile.
    pub(super) is_any_contested: bool,
    /// What the upload needs where one was not written, because the upload is not the present one any more.
    pub(super) superseded: Option<Next>,
    /// How long it took.
    pub(super) put: Duration,
}

/// A thumbnail, and how it came to be there.
struct Written {
    thumbnail: Thumbnail,
    /// Whether it was written just now; else it, or a later one, was there.
    is_written: bool,
    /// Whether there was something before, or somebody else wrote meanwhile.
    is_contested: bool,
}

impl<S: Store, M: Make> Worker<'_, S, M> {
    /// Writes the missing thumbnails, which are these outputs.
    pub(super) async fn write(
        &self,
        source: &Source<'_>,
        missing: Vec<Missing>,
        outputs: Vec<Output>,
    ) -> Result<Writes, Failure> {
        let start = Instant::now();
        let mut ready = Vec::new();
        for (missing, output) in missing.into_iter().zip(outputs) {
            ready.push(self.ready(source, missing, output));
        }
        self.refuse_same_key(source.upload, &ready)?;
        let writing = ready.into_iter().map(|ready| self.write_one(source, ready));
        let mut writes = Writes::default();
        // All of them end, also beside one that fails: a write that is given up may still happen.
        for written in join_all(writing).await {
            let written = match written? {
                ControlFlow::Continue(written) => written,
                ControlFlow::Break(next) => {
                    writes.superseded = Some(next);
                    continue;
                }
            };
            writes.is_any_written |= written.is_written;
            writes.is_any_contested |= written.is_contested;
            writes.outputs.push(written.thumbnail);
        }
        writes.put = start.elapsed();
        Ok(writes)
    }

    /// Writes one thumbnail, unless it or a later one is there, or the upload has changed and what is there may be of its
    /// next state.
    async fn write_one(
        &self,
        source: &Source<'_>,
        ready: Ready,
    ) -> Result<ControlFlow<Next, Written>, Failure> {
        let Ready {
            missing,
            output,
            receipt,
            location,
        } = ready;
        let index = missing.index;
        let mut state = match missing.location {
            Some(_) => ControlFlow::Continue(State::Stale(missing.condition, missing.replaced)),
            // What is there could not be looked at before.
            None => {
                self.plan.refuse_loop(&location, source.upload)?;
                self.state_now(index, &location, source.upload).await?
            }
        };
        let mut is_contested = false;
        for _ in 0..CONFLICTS {
            let (condition, replaced) = match state {
                ControlFlow::Break(next) => return Ok(ControlFlow::Break(next)),
                ControlFlow::Continue(State::Stale(condition, replaced)) => (condition, replaced),
                ControlFlow::Continue(State::Settled(receipt)) => {
                    return Ok(ControlFlow::Continue(Written {
                        thumbnail: Thumbnail {
                            receipt: Some(receipt),
                            ..Thumbnail::at(location)
                        },
                        is_written: false,
                        is_contested,
                    }));
                }
            };
            is_contested |= condition != Condition::Absent;
            let replaced_other = other_source(&replaced, source.upload);
            let provenance = provenance(source, &receipt, replaced);
            let object = self.object(index, source.head, &output.data, output.format, &provenance);
            match self.store.put(&location, object, Some(&condition)).await {
                Ok(()) => {
                    return Ok(ControlFlow::Continue(Written {
                        thumbnail: Thumbnail {
                            replaced_other,
                            ..thumbnail(location, output, &receipt)
                        },
                        is_written: true,
                        is_contested,
                    }));
                }
                Err(error)
                    if matches!(
                        error.kind,
                        StoreErrorKind::Changed | StoreErrorKind::Missing
                    ) =>
                {
                    is_contested = true;
                    state = self.state_now(index, &location, source.upload).await?;
                }
                Err(error) => return Err(Failure::of_store(error, WRITING, &location.bucket)),
            }
        }
        Err(Failure::KeepsChanging)
    }

    /// What was made, with its receipt and the name that it has only now.
    fn ready(&self, source: &Source<'_>, missing: Missing, output: Output) -> Ready {
        let index = missing.index;
        let receipt = Receipt {
            component: self.maker.component().to_owned(),
            recipe: self.plan.digests[index].clone(),
            source: source.digest.clone(),
            codec: source.codec.clone(),
        };
        let made = Made {
            format: output.format,
            size: (output.width, output.height),
            receipt: &receipt.digest(),
        };
        let known = missing.location.clone();
        let location = known.or_else(|| self.plan.location(index, source.upload, Some(made)));
        Ready {
            location: location.unwrap_or_default(),
            missing,
            output,
            receipt,
        }
    }

    /// Names with the result's own size, and those of outputs with patterns of their own, may be equal although the outputs
    /// differ, and one thumbnail must not replace another.
    fn refuse_same_key(&self, upload: &Upload, ready: &[Ready]) -> Result<(), Failure> {
        let mut places: Vec<(usize, ObjectLocation)> = Vec::new();
        for index in self.plan.recipe.outputs_for(&upload.key) {
            let made = ready.iter().find(|ready| ready.missing.index == index);
            let location = match made {
                Some(ready) => Some(ready.location.clone()),
                None => self.plan.location(index, upload, None),
            };
            let Some(location) = location else { continue };
            if let Some((first, _)) = places.iter().find(|(_, other)| *other == location) {
                return Err(Failure::SameKey {
                    first: first + 1,
                    second: index + 1,
                    bucket: location.bucket,
                    key: location.key,
                });
            }
            places.push((index, location));
        }
        Ok(())
    }

    /// The object of a thumbnail.
    fn object(
        &self,
        index: usize,
        source: &Head,
        data: &[u8],
        format: OutputFormat,
        provenance: &Provenance,
    ) -> NewObject {
        let delivery = &self.plan.recipe.outputs[index].delivery;
        let mut metadata = provenance.write();
        if delivery.copy_metadata == Some(true) {
            let left_out = add_as_far_as_it_fits(&mut metadata, &source.metadata);
            if left_out > 0 {
                tracing::warn!(
                    etag = source.etag,
                    left_out,
                    "metadata of the upload is left out, as S3 has {MOST_METADATA} bytes for all of an object"
                );
            }
        }
        NewObject {
            data: data.to_vec(),
            media_type: format.media_type(),
            cache_control: (delivery.cache_control.as_ref())
                .or(self.plan.cache_control.as_ref())
                .cloned(),
            content_disposition: delivery.content_disposition.clone(),
            storage_class: delivery.storage_class,
            tags: delivery.tags.clone(),
            metadata,
        }
    }
}

/// What S3 takes of metadata, in bytes of names and values.
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingMetadata.html>
const MOST_METADATA: usize = 2048;

/// Adds what fits, in the order of names, and nothing that is there already. Returns how many do not fit.
fn add_as_far_as_it_fits(
    metadata: &mut BTreeMap<String, String>,
    others: &BTreeMap<String, String>,
) -> usize {
    let bytes = |(name, value): (&String, &String)| name.len() + value.len();
    let mut room = MOST_METADATA.saturating_sub(metadata.iter().map(bytes).sum());
    let mut left_out = 0;
    for (name, value) in others {
        match bytes((name, value)) {
            _ if metadata.contains_key(name) => {}
            wanted if wanted <= room => {
                room -= wanted;
                metadata.insert(name.clone(), value.clone());
            }
            _ => left_out += 1,
        }
    }
    left_out
}

/// What is said of a thumbnail that replaces this one.
fn provenance(
    source: &Source<'_>,
    receipt: &Receipt,
    replaced: Option<Box<Provenance>>,
) -> Provenance {
    let upload = source.upload;
    Provenance {
        receipt: receipt.clone(),
        source_bytes: source.read_bytes,
        source_etag: upload.etag.clone(),
        source_version: upload.version.clone(),
        source: Some(SourceName::new(&upload.bucket, &upload.key)),
        // Without a sequencer, keep the stored one, which is of this key's events or says nothing.
        sequencer: upload.sequencer.clone().max(
            replaced
                .filter(|provenance| !provenance.is_of_other(upload))
                .and_then(|provenance| provenance.sequencer),
        ),
    }
}

/// The object of which the thumbnail is that is replaced, if it is another one: `bucket/key`.
fn other_source(replaced: &Option<Box<Provenance>>, upload: &Upload) -> Option<String> {
    let replaced = replaced.as_ref();
    let other = replaced.filter(|provenance| provenance.is_of_other(upload))?;
    let source = other.source.as_ref()?;
    Some(format!("{}/{}", source.bucket(), source.key()))
}

/// The thumbnail that was written.
fn thumbnail(location: ObjectLocation, output: Output, receipt: &Receipt) -> Thumbnail {
    Thumbnail {
        location,
        format: Some(output.format),
        width: Some(output.width),
        height: Some(output.height),
        frames: Some(output.frames),
        quality: output.quality,
        score: output.score,
        quality_by: output.quality_by,
        bytes: Some(output.data.len() as u64),
        colors: output.colors,
        effort: output.effort,
        sha256: Some(recipe::sha256(&output.data)),
        receipt: Some(receipt.digest()),
        thumbhash: output.thumbhash,
        embedded_thumbnail: output.embedded_thumbnail.then_some(true),
        replaced_other: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn metadata_of_the_upload_is_taken_as_far_as_it_fits() {
        let map = |pairs: &[(&str, usize)]| -> BTreeMap<String, String> {
            let pairs = pairs.iter();
            pairs
                .map(|(name, length)| ((*name).to_owned(), "x".repeat(*length)))
                .collect()
        };
        let mut metadata = map(&[("own", 1000)]);
        let others = map(&[("a", 1000), ("b", 1000), ("c", 40), ("own", 5)]);
        assert_eq!(add_as_far_as_it_fits(&mut metadata, &others), 1);
        let names: Vec<&String> = metadata.keys().collect();
        assert_eq!(names, ["a", "c", "own"]);
        assert_eq!(metadata["own"].len(), 1000);
    }
}
