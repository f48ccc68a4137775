//! MiniStack deploys `deploy/template.yaml`, and real uploads start the real function. What is asked of it goes through
//! AWS's SDK for Python (`ministack.py`).

mod beside;

use std::cell::RefCell;
use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use serde_json::{Value, json};
use tools::files::fresh_folder;
use tools::process::{Dialogue, Service, run_quietly, step};

use crate::{PYTHON, loopback_agent};

/// The parameter `Name` of the template. The emulator starts empty every time, so it need not be unique.
const NAME: &str = "demo";
const CODE_BUCKET: &str = "code";
const REGION: &str = "us-east-1";
/// The emulator's account.
pub const ACCOUNT: &str = "000000000000";
/// Programs in `bootstrap.zip` beside `bootstrap`: what signs the uploads of a page.
const SIGNER: [&str; 4] = [
    "deploy/upload/answers.py",
    "deploy/upload/function_url.py",
    "deploy/upload/settings.py",
    "deploy/upload/sign.py",
];
/// What `ministack.py` calls the stack.
const STACK: &str = "thumbox";
/// What asks MiniStack.
const SCRIPT: &str = "deploy/local-aws/ministack.py";
/// Arbitrary; starting takes about a second on a computer that is not busy.
const START_LIMIT: Duration = Duration::from_secs(60);

/// A running cloud with the stack deployed. It ends, with the function, when this value is dropped.
pub struct Cloud {
    url: String,
    folder: PathBuf,
    sdk: RefCell<Dialogue>,
    service: Service,
}

impl Cloud {
    /// Starts the emulator on a free port of the loopback interface and deploys the template with this `bootstrap`.
    ///
    /// # Errors
    /// Where the emulator does not start, or the stack is not created or lacks its dashboard or an alarm; the message
    /// says what the emulator said.
    pub fn start(root: &Path, bootstrap: &Path) -> Result<Self> {
        Self::start_with(root, bootstrap, &[])
    }

    /// As [`Self::start`], with more parameters of the template.
    ///
    /// # Errors
    /// As [`Self::start`].
    pub fn start_with(root: &Path, bootstrap: &Path, parameters: &[(&str, &str)]) -> Result<Self> {
        let python = PYTHON.prepare(root)?;
        let folder = root.join("target/ministack");
        fresh_folder(&folder)?;
        let mut programs = vec![bootstrap.to_owned()];
        programs.extend(SIGNER.map(|file| root.join(file)));
        let zip = pack(&python, &programs, &folder)?;

        step("starting MiniStack");
        let port = free_port()?;
        let url = format!("http://127.0.0.1:{port}");
        let mut service = start_service(&python, &folder, port, &url)?;
        let agent = loopback_agent();
        let health = format!("{url}/_ministack/health");
        service.wait_until(START_LIMIT, || agent.get(&health).call().is_ok())?;

        let mut sdk = Command::new(python.join("bin/python"));
        sdk.arg(root.join(SCRIPT));
        sdk.args([NAME, CODE_BUCKET]).arg(zip);
        // Nobody's own settings and credentials.
        sdk.env_clear()
            .env("HOME", &folder)
            .env("AWS_DEFAULT_REGION", REGION)
            .envs(variables(&url));
        let cloud = Self {
            sdk: RefCell::new(Dialogue::start(&mut sdk)?),
            url,
            folder,
            service,
        };
        step("deploying deploy/template.yaml");
        let template = root.join("deploy/template.yaml");
        cloud
            .ask(json!(["deploy", template, parameters]))
            .with_context(|| cloud.service.log_end())?;
        Ok(cloud)
    }

    /// Updates the stack: these parameters are others, the rest stays.
    ///
    /// # Errors
    /// Where the update fails; the message says what the emulator said.
    pub fn update(&self, parameters: &[(&str, &str)]) -> Result<()> {
        self.ask(json!(["update", parameters])).map(drop)
    }

    /// The numbers of the function's published versions, the oldest first.
    ///
    /// # Errors
    /// Where they cannot be listed.
    pub fn versions(&self) -> Result<Vec<String>> {
        Ok(serde_json::from_value(self.ask(json!(["versions"]))?)?)
    }

