//! One invocation: all its records are handled, whatever becomes of each.

use std::time::SystemTime;

use futures_util::stream::{self, StreamExt};
use serde_json::Value;

use crate::event::EventError;
use crate::failure::{Failure, InvocationError};
use crate::inbound;
use crate::invocation::Invocation;
use crate::outbound::metrics::Metrics;
use crate::outbound::{reply, report};
use crate::store::Store;
use crate::thumbnails::Worker;
use crate::thumbnails::done::{Decision, Done};
use crate::thumbnails::make::Make;
use crate::thumbnails::plan::Plan;
use crate::upload::Record;

/// Records that are worked on at once: while some wait for S3, others are resized. Each that waits has a place of its own, so
/// there are more than the 10 of a batch from SQS; what uploads take of the memory is limited where they are read.
const AT_ONCE: usize = 32;

/// What is set up once and serves every invocation.
pub struct Handler<S, M> {
    /// Where uploads are, and thumbnails go.
    pub store: S,
    /// What makes the thumbnails.
    pub maker: M,
    /// What is made where an event does not say it.
    pub plan: Plan,
}

impl<S: Store, M: Make> Handler<S, M> {
    /// Handles an event: the answer for the sender, and the numbers for whoever watches.
    pub async fn handle(
        &self,
        event: &Value,
        invocation: &Invocation,
    ) -> (Result<Value, InvocationError>, Metrics) {
        let event = inbound::read(event);
        let own = event
            .recipe
            .map(|recipe| Plan::new(recipe, self.plan.destination.clone()));
        let plan = own.as_ref().unwrap_or(&self.plan);

        let (ids, lists): (Vec<_>, Vec<_>) = event
            .items
            .into_iter()
            .map(|item| (item.id, item.records))
            .unzip();
        let sizes: Vec<usize> = lists.iter().map(Vec::len).collect();
        let handling = lists.into_iter().flatten().enumerate();
        let handling = handling.map(|(at, record)| async move {
            (at, self.handle_record(record, plan, invocation).await)
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
        plan: &Plan,
        invocation: &Invocation,
    ) -> Result<Done, Failure> {
        let worker = Worker {
            store: &self.store,
            maker: &self.maker,
            plan,
            end: invocation.end,
        };
        let (upload, result) = match record {
            Ok(Record::Created(upload)) => {
                let upload = inbound::known(&self.store, upload);
                let work = async {
                    let result = worker.created(&upload).await;
                    let result = worker.without_stale(&upload, result).await;
                    worker.described(&upload, result).await
                };
                let result = within(invocation.end, work).await;
                (Some(upload), result)
            }
            Ok(Record::Removed(upload)) => {
                let upload = inbound::known(&self.store, upload);
                let result = within(invocation.end, worker.removed(&upload)).await;
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
        report::result(upload.as_ref(), &result, invocation);
        result
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
