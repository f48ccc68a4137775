//! AWS on this computer: MiniStack deploys `deploy/template.yaml`, and real uploads start the real function.
//!
//! Only plain HTTP is spoken with it. It checks no signatures but those that are part of a URL, so requests have none.

mod http;
mod names;
mod stack;

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};
use std::{fs, thread};

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};
use tools::files::fresh_folder;
use tools::process::{Service, run_quietly, step};
use ureq::http::StatusCode;

use self::http::{Http, encode};
use self::names::{CODE_BUCKET, CODE_KEY, NAME};
use self::stack::element;

/// Programs in `bootstrap.zip` beside `bootstrap`: what signs the uploads of a page.
const SIGNER: [&str; 4] = [
    "deploy/upload/answers.py",
    "deploy/upload/function_url.py",
    "deploy/upload/settings.py",
    "deploy/upload/sign.py",
];
/// The emulator's account.
const ACCOUNT: &str = "000000000000";
/// Arbitrary; starting takes about a second on a computer that is not busy.
const START_LIMIT: Duration = Duration::from_secs(60);

/// A running cloud with the stack deployed. It ends, with the function, when this value is dropped.
pub(crate) struct Cloud {
    http: Http,
    service: Service,
}

impl Cloud {
    /// Starts the emulator on a free port of the loopback interface and deploys the template with this `bootstrap`.
    ///
    /// # Errors
    /// Where the emulator does not start, or the stack is not created or lacks its dashboard or an alarm; the message
    /// says what the emulator said.
    pub(crate) fn start(root: &Path, bootstrap: &Path) -> Result<Self> {
        Self::start_with(root, bootstrap, &[])
    }

    /// As [`Self::start`], with more parameters of the template.
    ///
    /// # Errors
    /// As [`Self::start`].
    pub(crate) fn start_with(
        root: &Path,
        bootstrap: &Path,
        parameters: &[(&str, &str)],
    ) -> Result<Self> {
        let python = local_aws::PYTHON.prepare(root)?;
        let folder = root.join("target/ministack");
        fresh_folder(&folder)?;
        let mut programs = vec![bootstrap.to_owned()];
        programs.extend(SIGNER.map(|file| root.join(file)));
        let zip = pack(&python, &programs, &folder)?;

        step("starting MiniStack");
        let port = free_port()?;
        let http = Http::new(format!("http://127.0.0.1:{port}"));
        let mut service = start_service(&python, &folder, port, &http)?;
        service.wait_until(START_LIMIT, || {
            http.get("/_ministack/health")
                .is_ok_and(|(status, _)| status.is_success())
        })?;

        step("deploying deploy/template.yaml");
        let template = fs::read_to_string(root.join("deploy/template.yaml"))
            .context("reading deploy/template.yaml")?;
        http.put(&format!("/{CODE_BUCKET}"), &[], "application/xml")?;
        http.put(
            &format!("/{CODE_BUCKET}/{CODE_KEY}"),
            &fs::read(&zip)?,
            "application/zip",
        )?;
        stack::create(&http, &template, parameters).with_context(|| service.log_end())?;
        stack::check_monitoring(&http)?;
        Ok(Self { http, service })
    }

    /// Where the emulator answers.
    pub(crate) fn url(&self) -> &str {
        &self.http.url
    }

    /// The function's name.
    pub(crate) fn function(&self) -> String {
        format!("thumbox-{NAME}")
    }

    /// Where the function that signs uploads answers; it is there with the parameter `UploadOrigin`.
    ///
    /// # Errors
    /// Where the stack has none.
    pub(crate) fn signer(&self) -> Result<String> {
        let answer = self.http.cloud_formation("DescribeStacks", &[])?;
        // https://<id>.lambda-url.<region>.on.aws/, a name that does not lead here.
        let (_, rest) = answer
            .split_once("<OutputKey>SignerUrl</OutputKey>")
            .context("the stack has no SignerUrl")?;
        let url = element(rest, "OutputValue").unwrap_or_default();
        let id = url.trim_start_matches("https://").split('.').next();
        Ok(format!(
            "{}/_aws/lambda-url/{}/",
            self.http.url,
            id.unwrap_or_default()
        ))
    }

    /// The variables with which a program finds this cloud, and no other.
    pub(crate) fn variables(&self) -> [(&str, &str); 4] {
        [
            ("AWS_ENDPOINT_URL", &self.http.url),
            ("AWS_REGION", "us-east-1"),
            // The emulator's own. It checks signatures in URLs.
            ("AWS_ACCESS_KEY_ID", "test"),
            ("AWS_SECRET_ACCESS_KEY", "test"),
        ]
    }

    /// The bucket to upload to.
    pub(crate) fn source_bucket(&self) -> String {
        format!("images-{NAME}")
    }

    /// The bucket that thumbnails appear in.
    pub(crate) fn destination_bucket(&self) -> String {
        format!("images-{NAME}-resized")
    }

    /// Uploads an object. The key is a plain text; it is encoded here.
    ///
    /// # Errors
    /// Where it is refused.
    pub(crate) fn upload(&self, key: &str, bytes: &[u8], content_type: &str) -> Result<()> {
        self.put(&self.source_bucket(), key, bytes, content_type)
    }

    /// As [`Self::upload`], to any bucket.
    pub(crate) fn put(
        &self,
        bucket: &str,
        key: &str,
        bytes: &[u8],
        content_type: &str,
    ) -> Result<()> {
        let path = format!("/{bucket}/{}", encode(key));
        self.http.put(&path, bytes, content_type)
    }

