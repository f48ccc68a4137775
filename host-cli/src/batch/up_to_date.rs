//! Results that are there already.

use std::fs::{self, File};
use std::time::SystemTime;

use engine::COMPONENT_SHA256;

use super::input_list::Input;
use super::naming::Made;
use super::note;
use super::thumbnail::{State, Thumbnail};
use super::version::Version;
use super::work::Work;

/// The result that is there already, if it is what would be made. Of a file that has another time, the digest decides.
pub(super) fn find(
    work: &Work<'_>,
    input: &Input,
    index: usize,
    version: &Version,
    sha256: Option<&str>,
) -> Option<Thumbnail> {
    if work.force || !work.receipts {
        return None;
    }
    let root = work.naming.root()?;
    let receipt = sha256.map(|sha256| work.receipt(index, sha256).digest());
    let made = Made {
        format: Some(work.format(index, Some(version))?),
        size: None,
        receipt: receipt.as_deref(),
    };
    let place = work.place(input, index, made).ok()??;
    let path = root.join(&place);
    let file = fs::metadata(&path).ok()?;
    let mut note = note::read(root, &place)
        .filter(|note| note::is_about(note, &file))
        .or_else(|| {
            let note = note::announced(root, &place)?;
            note::confirm(root, &place).ok().map(|()| note)
        })?;
    let stays = work.recipe.keeps(&note.component, COMPONENT_SHA256);
    let is_same = stays && note.recipe == work.digests[index];
    if !is_same {
        return None;
    }
    work.claim(&place, input, index).ok()?;
    let (bytes, time) = (version.metadata.len(), version.modified());
    let is_as_it_was = (note.source.bytes, note.source.modified) == (bytes, time)
        && note
            .source
            .changed
            .is_none_or(|changed| changed == version.changed());
    match sha256 {
        None if !is_as_it_was => return None,
        Some(sha256) if note.source.sha256 != sha256 => return None,
        Some(_) => {
            // Next time the time will tell. If this cannot be written, the digest will.
            note.source.modified = time;
            note.source.changed = Some(version.changed());
            let _ = note::write(&note, root, &place);
            // Programs such as `make` go by times alone.
            if note::modified(&file) < time {
                let own = version.metadata.modified().ok();
                let time = own.filter(|_| work.preserve_time);
                let time = time.unwrap_or_else(SystemTime::now);
                let _ = File::open(&path).and_then(|file| file.set_modified(time));
            }
        }
        None => {}
    }
    Some(Thumbnail {
        path,
        note,
        state: State::UpToDate,
    })
}
