//! Writing a result and its note.

use std::fs::{self, Metadata};
use std::io;
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use engine::{Codec, Output};
use records::{Facts, Note, OutputRecipe, Source, Warned};

use super::naming::{Made, joined};
use super::note::{self, modified};
use super::path_text::to_text;
use super::picture_file::Input;
use super::thumbnail::{State, Thumbnail};
use super::work::Work;
use crate::failure::Failure;
use crate::output_file;

/// What is noted about a result, but for its name.
pub(super) fn describe(
    work: &Work<'_>,
    index: usize,
    output: &Output,
    source: &Source,
    codec: Option<&Codec>,
    warnings: &[Warned],
) -> Note {
    let codec = codec.map(|codec| codec.sha256.clone());
    let receipt = work.receipt(index, &source.sha256, codec);
    Note {
        output: String::new(),
        facts: Facts {
            format: output.format.name().to_owned(),
            width: output.width,
            height: output.height,
            frames: output.frames,
            quality: output.quality,
            score: output.score,
            quality_by: output.quality_by,
            colors: output.colors,
            effort: output.effort,
            bytes: output.data.len() as u64,
            sha256: recipe::sha256(&output.data),
            thumbhash: output
                .thumbhash
                .as_ref()
                .map(|hash| BASE64_STANDARD.encode(hash)),
            embedded_thumbnail: output.embedded_thumbnail,
        },
        source: source.clone(),
        warnings: warnings.to_vec(),
        receipt_version: receipt.version(),
        component: receipt.component,
        codec: receipt.codec,
        recipe: receipt.recipe,
        made: OutputRecipe {
            output: work.recipe.outputs[index].clone(),
            limits: work.recipe.limits,
        },
    }
}

/// Writes a result. `picture` is the picture's file, if that has a time.
pub(super) fn write(
    work: &Work<'_>,
    input: &Input,
    index: usize,
    output: Output,
    mut note: Note,
    picture: Option<&Metadata>,
) -> Result<Thumbnail, Failure> {
    let Some(root) = work.naming.root(input) else {
        return Ok(Thumbnail {
            path: PathBuf::new(),
            note,
            state: State::Bytes(output.data),
        });
    };
    let made = Made {
        format: Some(output.format),
        size: Some((output.width, output.height)),
        receipt: Some(&note.receipt().digest()),
    };
    let place = work.place(input, index, made)?;
    let place = place.ok_or_else(|| Failure::name("its output has no name".to_owned()))?;
    let path = joined(root, &place);
    work.claim(&path, input, index)?;
    note.output = to_text(&place);
    let is_there = is_replaceable(work, input, root, &place, picture, &output.data)?;
    let failed = |error: &io::Error| Failure::writing(&path, error);
    let noting = |error: io::Error| Failure::writing_receipt(&root.join(note::FOLDER), &error);
    if work.receipts {
        note::announce(&note, root, &place).map_err(noting)?;
    }
    if is_there == Present::Other {
        if let Some(folder) = path.parent() {
            output_file::create_folder(folder).map_err(Failure::folder)?;
        }
        work.tidy(root, &path);
        let time = picture
            .filter(|_| work.preserve_time)
            .and_then(|picture| picture.modified().ok());
        output_file::write_output(&path, output.data, time, work.wait)
            .map_err(|error| failed(&error))?;
    }
    // A note about what was here before must not stay.
    match work.receipts {
        true => note::confirm(&note, root, &place),
        false => note::remove(root, &place),
    }
    .map_err(noting)?;
    let state = match is_there {
        Present::Same => State::UpToDate,
        Present::Other => State::Made,
    };
    Ok(Thumbnail { path, note, state })
}

/// What is where a result goes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Present {
    /// A file with the result's bytes.
    Same,
    /// Nothing, or a file that the result takes the place of.
    Other,
}

/// A file that is newer than the picture may be somebody's work, unless it is known to be a result, or has the bytes of one.
fn is_replaceable(
    work: &Work<'_>,
    input: &Input,
    root: &Path,
    place: &Path,
    picture: Option<&Metadata>,
    data: &[u8],
) -> Result<Present, Failure> {
    let path = joined(root, place);
    let (Some(picture), Ok(file)) = (picture, fs::metadata(&path)) else {
        return Ok(Present::Other);
    };
    let is_older = modified(&file) <= modified(picture);
    if work.force || !file.is_file() || is_older {
        return Ok(Present::Other);
    }
    let has_same_size = file.len() == data.len() as u64;
    if has_same_size && fs::read(&path).is_ok_and(|bytes| bytes == data) {
        return Ok(Present::Same);
    }
    // What a computer that lost its power leaves of a file.
    if file.len() == 0 || note::announced(root, place).is_some() {
        return Ok(Present::Other);
    }
    match note::read(root, place) {
        None => Err(Failure::newer(&path, &input.path, "it has no receipt")),
        Some(note) if !note::is_about(&note, &file) => {
            let reason = "its content is not what thumbox wrote";
            Err(Failure::newer(&path, &input.path, reason))
        }
        Some(_) => Ok(Present::Other),
    }
}
