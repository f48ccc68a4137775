//! One invocation: all its records are handled, whatever becomes of each.

use std::time::SystemTime;

use futures_util::stream::{self, StreamExt};
use serde_json::Value;

use crate::event::EventError;
use crate::failure::{Failure, InvocationError, READING};
use crate::inbound;
use crate::invocation::Invocation;
use crate::notify::Notify;
use crate::outbound::metrics::Metrics;
use crate::outbound::{notice, reply, report};
use crate::plans::{Asked, Plans};
use crate::provenance::wished_recipe;
use crate::store::{ObjectLocation, Store};
use crate::thumbnails::Worker;
use crate::thumbnails::done::{Decision, Done};
use crate::thumbnails::make::Make;
use crate::thumbnails::plan::Plan;
use crate::upload::{Record, Upload};

/// Records that are worked on at once: while some wait for S3, others are resized. Each that waits has a place of its own, so
/// there are more than the 10 of a batch from SQS. How many of them are read and resized at a time, memory decides.
const AT_ONCE: usize = 32;

/// What is set up once and serves every invocation.
pub struct Handler<S, M, N> {
    /// Where uploads are, and thumbnails go.
    pub store: S,
    /// What makes the thumbnails.
    pub maker: M,
    /// Who is told what became of uploads.
    pub notify: N,
    /// What is made of which uploads.
    pub plans: Plans,
}

impl<S: Store, M: Make, N: Notify> Handler<S, M, N> {
    /// Handles an event: the answer for the sender, and the numbers for whoever watches.
    pub async fn handle(
        &self,
        event: &Value,
        invocation: &Invocation,
    ) -> (Result<Value, InvocationError>, Metrics) {
        let event = inbound::read(event);
        let asked = Asked {
            recipe: event.recipe.as_ref(),
            name: event.recipe_name.as_deref(),
        };

        let (ids, lists): (Vec<_>, Vec<_>) = event
            .items
            .into_iter()
            .map(|item| (item.id, item.records))
            .unzip();
        let sizes: Vec<usize> = lists.iter().map(Vec::len).collect();
        let handling = lists.into_iter().flatten().enumerate();
        let handling = handling.map(|(at, record)| async move {
            (at, self.handle_record(record, asked, invocation).await)
        });
        // One that is slow keeps none of the others waiting; the answer has them in the event's order.
        let handled = stream::iter(handling).buffer_unordered(AT_ONCE);
        let mut handled: Vec<_> = handled.collect().await;
        handled.sort_by_key(|(at, _)| *at);

        let mut metrics = Metrics::default();
        let mut handled = handled.into_iter().map(|(_, record)| record);
        let mut items = Vec::new();
        for (id, size) in ids.into_iter().zip(sizes) {
            let records: Vec<_> = handled.by_ref().take(size).collect();
            records.iter().for_each(|record| metrics.count(record));
            items.push((id, records));
        }
        (reply::answer(&event.reply, &items), metrics)
    }

    async fn handle_record(
        &self,
        record: Result<Record, EventError>,
        asked: Asked<'_>,
        invocation: &Invocation,
    ) -> Result<Done, Failure> {
        let mut recipe = None;
        let (upload, result) = match record {
            Ok(Record::Created(upload)) => {
                let upload = inbound::known(&self.store, upload);
                let work = self.create(&upload, asked, &mut recipe, invocation);
                let result = within(invocation.end, work).await;
                (Some(upload), result)
            }
            Ok(Record::Removed(upload)) => {
                let upload = inbound::known(&self.store, upload);
                let work = self.remove(&upload, &mut recipe, invocation);
                let result = within(invocation.end, work).await;
                (Some(upload), result)
            }
            Ok(Record::Ignored { reason }) => {
                report::ignored(&reason, invocation);
                return Ok(Done {
                    decision: Decision::Ignored,
                    reason: None,
                    outputs: Vec::new(),
                    effort: None,
                });
            }
            Err(error) => (None, Err(error.into())),
        };
        report::result(upload.as_ref(), &result, recipe.as_deref(), invocation);
        result
    }

