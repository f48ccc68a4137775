//! Making the thumbnails of an upload that is there.

use std::ops::ControlFlow;
use std::time::{Duration, Instant};

use futures_util::future::try_join_all;
use recipe::Target;

use crate::failure::{Failure, READING};
use crate::provenance::is_own;
use crate::store::{Condition, Object, Pin, Store, StoreErrorKind};
use crate::thumbnails::done::{Decision, Done, Effort, OWN, Thumbnail};
use crate::thumbnails::make::{Admitted, Make};
use crate::thumbnails::next::Next;
use crate::thumbnails::resize::{ResizedUpload, admit, resize};
use crate::thumbnails::state::{Presence, State};
use crate::thumbnails::worker::{Worker, location_of};
use crate::thumbnails::write::{Missing, Source, Writes};
use crate::upload::Upload;

/// How long an answer whose body is not read is relied on. S3 ends a connection on which nothing moves.
const STAYS_OPEN: Duration = Duration::from_secs(2);

impl<S: Store, M: Make> Worker<'_, S, M> {
    /// Makes the thumbnails that are missing or stale.
    pub(super) async fn create(&self, upload: Upload) -> Result<Next, Failure> {
        let upload = self.with_etag(upload).await?;
        let (settled, missing) = self.compare(&upload).await?;
        // An older version can still be read. A thumbnail of it must not take the place of the present one, and where it
        // is there, an attempt before this one may have ended between writing it and making the present one. This is asked
        // after the thumbnails: so none that is replaced is of a later version than the one that is present now.
        if upload.version.is_some() {
            match self.presence(&upload).await? {
                Presence::Present => {}
                Presence::Changed(next) => return Ok(next),
                // As a bucket without versions says it, which cannot be read then.
                Presence::Gone if !missing.is_empty() => return Err(Failure::SourceGone),
                Presence::Gone => {}
            }
        }
        if missing.is_empty() {
            return Ok(Next::Done(Done {
                outputs: settled,
                ..Done::nothing(Decision::Skipped, "the thumbnails are up to date")
            }));
        }
        match self.open(&upload).await? {
            ControlFlow::Continue(object) => self.fill(upload, object, settled, missing).await,
            ControlFlow::Break(done) => Ok(Next::Done(done)),
        }
    }

    /// Makes the missing thumbnails from an upload that was opened.
    async fn fill(
        &self,
        upload: Upload,
        object: S::Object,
        settled: Vec<Thumbnail>,
        missing: Vec<Missing>,
    ) -> Result<Next, Failure> {
        let head = object.head().clone();
        let upload = Upload {
            etag: Some(head.etag.clone()),
            version: head.version.clone().or(upload.version),
            ..upload
        };
        let ResizedUpload {
            resized,
            room: _room,
            source: Admitted { bytes, room },
            get,
            resize,
        } = match self.read_and_resize(&upload, object, &missing).await? {
            ControlFlow::Continue(resized) => resized,
            ControlFlow::Break(done) => return Ok(Next::Done(done)),
        };
        let read_bytes = bytes.len() as u64;
        let source = Source {
            digest: recipe::sha256(&bytes),
            codec: resized.codec.as_ref().map(|codec| codec.sha256.clone()),
            read_bytes,
            upload: &upload,
            head: &head,
        };
        drop((bytes, room));
        let mut writes = self.write(&source, missing, resized.outputs).await?;
        let next = match writes.superseded.take() {
            Some(next) => Some(next),
            None => self.check_again(&upload, &writes).await?,
        };
        if let Some(next) = next {
            return Ok(next);
        }
        let (decision, reason) = match writes.is_any_written {
            true => (Decision::Created, None),
            false => (Decision::Skipped, Some("the thumbnails are up to date")),
        };
        Ok(Next::Done(Done {
            decision,
            reason,
            outputs: writes.outputs.into_iter().chain(settled).collect(),
            effort: Some(Effort {
                source_bytes: head.bytes,
                read_bytes,
                get,
                resize,
                put: writes.put,
                peak_memory: resized.peak_memory,
                warnings: resized.warnings,
            }),
        }))
    }

    /// Makes pictures of an upload that was opened, and opens it again where it stops coming.
    async fn read_and_resize(
        &self,
        upload: &Upload,
        object: S::Object,
        missing: &[Missing],
    ) -> Result<ControlFlow<Done, ResizedUpload>, Failure> {
        let bytes = object.head().bytes;
        let waiting = Instant::now();
        let mut source = self.admit(bytes).await?;
        let mut opened = (waiting.elapsed() < STAYS_OPEN).then_some(object);
        let mut has_stopped = false;
        loop {
            let object = match opened.take() {
                Some(object) => object,
                None => match self.open(upload).await? {
                    ControlFlow::Continue(object) => object,
                    ControlFlow::Break(done) => return Ok(ControlFlow::Break(done)),
                },
            };
            match self.resize(upload, object, source, missing).await {
                // The connection broke off, or stood still. Another one may not.
                Err(Failure::Storage { .. }) if !has_stopped => {
                    has_stopped = true;
                    source = self.admit(bytes).await?;
                }
                resized => return resized.map(ControlFlow::Continue),
            }
        }
    }

    async fn admit(&self, bytes: u64) -> Result<Admitted, Failure> {
        admit(self.maker, bytes, self.plan.recipe.limits).await
    }

    async fn resize(
        &self,
        upload: &Upload,
        object: S::Object,
        source: Admitted,
        missing: &[Missing],
    ) -> Result<ResizedUpload, Failure> {
        let recipe = &self.plan.recipe;
        let targets: Vec<Target> = missing
            .iter()
            .map(|missing| recipe.outputs[missing.index].target.clone())
            .collect();
        resize::<S>(
            self.maker,
            object,
            source,
            &upload.bucket,
            &targets,
            recipe.limits,
            &self.clock,
        )
        .await
    }

    /// The thumbnails that are of this upload or of a later one, and the outputs that are still to be written.
    async fn compare(&self, upload: &Upload) -> Result<(Vec<Thumbnail>, Vec<Missing>), Failure> {
        let outputs = self.plan.recipe.outputs_for(&upload.key).into_iter();
        let states = outputs.map(async |index| {
            let location = self.plan.location(index, upload, None);
            let state = match &location {
                Some(location) => self.state(index, location, upload).await?,
                None => State::Stale(Condition::Absent, None),
            };
            Ok::<_, Failure>((index, location, state))
        });
        let (mut settled, mut missing) = (Vec::new(), Vec::new());
        for (index, location, state) in try_join_all(states).await? {
            match state {
                State::Settled(receipt) => settled.push(Thumbnail {
                    receipt: Some(receipt),
                    ..Thumbnail::at(location.unwrap_or_default())
                }),
                State::Stale(condition, replaced) => missing.push(Missing {
                    index,
                    location,
                    condition,
                    replaced,
                }),
            }
        }
        Ok((settled, missing))
    }

    /// Begins to read the upload, unless it is not the one that was meant, or none.
    async fn open(&self, upload: &Upload) -> Result<ControlFlow<Done, S::Object>, Failure> {
        let pin = Pin {
            version: upload.version.clone(),
            // A version never changes.
            etag: upload.etag.clone().filter(|_| upload.version.is_none()),
        };
        let object = match self.store.get(&location_of(upload), &pin).await {
            Ok(object) => object,
            Err(error) if error.kind == StoreErrorKind::Changed => {
                let reason = "the upload has changed, and its change is an event of its own";
                return Ok(ControlFlow::Break(Done::nothing(Decision::Skipped, reason)));
            }
            Err(error) => return Err(Failure::of_store(error, READING, &upload.bucket)),
        };
        Ok(match is_own(&object.head().metadata) {
            true => ControlFlow::Break(Done::nothing(Decision::Ignored, OWN)),
            false => ControlFlow::Continue(object),
        })
    }

    /// What the upload needs, if it has changed while its thumbnails were written.
    async fn check_again(&self, upload: &Upload, writes: &Writes) -> Result<Option<Next>, Failure> {
        // Equal bytes have equal ETags, so a condition does not notice that the same thumbnail was written again by a
        // later event. And an event without a sequencer may be late.
        let has_deletions = self.plan.recipe.deletions == Some(true);
        match writes.is_any_contested || upload.sequencer.is_none() || has_deletions {
            true => Ok(match self.presence(upload).await? {
                Presence::Changed(next) => Some(next),
                // Without deletions its thumbnails stay.
                Presence::Present | Presence::Gone => None,
            }),
            false => Ok(None),
        }
    }
}