    /// Creates a bucket beside those of the stack.
    ///
    /// # Errors
    /// Where it is refused.
    pub(crate) fn create_bucket(&self, name: &str) -> Result<()> {
        self.http.put(&format!("/{name}"), &[], "application/xml")
    }

    /// Calls the function and waits for its answer.
    ///
    /// # Errors
    /// Where it cannot be called, or its answer is no JSON. What it says of an error of its own is an answer.
    pub(crate) fn invoke(&self, event: &Value) -> Result<Value> {
        let path = format!("/2015-03-31/functions/thumbox-{NAME}/invocations");
        let url = format!("{}{path}", self.http.url);
        self.http.post(&url, "application/json", &[], event)
    }

    /// Waits for the thumbnail of an upload and fetches it.
    ///
    /// # Errors
    /// Where there is none after `limit`; the message has the end of the function's log.
    pub(crate) fn thumbnail(&self, key: &str, limit: Duration) -> Result<Vec<u8>> {
        let bucket = self.destination_bucket();
        let path = format!("/{bucket}/{}", encode(key));
        let start = Instant::now();
        loop {
            let (status, body) = self.http.get(&path)?;
            match status {
                StatusCode::OK => return Ok(body),
                StatusCode::NOT_FOUND if start.elapsed() < limit => {
                    thread::sleep(Duration::from_millis(20));
                }
                _ => bail!(
                    "no \"{key}\" in {bucket} after {} s ({status})\nthe function's log:\n{}\n{}",
                    limit.as_secs(),
                    self.function_log()
                        .unwrap_or_else(|error| format!("{error:#}")),
                    self.service.log_end(),
                ),
            }
        }
    }

    /// Deletes a bucket that has nothing in it.
    ///
    /// # Errors
    /// Where it is refused.
    pub(crate) fn delete_bucket(&self, name: &str) -> Result<()> {
        self.http.delete(&format!("/{name}"))
    }

    /// Waits for the next message of the queue for events that failed, and takes it away.
    ///
    /// # Errors
    /// Where there is none after `limit`.
    pub(crate) fn failed_event(&self, limit: Duration) -> Result<Value> {
        let url = format!("{}/{ACCOUNT}/thumbox-{NAME}-failures", self.http.url);
        let start = Instant::now();
        while start.elapsed() < limit {
            let answer = self
                .http
                .queue("ReceiveMessage", &json!({"QueueUrl": url}))?;
            if let Some(body) = answer["Messages"][0]["Body"].as_str() {
                return serde_json::from_str(body).with_context(|| body.to_owned());
            }
            thread::sleep(Duration::from_millis(100));
        }
        bail!(
            "no failed event after {} s\n{}",
            limit.as_secs(),
            self.service.log_end()
        )
    }

    /// The sum of one of Lambda's own metrics of the function.
    ///
    /// # Errors
    /// Where it cannot be read.
    pub(crate) fn metric(&self, name: &str) -> Result<f64> {
        let answer = self.http.cloud_watch(
            "GetMetricStatistics",
            &json!({
                "Namespace": "AWS/Lambda",
                "MetricName": name,
                "Dimensions": [{"Name": "FunctionName", "Value": format!("thumbox-{NAME}")}],
                // From 2001 on, as seconds: all that there is.
                "StartTime": 1_000_000_000,
                "EndTime": 4_000_000_000_u64,
                "Period": 3600,
                "Statistics": ["Sum"],
            }),
        )?;
        let points = answer["Datapoints"].as_array().into_iter().flatten();
        Ok(points.filter_map(|point| point["Sum"].as_f64()).sum())
    }

    /// What the function has logged so far.
    ///
    /// # Errors
    /// Where the log cannot be read.
    pub(crate) fn function_log(&self) -> Result<String> {
        let group = format!("/aws/lambda/thumbox-{NAME}");
        let answer = self
            .http
            .logs("FilterLogEvents", &json!({"logGroupName": group}))?;
        let lines = answer["events"].as_array().into_iter().flatten();
        let lines: Vec<&str> = lines
            .filter_map(|event| event["message"].as_str())
            .map(str::trim_end)
            .collect();
        Ok(lines.join("\n"))
    }
}

/// `bootstrap.zip` with these files, of which those that are executable stay so.
///
/// # Errors
/// Where it cannot be written.
pub(crate) fn pack(python: &Path, files: &[PathBuf], folder: &Path) -> Result<PathBuf> {
    let zip = folder.join(CODE_KEY);
    run_quietly(
        Command::new(python.join("bin/python"))
            .args(["-m", "zipfile", "-c"])
            .arg(&zip)
            .args(files),
    )?;
    Ok(zip)
}

fn start_service(python: &Path, folder: &Path, port: u16, http: &Http) -> Result<Service> {
    let temporary = folder.join("tmp");
    fresh_folder(&temporary)?;
    let mut command = Command::new(python.join("bin/ministack"));
    // The function inherits this environment. It must not find anybody's real credentials, settings or proxy there.
    command
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .env("HOME", folder)
        .env("TMPDIR", &temporary)
        .env("BIND_HOST", "127.0.0.1")
        .env("GATEWAY_PORT", port.to_string())
        .env("AWS_ENDPOINT_URL", &http.url)
        // The emulator does not hand the template's LoggingConfig on to the function.
        .env("AWS_LAMBDA_LOG_FORMAT", "JSON")
        // Lambda waits a minute before it repeats an event, and two before the last time.
        .env("LAMBDA_ASYNC_RETRY_BASE_SECONDS", "1")
        .current_dir(folder);
    Service::start("MiniStack", &mut command, &folder.join("ministack.log"))
}

/// A port that was free a moment ago.
pub(crate) fn free_port() -> Result<u16> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).context("looking for a free port")?;
    Ok(listener.local_addr()?.port())
}
