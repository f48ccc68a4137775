//! S3 on this computer: SeaweedFS, which checks signatures as S3 does.

use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicU16, Ordering};
use std::time::Duration;

use anyhow::{Context, Result};
use tools::files::fresh_folder;
use tools::process::Service;

use crate::loopback_agent;

/// The server's only user.
pub const ACCESS_KEY: &str = "local";
/// The secret of [`ACCESS_KEY`].
pub const SECRET_KEY: &str = "locallocallocal";
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
pub struct SeaweedFs {
    endpoint: String,
    // In this order: nothing is removed while the server runs.
    service: Service,
    _left: Left,
}

impl SeaweedFs {
    /// Starts SeaweedFS's program `weed` without any bucket, with its data in `folder`, which is emptied first.
    ///
    /// # Errors
    /// Where it does not start; the message has the end of its log.
    pub fn start(weed: &Path, folder: &Path) -> Result<Self> {
        fresh_folder(folder)?;
        let ports = free_ports()?;
        let endpoint = format!("http://127.0.0.1:{}", ports[0]);
        let mut command = command(weed, &ports, folder);
        let left = Left {
            folder: folder.to_owned(),
            ports,
        };
        let mut service = Service::start("SeaweedFS", &mut command, &folder.join("log"))?;
        let agent = loopback_agent();
        // Once it is up, it refuses what is not signed.
        service.wait_until(START_LIMIT, || match agent.get(&endpoint).call() {
            Ok(_) => true,
            Err(ureq::Error::StatusCode(status)) => status < 500,
            Err(_) => false,
        })?;
        Ok(Self {
            endpoint,
            service,
            _left: left,
        })
    }

    /// The server's address.
    pub fn endpoint(&self) -> &str {
        &self.endpoint
    }

    /// The variables with which a program finds the server.
    pub fn variables(&self) -> [(&str, &str); 3] {
        [
            ("AWS_ENDPOINT_URL", &self.endpoint),
            ("AWS_ACCESS_KEY_ID", ACCESS_KEY),
            ("AWS_SECRET_ACCESS_KEY", SECRET_KEY),
        ]
    }
}

impl Drop for SeaweedFs {
    fn drop(&mut self) {
        // Asked to end, it takes seconds to save what nobody needs.
        self.service.kill();
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
        .arg("-s3.autoCreateBucket=false")
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

/// As many free ports as there are listeners, below those that the system gives to connections, so that none of these
/// takes one meanwhile. Servers start to look in different places, so that none takes what another has just found.
fn free_ports() -> Result<Vec<u16>> {
    const PLACES: u16 = 1000;
    static NEXT: AtomicU16 = AtomicU16::new(0);
    let first = u16::try_from(std::process::id() % u32::from(PLACES))?;
    (0..PLACES)
        .map(|_| {
            let place = (first + NEXT.fetch_add(1, Ordering::Relaxed) % PLACES) % PLACES;
            let ports = 10_000 + place * 20..;
            ports.take(LISTENERS.len()).collect::<Vec<u16>>()
        })
        .find(|ports| {
            ports
                .iter()
                .all(|port| TcpListener::bind(("127.0.0.1", *port)).is_ok())
        })
        .context("no ten free ports in a row")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn servers_get_ports_of_their_own() {
        let all: Vec<u16> = (0..3).flat_map(|_| free_ports().unwrap()).collect();
        let different: BTreeSet<&u16> = all.iter().collect();
        assert_eq!(different.len(), 3 * LISTENERS.len(), "{all:?}");
    }
}
