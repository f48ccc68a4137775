//! Results that are there already.

use std::fs;

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
    let mut note = note::read(root, &place)?;
    let path = root.join(&place);
    let is_there = fs::metadata(&path).is_ok_and(|file| note::is_about(&note, &file));
    let stays = work.recipe.keeps(&note.component, COMPONENT_SHA256);
    let is_same = stays && note.recipe == work.digests[index];
    if !(is_there && is_same) {
        return None;
    }
    work.claim(&place, input, index).ok()?;
    let (bytes, time) = (version.metadata.len(), version.modified());
    match sha256 {
        None if (note.source.bytes, note.source.modified) != (bytes, time) => return None,
        Some(sha256) if note.source.sha256 != sha256 => return None,
        Some(_) => {
            // Next time the time will tell. If this cannot be written, the digest will.
            note.source.modified = time;
            let _ = note::write(&note, root, &place);
        }
        None => {}
    }
    Some(Thumbnail {
        path,
        note,
        state: State::UpToDate,
    })
}
