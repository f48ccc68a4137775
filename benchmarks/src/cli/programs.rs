//! The programs, and how each is asked for thumbnails of a folder.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use tools::files::fresh_folder;
use tools::process::read;

use super::folder::Folder;
use super::scope::{FOLDER, SIDE, WORKERS};
use crate::debian::{on_path, vipsthumbnail};
use crate::packages;
use crate::programs::{SCRIPTS, timed};

/// A command line that is compared.
pub(super) struct Peer {
    /// Without a colon: its folder is called so, and to ImageMagick what stands before one is a format.
    pub(super) name: &'static str,
    /// How many times Thumbox's time it takes, at least. Absent for Thumbox, and where nothing is asked.
    pub(super) target: Option<f64>,
    /// Each does its share of the photographs.
    pub(super) processes: usize,
    tool: Tool,
}

#[derive(Clone, Copy)]
enum Tool {
    Thumbox,
    Vipsthumbnail,
    Mogrify {
        /// Whether its JPEG decoder is told how small the picture may be.
        is_told_size: bool,
    },
}

/// All programs, ready to start.
pub(super) struct Programs {
    pub(super) thumbox: PathBuf,
    vipsthumbnail: PathBuf,
    mogrify: PathBuf,
    xargs: PathBuf,
    python: PathBuf,
    scripts: PathBuf,
    folder: PathBuf,
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
        let vipsthumbnail = vipsthumbnail()?;
        let mogrify = on_path("mogrify", "imagemagick")?;
        let xargs = on_path("xargs", "findutils")?;
        let python = packages::PYTHON.prepare(root)?.join("bin/python");
        Ok(Self {
            thumbox: build_thumbox()?,
            vipsthumbnail,
            mogrify,
            xargs,
            python,
            scripts: root.join(SCRIPTS),
            folder: root.join(FOLDER),
        })
    }

    /// A script of ours under Python.
    pub(super) fn script(&self, name: &str) -> Command {
        let mut python = Command::new(&self.python);
        // No compiled files in the tree.
        python.arg("-B").arg(self.scripts.join(name));
        python
    }

    /// Thumbox first, then those that there are targets for.
    pub(super) fn peers() -> Vec<Peer> {
        let peer = |name, target, tool| Peer {
            name,
            target,
            processes: WORKERS,
            tool,
        };
        let mogrify = |is_told_size| Tool::Mogrify { is_told_size };
        vec![
            Peer {
                processes: 1,
                ..peer("Thumbox", None, Tool::Thumbox)
            },
            peer("vipsthumbnail", Some(1.5), Tool::Vipsthumbnail),
            peer("mogrify", Some(3.0), mogrify(false)),
            peer("mogrify told the size", None, mogrify(true)),
        ]
    }

    /// Where a program writes.
    pub(super) fn written(&self, peer: &Peer) -> PathBuf {
        self.folder.join("written").join(peer.name)
    }

    /// A program that makes all thumbnails for each line that it is given, and says what that took.
    ///
    /// # Errors
    /// Where its folder cannot be made.
    pub(super) fn command(&self, peer: &Peer, folder: &Folder) -> Result<Command> {
        let written = self.written(peer);
        fresh_folder(&written)?;
        let size = format!("{SIDE}x{SIDE}");
        let mut command = match peer.tool {
            Tool::Thumbox => timed(&self.python, &self.scripts, &self.thumbox),
            _ => self.shared_out(folder),
        };
        match peer.tool {
            Tool::Thumbox => {
                let side = SIDE.to_string();
                // Without --force only the first round would make anything.
                command.arg("resize").arg("--force");
                command.arg(&folder.path).arg("-o");
                command.arg(written).args(["-W", &side, "-H", &side]);
                command.args(["--format", "jpeg", "-q", "80", "--jobs"]);
                command.arg(WORKERS.to_string());
            }
            Tool::Vipsthumbnail => {
                command.arg(&self.vipsthumbnail).args(["-s", &size, "-o"]);
                command.arg(written.join("%s.jpg[Q=80,strip]"));
            }
            Tool::Mogrify { is_told_size } => {
                command.arg(&self.mogrify);
                if is_told_size {
                    // Twice the thumbnail's, as its manual advises.
                    let side = 2 * SIDE;
                    command.args(["-define", &format!("jpeg:size={side}x{side}")]);
                }
                command.arg("-path").arg(written).args(["-format", "jpg"]);
                command.args(["-thumbnail", &size, "-quality", "80"]);
            }
        }
        Ok(command)
    }

    /// Two processes of what follows, each with a half of the photographs and one thread: more would only wait for one
    /// another.
    fn shared_out(&self, folder: &Folder) -> Command {
        let share = folder.count().div_ceil(WORKERS as u64);
        let mut command = timed(&self.python, &self.scripts, &self.xargs);
        command
            .arg("-a")
            .arg(&folder.list)
            .args(["-d", r"\n"])
            .args([format!("-P{WORKERS}"), format!("-n{share}")])
            .env("VIPS_CONCURRENCY", "1")
            .env("MAGICK_THREAD_LIMIT", "1");
        command
    }

    /// A line for each program.
    ///
    /// # Errors
    /// Where one does not start.
    pub(super) fn versions(&self) -> Result<Vec<String>> {
        let thumbox = read(Command::new(&self.thumbox).arg("--version"))?;
        let libvips = read(Command::new(&self.vipsthumbnail).arg("--vips-version"))?;
        let mogrify = read(Command::new(&self.mogrify).arg("-version"))?;
        Ok(vec![
            thumbox.trim().to_owned(),
            format!("vipsthumbnail of {}", libvips.trim()),
            format!("mogrify of {}", magick_version(&mogrify)?),
        ])
    }
}

/// Its first line is "Version: ImageMagick 6.9.11-60 Q16 x86_64" and so on.
fn magick_version(text: &str) -> Result<String> {
    let words: Vec<&str> = text.split_whitespace().skip(1).take(3).collect();
    let is_version = words.len() == 3 && words[0] == "ImageMagick";
    is_version
        .then(|| words.join(" "))
        .with_context(|| format!("mogrify says that it is {text}"))
}

#[cfg(test)]
mod tests {
    use super::magick_version;

    #[test]
    fn the_version_is_three_words() {
        let text = "Version: ImageMagick 6.9.11-60 Q16 x86_64 2021-01-25\nCopyright: (C)";
        assert_eq!(magick_version(text).unwrap(), "ImageMagick 6.9.11-60 Q16");
        assert!(magick_version("mogrify: not found").is_err());
    }
}