    /// Gives uploads to this version of the function.
    ///
    /// # Errors
    /// Where there is no such version.
    pub fn set_live(&self, version: &str) -> Result<()> {
        self.ask(json!(["set_live", version])).map(drop)
    }

    /// Where the emulator answers.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The stack's name.
    pub fn stack(&self) -> &'static str {
        STACK
    }

    /// The function's name.
    pub fn function(&self) -> String {
        format!("thumbox-{NAME}")
    }

    /// Where the function that signs uploads answers; it is there with the parameter `UploadOrigin`.
    ///
    /// # Errors
    /// Where the stack has none.
    pub fn signer(&self) -> Result<String> {
        let url = self.ask(json!(["output", "SignerUrl"]))?;
        // https://<id>.lambda-url.<region>.on.aws/, a name that does not lead here.
        let host = url.as_str().and_then(|url| url.strip_prefix("https://"));
        let id = host.and_then(|host| host.split('.').next());
        let id = id.with_context(|| format!("the signer is at {url}"))?;
        Ok(format!("{}/_aws/lambda-url/{id}/", self.url))
    }

    /// A thumbnail as the distribution delivers it; there is one with the parameter `Delivery`.
    ///
    /// # Errors
    /// Where the stack has no distribution, or that has no thumbnail under this key.
    pub fn delivered(&self, key: &str) -> Result<Vec<u8>> {
        let domain = self.ask(json!(["output", "DeliveryDomain"]))?;
        let domain = domain.as_str().context("the domain is not text")?;
        self.ask(json!(["allow_plain_http", self.destination_bucket()]))?;
        // The emulator tells distributions by the name of the host, and takes this for TLS.
        let request = loopback_agent().get(format!("{}/{key}", self.url));
        let request = request.header("Host", domain);
        let mut answer = request.header("X-Forwarded-Proto", "https").call()?;
        Ok(answer.body_mut().read_to_vec()?)
    }

    /// The variables with which a program finds this cloud, and no other.
    pub fn variables(&self) -> [(&str, &str); 4] {
        variables(&self.url)
    }

    /// The bucket to upload to.
    pub fn source_bucket(&self) -> String {
        format!("images-{NAME}")
    }

    /// The bucket that thumbnails appear in.
    pub fn destination_bucket(&self) -> String {
        format!("images-{NAME}-resized")
    }

    /// Uploads an object.
    ///
    /// # Errors
    /// Where it is refused.
    pub fn upload(&self, key: &str, bytes: &[u8], content_type: &str) -> Result<()> {
        self.put(&self.source_bucket(), key, bytes, content_type)
    }

    /// As [`Self::upload`], to any bucket.
    pub fn put(&self, bucket: &str, key: &str, bytes: &[u8], content_type: &str) -> Result<()> {
        let file = self.folder.join("uploaded");
        fs::write(&file, bytes)?;
        let request = json!(["put", bucket, key, file, content_type]);
        self.ask(request).map(drop)
    }

    /// Creates a bucket beside those of the stack.
    ///
    /// # Errors
    /// Where it is refused.
    pub fn create_bucket(&self, name: &str) -> Result<()> {
        self.ask(json!(["create_bucket", name])).map(drop)
    }

    /// Calls the function and waits for its answer.
    ///
    /// # Errors
    /// Where it cannot be called, or its answer is no JSON. What it says of an error of its own is an answer.
    pub fn invoke(&self, event: &Value) -> Result<Value> {
        self.ask(json!(["invoke", event]))
    }

    /// Waits for the thumbnail of an upload and fetches it.
    ///
    /// # Errors
    /// Where there is none after `limit`; the message has the end of the function's log.
    pub fn thumbnail(&self, key: &str, limit: Duration) -> Result<Vec<u8>> {
        self.object(&self.destination_bucket(), key, limit)
    }

    /// As [`Self::thumbnail`], from any bucket.
    pub fn object(&self, bucket: &str, key: &str, limit: Duration) -> Result<Vec<u8>> {
        let file = self.folder.join("thumbnail");
        let seconds = limit.as_secs_f64();
        let is_there = self.ask(json!(["wait_for_object", bucket, key, file, seconds]))?;
        ensure!(
            is_there == true,
            "no \"{key}\" in {bucket} after {seconds} s\nthe function's log:\n{}\n{}",
            self.function_log()
                .unwrap_or_else(|error| format!("{error:#}")),
            self.service.log_end(),
        );
        Ok(fs::read(file)?)
    }

    /// Deletes a bucket that has nothing in it.
    ///
    /// # Errors
    /// Where it is refused.
    pub fn delete_bucket(&self, name: &str) -> Result<()> {
        self.ask(json!(["delete_bucket", name])).map(drop)
    }

    /// Waits for the next message of the queue for events that failed, and leaves it there.
    ///
    /// # Errors
    /// Where there is none after `limit`.
    pub fn failed_event(&self, limit: Duration) -> Result<Value> {
        let event = self.ask(json!(["failed_event", limit.as_secs_f64()]))?;
        ensure!(
            !event.is_null(),
            "no failed event after {} s\n{}",
            limit.as_secs(),
            self.service.log_end()
        );
        Ok(event)
    }

    /// The sum of one of Lambda's own metrics of the function.
    ///
    /// # Errors
    /// Where it cannot be read.
    pub fn metric(&self, name: &str) -> Result<f64> {
        let sum = self.ask(json!(["metric", name]))?;
        sum.as_f64().with_context(|| format!("{name} is {sum}"))
    }

    /// How many messages there are in the queue for events that failed.
    ///
    /// # Errors
    /// Where it cannot be asked.
    pub fn failed_events(&self) -> Result<u64> {
        let count = self.ask(json!(["failed_events"]))?;
        count
            .as_u64()
            .with_context(|| format!("the number of messages is {count}"))
    }

    /// What the function has logged so far.
    ///
    /// # Errors
    /// Where the log cannot be read.
    pub fn function_log(&self) -> Result<String> {
        let log = self.ask(json!(["function_log"]))?;
        Ok(log.as_str().context("the log is not text")?.to_owned())
    }

    /// Calls a function of the script: its name, and its arguments.
    fn ask(&self, request: Value) -> Result<Value> {
        let answer = self.sdk.borrow_mut().ask(&request.to_string())?;
        let mut answer: Value = serde_json::from_str(&answer).context(answer)?;
        if let Some(error) = answer["error"].as_str() {
            bail!("{}: {error}", request[0]);
        }
        Ok(answer["result"].take())
    }
}

