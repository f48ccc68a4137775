//! Results that are there already.

use std::fs::{self, File, Metadata};
use std::path::PathBuf;
use std::time::SystemTime;

use engine::COMPONENT_SHA256;
use records::Note;

use super::naming::{Made, joined};
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
pub(super) fn look(
    work: &Work<'_>,
    input: &Input,
    index: usize,
    version: &Version,
    sha256: Option<&str>,
) -> Option<UpToDate> {
    if work.force || !work.receipts {
        return None;
    }
    let root = work.naming.root(input)?;
    let receipt = sha256.map(|sha256| work.receipt(index, sha256).digest());
    let made = Made {
        format: Some(work.format(index, Some(version))?),
        size: None,
        receipt: receipt.as_deref(),
    };
    let place = work.place(input, index, made).ok()??;
    let file = fs::metadata(root.join(&place)).ok()?;
    let noted = note::read(root, &place).filter(|note| note::is_about(note, &file));
    let is_announced = noted.is_none();
    let note = noted.or_else(|| note::announced(root, &place))?;
    let stays = work.recipe.keeps(&note.component, COMPONENT_SHA256);
    let is_same = stays && note.recipe == work.digests[index];
    let source = &note.source;
    let is_of_this = match sha256 {
        Some(sha256) => source.sha256 == sha256,
        None => {
            (source.bytes, source.modified) == (version.metadata.len(), version.modified())
                && source
                    .changed
                    .is_none_or(|changed| changed == version.changed())
        }
    };
    (is_same && is_of_this).then_some(UpToDate {
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
