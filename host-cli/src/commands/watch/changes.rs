//! What the system says has changed: a set of paths and not a list of events, so that a burst takes no more memory than the
//! paths that it is about.

use std::collections::BTreeMap;
use std::env;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use notify::event::{AccessKind, AccessMode, ModifyKind, RenameMode};
use notify::{ErrorKind, Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};

use crate::failure::Failure;

/// With more paths than this, to look at the whole folder is as good.
const MOST_PATHS: usize = 100_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Change {
    /// There may be more to come.
    Ongoing,
    /// The file was closed after writing, or moved here.
    Complete,
}

#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Changes {
    /// By their place in the folder.
    pub(super) paths: BTreeMap<PathBuf, Change>,
    /// Something was lost: only looking at everything tells what has changed.
    pub(super) rescan: bool,
}

impl Changes {
    fn is_empty(&self) -> bool {
        self.paths.is_empty() && !self.rescan
    }

    fn add(&mut self, folder: &Path, event: notify::Result<Event>) {
        let Ok(event) = event else {
            return self.lose();
        };
        if event.need_rescan() {
            return self.lose();
        }
        let change = match event.kind {
            EventKind::Access(AccessKind::Close(AccessMode::Write))
            | EventKind::Modify(ModifyKind::Name(RenameMode::To)) => Change::Complete,
            // Reading; and a pair of what was told already.
            EventKind::Access(_) | EventKind::Modify(ModifyKind::Name(RenameMode::Both)) => return,
            _ => Change::Ongoing,
        };
        let is_metadata = matches!(event.kind, EventKind::Modify(ModifyKind::Metadata(_)));
        for path in event.paths {
            let Ok(place) = path.strip_prefix(folder) else {
                return self.lose();
            };
            match is_metadata {
                // Times and permissions are often set at the end; that does not make a file incomplete.
                true => _ = self.paths.entry(place.to_owned()).or_insert(change),
                false => _ = self.paths.insert(place.to_owned(), change),
            }
        }
        if self.paths.len() > MOST_PATHS {
            self.lose();
        }
    }

    fn lose(&mut self) {
        self.paths.clear();
        self.rescan = true;
    }
}

/// Watches folders one by one. Watching all of them recursively is not left to the system: files that come into a new
/// folder before that is watched would be missed.
pub(super) struct Watch {
    watcher: RecommendedWatcher,
    folder: PathBuf,
    changes: Arc<Mutex<Changes>>,
}

impl Watch {
    /// `wake` is called when there are changes and there were none.
    pub(super) fn new(
        folder: &Path,
        wake: impl Fn() + Send + 'static,
    ) -> Result<Self, notify::Error> {
        let changes = Arc::new(Mutex::new(Changes::default()));
        // Paths come as the absolute ones of what is watched.
        let absolute = env::current_dir()?.join(folder);
        let seen = Arc::clone(&changes);
        let watcher = notify::recommended_watcher(move |event| {
            let mut changes = seen.lock().unwrap_or_else(PoisonError::into_inner);
            let was_empty = changes.is_empty();
            changes.add(&absolute, event);
            if was_empty && !changes.is_empty() {
                wake();
            }
        })?;
        Ok(Self {
            watcher,
            folder: folder.to_owned(),
            changes,
        })
    }

    /// Watches the folder at this place too. One that is gone already is none to watch.
    pub(super) fn folder(&mut self, place: &Path) -> Result<(), Failure> {
        let path = self.folder.join(place);
        let message = match self.watcher.watch(&path, RecursiveMode::NonRecursive) {
            Ok(()) => return Ok(()),
            Err(_) if path.symlink_metadata().is_err() => return Ok(()),
            Err(error) => match error.kind {
                ErrorKind::MaxFilesWatch => {
                    "this folder could not be watched: there are too many; on Linux fs.inotify.max_user_watches is their number"
                        .to_owned()
                }
                _ => format!("this folder could not be watched: {error}"),
            },
        };
        Err(Failure {
            kind: "watch",
            message,
        })
    }

    pub(super) fn take(&self) -> Changes {
        std::mem::take(&mut *self.changes.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

#[cfg(test)]
mod tests {
    use notify::event::{CreateKind, DataChange, Flag, MetadataKind};

    use super::*;

    #[test]
    fn many_events_about_a_file_are_one_change() {
        let folder = Path::new("/in");
        let event = |kind| Ok(Event::new(kind).add_path("/in/a/b.jpg".into()));
        let written = EventKind::Modify(ModifyKind::Data(DataChange::Any));
        let closed = EventKind::Access(AccessKind::Close(AccessMode::Write));
        let touched = EventKind::Modify(ModifyKind::Metadata(MetadataKind::Any));
        let opened = EventKind::Access(AccessKind::Open(AccessMode::Any));
        let mut changes = Changes::default();
        for (kind, expected) in [
            (EventKind::Create(CreateKind::File), Change::Ongoing),
            (closed, Change::Complete),
            (written, Change::Ongoing),
            (closed, Change::Complete),
            (touched, Change::Complete),
            (opened, Change::Complete),
        ] {
            changes.add(folder, event(kind));
            assert_eq!(changes.paths, [("a/b.jpg".into(), expected)].into());
        }
        let overflow = Event::new(EventKind::Other).set_flag(Flag::Rescan);
        changes.add(folder, Ok(overflow));
        assert!(changes.rescan && changes.paths.is_empty());
    }

    #[test]
    fn no_burst_takes_more_than_so_much_memory() {
        let mut changes = Changes::default();
        for number in 0..=MOST_PATHS {
            let event = Event::new(EventKind::Any).add_path(format!("/in/{number}").into());
            changes.add(Path::new("/in"), Ok(event));
        }
        assert!(changes.rescan && changes.paths.is_empty());
    }
}
