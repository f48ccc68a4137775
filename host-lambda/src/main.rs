//! The program that Lambda starts.

#![forbid(unsafe_code)]

mod init_error;
mod log;

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, SystemTime};

use anyhow::Context as _;
use engine::{CallLimits, Resizer};
use host_lambda::failure::InvocationError;
use host_lambda::handler::Handler;
use host_lambda::invocation::Invocation;
use host_lambda::settings::Settings;
use host_lambda::store::s3::S3;
use host_lambda::thumbnails::make::OnThreads;
use host_lambda::thumbnails::plan::Plan;
use lambda_runtime::{LambdaEvent, service_fn};
use serde_json::Value;

/// Kept back from an invocation's time to report what could not be done.
const MARGIN: Duration = Duration::from_millis(500);

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    log::start();
    let handler = match start().await {
        Ok(handler) => handler,
        Err(error) => {
            init_error::report(&error).await;
            return Err(error);
        }
    };
    let is_cold = AtomicBool::new(true);
    let function = service_fn(|event: LambdaEvent<Value>| handle(&handler, event, &is_cold));
    lambda_runtime::run(function)
        .await
        .map_err(anyhow::Error::from_boxed)
}

/// Reads the variables and loads the component.
async fn start() -> anyhow::Result<Handler<S3, OnThreads>> {
    let store = S3::from_environment().await;
    let settings = Settings::from_environment(&store).await?;
    let resizer =
        Resizer::embedded(CallLimits::default()).context("loading the resize component")?;
    // Receipts name this digest: whoever reads the log knows from when on others come.
    let (version, component) = (env!("CARGO_PKG_VERSION"), engine::COMPONENT_SHA256);
    tracing::info!(version, component, "started");
    Ok(Handler {
        store,
        maker: OnThreads::new(resizer),
        plan: Plan::new(settings.recipe, settings.destination),
    })
}

async fn handle(
    handler: &Handler<S3, OnThreads>,
    event: LambdaEvent<Value>,
    is_cold: &AtomicBool,
) -> Result<Value, InvocationError> {
    let LambdaEvent { payload, context } = event;
    let invocation = Invocation {
        end: context.deadline() - MARGIN,
        request: Some(context.request_id.clone()),
        trace: context.xray_trace_id.clone(),
        cold: is_cold.swap(false, Ordering::Relaxed),
    };
    let (answer, metrics) = handler.handle(&payload, &invocation).await;
    // CloudWatch takes metrics from lines that are JSON by themselves.
    for line in metrics.lines(&context.env_config.function_name, SystemTime::now()) {
        println!("{line}");
    }
    answer
}
