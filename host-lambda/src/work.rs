//! One upload, from what an event says of it to its thumbnails.
//!
//! Events come more than once and in any order, and objects change meanwhile. What is written is therefore conditional
//! on what was there, and where somebody else may have been in between, the upload is looked at again afterwards.
//! docs/ARCHITECTURE.md says why this always ends in the thumbnails of the last upload.

use std::time::{Duration, SystemTime};

use engine::{Output, Warning};
use futures_util::future::{join_all, try_join_all};
use recipe::{Known, OutputFormat, Receipt, Target};

use crate::failure::{Failure, READING, WRITING};
use crate::make::{self, Made as Making, Make};
use crate::marks::{Marks, is_own};
use crate::plan::Plan;
use crate::store::{Condition, Head, NewObject, Object, Pin, Place, Store, StoreErrorKind};
use crate::upload::Upload;

/// How often an upload may change under our hands before somebody else is to try. Arbitrary.
const ATTEMPTS: u32 = 5;

/// What was done with an upload.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// Thumbnails were written.
    Created,
    /// Thumbnails were deleted.
    Removed,
    /// The thumbnails are those of this upload, or of a later one.
    Skipped,
    /// It is no upload that the recipe is for.
    Ignored,
}

impl Decision {
    /// The word for logs and answers.
    pub fn name(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Removed => "removed",
            Self::Skipped => "skipped",
            Self::Ignored => "ignored",
        }
    }
}

/// What was done with an upload, and what came out.
#[derive(Debug)]
pub struct Done {
    /// What.
    pub decision: Decision,
    /// Why, where nothing was made.
    pub reason: Option<&'static str>,
    /// The thumbnails, those that were there already among them.
    pub outputs: Vec<Made>,
    /// What making them took; `None` where nothing was made.
    pub effort: Option<Effort>,
}

/// A thumbnail. Only its place is known where it was there already.
#[derive(Debug, Clone, Default)]
pub struct Made {
    /// Where it is.
    pub place: Place,
    /// Its format.
    pub format: Option<OutputFormat>,
    /// Width in pixels.
    pub width: Option<u32>,
    /// Height in pixels.
    pub height: Option<u32>,
    /// How many frames it has.
    pub frames: Option<u32>,
    /// The quality it was encoded with.
    pub quality: Option<u8>,
    /// How many bytes it has.
    pub bytes: Option<u64>,
    /// Its ThumbHash, where one was asked for.
    pub thumbhash: Option<Vec<u8>>,
}

/// What thumbnails took to make.
#[derive(Debug)]
pub struct Effort {
    /// Bytes of the upload.
    pub source_bytes: u64,
    /// How many of them were read.
    pub read_bytes: u64,
    /// Time for reading.
    pub get: Duration,
    /// Time in the component.
    pub resize: Duration,
    /// Time for writing.
    pub put: Duration,
    /// Bytes of memory in the component.
    pub peak_memory: usize,
    /// What the component wants to be known.
    pub warnings: Vec<Warning>,
}

/// What works on uploads.
pub struct Worker<'a, S, M> {
    /// Where they are.
    pub store: &'a S,
    /// What makes pictures of them.
    pub maker: &'a M,
    /// What is to be made.
    pub plan: &'a Plan,
    /// When there is no more time.
    pub end: SystemTime,
}

/// An output that is still to be written.
struct Missing {
    /// Its number in the recipe.
    index: usize,
    /// `None` where it depends on what is not known yet.
    place: Option<Place>,
    /// When it may be written.
    condition: Condition,
    /// The sequencer of what it replaces.
    replaced: Option<Marks>,
}

/// What is to be done about an output.
enum State {
    /// What is there is of this upload, or of a later one.
    Settled,
    /// It has to be written, where this still holds.
    Stale(Condition, Option<Marks>),
}

/// Whether an upload has been dealt with.
enum Attempt {
    Done(Done),
    /// It has changed; this is what it is now.
    Again(Upload),
}

