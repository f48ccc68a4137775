//! A real S3 server, with signatures and checksums, that lives as long as a test.

use std::fs::File;
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU16, Ordering};
use std::time::{Duration, Instant};

use aws_sdk_s3::Client;
use aws_sdk_s3::config::retry::RetryConfig;
use aws_sdk_s3::config::{BehaviorVersion, Credentials, Region};
use aws_sdk_s3::types::{BucketVersioningStatus, VersioningConfiguration};
use tempfile::TempDir;

const ACCESS_KEY: &str = "demo";
const SECRET_KEY: &str = "demodemodemo";
/// Arbitrary; it takes a second on a computer that is not busy.
const START_LIMIT: Duration = Duration::from_secs(60);

/// Every listener of the server. Left to itself it would take its usual ports, for which tests would compete.
const LISTENERS: [&str; 10] = [
    "s3.port",
    "s3.port.grpc",
    "master.port",
    "master.port.grpc",
    "filer.port",
    "filer.port.grpc",
    "volume.port",
    "volume.port.grpc",
    "admin.port",
    "admin.port.grpc",
];

/// A running server. It ends, and its data goes, when this value is dropped.
pub(crate) struct SeaweedFs {
    /// A client with the server's credentials.
    pub(crate) client: Client,
    endpoint: String,
    child: Child,
    ports: Vec<u16>,
    data: TempDir,
}

impl SeaweedFs {
    /// Starts the program that `THUMBOX_WEED` names, without any bucket.
    pub(crate) async fn start() -> Self {
        let program = std::env::var_os("THUMBOX_WEED")
            .expect("THUMBOX_WEED is the path of SeaweedFS's program `weed`");
        let data = TempDir::new().expect("a folder for the data");
        let ports = free_ports();
        let endpoint = format!("http://127.0.0.1:{}", ports[0]);
        let child = start(Path::new(&program), &ports, data.path());
        let mut server = Self {
            client: client(&endpoint),
            endpoint,
            child,
            ports,
            data,
        };
        server.wait().await;
        server
    }

    /// The variables with which a function finds the server.
    pub(crate) fn variables(&self) -> [(&str, &str); 3] {
        [
            ("AWS_ENDPOINT_URL", &self.endpoint),
            ("AWS_ACCESS_KEY_ID", ACCESS_KEY),
            ("AWS_SECRET_ACCESS_KEY", SECRET_KEY),
        ]
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

    async fn wait(&mut self) {
        let start = Instant::now();
        while let Err(error) = self.client.list_buckets().send().await {
            let ended = self.child.try_wait().expect("the server's state");
            let log = self.data.path().join("log");
            assert!(
                ended.is_none() && start.elapsed() < START_LIMIT,
                "SeaweedFS did not start ({ended:?}): {error:?}\n{}",
                std::fs::read_to_string(log).unwrap_or_default()
            );
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
}

impl Drop for SeaweedFs {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        // It puts a socket for each gRPC port into /tmp, whatever TMPDIR says.
        for (name, port) in LISTENERS.iter().zip(&self.ports) {
            let part = name.split('.').next().unwrap_or_default();
            let _ = std::fs::remove_file(format!("/tmp/seaweedfs-{part}-grpc-{port}.sock"));
        }
    }
}

fn start(program: &Path, ports: &[u16], data: &Path) -> Child {
    let log = File::create(data.join("log")).expect("a log");
    let mut command = Command::new(program);
    command
        .arg("mini")
        .arg(format!("-dir={}", data.display()))
        .args([
            "-ip=127.0.0.1",
            "-ip.bind=127.0.0.1",
            "-master.telemetry=false",
        ])
        .args(["-webdav=false", "-admin.ui=false"])
        .args(["-s3.port.iceberg=0", "-s3.port.lance=0"])
        .args(["-s3.autoCreateBucket=false"])
        .arg(format!("-filer.localSocket={}/filer.sock", data.display()))
        .arg(format!("-s3.localSocket={}/s3.sock", data.display()));
    for (name, port) in LISTENERS.iter().zip(ports) {
        command.arg(format!("-{name}={port}"));
    }
    command
        .env_clear()
        .env("HOME", data)
        .env("TMPDIR", data)
        .env("AWS_ACCESS_KEY_ID", ACCESS_KEY)
        .env("AWS_SECRET_ACCESS_KEY", SECRET_KEY)
        .current_dir(data)
        .stdin(Stdio::null())
        .stdout(log.try_clone().expect("the log"))
        .stderr(log)
        .spawn()
        .expect("SeaweedFS starts")
}

/// As many free ports as there are listeners, below those that the system gives to connections. Tests start to look
/// in different places, so that none takes what another has just found.
fn free_ports() -> Vec<u16> {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    let first = u16::try_from(std::process::id() % 1000).expect("below 1000");
    loop {
        let place = (first + NEXT.fetch_add(1, Ordering::Relaxed)) % 1000;
        let ports = 10_000 + place * 20..10_000 + place * 20 + 10;
        if ports
            .clone()
            .all(|port| TcpListener::bind(("127.0.0.1", port)).is_ok())
        {
            return ports.collect();
        }
    }
}

fn client(endpoint: &str) -> Client {
    let config = aws_sdk_s3::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .http_client(aws_smithy_http_client::Builder::new().build_http())
        .retry_config(RetryConfig::disabled())
        .region(Region::new("us-east-1"))
        .credentials_provider(Credentials::new(ACCESS_KEY, SECRET_KEY, None, None, "test"))
        .endpoint_url(endpoint)
        .force_path_style(true)
        .build();
    Client::from_conf(config)
}