    /// Makes the thumbnails of an upload. `recipe` becomes the digest of the one that it has.
    async fn create(
        &self,
        upload: &Upload,
        asked: Asked<'_>,
        recipe: &mut Option<String>,
        invocation: &Invocation,
    ) -> Result<Done, Failure> {
        let result = match self.plan_of(upload, asked).await {
            Ok(plan) => {
                *recipe = Some(plan.short_digest().to_owned());
                let worker = Worker::new(&self.store, &self.maker, &plan, invocation.end);
                let result = worker.created(upload).await;
                let result = worker.without_stale(upload, result).await;
                worker.described(upload, result).await
            }
            Err(failure) => Err(failure),
        };
        self.told(upload, result, recipe.as_deref(), invocation)
            .await
    }

    /// Deletes the thumbnails of an upload, whichever recipe they are of.
    async fn remove(
        &self,
        upload: &Upload,
        recipe: &mut Option<String>,
        invocation: &Invocation,
    ) -> Result<Done, Failure> {
        let mut result: Option<Done> = None;
        for plan in self.plans.all(&self.store, &upload.bucket).await? {
            recipe.get_or_insert_with(|| plan.short_digest().to_owned());
            let worker = Worker::new(&self.store, &self.maker, &plan, invocation.end);
            let done = worker.removed(upload).await?;
            result = Some(match result {
                Some(before) => before.and(done),
                None => done,
            });
        }
        let done = result.unwrap_or_else(|| Done::nothing(Decision::Ignored, "there is no recipe"));
        self.told(upload, Ok(done), recipe.as_deref(), invocation)
            .await
    }

    /// What is made of an upload: what its event says, or the object itself where it may.
    async fn plan_of(&self, upload: &Upload, asked: Asked<'_>) -> Result<Plan, Failure> {
        let is_asked = asked.recipe.is_some() || asked.name.is_some();
        let wish = match !is_asked && self.plans.has_named() {
            true => self.wish(upload).await?,
            false => None,
        };
        let Some(wish) = wish else {
            return self.plans.present(&self.store, &upload.bucket, asked).await;
        };
        let asked = Asked {
            name: Some(&wish),
            recipe: None,
        };
        let plan = self.plans.present(&self.store, &upload.bucket, asked).await;
        plan.map_err(|failure| match failure {
            Failure::UnknownRecipe { name, known } => Failure::UnknownWish { name, known },
            other => other,
        })
    }

    /// The name of the recipe that an object's metadata has.
    async fn wish(&self, upload: &Upload) -> Result<Option<String>, Failure> {
        let location = ObjectLocation {
            bucket: upload.bucket.clone(),
            key: upload.key.clone(),
        };
        let head = self.store.head(&location).await;
        let head = head.map_err(|error| Failure::of_store(error, READING, &upload.bucket))?;
        Ok(head.and_then(|head| wished_recipe(&head.metadata).map(str::to_owned)))
    }
}

impl<S, M, N: Notify> Handler<S, M, N> {
    /// The result, once those who want to be told of it have been.
    ///
    /// # Errors
    /// The failure itself, or that the notice was not taken: then the event is retried, and finds the thumbnails made.
    async fn told(
        &self,
        upload: &Upload,
        result: Result<Done, Failure>,
        recipe: Option<&str>,
        invocation: &Invocation,
    ) -> Result<Done, Failure> {
        if !self.notify.is_wanted() {
            return result;
        }
        let Some((kind, content)) = notice::of(upload, &result, recipe, invocation) else {
            return result;
        };
        match self.notify.send(kind, &content).await {
            Ok(()) => result,
            Err(error) => Err(Failure::Notice(error)),
        }
    }
}

/// The result, or that there was no more time.
async fn within(
    end: SystemTime,
    work: impl Future<Output = Result<Done, Failure>>,
) -> Result<Done, Failure> {
    let left = end.duration_since(SystemTime::now()).unwrap_or_default();
    let result = tokio::time::timeout(left, work).await;
    result.unwrap_or(Err(Failure::OutOfTime))
}
