//! One upload, from what an event says of it to its thumbnails.
//!
//! Events come more than once and in any order, and objects change meanwhile. What is written is therefore conditional
//! on what was there, and where somebody else may have been in between, the upload is looked at again afterwards.
//! docs/decisions/0020-last-upload-wins.md says why this always ends in the thumbnails of the last upload.

use std::time::SystemTime;

use futures_util::future::try_join_all;
use recipe::{Known, OutputFormat, Target};

use crate::failure::{Failure, READING, WRITING};
use crate::provenance::{Provenance, is_own};
use crate::store::{Condition, Head, Object, Pin, Place, Store, StoreErrorKind};
use crate::thumbnails::done::{Decision, Done, Made};
use crate::thumbnails::make::{self, Make};
use crate::thumbnails::plan::Plan;
use crate::thumbnails::state::{State, is_later, present};
use crate::upload::Upload;

/// How often an upload may change under our hands before somebody else is to try. Arbitrary.
pub(crate) const ATTEMPTS: u32 = 5;

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
pub(crate) struct Missing {
    /// Its number in the recipe.
    pub(crate) index: usize,
    /// `None` where it depends on what is not known yet.
    pub(crate) place: Option<Place>,
    /// When it may be written.
    pub(crate) condition: Condition,
    /// What it replaces says.
    pub(crate) replaced: Option<Provenance>,
}

/// Whether an upload has been dealt with.
pub(crate) enum Attempt {
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
            return Ok(Done::nothing(Decision::Ignored, "it is a folder"));
        }
        if !self.plan.recipe.is_for(&upload.key) {
            return Ok(Done::nothing(
                Decision::Ignored,
                "the recipe is not for this key",
            ));
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
        Err(Failure::KeepsChanging)
    }

    /// Deletes the thumbnails of an upload that is gone.
    ///
    /// # Errors
    /// Where somebody else has to try again.
    pub async fn removed(&self, upload: &Upload) -> Result<Done, Failure> {
        if self.plan.recipe.deletions != Some(true) {
            return Ok(Done::nothing(
                Decision::Ignored,
                "the recipe has no deletions",
            ));
        }
        if !self.plan.recipe.is_for(&upload.key) {
            return Ok(Done::nothing(
                Decision::Ignored,
                "the recipe is not for this key",
            ));
        }
        for _ in 0..ATTEMPTS {
            let mut older = Vec::new();
            for place in self.places(upload) {
                let Some(head) = self.head(WRITING, &place).await? else {
                    continue;
                };
                let is_older = Provenance::read(&head.metadata)
                    .is_some_and(|provenance| !is_later(&provenance, upload));
                if is_older {
                    older.push((place, head.etag));
                }
            }
            if older.is_empty() {
                return Ok(Done::nothing(
                    Decision::Skipped,
                    "there is no thumbnail of it",
                ));
            }
            if self.head(READING, &source(upload)).await?.is_some() {
                return Ok(Done::nothing(
                    Decision::Skipped,
                    "the upload is there again",
                ));
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
        Err(Failure::KeepsChanging)
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
        let mut settled = Vec::new();
        for (index, place, state) in try_join_all(states).await? {
            match state {
                State::Settled => settled.push(Made {
                    place: place.unwrap_or_default(),
                    ..Made::default()
                }),
                State::Stale(condition, replaced) => missing.push(Missing {
                    index,
                    place,
                    condition,
                    replaced,
                }),
            }
        }
        if missing.is_empty() {
            return Ok(Attempt::Done(Done {
                outputs: settled,
                ..Done::nothing(Decision::Skipped, "the thumbnails are there")
            }));
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
                return Ok(Attempt::Done(Done::nothing(Decision::Skipped, reason)));
            }
            Err(error) => return Err(Failure::of_store(error, READING, &upload.bucket)),
        };
        if is_own(&object.head().metadata) {
            return Ok(Attempt::Done(Done::nothing(
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
        self.write(&upload, &head, settled, missing, making).await
    }

    /// Where an output goes; `None` where that depends on what is not known yet.
    pub(crate) fn place(
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
    pub(crate) fn refuse_loop(&self, place: &Place, upload: &Upload) -> Result<(), Failure> {
        if place.bucket == upload.bucket && self.plan.recipe.is_for(&place.key) {
            return Err(Failure::DestinationIsSource {
                bucket: place.bucket.clone(),
                key: place.key.clone(),
            });
        }
        Ok(())
    }

    pub(crate) async fn head(
        &self,
        action: &'static str,
        place: &Place,
    ) -> Result<Option<Head>, Failure> {
        let head = self.store.head(place).await;
        head.map_err(|error| Failure::of_store(error, action, &place.bucket))
    }
}

pub(crate) fn source(upload: &Upload) -> Place {
    Place {
        bucket: upload.bucket.clone(),
        key: upload.key.clone(),
    }
}

impl<S: Store, M: Make> Worker<'_, S, M> {
    /// What there is at an output's place, and what is to be done about it.
    pub(crate) async fn state(
        &self,
        index: usize,
        place: &Place,
        upload: &Upload,
    ) -> Result<State, Failure> {
        let Some(head) = self.head(WRITING, place).await? else {
            return Ok(State::Stale(Condition::Absent, None));
        };
        let condition = Condition::Etag(head.etag.clone());
        let Some(provenance) = Provenance::read(&head.metadata) else {
            return Ok(State::Stale(condition, None));
        };
        let is_made_alike = provenance.receipt.component == self.maker.component()
            && provenance.receipt.recipe == self.plan.digests[index];
        if is_later(&provenance, upload) || (provenance.is_of(upload) && is_made_alike) {
            return Ok(State::Settled);
        }
        Ok(State::Stale(condition, Some(provenance)))
    }
}
