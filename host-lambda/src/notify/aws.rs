//! Notices as messages of an SNS topic, or events of an EventBridge bus.
//!
//! These are two calls of two services, so the SDK's parts for any call make them, and not the services' own crates.

use std::fmt::Write as _;
use std::time::SystemTime;

use aws_config::SdkConfig;
use aws_credential_types::provider::{ProvideCredentials, SharedCredentialsProvider};
use aws_sigv4::http_request::{SignableBody, SignableRequest, SigningSettings, sign};
use aws_sigv4::sign::v4;
use aws_smithy_runtime::client::orchestrator::operation::Operation;
use aws_smithy_runtime::client::retries::classifiers::{
    HttpStatusCodeClassifier, TransientErrorClassifier,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse, OrchestratorError};
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::retry::RetryConfig;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

use super::{Notify, NotifyError};

/// Who sends the events on a bus.
const SOURCE: &str = "thumbox";
/// The most bytes of an answer that are told.
const LONGEST_ANSWER: usize = 300;

/// Where notices go: the ARN of a topic of SNS, or of a bus of EventBridge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoticeTarget {
    arn: String,
    service: Service,
    region: String,
    /// Of the services' host names.
    domain: &'static str,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Service {
    Sns,
    EventBridge,
}

impl Service {
    /// As signatures and host names have it.
    fn name(self) -> &'static str {
        match self {
            Self::Sns => "sns",
            Self::EventBridge => "events",
        }
    }

    /// The SDK's variable for an endpoint of its own.
    fn endpoint_variable(self) -> &'static str {
        match self {
            Self::Sns => "AWS_ENDPOINT_URL_SNS",
            Self::EventBridge => "AWS_ENDPOINT_URL_EVENTBRIDGE",
        }
    }

    fn content_type(self) -> &'static str {
        match self {
            Self::Sns => "application/x-www-form-urlencoded",
            Self::EventBridge => "application/x-amz-json-1.1",
        }
    }
}

impl std::str::FromStr for NoticeTarget {
    type Err = String;

    /// Which values are allowed is the error.
    fn from_str(arn: &str) -> Result<Self, String> {
        let allowed = "the ARN of a topic of SNS that is not FIFO, such as arn:aws:sns:REGION:ACCOUNT:NAME, or of a bus of \
             EventBridge, such as arn:aws:events:REGION:ACCOUNT:event-bus/NAME";
        let parts: Vec<&str> = arn.split(':').collect();
        let ["arn", partition, service, region, account, name] = parts.as_slice() else {
            return Err(allowed.to_owned());
        };
        let service = match *service {
            "sns" if !name.ends_with(".fifo") => Service::Sns,
            "events" if name.starts_with("event-bus/") => Service::EventBridge,
            _ => return Err(allowed.to_owned()),
        };
        let is_name = |text: &str| {
            let is_of_name = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
            !text.is_empty() && text.bytes().all(is_of_name)
        };
        if !is_name(region) || !is_name(account) || name.is_empty() {
            return Err(allowed.to_owned());
        }
        Ok(Self {
            arn: arn.to_owned(),
            service,
            region: (*region).to_owned(),
            domain: match *partition {
                "aws-cn" => "amazonaws.com.cn",
                _ => "amazonaws.com",
            },
        })
    }
}

/// Sends notices.
pub struct AwsNotify {
    target: NoticeTarget,
    endpoint: String,
    credentials: Option<SharedCredentialsProvider>,
    call: Operation<Signed, Option<String>, Refused>,
}

/// A request with its signature.
#[derive(Debug)]
struct Signed {
    body: String,
    headers: Vec<(String, String)>,
}

/// What the service answered that did not take a notice.
#[derive(Debug, thiserror::Error)]
#[error("{status} {answer}")]
struct Refused {
    status: u16,
    answer: String,
}

impl AwsNotify {
    /// With the connections, credentials and timeouts of the rest.
    pub fn new(target: NoticeTarget, config: &SdkConfig) -> Self {
        let own = std::env::var(target.service.endpoint_variable()).ok();
        let endpoint = own
            .or_else(|| config.endpoint_url().map(str::to_owned))
            .unwrap_or_else(|| {
                let service = target.service.name();
                format!("https://{service}.{}.{}", target.region, target.domain)
            });
        let endpoint = format!("{}/", endpoint.trim_end_matches('/'));
        let mut call = Operation::builder()
            .service_name(target.service.name())
            .operation_name("notify")
            .endpoint_url(&endpoint)
            .no_auth()
            .standard_retry(&RetryConfig::standard())
            .retry_classifier(TransientErrorClassifier::<Refused>::new())
            .retry_classifier(HttpStatusCodeClassifier::default())
            .serializer(|signed: Signed| {
                let mut request = HttpRequest::new(SdkBody::from(signed.body));
                request.set_method("POST")?;
                for (name, value) in signed.headers {
                    request.headers_mut().try_insert(name, value)?;
                }
                Ok(request)
            })
            .deserializer(read_answer);
        if let Some(client) = config.http_client() {
            call = call.http_client(client);
        }
        if let Some(timeouts) = config.timeout_config() {
            call = call.timeout_config(timeouts.clone());
        }
        Self {
            credentials: config.credentials_provider(),
            call: call.build(),
            target,
            endpoint,
        }
    }

