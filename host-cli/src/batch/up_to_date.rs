//! Results that are there already.

use std::fs::{self, File, Metadata};
use std::path::PathBuf;
use std::time::SystemTime;

use engine::COMPONENT_SHA256;
use records::{Note, Source};

use super::naming::{Made, formats, joined};
use super::note;
use super::picture_file::Input;
use super::thumbnail::{State, Thumbnail};
use super::version::Version;
use super::work::Work;

/// A result that is there already.
pub(super) struct UpToDate {
    /// In the folder.
    pub(super) place: PathBuf,
    note: Note,
    file: Metadata,
    /// It is noted only as about to be written.
    is_announced: bool,
}

/// The result that is there already, if it is what would be made. Of a file that has another time, the digest decides.
/// Nobody needs to have looked into the picture: what was made of the same picture has the same format.
pub(super) fn look(
    work: &Work<'_>,
    input: &Input,
    index: usize,
    version: &Version,
    sha256: Option<&str>,
) -> Option<UpToDate> {
    let is_of_this = |source: &Source| match sha256 {
        Some(sha256) => source.sha256 == sha256,
        None => {
            (source.bytes, source.modified) == (version.metadata.len(), version.modified())
                && source
                    .changed
                    .is_none_or(|changed| changed == version.changed())
        }
    };
    let receipt = sha256.map(|sha256| work.receipt(index, sha256, codec(version)).digest());
    results(work, input, index, version, receipt).find(|found| is_of_this(&found.note.source))
}

/// The digest of the codec that decodes this picture, where one has to.
fn codec(version: &Version) -> Option<String> {
    let name = version.info.as_ref()?.codec.as_deref()?;
    let codec = engine::codecs().find(|codec| codec.name == name);
    codec.map(|codec| codec.sha256)
}

/// Whether there is a result that would be up to date if the picture, which is as long as the one it was made of, were the
/// same.
pub(super) fn has_of_length(
    work: &Work<'_>,
    input: &Input,
    index: usize,
    version: &Version,
) -> bool {
    results(work, input, index, version, None)
        .any(|found| found.note.source.bytes == version.metadata.len())
}

/// The results of this output that are there, of this picture or another one, in all formats that it may have.
fn results(
    work: &Work<'_>,
    input: &Input,
    index: usize,
    version: &Version,
    receipt: Option<String>,
) -> impl Iterator<Item = UpToDate> {
    let formats = match work.format(index, Some(version)) {
        _ if work.force || !work.receipts => Vec::new(),
        Some(format) => vec![format],
        None => formats(&work.recipe.outputs[index]),
    };
    formats.into_iter().filter_map(move |format| {
        let made = Made {
            format: Some(format),
            size: None,
            receipt: receipt.as_deref(),
        };
        let place = work.place(input, index, made).ok()??;
        let found = result(work, input, index, place)?;
        (found.note.facts.format == format.name()).then_some(found)
    })
}

/// The result of this output at this place.
fn result(work: &Work<'_>, input: &Input, index: usize, place: PathBuf) -> Option<UpToDate> {
    let root = work.naming.root(input)?;
    let file = fs::metadata(root.join(&place)).ok()?;
    let noted = note::read(root, &place).filter(|note| note::is_about(note, &file));
    let is_announced = noted.is_none();
    let note = noted.or_else(|| note::announced(root, &place))?;
    let has_codec = note.codec.as_deref().is_none_or(engine::has_codec);
    let stays = (work.recipe).keeps(note.component == COMPONENT_SHA256 && has_codec);
    (stays && note.recipe == work.digests[index]).then_some(UpToDate {
        place,
        note,
        file,
        is_announced,
    })
}

/// The same, as a result of this run.
pub(super) fn find(
    work: &Work<'_>,
    input: &Input,
    index: usize,
    version: &Version,
    sha256: Option<&str>,
) -> Option<Thumbnail> {
    let UpToDate {
        place,
        mut note,
        file,
        is_announced,
    } = look(work, input, index, version, sha256)?;
    let root = work.naming.root(input)?;
    let path = joined(root, &place);
    work.claim(&path, input, index).ok()?;
    work.tidy(root, &path);
    if sha256.is_some() {
        // Next time the time will tell. If this cannot be written, the digest will.
        note.source.modified = version.modified();
        note.source.changed = Some(version.changed());
        let _ = note::write(&note, root, &place);
        // Programs such as `make` go by times alone.
        if note::modified(&file) < version.modified() {
            let own = version.metadata.modified().ok();
            let time = own.filter(|_| work.preserve_time);
            let time = time.unwrap_or_else(SystemTime::now);
            let _ = File::open(&path).and_then(|file| file.set_modified(time));
        }
    } else if is_announced {
        note::confirm(&note, root, &place).ok()?;
    }
    Some(Thumbnail {
        path,
        note,
        state: State::UpToDate,
    })
}
