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

/// Records that are worked on at once: while one waits for S3, another is resized.
const AT_ONCE: usize = 4;

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
        let handling = lists
            .into_iter()
            .flatten()
            .map(|record| self.handle_record(record, plan, invocation));
        let mut handled = stream::iter(handling).buffered(AT_ONCE);

        let mut metrics = Metrics::default();
        let mut items = Vec::new();
        for (id, size) in ids.into_iter().zip(sizes) {
            let mut records = Vec::new();
            for record in handled.by_ref().take(size).collect::<Vec<_>>().await {
                metrics.count(&record);
                records.push(record);
            }
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
