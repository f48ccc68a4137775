//! The store that Lambda has: S3, or what answers at `AWS_ENDPOINT_URL`.

mod answer;

use std::collections::{BTreeMap, HashMap};
use std::time::{Duration, Instant};

use aws_config::{BehaviorVersion, SdkConfig};
use aws_sdk_s3::Client;
use aws_sdk_s3::config::timeout::TimeoutConfig;
use aws_sdk_s3::primitives::ByteStream;
use aws_sdk_s3::types::StorageClass;
use aws_smithy_http_client::tls::Provider;
use aws_smithy_http_client::tls::rustls_provider::CryptoMode;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use self::answer::{broken_off, check_key, error_of, root};
use crate::store::{
    Condition, Head, NewObject, Object, ObjectLocation, Pin, Store, StoreError, StoreErrorKind,
};
use crate::upload::is_version;

/// How long a connection may take.
const CONNECTING: Duration = Duration::from_secs(2);
/// How long S3 may take to begin its answer, or to go on with an object's bytes. It mostly takes 20 to 200 ms; a connection that
/// was frozen with the function is never answered.
const WAITING: Duration = Duration::from_secs(5);
/// How long a call may take with all that is sent. The SDK then tries again, three times at most.
const CALLING: Duration = Duration::from_secs(10);

/// S3.
pub struct S3 {
    client: Client,
    /// The account that buckets must be of into which is written.
    owner_of_thumbnails: Option<String>,
}

impl S3 {
    /// With a client.
    pub fn new(client: Client) -> Self {
        Self {
            client,
            owner_of_thumbnails: None,
        }
    }

    /// Writes and deletes only in buckets of this account: S3 refuses others. So nothing goes to a stranger who has made a bucket of
    /// a name that was free.
    /// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-owner-condition.html>
    #[must_use]
    pub fn with_owner_of_thumbnails(self, account: Option<String>) -> Self {
        Self {
            owner_of_thumbnails: account,
            ..self
        }
    }

    /// As the standard AWS variables say. Connects with the first request.
    pub async fn from_environment() -> Self {
        Self::of(&configuration().await)
    }

    /// With this configuration.
    pub fn of(config: &SdkConfig) -> Self {
        // A server other than AWS seldom has a host name for every bucket.
        let other_server =
            config.endpoint_url().is_some() || std::env::var_os("AWS_ENDPOINT_URL_S3").is_some();
        let config = aws_sdk_s3::config::Builder::from(config)
            .force_path_style(other_server)
            .build();
        Self::new(Client::from_conf(config))
    }
}

/// Region, credentials and endpoint, from the standard AWS variables, with our timeouts.
pub async fn configuration() -> SdkConfig {
    let http = aws_smithy_http_client::Builder::new()
        .tls_provider(Provider::Rustls(CryptoMode::Ring))
        .build_https();
    aws_config::defaults(BehaviorVersion::latest())
        .http_client(http)
        .timeout_config(timeouts())
        .load()
        .await
}

fn timeouts() -> TimeoutConfig {
    TimeoutConfig::builder()
        .connect_timeout(CONNECTING)
        .read_timeout(WAITING)
        .operation_attempt_timeout(CALLING)
        .build()
}

/// An object of S3 that is being read.
pub struct Reading {
    head: Head,
    body: ByteStream,
}

impl Object for Reading {
    fn head(&self) -> &Head {
        &self.head
    }

    async fn read(&mut self, into: &mut Vec<u8>) -> Result<bool, StoreError> {
        let read = into.len();
        match tokio::time::timeout(WAITING, self.body.next()).await {
            Ok(Some(Ok(bytes))) => {
                into.extend_from_slice(&bytes);
                Ok(true)
            }
            Ok(Some(Err(error))) => Err(broken_off(format!(
                "GetObject broke off after {read} bytes: {}",
                root(&error)
            ))),
            Ok(None) => Ok(false),
            Err(_) => Err(broken_off(format!(
                "GetObject stood still for {} s after {read} bytes",
                WAITING.as_secs()
            ))),
        }
    }
}

impl Store for S3 {
    type Object = Reading;

    async fn head(&self, location: &ObjectLocation) -> Result<Option<Head>, StoreError> {
        check_key(location)?;
        let start = Instant::now();
        let request = self
            .client
            .head_object()
            .bucket(&location.bucket)
            .key(&location.key);
        let answer = request.send().await;
        match answer.map_err(|error| error_of("HeadObject", start.elapsed(), &error)) {
            Ok(object) => Ok(Some(head(
                object.e_tag(),
                object.version_id(),
                object.content_length(),
                object.metadata(),
            ))),
            Err(error) if error.kind == StoreErrorKind::Missing => Ok(None),
            Err(error) => Err(error),
        }
    }

