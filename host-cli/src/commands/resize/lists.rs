//! What is written beside the pictures: the manifest and the HTML file.

use std::io;
use std::path::Path;

use super::html::Html;
use super::manifest::Manifest;
use crate::arguments::ResizeArguments;
use crate::batch::picture::PictureOutcome;
use crate::failure::Failure;
use crate::input::STANDARD;
use crate::report::{escape, printable, say};

/// Those that were asked for.
pub(super) struct Lists<'a> {
    manifest: Option<(Manifest, &'a Path)>,
    html: Option<(Html, &'a Path)>,
}

impl<'a> Lists<'a> {
    /// # Errors
    /// A sentence that says which one cannot be written.
    pub(super) fn create(arguments: &'a ResizeArguments) -> Result<Self, String> {
        let manifest = arguments.manifest.as_deref().map(|path| {
            let manifest = Manifest::create(path).map_err(|error| failed(path, &error))?;
            Ok::<_, String>((manifest, path))
        });
        let html = arguments.html.as_deref().map(|path| {
            let html = Html::create(path).map_err(|error| failed(path, &error))?;
            Ok::<_, String>((html, path))
        });
        Ok(Self {
            manifest: manifest.transpose()?,
            html: html.transpose()?,
        })
    }

    /// Adds what became of a picture.
    pub(super) fn add(&mut self, picture: &PictureOutcome) -> anyhow::Result<()> {
        if let Some((manifest, path)) = &mut self.manifest {
            told(path, manifest.add(picture))?;
        }
        if let Some((html, path)) = &mut self.html {
            told(path, html.add(picture))?;
        }
        Ok(())
    }

    /// The run was stopped.
    pub(super) fn tell_unfinished(self) {
        let paths = [
            self.manifest.map(|(_, path)| path),
            self.html.map(|(_, path)| path),
        ];
        let paths = paths
            .into_iter()
            .flatten()
            .filter(|path| path.as_os_str() != STANDARD);
        let paths: Vec<String> = paths.map(printable).collect();
        match paths.as_slice() {
            [] => {}
            [one] => say(&format!("thumbox: {one} is left as it was")),
            _ => say(&format!(
                "thumbox: {} are left as they were",
                paths.join(" and ")
            )),
        }
    }

    /// Puts them where they belong.
    pub(super) fn finish(self) -> anyhow::Result<()> {
        if let Some((manifest, path)) = self.manifest {
            told(path, manifest.finish())?;
        }
        if let Some((html, path)) = self.html {
            told(path, html.finish())?;
        }
        Ok(())
    }
}

/// How many of them go to standard output.
pub(super) fn to_standard_output(arguments: &ResizeArguments) -> usize {
    let both = [&arguments.manifest, &arguments.html].into_iter().flatten();
    both.filter(|path| path.as_os_str() == STANDARD).count()
}

fn told(path: &Path, written: io::Result<()>) -> anyhow::Result<()> {
    written.map_err(|error| anyhow::Error::msg(failed(path, &error)))
}

fn failed(path: &Path, error: &io::Error) -> String {
    let path = match path.as_os_str() == STANDARD {
        true => Path::new("standard output"),
        false => path,
    };
    escape(&Failure::writing(path, error).message)
}
