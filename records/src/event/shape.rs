//! An event, reduced to what is asked.

use recipe::Recipe;

use super::field::EventError;
use crate::upload::Record;

/// An event: what happened, and how the sender wants to be answered.
#[derive(Debug)]
pub struct Event {
    /// Each is answered by itself, where the sender can read that.
    pub items: Vec<Item>,
    /// The shape of the answer.
    pub reply: Reply,
    /// A recipe for this event alone, in place of the function's.
    pub recipe: Option<Recipe>,
    /// Or the name of one of the function's recipes.
    pub recipe_name: Option<String>,
}

/// How the sender wants to be answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reply {
    /// Nobody reads it: numbers, for people. The invocation fails where it is to be repeated.
    Summary,
    /// SQS: the messages that are to come again.
    Queue,
    /// S3 Batch Operations: a code for each task.
    Batch {
        /// The version of the request.
        schema: String,
        /// The sender's name for it.
        invocation: String,
    },
    /// Step Functions: what was made. Whatever went wrong is an error, for `Catch` and `Retry`.
    Direct,
}

/// Records that are acknowledged together.
#[derive(Debug)]
pub struct Item {
    /// The sender's name for it: the identifier of an SQS message or of a task.
    pub id: Option<String>,
    /// What happened. Each stands for itself, so that a bad one does not stop the others.
    pub records: Vec<Result<Record, EventError>>,
}
