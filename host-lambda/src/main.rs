//! The program that Lambda starts.

#![forbid(unsafe_code)]

mod init_error;
mod log;
mod panic_log;

use std::panic::AssertUnwindSafe;
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, SystemTime};

use anyhow::Context as _;
use engine::{CallLimits, Resizer};
use futures_util::FutureExt as _;
use host_lambda::failure::InvocationError;
use host_lambda::handler::Handler;
use host_lambda::invocation::Invocation;
use host_lambda::notify::aws::{AwsNotify, NoticeTarget};
use host_lambda::settings::{SettingError, Settings, variable};
use host_lambda::store::s3::{S3, configuration};
use host_lambda::thumbnails::make::OnThreads;
use lambda_runtime::{LambdaEvent, service_fn};
use serde_json::Value;

type Function = Handler<S3, OnThreads, Option<AwsNotify>>;

/// Kept back from an invocation's time to report what could not be done.
const MARGIN: Duration = Duration::from_millis(500);

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    log::start();
    panic_log::start();
    let handler = match start().await {
        Ok(handler) => handler,
        Err(error) => {
            init_error::report(&error).await;
            return ExitCode::FAILURE;
        }
    };
    let is_cold = AtomicBool::new(true);
    let function = service_fn(|event: LambdaEvent<Value>| handle(&handler, event, &is_cold));
    // A panic is logged already.
    let ended = AssertUnwindSafe(lambda_runtime::run(function)).catch_unwind();
    if let Ok(Err(error)) = ended.await {
        let error = error.to_string();
        tracing::error!(error, "the Runtime API cannot be asked for events");
    }
    // AWS's runtimes end too: Lambda starts another process, and the event is not lost.
    ExitCode::FAILURE
}

/// Reads the variables and loads the component.
async fn start() -> anyhow::Result<Function> {
    let config = configuration().await;
    let store = S3::of(&config).with_owner_of_thumbnails(owner_of_thumbnails()?);
    let notify = notice_target()?.map(|target| AwsNotify::new(target, &config));
    let settings = Settings::from_environment(&store).await?;
    let resizer =
        Resizer::embedded(CallLimits::default()).context("loading the resize component")?;
    // Receipts name this digest: whoever reads the log knows from when on others come.
    let (version, component) = (env!("CARGO_PKG_VERSION"), engine::COMPONENT_SHA256);
    let plans = settings.into_plans();
    let recipe = plans.digest();
    let codecs: Vec<String> = engine::codecs()
        .map(|codec| format!("{} {}", codec.name, codec.sha256))
        .collect();
    let codecs = codecs.join(", ");
    tracing::info!(version, component, codecs, recipe, "started");
    Ok(Handler {
        store,
        maker: OnThreads::new(resizer, memory()),
        notify,
        plans,
    })
}

/// Where notices go, if anywhere.
///
/// # Errors
/// Naming the variable, its value, and what is allowed.
fn notice_target() -> Result<Option<NoticeTarget>, SettingError> {
    const VARIABLE: &str = "THUMBOX_NOTIFY";
    variable(VARIABLE, str::parse)
}

/// The account that the thumbnails' buckets must be of, if it matters.
///
/// # Errors
/// Naming the variable, its value, and what is allowed.
fn owner_of_thumbnails() -> Result<Option<String>, SettingError> {
    variable("THUMBOX_DEST_OWNER", |text| {
        let is_account = text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit());
        match is_account {
            true => Ok(text.to_owned()),
            false => Err("the 12 digits of an account".to_owned()),
        }
    })
}

/// MB of memory that Lambda gives the function.
fn memory() -> Option<u32> {
    std::env::var("AWS_LAMBDA_FUNCTION_MEMORY_SIZE")
        .ok()?
        .parse()
        .ok()
}

async fn handle(
    handler: &Function,
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