    /// The request that hands over a notice.
    async fn signed(&self, body: String) -> Result<Signed, String> {
        let service = self.target.service;
        let credentials = self
            .credentials
            .as_ref()
            .ok_or("there are no credentials")?;
        let credentials = credentials.provide_credentials().await;
        let identity = credentials.map_err(|error| error.to_string())?.into();
        let params = v4::SigningParams::builder()
            .identity(&identity)
            .region(&self.target.region)
            .name(service.name())
            .time(SystemTime::now())
            .settings(SigningSettings::default())
            .build()
            .map_err(|error| error.to_string())?
            .into();
        let mut headers = vec![("content-type", service.content_type())];
        if service == Service::EventBridge {
            headers.push(("x-amz-target", "AWSEvents.PutEvents"));
        }
        let body_bytes = SignableBody::Bytes(body.as_bytes());
        let signable =
            SignableRequest::new("POST", &self.endpoint, headers.iter().copied(), body_bytes);
        let signed = signable.and_then(|signable| sign(signable, &params));
        let (signature, _) = signed.map_err(|error| error.to_string())?.into_parts();
        let headers = headers.into_iter().chain(signature.headers());
        let headers = headers.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let headers = headers.collect();
        Ok(Signed { body, headers })
    }

    /// A notice as the service takes it.
    /// <https://docs.aws.amazon.com/sns/latest/api/API_Publish.html>,
    /// <https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html>
    fn body(&self, kind: &str, content: &Value) -> String {
        let (arn, content) = (&self.target.arn, content.to_string());
        match self.target.service {
            Service::Sns => {
                let mut form = "Action=Publish&Version=2010-03-31".to_owned();
                for (name, value) in [("TopicArn", arn), ("Message", &content)] {
                    let value = utf8_percent_encode(value, NON_ALPHANUMERIC);
                    let _ = write!(form, "&{name}={value}");
                }
                form
            }
            Service::EventBridge => json!({"Entries": [{
                "Source": SOURCE,
                "DetailType": kind,
                "Detail": content,
                "EventBusName": arn,
            }]})
            .to_string(),
        }
    }
}

/// What is wrong with an answer of success, if anything is: EventBridge says in it which events it has not taken.
fn read_answer(response: &HttpResponse) -> Result<Option<String>, OrchestratorError<Refused>> {
    let answer = String::from_utf8_lossy(response.body().bytes().unwrap_or_default());
    let status = response.status().as_u16();
    let short = || answer.chars().take(LONGEST_ANSWER).collect::<String>();
    if !response.status().is_success() {
        let answer = short();
        return Err(OrchestratorError::operation(Refused { status, answer }));
    }
    let answer_json: Value = serde_json::from_str(&answer).unwrap_or_default();
    let failed = answer_json["FailedEntryCount"].as_u64().unwrap_or_default();
    Ok((failed > 0).then(short))
}

impl Notify for AwsNotify {
    async fn send(&self, kind: &str, content: &Value) -> Result<(), NotifyError> {
        let error = |reason, is_for_operator| NotifyError {
            to: self.target.arn.clone(),
            reason,
            is_for_operator,
        };
        let signed = self.signed(self.body(kind, content)).await;
        let signed = signed.map_err(|reason| error(reason, false))?;
        match self.call.invoke(signed).await {
            Ok(None) => Ok(()),
            Ok(Some(answer)) => Err(error(answer, false)),
            Err(sdk) => match sdk.as_service_error() {
                // Not there, or not allowed. 429 is throttling, which SNS says with 400 as well.
                Some(Refused { status, answer }) => {
                    let is_throttled = *status == 429 || answer.contains("Throttl");
                    let is_for_operator = (400..500).contains(status) && !is_throttled;
                    Err(error(format!("{status} {answer}"), is_for_operator))
                }
                None => Err(error(root(&sdk), false)),
            },
        }
    }
}

/// What all the layers around an error speak of.
fn root(error: &dyn std::error::Error) -> String {
    let mut root = error;
    while let Some(source) = root.source() {
        root = source;
    }
    root.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_topics_and_buses() {
        let target: NoticeTarget = "arn:aws:sns:eu-central-1:123456789012:thumbs"
            .parse()
            .unwrap();
        assert_eq!(
            (target.service, &*target.region),
            (Service::Sns, "eu-central-1")
        );
        let bus = "arn:aws-cn:events:cn-north-1:123456789012:event-bus/default";
        let target: NoticeTarget = bus.parse().unwrap();
        assert_eq!(target.service, Service::EventBridge);
        assert_eq!(target.domain, "amazonaws.com.cn");
        for wrong in [
            "thumbs",
            "arn:aws:sqs:eu-central-1:123456789012:thumbs",
            "arn:aws:sns:eu-central-1:123456789012:thumbs.fifo",
            "arn:aws:sns:eu-central-1:123456789012:",
            "arn:aws:sns:a/b:123456789012:thumbs",
            "arn:aws:events:eu-central-1:123456789012:rule/x",
        ] {
            let error = wrong.parse::<NoticeTarget>().unwrap_err();
            assert!(error.starts_with("the ARN of a topic"), "{wrong}");
        }
    }
}
