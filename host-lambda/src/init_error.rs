//! Telling Lambda that the function cannot start, and why.

use anyhow::anyhow;
use http::{Method, Request};
use lambda_runtime::Diagnostic;
use lambda_runtime_api_client::PooledClient;
use lambda_runtime_api_client::body::Body;

/// The `errorType` of every failure to start.
const ERROR_TYPE: &str = "Thumbox.Init";

/// Logs the error and reports it, so that it is shown as the cause and not as "exited with code 1".
pub(crate) async fn report(error: &anyhow::Error) {
    tracing::error!(error = format!("{error:#}"), "the function cannot start");
    if let Err(unsent) = send(error).await {
        tracing::error!(error = format!("{unsent:#}"), "this could not be reported");
    }
}

async fn send(error: &anyhow::Error) -> anyhow::Result<()> {
    let diagnostic = Diagnostic {
        error_type: ERROR_TYPE.to_owned(),
        error_message: format!("{error:#}"),
    };
    let request = Request::builder()
        .method(Method::POST)
        .uri("/2018-06-01/runtime/init/error")
        .header("Lambda-Runtime-Function-Error-Type", ERROR_TYPE)
        .body(Body::from(serde_json::to_vec(&diagnostic)?))?;
    let response = PooledClient::builder()
        .build()
        .call(request)
        .await
        .map_err(anyhow::Error::from_boxed)?;
    match response.status() {
        status if status.is_success() => Ok(()),
        status => Err(anyhow!("the Runtime API answered {status}")),
    }
}
