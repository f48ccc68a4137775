//! The pictures that are measured.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use serde_json::Value;
use tools::corpus;
use tools::process::{read, step};

use super::debian::{self, JXL_TOOLS};

/// The folder of those that are made.
const FOLDER: &str = "target/bench/inputs";

/// The pictures, and what they are made of.
pub(super) struct Pictures {
    pub(super) list: Vec<Picture>,
    /// Files of the corpus. Empty where the pictures were named by the caller.
    pub(super) made_of: Vec<String>,
}

/// One picture.
#[derive(Clone)]
pub(super) struct Picture {
    pub(super) path: PathBuf,
    /// The file's name, which is all that is shown of the path.
    pub(super) name: String,
    /// As Pillow calls it.
    pub(super) format: String,
    pub(super) width: u64,
    pub(super) height: u64,
    pub(super) bytes: u64,
    pub(super) is_progressive: bool,
    /// Of a JPEG, where it is an ordinary one.
    pub(super) subsampling: Option<String>,
}

impl Picture {
    /// A sentence for the conditions of a page, about the photo that is made of others.
    pub(super) fn described(&self) -> String {
        let Self {
            name,
            width,
            height,
            bytes,
            ..
        } = self;
        format!(
            "The photo is {name}, {width} x {height} pixels, {bytes} bytes, a mosaic of photographs \
             ([benchmarks/inputs.py](../benchmarks/inputs.py))."
        )
    }
}

impl Pictures {
    /// Describes `files`, or makes pictures where there are none. `inputs` is the script that does it.
    ///
    /// # Errors
    /// Where there are no programs for JPEG XL, or a file cannot be opened.
    pub(super) fn prepare(root: &Path, mut inputs: Command, files: &[PathBuf]) -> Result<Self> {
        // The script makes a JPEG XL file with cjxl, and asks jxlinfo about it.
        debian::on_path("cjxl", JXL_TOOLS)?;
        inputs.arg(root.join(FOLDER)).args(files);
        if files.is_empty() {
            match corpus::folder(root) {
                Some(folder) => {
                    step("making mosaics of photographs of the corpus (half a minute, once)");
                    inputs.arg("--corpus").arg(folder);
                }
                None => step(&format!(
                    "{} is not there, so the pictures are drawn: they are not photographs, and times will differ",
                    corpus::FOLDER
                )),
            }
        }
        let text = read(&mut inputs)?;
        let mut lines = text.lines().map(serde_json::from_str::<Value>);
        let first = lines.next().context("inputs.py says nothing")??;
        let made_of = first["made_of"]
            .as_array()
            .map(|names| {
                names
                    .iter()
                    .filter_map(|name| name.as_str().map(str::to_owned))
                    .collect()
            })
            .unwrap_or_default();
        let list = lines
            .map(|line| Picture::read(&line?))
            .collect::<Result<_>>()?;
        Ok(Self { list, made_of })
    }
}

impl Picture {
    fn read(line: &Value) -> Result<Self> {
        let text = |name: &str| line[name].as_str().map(str::to_owned);
        let number = |name: &str| line[name].as_u64().with_context(|| name.to_owned());
        let path = PathBuf::from(text("path").context("path")?);
        Ok(Self {
            name: path
                .file_name()
                .context("a file")?
                .to_string_lossy()
                .into_owned(),
            path,
            format: text("format").context("format")?,
            width: number("width")?,
            height: number("height")?,
            bytes: number("bytes")?,
            is_progressive: line["progressive"] == true,
            subsampling: text("subsampling"),
        })
    }

    pub(super) fn pixels(&self) -> u64 {
        self.width * self.height
    }

    pub(super) fn bits_per_pixel(&self) -> f64 {
        8.0 * self.bytes as f64 / self.pixels() as f64
    }

    /// What it is, in words.
    pub(super) fn kind(&self) -> String {
        let mut words = Vec::new();
        if self.format == "JPEG" {
            words.push(if self.is_progressive {
                "progressive"
            } else {
                "baseline"
            });
        }
        words.extend(self.subsampling.as_deref());
        words.push(&self.format);
        words.join(" ")
    }
}