impl<S: Store, M: Make> Worker<'_, S, M> {
    /// Makes the thumbnails of an upload.
    ///
    /// # Errors
    /// Where there can be none, and where somebody else has to try again.
    pub async fn created(&self, upload: &Upload) -> Result<Done, Failure> {
        if upload.key.ends_with('/') {
            return Ok(nothing(Decision::Ignored, "it is a folder"));
        }
        if !self.plan.recipe.is_for(&upload.key) {
            return Ok(nothing(Decision::Ignored, "the recipe is not for this key"));
        }
        for place in self.places(upload) {
            self.refuse_loop(&place, upload)?;
        }
        let mut upload = upload.clone();
        for _ in 0..ATTEMPTS {
            if upload.etag.is_none() {
                let Some(head) = self.head(READING, &source(&upload)).await? else {
                    return Err(Failure::SourceGone);
                };
                // A version that is asked for may be another than the present one, and is looked at when it is read.
                if upload.version.is_none() || upload.version == head.version {
                    upload.etag = Some(head.etag);
                    upload.version = head.version;
                }
            }
            match self.attempt(&upload).await? {
                Attempt::Done(done) => return Ok(done),
                Attempt::Again(present) => upload = present,
            }
        }
        Err(Failure::Restless)
    }

    /// Deletes the thumbnails of an upload that is gone.
    ///
    /// # Errors
    /// Where somebody else has to try again.
    pub async fn removed(&self, upload: &Upload) -> Result<Done, Failure> {
        if self.plan.recipe.deletions != Some(true) {
            return Ok(nothing(Decision::Ignored, "the recipe has no deletions"));
        }
        if !self.plan.recipe.is_for(&upload.key) {
            return Ok(nothing(Decision::Ignored, "the recipe is not for this key"));
        }
        for _ in 0..ATTEMPTS {
            let mut older = Vec::new();
            for place in self.places(upload) {
                let Some(head) = self.head(WRITING, &place).await? else {
                    continue;
                };
                let is_older =
                    Marks::read(&head.metadata).is_some_and(|marks| !is_later(&marks, upload));
                if is_older {
                    older.push((place, head.etag));
                }
            }
            if older.is_empty() {
                return Ok(nothing(Decision::Skipped, "there is no thumbnail of it"));
            }
            if self.head(READING, &source(upload)).await?.is_some() {
                return Ok(nothing(Decision::Skipped, "the upload is there again"));
            }
            let mut has_changed = false;
            for (place, etag) in &older {
                match self.store.delete(place, etag).await {
                    Ok(()) => {}
                    Err(error) if error.kind == StoreErrorKind::Missing => {}
                    Err(error) if error.kind == StoreErrorKind::Changed => has_changed = true,
                    Err(error) => return Err(Failure::of_store(error, WRITING, &place.bucket)),
                }
            }
            if has_changed {
                continue;
            }
            // A thumbnail of the same bytes looks the same, so the one deleted may have been that of a later upload.
            if let Some(head) = self.head(READING, &source(upload)).await? {
                return self.created(&present(upload, head)).await;
            }
            let outputs = older.into_iter().map(|(place, _)| Made {
                place,
                ..Made::default()
            });
            return Ok(Done {
                decision: Decision::Removed,
                reason: None,
                outputs: outputs.collect(),
                effort: None,
            });
        }
        Err(Failure::Restless)
    }

    async fn attempt(&self, upload: &Upload) -> Result<Attempt, Failure> {
        let mut missing = Vec::new();
        let outputs = 0..self.plan.recipe.outputs.len();
        let states = outputs.map(async |index| {
            let place = self.place(index, upload, None, None);
            let state = match &place {
                Some(place) => self.state(index, place, upload).await?,
                None => State::Stale(Condition::Absent, None),
            };
            Ok::<_, Failure>((index, place, state))
        });
        for (index, place, state) in try_join_all(states).await? {
            if let State::Stale(condition, replaced) = state {
                missing.push(Missing {
                    index,
                    place,
                    condition,
                    replaced,
                });
            }
        }
        if missing.is_empty() {
            return Ok(Attempt::Done(nothing(
                Decision::Skipped,
                "the thumbnails are there",
            )));
        }

        let pin = Pin {
            version: upload.version.clone(),
            // A version never changes.
            etag: upload.etag.clone().filter(|_| upload.version.is_none()),
        };
        let object = match self.store.get(&source(upload), &pin).await {
            Ok(object) => object,
            Err(error) if error.kind == StoreErrorKind::Changed => {
                let reason = "the upload has changed, and its change is an event of its own";
                return Ok(Attempt::Done(nothing(Decision::Skipped, reason)));
            }
            Err(error) => return Err(Failure::of_store(error, READING, &upload.bucket)),
        };
        if is_own(object.head()) {
            return Ok(Attempt::Done(nothing(
                Decision::Ignored,
                "it was written by Thumbox",
            )));
        }
        let head = object.head().clone();
        let upload = Upload {
            etag: Some(head.etag.clone()),
            version: head.version.clone().or_else(|| upload.version.clone()),
            ..upload.clone()
        };
        let targets: Vec<Target> = missing
            .iter()
            .map(|missing| self.plan.recipe.outputs[missing.index].target.clone())
            .collect();
        let options = self.plan.recipe.options;
        let making = make::make::<S>(
            self.maker,
            object,
            &upload.bucket,
            &targets,
            options,
            self.end,
        )
        .await?;
        self.write(&upload, &head, missing, making).await
    }

    /// Writes what was made, and looks whether it still is what is wanted.
    async fn write(
        &self,
        upload: &Upload,
        head: &Head,
        missing: Vec<Missing>,
        making: Making,
    ) -> Result<Attempt, Failure> {
        let start = SystemTime::now();
        let source_digest = recipe::sha256(&making.source);
        let source_bytes = making.source.len() as u64;
        let replaces = missing
            .iter()
            .any(|missing| missing.condition != Condition::Absent);
        let writes = missing
            .into_iter()
            .zip(making.resized.outputs)
            .map(|(missing, output)| {
                self.write_one(upload, head, missing, output, &source_digest, source_bytes)
            });
        let mut outputs = Vec::new();
        let mut is_overtaken = false;
        for written in join_all(writes).await {
            match written? {
                Some((made, was_retried)) => {
                    is_overtaken |= was_retried;
                    outputs.push(made);
                }
                None => is_overtaken = true,
            }
        }
        // Equal bytes have equal ETags, so a condition does not notice that the same thumbnail was written again by a
        // later event. And who has no sequencer does not know whether it is late.
        let is_to_be_looked_at = replaces
            || is_overtaken
            || upload.sequencer.is_none()
            || self.plan.recipe.deletions == Some(true);
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
        let (decision, reason) = match outputs.is_empty() {
            true => (Decision::Skipped, Some("somebody else was faster")),
            false => (Decision::Created, None),
        };
        Ok(Attempt::Done(Done {
            decision,
            reason,
            outputs,
            effort: Some(Effort {
                source_bytes: head.bytes,
                read_bytes: source_bytes,
                get: making.get,
                resize: making.resize,
                put: start.elapsed().unwrap_or_default(),
                peak_memory: making.resized.peak_memory,
                warnings: making.resized.warnings,
            }),
        }))
    }

    /// Writes one thumbnail; `None` where a later one is there. The second value: whether somebody was faster once.
    async fn write_one(
        &self,
        upload: &Upload,
        head: &Head,
        missing: Missing,
        output: Output,
        source_digest: &str,
        source_bytes: u64,
    ) -> Result<Option<(Made, bool)>, Failure> {
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
        let mut made = Made {
            place,
            format: Some(output.format),
            width: Some(output.width),
            height: Some(output.height),
            frames: Some(output.frames),
            quality: output.quality,
            bytes: Some(output.data.len() as u64),
            thumbhash: output.thumbhash,
        };
        for attempt in 0..ATTEMPTS {
            let State::Stale(condition, replaced) = state else {
                return Ok(None);
            };
            let marks = Marks {
                receipt: receipt.clone(),
                source_bytes,
                source_etag: upload.etag.clone(),
                source_version: upload.version.clone(),
                // Who does not know when it was does not forget what others knew.
                sequencer: upload
                    .sequencer
                    .clone()
                    .max(replaced.and_then(|marks| marks.sequencer)),
            };
            let object = self.object(index, head, &output.data, output.format, &marks);
            match self.store.put(&made.place, object, Some(&condition)).await {
                Ok(()) => return Ok(Some((made, attempt > 0))),
                Err(error)
                    if matches!(
                        error.kind,
                        StoreErrorKind::Changed | StoreErrorKind::Missing
                    ) =>
                {
                    state = self.state(index, &made.place, upload).await?;
                }
                Err(error) => {
                    let bucket = std::mem::take(&mut made.place.bucket);
                    return Err(Failure::of_store(error, WRITING, &bucket));
                }
            }
        }
        Err(Failure::Restless)
    }

    /// The object of a thumbnail.
    fn object(
        &self,
        index: usize,
        source: &Head,
        data: &[u8],
        format: OutputFormat,
        marks: &Marks,
    ) -> NewObject {
        let delivery = &self.plan.recipe.outputs[index].delivery;
        let mut metadata = match delivery.copy_metadata {
            Some(true) => source.metadata.clone(),
            _ => Default::default(),
        };
        metadata.extend(marks.write());
        NewObject {
            data: data.to_vec(),
            media_type: format.media_type(),
            cache_control: delivery.cache_control.clone(),
            storage_class: delivery.storage_class,
            tags: delivery.tags.clone(),
            metadata,
        }
    }

    /// What there is at an output's place, and what is to be done about it.
    async fn state(&self, index: usize, place: &Place, upload: &Upload) -> Result<State, Failure> {
        let Some(head) = self.head(WRITING, place).await? else {
            return Ok(State::Stale(Condition::Absent, None));
        };
        let condition = Condition::Etag(head.etag.clone());
        let Some(marks) = Marks::read(&head.metadata) else {
            return Ok(State::Stale(condition, None));
        };
        let is_made_alike = marks.receipt.component == self.maker.component()
            && marks.receipt.recipe == self.plan.digests[index];
        if is_later(&marks, upload) || (marks.is_of(upload) && is_made_alike) {
            return Ok(State::Settled);
        }
        Ok(State::Stale(condition, Some(marks)))
    }

    /// Where an output goes; `None` where that depends on what is not known yet.
    fn place(
        &self,
        index: usize,
        upload: &Upload,
        format: Option<OutputFormat>,
        receipt: Option<&str>,
    ) -> Option<Place> {
        let output = &self.plan.recipe.outputs[index];
        let known = Known {
            bucket: &upload.bucket,
            key: &upload.key,
            format: format.or_else(|| output.target.format.and_then(|format| format.fixed())),
            receipt,
            ..Known::default()
        };
        Some(Place {
            bucket: output.bucket(&upload.bucket, &self.plan.destination),
            key: output.key(&known)?,
        })
    }

    /// The places that are known before any work.
    fn places(&self, upload: &Upload) -> Vec<Place> {
        let outputs = 0..self.plan.recipe.outputs.len();
        outputs
            .filter_map(|index| self.place(index, upload, None, None))
            .collect()
    }

    /// A thumbnail must not be an upload.
    fn refuse_loop(&self, place: &Place, upload: &Upload) -> Result<(), Failure> {
        if place.bucket == upload.bucket && self.plan.recipe.is_for(&place.key) {
            return Err(Failure::DestinationIsSource {
                bucket: place.bucket.clone(),
                key: place.key.clone(),
            });
        }
        Ok(())
    }

    async fn head(&self, action: &'static str, place: &Place) -> Result<Option<Head>, Failure> {
        let head = self.store.head(place).await;
        head.map_err(|error| Failure::of_store(error, action, &place.bucket))
    }
}

fn nothing(decision: Decision, reason: &'static str) -> Done {
    Done {
        decision,
        reason: Some(reason),
        outputs: Vec::new(),
        effort: None,
    }
}

fn source(upload: &Upload) -> Place {
    Place {
        bucket: upload.bucket.clone(),
        key: upload.key.clone(),
    }
}

/// Whether a thumbnail is of a later upload than this one.
fn is_later(marks: &Marks, upload: &Upload) -> bool {
    matches!((&marks.sequencer, &upload.sequencer), (Some(theirs), Some(ours)) if theirs > ours)
}

/// Whether the present object is the upload that was meant.
fn is_same(upload: &Upload, now: &Head) -> bool {
    upload.etag.as_ref() == Some(&now.etag)
        && (now.version.is_none() || upload.version == now.version)
}

/// The upload as it is now. When that happened among the others is not known, but not before this one.
fn present(upload: &Upload, now: Head) -> Upload {
    Upload {
        etag: Some(now.etag),
        version: now.version,
        ..upload.clone()
    }
}
