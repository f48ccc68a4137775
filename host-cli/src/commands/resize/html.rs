//! Ready markup: a `<picture>` for each picture, with all its results.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::{Component, Path, PathBuf};

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use percent_encoding::{AsciiSet, CONTROLS, percent_encode};
use records::Note;
use std::os::unix::ffi::OsStrExt;

use crate::batch::picture::PictureOutcome;
use crate::output_file::Draft;

/// What has a meaning in a URL's path, in a list of sources, or in an attribute.
const SPECIAL: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'\'')
    .add(b'#')
    .add(b'%')
    .add(b',')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'&')
    .add(b'\\')
    .add(b'`');

pub(super) struct Html {
    draft: Draft,
    /// Of the file, from which paths lead to the results.
    folder: PathBuf,
}

/// A result, and where it is.
struct Source<'a> {
    url: String,
    note: &'a Note,
}

impl Html {
    pub(super) fn create(path: &Path) -> io::Result<Self> {
        Ok(Self {
            draft: Draft::new(path)?,
            folder: path.parent().unwrap_or(Path::new("")).to_owned(),
        })
    }

    /// Adds a picture, if something was made of it.
    pub(super) fn add(&mut self, outcome: &PictureOutcome) -> io::Result<()> {
        let mut formats: BTreeMap<&str, Vec<Source<'_>>> = BTreeMap::new();
        for thumbnail in outcome.results.iter().flatten() {
            let path = relative(&thumbnail.path, &self.folder);
            let url = percent_encode(path.as_os_str().as_bytes(), SPECIAL).to_string();
            let note = &thumbnail.note;
            formats
                .entry(&note.facts.format)
                .or_default()
                .push(Source { url, note });
        }
        for sources in formats.values_mut() {
            sources.sort_by_key(|source| source.note.facts.width);
            // Of an image smaller than two of the sizes, both have its width, and a browser chooses by that.
            sources.dedup_by_key(|source| source.note.facts.width);
        }
        // The one that every browser shows comes last.
        let Some(last) = ["jpeg", "png", "gif", "webp"]
            .iter()
            .find(|format| formats.contains_key(*format))
        else {
            return Ok(());
        };
        let fallback = formats.remove(last).unwrap_or_default();
        writeln!(self.draft, "<picture>")?;
        for (format, sources) in &formats {
            writeln!(
                self.draft,
                "  <source type=\"image/{format}\" srcset=\"{}\"{}>",
                srcset(sources),
                sizes(sources)
            )?;
        }
        let Some(largest) = fallback.last() else {
            return Ok(());
        };
        let several = match fallback.len() {
            1 => String::new(),
            _ => format!(" srcset=\"{}\"{}", srcset(&fallback), sizes(&fallback)),
        };
        writeln!(
            self.draft,
            "  <img src=\"{}\"{several} width=\"{}\" height=\"{}\"{} alt=\"\" loading=\"lazy\" decoding=\"async\">\n</picture>",
            largest.url,
            largest.note.facts.width,
            largest.note.facts.height,
            placeholder(largest.note)
        )
    }

    pub(super) fn finish(self) -> io::Result<()> {
        self.draft.finish().map(drop)
    }
}

fn srcset(sources: &[Source<'_>]) -> String {
    let sources: Vec<String> = sources
        .iter()
        .map(|source| format!("{} {}w", source.url, source.note.facts.width))
        .collect();
    sources.join(", ")
}

/// As wide as the page, up to the largest.
fn sizes(sources: &[Source<'_>]) -> String {
    match sources.last() {
        Some(largest) if sources.len() > 1 => {
            let width = largest.note.facts.width;
            format!(" sizes=\"(max-width: {width}px) 100vw, {width}px\"")
        }
        _ => String::new(),
    }
}

/// The ThumbHash for scripts, and its mean colour for those who have none.
fn placeholder(note: &Note) -> String {
    let Some(hash) = &note.facts.thumbhash else {
        return String::new();
    };
    match BASE64_STANDARD
        .decode(hash)
        .ok()
        .as_deref()
        .and_then(mean_color)
    {
        Some([red, green, blue]) => {
            format!(
                " data-thumbhash=\"{hash}\" style=\"background-color: #{red:02x}{green:02x}{blue:02x}\""
            )
        }
        None => String::new(),
    }
}

/// The mean colour of a ThumbHash, from its first three bytes. They hold, in 6 bits each, brightness from 0 to 1, and
/// yellow-blue and red-green from -1 to 1 (E. Wallace, ThumbHash, 2023).
fn mean_color(hash: &[u8]) -> Option<[u8; 3]> {
    let header = hash
        .get(..3)?
        .iter()
        .rev()
        .fold(0, |bits, byte| bits << 8 | u32::from(*byte));
    let part = |shift: u32| (header >> shift & 63) as f32;
    let (l, p, q) = (part(0) / 63.0, part(6) / 31.5 - 1.0, part(12) / 31.5 - 1.0);
    let blue = l - 2.0 / 3.0 * p;
    let red = (3.0 * l - blue + q) / 2.0;
    let green = red - q;
    Some([red, green, blue].map(|part| (part.clamp(0.0, 1.0) * 255.0).round() as u8))
}

/// The way from a folder to a file. Both are from the folder that the program was started in, or both from the root.
fn relative(file: &Path, folder: &Path) -> PathBuf {
    let plain = |path: &Path| -> Vec<PathBuf> {
        let parts = path.components().filter(|part| *part != Component::CurDir);
        parts.map(|part| part.as_os_str().into()).collect()
    };
    if file.is_absolute() != folder.is_absolute() {
        return file.to_owned();
    }
    let (file, folder) = (plain(file), plain(folder));
    let common = file.iter().zip(&folder).take_while(|(a, b)| a == b).count();
    let up = folder[common..].iter().map(|_| PathBuf::from(".."));
    up.chain(file[common..].iter().cloned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_lead_from_the_page_to_the_results() {
        let lead = |file: &str, folder: &str| {
            relative(file.as_ref(), folder.as_ref())
                .display()
                .to_string()
        };
        assert_eq!(lead("out/a.jpg", ""), "out/a.jpg");
        assert_eq!(lead("./out/a.jpg", "out"), "a.jpg");
        assert_eq!(lead("out/a.jpg", "site/pages"), "../../out/a.jpg");
        assert_eq!(lead("/out/a.jpg", "/out/b"), "../a.jpg");
    }

    #[test]
    fn the_mean_colour_is_in_the_first_bytes() {
        // Gray of 63/63 brightness, and the middle of both differences.
        let header: u32 = 63 | 32 << 6 | 32 << 12;
        let color = mean_color(&header.to_le_bytes()[..3]).unwrap();
        assert!(color.iter().all(|part| *part > 240), "{color:?}");
        assert_eq!(mean_color(&[1, 2]), None);
    }
}