    async fn get(&self, location: &ObjectLocation, pin: &Pin) -> Result<Reading, StoreError> {
        check_key(location)?;
        let start = Instant::now();
        let object = self
            .client
            .get_object()
            .bucket(&location.bucket)
            .key(&location.key)
            .set_version_id(pin.version.clone())
            .set_if_match(pin.etag.as_deref().map(quoted))
            .send()
            .await
            .map_err(|error| error_of("GetObject", start.elapsed(), &error))?;
        Ok(Reading {
            head: head(
                object.e_tag(),
                object.version_id(),
                object.content_length(),
                object.metadata(),
            ),
            body: object.body,
        })
    }

    async fn put(
        &self,
        location: &ObjectLocation,
        object: NewObject,
        condition: Option<&Condition>,
    ) -> Result<(), StoreError> {
        check_key(location)?;
        let start = Instant::now();
        let request = self
            .client
            .put_object()
            .bucket(&location.bucket)
            .key(&location.key)
            .content_type(object.media_type)
            .set_cache_control(object.cache_control)
            .set_content_disposition(object.content_disposition)
            .set_storage_class(
                object
                    .storage_class
                    .map(|class| StorageClass::from(class.name())),
            )
            .set_tagging(tagging(&object.tags))
            .set_metadata(Some(headers(object.metadata)))
            .set_expected_bucket_owner(self.owner_of_thumbnails.clone())
            .body(ByteStream::from(object.data));
        let request = match condition {
            None => request,
            Some(Condition::Absent) => request.if_none_match("*"),
            Some(Condition::Etag(etag)) => request.if_match(quoted(etag)),
        };
        match request.send().await {
            Ok(_) => Ok(()),
            Err(error) => Err(error_of("PutObject", start.elapsed(), &error)),
        }
    }

    async fn delete(&self, location: &ObjectLocation, etag: &str) -> Result<(), StoreError> {
        check_key(location)?;
        let start = Instant::now();
        let request = self
            .client
            .delete_object()
            .bucket(&location.bucket)
            .key(&location.key)
            .set_expected_bucket_owner(self.owner_of_thumbnails.clone())
            .if_match(quoted(etag));
        match request.send().await {
            Ok(_) => Ok(()),
            Err(error) => Err(error_of("DeleteObject", start.elapsed(), &error)),
        }
    }
}

fn head(
    etag: Option<&str>,
    version: Option<&str>,
    bytes: Option<i64>,
    metadata: Option<&HashMap<String, String>>,
) -> Head {
    Head {
        etag: etag.unwrap_or_default().trim_matches('"').to_owned(),
        version: version
            .filter(|version| is_version(version))
            .map(str::to_owned),
        bytes: bytes.unwrap_or_default().unsigned_abs(),
        metadata: metadata
            .into_iter()
            .flatten()
            .map(|(name, value)| (name.to_ascii_lowercase(), value.clone()))
            .collect(),
    }
}

fn quoted(etag: &str) -> String {
    format!("\"{etag}\"")
}

/// Tags as S3 takes them: as in a form.
fn tagging(tags: &BTreeMap<String, String>) -> Option<String> {
    let encode = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
    let pairs: Vec<String> = tags
        .iter()
        .map(|(key, value)| format!("{}={}", encode(key), encode(value)))
        .collect();
    (!pairs.is_empty()).then(|| pairs.join("&"))
}

/// Metadata is sent in headers: what cannot be in one is left out.
fn headers(metadata: BTreeMap<String, String>) -> HashMap<String, String> {
    let is_visible = |text: &str| text.bytes().all(|byte| (32..127).contains(&byte));
    metadata
        .into_iter()
        .filter(|(name, value)| is_visible(name) && is_visible(value))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_written_as_in_a_form() {
        assert_eq!(tagging(&BTreeMap::new()), None);
        let tags = [("kind", "thumb nail"), ("a+b", "1=2")];
        let tags = tags.map(|(key, value)| (key.to_owned(), value.to_owned()));
        assert_eq!(
            tagging(&tags.into()).as_deref(),
            Some("a%2Bb=1%3D2&kind=thumb%20nail")
        );
    }

    #[test]
    fn what_cannot_be_a_header_is_left_out() {
        let metadata = [("a", "b"), ("c", "Zoë")];
        let metadata = metadata.map(|(name, value)| (name.to_owned(), value.to_owned()));
        assert_eq!(
            headers(metadata.into()),
            HashMap::from([("a".to_owned(), "b".to_owned())])
        );
    }
}
