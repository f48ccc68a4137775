//! S3 on this computer: SeaweedFS, which checks signatures as S3 does.

use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result};
use tools::files::fresh_folder;
use tools::process::Service;

use crate::python;

const ACCESS_KEY: &str = "bench";
const SECRET_KEY: &str = "benchbenchbench";
/// Arbitrary; it takes a second on a computer that is not busy.
const START_LIMIT: Duration = Duration::from_secs(60);

/// Every listener of the server. Left to itself it would take its usual ports, which others may have.
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
    endpoint: String,
    // In this order: nothing is removed while the server runs.
    _service: Service,
    _left: Left,
}

impl SeaweedFs {
    /// Starts the server without any bucket, with its data in `folder`, which is emptied first.
    ///
    /// # Errors
    /// Where it cannot be installed or does not start.
    pub(crate) fn start(root: &Path, folder: &Path) -> Result<Self> {
        let weed = python::DEPLOY.prepare(root)?.join("bin/weed");
        fresh_folder(folder)?;
        let ports = free_ports()?;
        let endpoint = format!("http://127.0.0.1:{}", ports[0]);
        let mut command = command(&weed, &ports, folder);
        let left = Left {
            folder: folder.to_owned(),
            ports,
        };
        let mut service = Service::start("SeaweedFS", &mut command, &folder.join("log"))?;
        let agent: ureq::Agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .proxy(None)
            .build()
            .into();
        // Once it is up, it refuses what is not signed.
        service.wait_until(START_LIMIT, || {
            let answer = agent.get(&endpoint).call();
            answer.is_ok_and(|answer| !answer.status().is_server_error())
        })?;
        Ok(Self {
            endpoint,
            _service: service,
            _left: left,
        })
    }

    /// The variables with which a program finds the server.
    pub(crate) fn variables(&self) -> [(&str, &str); 3] {
        [
            ("AWS_ENDPOINT_URL", &self.endpoint),
            ("AWS_ACCESS_KEY_ID", ACCESS_KEY),
            ("AWS_SECRET_ACCESS_KEY", SECRET_KEY),
        ]
    }
}

/// What the server leaves behind.
struct Left {
    folder: PathBuf,
    ports: Vec<u16>,
}

impl Drop for Left {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
        // It puts a socket for each gRPC port into /tmp, whatever TMPDIR says.
        for (name, port) in LISTENERS.iter().zip(&self.ports) {
            let part = name.split('.').next().unwrap_or_default();
            let _ = fs::remove_file(format!("/tmp/seaweedfs-{part}-grpc-{port}.sock"));
        }
    }
}

fn command(weed: &Path, ports: &[u16], folder: &Path) -> Command {
    let mut command = Command::new(weed);
    command
        .arg("mini")
        .arg(format!("-dir={}", folder.display()))
        .args(["-ip=127.0.0.1", "-ip.bind=127.0.0.1"])
        .args([
            "-master.telemetry=false",
            "-webdav=false",
            "-admin.ui=false",
        ])
        .args(["-s3.port.iceberg=0", "-s3.port.lance=0"])
        .arg(format!(
            "-filer.localSocket={}/filer.sock",
            folder.display()
        ))
        .arg(format!("-s3.localSocket={}/s3.sock", folder.display()));
    for (name, port) in LISTENERS.iter().zip(ports) {
        command.arg(format!("-{name}={port}"));
    }
    command
        .env_clear()
        .env("HOME", folder)
        .env("TMPDIR", folder)
        .env("AWS_ACCESS_KEY_ID", ACCESS_KEY)
        .env("AWS_SECRET_ACCESS_KEY", SECRET_KEY)
        .current_dir(folder);
    command
}

/// As many ports as there are listeners, which were free a moment ago. They are below those that the system gives to
/// connections, so that none of these takes one meanwhile.
fn free_ports() -> Result<Vec<u16>> {
    (11_000..31_000)
        .step_by(LISTENERS.len())
        .map(|first| (first..).take(LISTENERS.len()).collect::<Vec<u16>>())
        .find(|ports| {
            ports
                .iter()
                .all(|port| TcpListener::bind(("127.0.0.1", *port)).is_ok())
        })
        .context("no ten free ports in a row")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_port_that_is_taken_is_not_given() {
        let taken = free_ports().unwrap();
        let _held = TcpListener::bind(("127.0.0.1", taken[3])).unwrap();
        assert!(!free_ports().unwrap().contains(&taken[3]));
    }
}
