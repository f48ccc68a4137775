//! Reading from and writing to S3.

use std::error::Error as StdError;

use aws_config::BehaviorVersion;
use aws_sdk_s3::Client;
use aws_sdk_s3::error::{DisplayErrorContext, ProvideErrorMetadata, SdkError};
use aws_sdk_s3::primitives::ByteStream;
use aws_smithy_http_client::tls::Provider;
use aws_smithy_http_client::tls::rustls_provider::CryptoMode;

use crate::failure::Failure;

const READING: &str = "reading from";
const WRITING: &str = "writing to";

/// S3, or what answers at `AWS_ENDPOINT_URL`.
pub(crate) struct Storage {
    client: Client,
}

impl Storage {
    /// Takes region, credentials and endpoint from the standard AWS variables. Connects with the first request.
    pub(crate) async fn from_environment() -> Self {
        let http = aws_smithy_http_client::Builder::new()
            .tls_provider(Provider::Rustls(CryptoMode::Ring))
            .build_https();
        let config = aws_config::defaults(BehaviorVersion::latest())
            .http_client(http)
            .load()
            .await;
        // A server other than AWS seldom has a host name for every bucket.
        let other_server =
            config.endpoint_url().is_some() || std::env::var_os("AWS_ENDPOINT_URL_S3").is_some();
        let config = aws_sdk_s3::config::Builder::from(&config)
            .force_path_style(other_server)
            .build();
        Self {
            client: Client::from_conf(config),
        }
    }

    /// The object as it is now. An event may be older: then the newer object has its own event, and both make the
    /// same thumbnail. An object of more than `limit` bytes is not read.
    pub(crate) async fn read(
        &self,
        bucket: &str,
        key: &str,
        limit: u64,
    ) -> Result<Vec<u8>, Failure> {
        let object = self
            .client
            .get_object()
            .bucket(bucket)
            .key(key)
            .send()
            .await
            .map_err(|error| failure(READING, bucket, &error))?;
        let bytes = object.content_length().unwrap_or_default().unsigned_abs();
        if bytes > limit {
            return Err(Failure::SourceTooLarge { bytes, limit });
        }
        match object.body.collect().await {
            Ok(body) => Ok(body.to_vec()),
            Err(error) => Err(Failure::Storage {
                action: READING,
                bucket: bucket.to_owned(),
                reason: DisplayErrorContext(error).to_string(),
            }),
        }
    }

    /// Writes an object, over what was there.
    pub(crate) async fn write(
        &self,
        bucket: &str,
        key: &str,
        data: Vec<u8>,
        media_type: &str,
    ) -> Result<(), Failure> {
        self.client
            .put_object()
            .bucket(bucket)
            .key(key)
            .content_type(media_type)
            .body(ByteStream::from(data))
            .send()
            .await
            .map_err(|error| failure(WRITING, bucket, &error))?;
        Ok(())
    }
}

fn failure<E>(action: &'static str, bucket: &str, error: &SdkError<E>) -> Failure
where
    E: ProvideErrorMetadata + StdError + 'static,
{
    let status = error.raw_response().map(|answer| answer.status().as_u16());
    let reason = DisplayErrorContext(error).to_string();
    classify(action, bucket, error.code(), status, reason)
}

/// Says what S3's answer means. No code and no status: there was no answer.
fn classify(
    action: &'static str,
    bucket: &str,
    code: Option<&str>,
    status: Option<u16>,
    reason: String,
) -> Failure {
    let bucket = bucket.to_owned();
    match (code, status) {
        (Some("NoSuchKey"), _) => Failure::SourceGone,
        (Some("InvalidObjectState"), _) => Failure::SourceArchived,
        (Some("NoSuchBucket"), _) => Failure::NoSuchBucket { bucket },
        (_, Some(403)) => Failure::AccessDenied {
            action,
            bucket,
            reason,
        },
        _ => Failure::Storage {
            action,
            bucket,
            reason,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_answers_mean() {
        let rows = [
            (Some("NoSuchKey"), Some(404), "source-gone"),
            (Some("InvalidObjectState"), Some(403), "source-archived"),
            (Some("NoSuchBucket"), Some(404), "no-such-bucket"),
            (Some("AccessDenied"), Some(403), "access-denied"),
            (Some("SignatureDoesNotMatch"), Some(403), "access-denied"),
            (Some("SlowDown"), Some(503), "storage"),
            (Some("InternalError"), Some(500), "storage"),
            (None, Some(429), "storage"),
            (None, None, "storage"),
        ];
        for (code, status, kind) in rows {
            let failure = classify(READING, "images", code, status, String::new());
            assert_eq!(failure.kind(), kind, "{code:?} {status:?}");
        }
    }
}
