//! Thumbox on AWS Lambda: for every upload that S3 reports, a thumbnail in another bucket.
//!
//! Where to read: `event.rs` says what is asked, `thumbnail.rs` does it, `failure.rs` says who has to act when it did
//! not work, and `handler.rs` holds an invocation together.

#![forbid(unsafe_code)]

mod event;
mod failure;
mod handler;
mod init_error;
mod settings;
mod storage;
mod thumbnail;

use lambda_runtime::{LambdaEvent, service_fn, tracing};
use serde_json::Value;

use crate::handler::Handler;

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    tracing::init_default_subscriber();
    let handler = match Handler::start().await {
        Ok(handler) => handler,
        Err(error) => {
            init_error::report(&error).await;
            return Err(error);
        }
    };
    let function = service_fn(|event: LambdaEvent<Value>| handler.handle(event));
    lambda_runtime::run(function)
        .await
        .map_err(anyhow::Error::from_boxed)
}
