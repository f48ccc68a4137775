//! Thumbox and its peers: where they come from, and how each is asked for a run.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;
use tools::files;
use tools::process::read;

use super::debian::{self, JXL_TOOLS};
use super::work::{Scope, Work};
use crate::packages;

/// Our part of it.
pub(super) const SCRIPTS: &str = "benchmarks";
/// What whole processes write.
const WRITTEN: &str = "target/bench/written";

/// All programs, ready to start.
pub(super) struct Programs {
    thumbox: PathBuf,
    vipsthumbnail: PathBuf,
    sharp: PathBuf,
    djxl: PathBuf,
    python: PathBuf,
    scripts: PathBuf,
    written: PathBuf,
}

impl Programs {
    /// Has Thumbox built, and installs the others.
    ///
    /// # Errors
    /// Where that does not work; the message says what to do.
    pub(super) fn prepare(
        root: &Path,
        build_thumbox: impl FnOnce() -> Result<PathBuf>,
    ) -> Result<Self> {
        let scripts = root.join(SCRIPTS);
        let node = packages::NODE.install(root)?;
        let sharp = node.join("with_sharp.mjs");
        files::copy(&scripts.join("peers/with_sharp.mjs"), &sharp)?;
        let python = packages::PYTHON.prepare(root)?.join("bin/python");
        let vipsthumbnail = debian::vipsthumbnail()?;
        let djxl = debian::on_path("djxl", JXL_TOOLS)?;
        let written = root.join(WRITTEN);
        fs::create_dir_all(&written)?;
        Ok(Self {
            thumbox: build_thumbox()?,
            vipsthumbnail,
            sharp,
            djxl,
            python,
            scripts,
            written,
        })
    }

    /// A script of ours under Python.
    pub(super) fn python(&self, script: &str) -> Command {
        let mut python = Command::new(&self.python);
        // No compiled files in the tree.
        python.arg("-B").arg(self.scripts.join(script));
        python
    }

    /// What is compared, by name: Thumbox first, then whom its target is about.
    pub(super) fn commands(&self, work: &Work) -> Vec<(&'static str, Command)> {
        match work.scope {
            Scope::Call { .. } => self.calls(work),
            Scope::Coded => self.coded(work),
            Scope::Process => self.processes(work),
        }
    }

    fn calls(&self, work: &Work) -> Vec<(&'static str, Command)> {
        let pyvips = self.python("peers/with_pyvips.py");
        let pillow = self.python("peers/with_pillow.py");
        let peers = vec![
            ("sharp", self.sharp()),
            ("pyvips", pyvips),
            ("Pillow", pillow),
        ];
        self.beside(work, peers)
    }

    /// Of the peers, those that read the format.
    fn coded(&self, work: &Work) -> Vec<(&'static str, Command)> {
        let python = |script: &str| self.python(script);
        let peers = match work.picture.format.as_str() {
            "AVIF" => vec![
                ("sharp", self.sharp()),
                ("Pillow", python("peers/with_pillow.py")),
            ],
            "HEIF" => vec![("pillow-heif", python("peers/with_pillow_heif.py"))],
            _ => {
                let mut djxl = python("peers/with_djxl.py");
                djxl.arg(&self.djxl);
                vec![("djxl", djxl)]
            }
        };
        self.beside(work, peers)
    }

    fn sharp(&self) -> Command {
        let mut sharp = Command::new("node");
        sharp.arg(&self.sharp);
        sharp
    }

    /// Thumbox and these peers.
    fn beside(
        &self,
        work: &Work,
        peers: Vec<(&'static str, Command)>,
    ) -> Vec<(&'static str, Command)> {
        let boxes: Vec<String> = work
            .boxes
            .iter()
            .map(|side| format!("{side}x{side}"))
            .collect();
        let mut thumbox = Command::new(&self.thumbox);
        thumbox
            .args(["bench", "--on-request", "--format", "jpeg", "-q", "80"])
            .args(boxes.iter().flat_map(|size| ["--size", size]))
            .arg(&work.picture.path);
        let mut commands = vec![("Thumbox", thumbox)];
        commands.extend(peers.into_iter().map(|(name, mut command)| {
            command.arg(&work.picture.path).args(&boxes);
            (name, command)
        }));
        commands
    }

    fn processes(&self, work: &Work) -> Vec<(&'static str, Command)> {
        let mut thumbox = timed(&self.python, &self.scripts, &self.thumbox);
        thumbox
            .args([
                "resize", "--force", "-W", "128", "-H", "128", "--format", "jpeg",
            ])
            .args(["-q", "80", "-o"])
            .arg(&self.written)
            .arg(&work.picture.path);
        let mut vipsthumbnail = timed(&self.python, &self.scripts, &self.vipsthumbnail);
        vipsthumbnail
            .args(["-s", "128x128", "-o"])
            .arg(self.written.join("vipsthumbnail.jpg[Q=80,strip]"))
            .arg(&work.picture.path)
            // There is one core. More threads would only wait for one another.
            .env("VIPS_CONCURRENCY", "1");
        vec![("Thumbox", thumbox), ("vipsthumbnail", vipsthumbnail)]
    }

    /// A line for each program.
    ///
    /// # Errors
    /// Where one does not start.
    pub(super) fn versions(&self) -> Result<Vec<String>> {
        let mut commands = [
            Command::new(&self.thumbox),
            self.sharp(),
            self.python("peers/with_pyvips.py"),
            self.python("peers/with_pillow.py"),
            self.python("peers/with_pillow_heif.py"),
        ];
        let mut versions = Vec::new();
        for command in &mut commands {
            versions.push(read(command.arg("--version"))?.trim().to_owned());
        }
        // Its other lines are about copyright.
        let djxl = read(Command::new(&self.djxl).arg("--version"))?;
        versions.push(djxl.lines().next().unwrap_or_default().to_owned());
        let libvips = read(Command::new(&self.vipsthumbnail).arg("--vips-version"))?;
        versions.push(format!("vipsthumbnail of {}", libvips.trim()));
        Ok(versions)
    }
}

/// A program that is started anew for each run.
pub(super) fn timed(python: &Path, scripts: &Path, program: &Path) -> Command {
    let mut python = Command::new(python);
    // Without packages, Python is small; what it holds is counted as the program's.
    python
        .args(["-I", "-S", "-B"])
        .arg(scripts.join("processes.py"))
        .arg(program);
    python
}
