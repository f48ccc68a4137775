//! A real S3 server, with signatures and checksums, that lives as long as a test.

use std::path::Path;
use std::sync::Once;

use aws_sdk_s3::Client;
use aws_sdk_s3::config::retry::RetryConfig;
use aws_sdk_s3::config::{BehaviorVersion, Credentials, Region};
use aws_sdk_s3::types::{BucketVersioningStatus, VersioningConfiguration};
use local_aws::{ACCESS_KEY, SECRET_KEY};
use tempfile::TempDir;

/// A running server. It ends, and its data goes, when this value is dropped.
pub(crate) struct SeaweedFs {
    /// A client with the server's credentials.
    pub(crate) client: Client,
    // In this order: nothing is removed while the server runs.
    server: local_aws::SeaweedFs,
    _data: TempDir,
}

impl SeaweedFs {
    /// Starts the program that `THUMBOX_WEED` names, without any bucket.
    pub(crate) async fn start() -> Self {
        let program = std::env::var_os("THUMBOX_WEED")
            .expect("THUMBOX_WEED is the path of SeaweedFS's program `weed`");
        // The server has a process group of its own, which Ctrl-C does not reach.
        static ON_SIGNAL: Once = Once::new();
        ON_SIGNAL.call_once(|| tools::process::end_all_on_signal().expect("a handler"));
        let data = TempDir::new().expect("a folder for the data");
        let server = local_aws::SeaweedFs::start(Path::new(&program), data.path())
            .expect("SeaweedFS starts");
        Self {
            client: client(server.endpoint()),
            server,
            _data: data,
        }
    }

    /// The variables with which a function finds the server.
    pub(crate) fn variables(&self) -> [(&str, &str); 3] {
        self.server.variables()
    }

    /// Makes a bucket.
    pub(crate) async fn create_bucket(&self, bucket: &str) {
        let request = self.client.create_bucket().bucket(bucket);
        request.send().await.expect("the bucket is created");
    }

    /// Makes a bucket keep the versions of its objects.
    pub(crate) async fn keep_versions(&self, bucket: &str) {
        let on = VersioningConfiguration::builder()
            .status(BucketVersioningStatus::Enabled)
            .build();
        let request = self.client.put_bucket_versioning().bucket(bucket);
        let request = request.versioning_configuration(on);
        request.send().await.expect("versions are kept");
    }

    /// Writes an object.
    pub(crate) async fn put(&self, bucket: &str, key: &str, data: &[u8]) {
        let request = self.client.put_object().bucket(bucket).key(key);
        let request = request.body(data.to_vec().into());
        request.send().await.expect("the object is written");
    }

    /// Reads an object: its Content-Type and bytes.
    pub(crate) async fn get(&self, bucket: &str, key: &str) -> Option<(String, Vec<u8>)> {
        let request = self.client.get_object().bucket(bucket).key(key);
        let object = request.send().await.ok()?;
        let media_type = object.content_type().unwrap_or_default().to_owned();
        let body = object.body.collect().await.expect("the object is read");
        Some((media_type, body.to_vec()))
    }
}

fn client(endpoint: &str) -> Client {
    let credentials = Credentials::new(ACCESS_KEY, SECRET_KEY, None, None, "test");
    let config = aws_sdk_s3::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .http_client(aws_smithy_http_client::Builder::new().build_http())
        .retry_config(RetryConfig::disabled())
        .region(Region::new("us-east-1"))
        .credentials_provider(credentials)
        .endpoint_url(endpoint)
        .force_path_style(true)
        .build();
    Client::from_conf(config)
}
