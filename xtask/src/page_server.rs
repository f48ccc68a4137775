//! The demo's server (web-demo/server): the built page, which may upload to a running cloud.

use std::net::TcpStream;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use anyhow::Result;
use local_aws::{Cloud, free_port};
use tools::files::fresh_folder;
use tools::process::Service;

/// What the signer is made of; the server uses the same files as the Lambda function.
pub(crate) const SIGNER: &str = "deploy/upload";
/// From the start of the server to its first answer. Arbitrary.
const LIMIT: Duration = Duration::from_secs(30);

/// Where the server will be, which the cloud has to know before.
pub(crate) struct PageAddress {
    port: u16,
}

impl PageAddress {
    /// A port that is free now.
    ///
    /// # Errors
    /// Where there is none.
    pub(crate) fn free() -> Result<Self> {
        free_port().map(|port| Self { port })
    }

    /// The address without a slash at its end.
    pub(crate) fn origin(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Starts the server for target/web beside a cloud that has been started with `UploadOrigin` as [`Self::origin`].
    /// `more` are variables for it.
    ///
    /// # Errors
    /// Where it does not start; the message has the end of its log.
    pub(crate) fn serve(
        &self,
        root: &Path,
        cloud: &Cloud,
        more: &[(&str, &str)],
    ) -> Result<Service> {
        let python = local_aws::PYTHON.prepare(root)?;
        let folder = root.join("target/page-server");
        fresh_folder(&folder)?;
        let mut command = Command::new(python.join("bin/python"));
        command
            .arg("-B")
            .arg(root.join("web-demo/server/server.py"))
            .arg("--web")
            .arg(root.join("target/web"))
            .args(["--port", &self.port.to_string()])
            .args(["--function", &cloud.function()])
            .args(["--bucket", &cloud.source_bucket()])
            // Nobody's own settings and credentials.
            .env_clear()
            .env("HOME", &folder)
            .env("PYTHONPATH", root.join(SIGNER))
            .envs(cloud.variables())
            .envs(more.iter().copied());
        let mut server = Service::start("the page's server", &mut command, &folder.join("log"))?;
        server.wait_until(LIMIT, || {
            TcpStream::connect(("127.0.0.1", self.port)).is_ok()
        })?;
        Ok(server)
    }
}
