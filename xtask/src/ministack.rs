//! AWS on this computer: MiniStack deploys `deploy/template.yaml`, and real uploads start the real function.
//!
//! Only plain HTTP is spoken with it. It checks no signatures, so requests have none.

mod http;

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};
use std::{fs, thread};

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};
use ureq::http::StatusCode;

use self::http::{Http, encode};
use crate::process::{Service, fresh_folder, run_quietly, step};
use crate::python;

/// The parameter `Name` of the template. The emulator starts empty every time, so it need not be unique.
const NAME: &str = "demo";
/// Holds `bootstrap.zip`.
const CODE_BUCKET: &str = "code";
const CODE_KEY: &str = "bootstrap.zip";
/// Parameters of the stack.
const PARAMETERS: [(&str, &str); 5] = [
    ("Name", NAME),
    ("CodeBucket", CODE_BUCKET),
    ("CodeKey", CODE_KEY),
    ("Architecture", "x86_64"),
    // No alarm on the success rate: the emulator has no alarms on what is computed from metrics.
    ("MinSuccessRate", "0"),
];
/// The emulator's account.
const ACCOUNT: &str = "000000000000";
/// Alarms of the stack, by the ends of their names.
const ALARMS: [&str; 2] = ["failures", "throttles"];

/// Arbitrary; starting takes about a second on a computer that is not busy.
const START_LIMIT: Duration = Duration::from_secs(60);
/// Arbitrary; creating the stack takes about a second as well.
const STACK_LIMIT: Duration = Duration::from_secs(120);
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
        let python = python::DEPLOY.prepare(root)?;
        let folder = root.join("target/ministack");
        fresh_folder(&folder)?;
        let zip = pack(&python, bootstrap, &folder)?;

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
        create_stack(&http, &template).with_context(|| service.log_end())?;
        check_monitoring(&http)?;
        Ok(Self { http, service })
    }

    /// Where the emulator answers.
    pub(crate) fn url(&self) -> &str {
        &self.http.url
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

/// `bootstrap.zip`, with the file in it marked as executable.
///
/// # Errors
/// Where it cannot be written.
pub(crate) fn pack(python: &Path, bootstrap: &Path, folder: &Path) -> Result<PathBuf> {
    let zip = folder.join(CODE_KEY);
    run_quietly(
        Command::new(python.join("bin/python"))
            .args(["-m", "zipfile", "-c"])
            .args([&zip, bootstrap]),
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

fn create_stack(http: &Http, template: &str) -> Result<()> {
    let mut fields = vec![
        ("TemplateBody".to_owned(), template),
        ("Capabilities.member.1".to_owned(), "CAPABILITY_IAM"),
        ("Capabilities.member.2".to_owned(), "CAPABILITY_AUTO_EXPAND"),
    ];
    for (number, (key, value)) in (1..).zip(PARAMETERS) {
        let member = format!("Parameters.member.{number}");
        fields.push((format!("{member}.ParameterKey"), key));
        fields.push((format!("{member}.ParameterValue"), value));
    }
    let fields: Vec<(&str, &str)> = fields
        .iter()
        .map(|(name, value)| (name.as_str(), *value))
        .collect();
    http.cloud_formation("CreateStack", &fields)?;
    let start = Instant::now();
    loop {
        let answer = http.cloud_formation("DescribeStacks", &[])?;
        match element(&answer, "StackStatus") {
            Some("CREATE_COMPLETE") => return Ok(()),
            Some("CREATE_IN_PROGRESS") if start.elapsed() < STACK_LIMIT => {
                thread::sleep(Duration::from_millis(50));
            }
            status => bail!(
                "the stack was not created: {} {}\n{}",
                status.unwrap_or("no status"),
                element(&answer, "StackStatusReason").unwrap_or_default(),
                http.cloud_formation("DescribeStackEvents", &[])?,
            ),
        }
    }
}

/// That people can see what the function does, and are told where it does not.
fn check_monitoring(http: &Http) -> Result<()> {
    let name = format!("thumbox-{NAME}");
    let answer = http.cloud_watch("GetDashboard", &json!({"DashboardName": name}))?;
    let body = answer["DashboardBody"].as_str().unwrap_or_default();
    if !body.contains("ImagesResized") {
        bail!("the dashboard {name} does not show what the function has done: {answer}");
    }
    let answer = http.cloud_watch("DescribeAlarms", &json!({}))?;
    let alarms = answer["MetricAlarms"].as_array().into_iter().flatten();
    let alarms: Vec<&str> = alarms
        .filter_map(|alarm| alarm["AlarmName"].as_str())
        .collect();
    for end in ALARMS {
        let alarm = format!("{name}-{end}");
        if !alarms.contains(&alarm.as_str()) {
            bail!("there is no alarm {alarm}, only {alarms:?}");
        }
    }
    Ok(())
}

/// The text of the first element of this name. Enough for one answer of one emulator.
fn element<'a>(xml: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = xml.split_once(&format!("<{name}>"))?;
    let (text, _) = rest.split_once(&format!("</{name}>"))?;
    Some(text)
}

/// A port that was free a moment ago.
fn free_port() -> Result<u16> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).context("looking for a free port")?;
    Ok(listener.local_addr()?.port())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_element_is_found() {
        let xml = "<a><StackStatus>CREATE_COMPLETE</StackStatus></a>";
        assert_eq!(element(xml, "StackStatus"), Some("CREATE_COMPLETE"));
        assert_eq!(element(xml, "Missing"), None);
    }
}