/// The ARN of something in the emulator's account and region.
fn arn(service: &str, name: &str) -> String {
    format!("arn:aws:{service}:{REGION}:{ACCOUNT}:{name}")
}

/// The variables with which a program finds the emulator at this address, and no other.
fn variables(url: &str) -> [(&str, &str); 4] {
    [
        ("AWS_ENDPOINT_URL", url),
        ("AWS_REGION", REGION),
        // The emulator's own. It checks signatures in URLs.
        ("AWS_ACCESS_KEY_ID", "test"),
        ("AWS_SECRET_ACCESS_KEY", "test"),
    ]
}

/// `bootstrap.zip` with these files, of which those that are executable stay so.
///
/// # Errors
/// Where it cannot be written.
pub fn pack(python: &Path, files: &[PathBuf], folder: &Path) -> Result<PathBuf> {
    let zip = folder.join("bootstrap.zip");
    run_quietly(
        Command::new(python.join("bin/python"))
            .args(["-m", "zipfile", "-c"])
            .arg(&zip)
            .args(files),
    )?;
    Ok(zip)
}

fn start_service(python: &Path, folder: &Path, port: u16, url: &str) -> Result<Service> {
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
        .env("AWS_ENDPOINT_URL", url)
        // The emulator does not hand the template's LoggingConfig on to the function.
        .env("AWS_LAMBDA_LOG_FORMAT", "JSON")
        // Lambda waits a minute before it repeats an event, and two before the last time.
        .env("LAMBDA_ASYNC_RETRY_BASE_SECONDS", "1")
        .current_dir(folder);
    Service::start("MiniStack", &mut command, &folder.join("ministack.log"))
}

/// A port that was free a moment ago.
pub fn free_port() -> Result<u16> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).context("looking for a free port")?;
    Ok(listener.local_addr()?.port())
}
