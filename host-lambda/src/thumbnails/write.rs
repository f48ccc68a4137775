//! Writing thumbnails so that an older event never undoes what a later one has done.

use std::time::Instant;

use engine::Output;
use futures_util::future::join_all;
use recipe::{OutputFormat, Receipt};

use crate::failure::{Failure, READING, WRITING};
use crate::provenance::Provenance;
use crate::store::{Condition, Head, NewObject, Store, StoreErrorKind};
use crate::thumbnails::done::{Decision, Done, Effort, Made};
use crate::thumbnails::make::{Made as Making, Make};
use crate::thumbnails::state::{State, is_same, present};
use crate::thumbnails::worker::{ATTEMPTS, Attempt, Missing, Worker, source};
use crate::upload::Upload;

/// A thumbnail, and how it came to be there.
struct Written {
    made: Made,
    /// Whether it was written just now; else it, or a later one, was there.
    is_written: bool,
    /// Whether there was something before, or somebody else wrote meanwhile.
    is_contested: bool,
}

impl<S: Store, M: Make> Worker<'_, S, M> {
    /// Writes what was made beside what is settled, and looks whether it still is what is wanted.
    pub(crate) async fn write(
        &self,
        upload: &Upload,
        head: &Head,
        settled: Vec<Made>,
        missing: Vec<Missing>,
        making: Making,
    ) -> Result<Attempt, Failure> {
        let source_digest = recipe::sha256(&making.source);
        let source_bytes = making.source.len() as u64;
        let start = Instant::now();
        let writes = missing
            .into_iter()
            .zip(making.resized.outputs)
            .map(|(missing, output)| {
                self.write_one(upload, head, missing, output, &source_digest, source_bytes)
            });
        let mut outputs = Vec::new();
        let (mut is_written, mut is_contested) = (false, false);
        for output in join_all(writes).await {
            let written = output?;
            is_written |= written.is_written;
            is_contested |= written.is_contested;
            outputs.push(written.made);
        }
        let put = start.elapsed();
        // Equal bytes have equal ETags, so a condition does not notice that the same thumbnail was written again by a
        // later event. And who has no sequencer does not know whether it is late.
        let is_to_be_looked_at =
            is_contested || upload.sequencer.is_none() || self.plan.recipe.deletions == Some(true);
        if is_to_be_looked_at {
            match self.head(READING, &source(upload)).await? {
                Some(now) if is_same(upload, &now) => {}
                Some(now) => return Ok(Attempt::Again(present(upload, now))),
                None if self.plan.recipe.deletions == Some(true) => {
                    return Box::pin(self.removed(upload)).await.map(Attempt::Done);
                }
                None => {}
            }
        }
        let (decision, reason) = match is_written {
            true => (Decision::Created, None),
            false => (Decision::Skipped, Some("the thumbnails are there")),
        };
        Ok(Attempt::Done(Done {
            decision,
            reason,
            outputs: outputs.into_iter().chain(settled).collect(),
            effort: Some(Effort {
                source_bytes: head.bytes,
                read_bytes: source_bytes,
                get: making.get,
                resize: making.resize,
                put,
                peak_memory: making.resized.peak_memory,
                warnings: making.resized.warnings,
            }),
        }))
    }

    /// Writes one thumbnail, unless it or a later one is there.
    async fn write_one(
        &self,
        upload: &Upload,
        head: &Head,
        missing: Missing,
        output: Output,
        source_digest: &str,
        source_bytes: u64,
    ) -> Result<Written, Failure> {
        let index = missing.index;
        let receipt = Receipt {
            component: self.maker.component().to_owned(),
            recipe: self.plan.digests[index].clone(),
            source: source_digest.to_owned(),
        };
        let digest = receipt.digest();
        let (place, mut state) = match missing.place {
            Some(place) => (place, State::Stale(missing.condition, missing.replaced)),
            None => {
                let place = self
                    .place(index, upload, Some(output.format), Some(&digest))
                    .unwrap_or_default();
                self.refuse_loop(&place, upload)?;
                let state = self.state(index, &place, upload).await?;
                (place, state)
            }
        };
        let mut is_contested = false;
        for _ in 0..ATTEMPTS {
            let State::Stale(condition, replaced) = state else {
                return Ok(Written {
                    made: Made {
                        place,
                        ..Made::default()
                    },
                    is_written: false,
                    is_contested,
                });
            };
            is_contested |= condition != Condition::Absent;
            let provenance = Provenance {
                receipt: receipt.clone(),
                source_bytes,
                source_etag: upload.etag.clone(),
                source_version: upload.version.clone(),
                // Without a sequencer, keep the stored one.
                sequencer: upload
                    .sequencer
                    .clone()
                    .max(replaced.and_then(|provenance| provenance.sequencer)),
            };
            let object = self.object(index, head, &output.data, output.format, &provenance);
            match self.store.put(&place, object, Some(&condition)).await {
                Ok(()) => {
                    return Ok(Written {
                        made: Made {
                            place,
                            format: Some(output.format),
                            width: Some(output.width),
                            height: Some(output.height),
                            frames: Some(output.frames),
                            quality: output.quality,
                            bytes: Some(output.data.len() as u64),
                            thumbhash: output.thumbhash,
                        },
                        is_written: true,
                        is_contested,
                    });
                }
                Err(error)
                    if matches!(
                        error.kind,
                        StoreErrorKind::Changed | StoreErrorKind::Missing
                    ) =>
                {
                    is_contested = true;
                    state = self.state(index, &place, upload).await?;
                }
                Err(error) => return Err(Failure::of_store(error, WRITING, &place.bucket)),
            }
        }
        Err(Failure::KeepsChanging)
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
        let mut metadata = match delivery.copy_metadata {
            Some(true) => source.metadata.clone(),
            _ => Default::default(),
        };
        metadata.extend(provenance.write());
        NewObject {
            data: data.to_vec(),
            media_type: format.media_type(),
            cache_control: delivery.cache_control.clone(),
            storage_class: delivery.storage_class,
            tags: delivery.tags.clone(),
            metadata,
        }
    }
}
