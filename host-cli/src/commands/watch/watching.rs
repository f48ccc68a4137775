//! The thread that decides what is to be done.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Component, Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use super::changes::{Change, Watch};
use super::files::{Fingerprint, Found, Tree};
use super::owners::Owners;
use super::pending::{PATIENCE, Pending};
use super::workers::{Done, Worked, WorkerPool};
use crate::batch::note;
use crate::batch::path_text::to_path;
use crate::batch::picture::PictureOutcome;
use crate::batch::picture_file::Input;
use crate::batch::printing::tell;
use crate::batch::removal;
use crate::exit::Outcome;
use crate::failure::Failure;
use crate::report::{Report, printable};

/// What this thread waits for.
pub(super) enum Message {
    Changed,
    Done(Done),
    Stop,
}

/// A picture that a worker has.
struct InHand {
    /// When it last changed.
    quiet_since: Instant,
    /// It changed since the worker has it, or may have.
    changed: bool,
}

/// The folder, what is known of its pictures, and what is to be done.
pub(super) struct Watching<'a> {
    tree: Tree,
    watch: Watch,
    root: &'a Path,
    quiet: bool,
    report: &'a mut Report,
    pending: Pending,
    in_hand: BTreeMap<PathBuf, InHand>,
    /// Every picture that was worked on, as it was then. `None` where it may have changed unseen.
    pictures: BTreeMap<PathBuf, Option<Fingerprint>>,
    /// Pictures whose result would be that of another picture, and which.
    refused: BTreeMap<PathBuf, PathBuf>,
    owners: &'a Mutex<Owners>,
    /// Where results were removed: folders that may be empty now.
    emptied: BTreeSet<PathBuf>,
}

impl<'a> Watching<'a> {
    pub(super) fn new(
        tree: Tree,
        watch: Watch,
        root: &'a Path,
        owners: &'a Mutex<Owners>,
        quiet: bool,
        report: &'a mut Report,
    ) -> Self {
        Self {
            tree,
            watch,
            root,
            quiet,
            report,
            pending: Pending::default(),
            in_hand: BTreeMap::new(),
            pictures: BTreeMap::new(),
            refused: BTreeMap::new(),
            owners,
            emptied: BTreeSet::new(),
        }
    }

    /// Until somebody says stop, or the folder is gone.
    pub(super) fn work(
        &mut self,
        pool: &WorkerPool,
        messages: &Receiver<Message>,
        stop: &AtomicBool,
    ) -> anyhow::Result<Outcome> {
        let mut is_there = true;
        loop {
            let now = Instant::now();
            if !stop.load(Ordering::Relaxed) && is_there {
                is_there = self.on_message(now);
            }
            let goes_on = is_there && !stop.load(Ordering::Relaxed);
            while goes_on
                && self.in_hand.len() < pool.count()
                && let Some((place, quiet_since)) = self.pending.take(now)
            {
                self.look_at(place, quiet_since, pool, now)?;
            }
            if self.in_hand.is_empty() {
                for place in std::mem::take(&mut self.emptied) {
                    removal::remove_empty_folders(self.root, &place);
                }
                if !goes_on {
                    break;
                }
            }
            // Where all workers are busy, nothing is begun before one of them is done.
            let next = self.pending.next();
            let next = next.filter(|_| goes_on && self.in_hand.len() < pool.count());
            let message = match next {
                None => messages.recv().map_err(|_| RecvTimeoutError::Disconnected),
                Some(next) => messages.recv_timeout(next.saturating_duration_since(Instant::now())),
            };
            match message {
                Ok(Message::Done(done)) => self.done(done)?,
                Ok(Message::Changed | Message::Stop) | Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => break,
            }
        }
        if is_there {
            return Ok(Outcome::AllFine);
        }
        let gone = Failure {
            kind: "not-found",
            message: "this folder is gone, so there is nothing left to watch".to_owned(),
        };
        self.report.failure("input", self.tree.folder(), &gone)?;
        Ok(Outcome::SomeFailed)
    }

    /// Takes in what has changed. False where the folder is gone: what was in it is not deleted then, but out of sight.
    fn on_message(&mut self, now: Instant) -> bool {
        let changes = self.watch.take();
        if changes.rescan {
            self.pending.changed(PathBuf::new(), Change::Complete, now);
        }
        for (place, change) in changes.paths {
            self.pending.changed(place, change, now);
        }
        self.tree.is_there()
    }

    /// Does what is to be done about a path that is due.
    fn look_at(
        &mut self,
        place: PathBuf,
        quiet_since: Instant,
        pool: &WorkerPool,
        now: Instant,
    ) -> anyhow::Result<()> {
        if let Some(in_hand) = self.in_hand.get_mut(&place) {
            in_hand.changed = true;
            return Ok(());
        }
        match self.tree.look_at(&place) {
            Found::Folder => {
                // A file may have been here before.
                self.forget(&place, now)?;
                self.look_into(&place, now)?;
            }
            Found::Nothing => {
                self.look_below(&place, &BTreeSet::new(), now);
                self.forget(&place, now)?;
            }
            Found::Picture(fingerprint, _) => {
                let is_as_it_was =
                    fingerprint.is_some() && self.pictures.get(&place) == Some(&fingerprint);
                if !is_as_it_was {
                    self.refused.remove(&place);
                    self.pictures.insert(place.clone(), fingerprint);
                    let changed = false;
                    self.in_hand.insert(
                        place.clone(),
                        InHand {
                            quiet_since,
                            changed,
                        },
                    );
                    pool.take(Input::found(
                        self.tree.folder(),
                        self.tree.folder().join(place),
                    ));
                }
            }
        }
        Ok(())
    }

    /// Watches a folder and those in it, and takes in what is there already.
    pub(super) fn look_into(&mut self, place: &Path, now: Instant) -> anyhow::Result<()> {
        let mut folders = vec![place.to_owned()];
        let mut found = BTreeSet::new();
        while let Some(folder) = folders.pop() {
            // Before it is looked into, so that nothing can fall between.
            if let Err(failure) = self.watch.folder(&folder) {
                let path = self.tree.folder().join(&folder);
                self.report.failure("input", &path, &failure)?;
                anyhow::ensure!(folder != Path::new(""), "nothing can be watched");
            }
            for (place, what) in self.tree.list(&folder) {
                match what {
                    Found::Folder => folders.push(place),
                    Found::Picture(_, age) => {
                        self.pending.found(place.clone(), age, now);
                        found.insert(place);
                    }
                    Found::Nothing => {}
                }
            }
        }
        self.look_below(place, &found, now);
        Ok(())
    }

    /// Looks again at all pictures that were below this place and are not among those that were found.
    fn look_below(&mut self, place: &Path, found: &BTreeSet<PathBuf>, now: Instant) {
        let below = self
            .pictures
            .range(place.to_owned()..)
            .map(|(known, _)| known);
        let below = below.take_while(|known| known.starts_with(place));
        for known in below.filter(|known| *known != place && !found.contains(*known)) {
            self.pending.changed(known.clone(), Change::Complete, now);
        }
    }

    /// Removes the results of pictures that have gone while nobody was watching.
    pub(super) fn forget_gone(&mut self, now: Instant) -> anyhow::Result<()> {
        for note in note::all(self.root) {
            let source = to_path(&note.source.path);
            let Ok(place) = source.strip_prefix(self.tree.folder()) else {
                continue;
            };
            let is_plain = |part| matches!(part, Component::Normal(_));
            if place.components().all(is_plain) && self.tree.is_gone(place) {
                let result = BTreeSet::from([to_path(&note.output)]);
                self.owners().settle(place, &[], result, false);
                self.pictures.insert(place.to_owned(), None);
                self.forget(place, now)?;
            }
        }
        Ok(())
    }

    /// Removes the results of a picture that is gone.
    fn forget(&mut self, picture: &Path, now: Instant) -> anyhow::Result<()> {
        if !self.tree.is_gone(picture) {
            return Ok(());
        }
        self.refused.remove(picture);
        if self.pictures.remove(picture).is_some() {
            let stale = self.owners().forget(picture);
            self.remove(picture, &stale, now)?;
        }
        Ok(())
    }

    fn remove(&mut self, picture: &Path, stale: &[PathBuf], now: Instant) -> anyhow::Result<()> {
        let input = self.tree.folder().join(picture);
        for place in stale {
            match removal::remove(self.root, place) {
                Err(failure) => self.report.failure("input", &input, &failure)?,
                Ok(false) => {}
                Ok(true) => {
                    self.emptied.insert(place.clone());
                    if !self.quiet {
                        removal::tell(&input, &self.root.join(place), self.report)?;
                    }
                }
            }
        }
        if stale.is_empty() && self.owners().has(picture) {
            return Ok(());
        }
        // Those who wanted its names may have them now.
        let refused = self.refused.iter().filter(|(_, by)| *by == picture);
        let refused: Vec<PathBuf> = refused.map(|(refused, _)| refused.clone()).collect();
        for place in refused {
            self.pictures.insert(place.clone(), None);
            self.pending.changed(place, Change::Complete, now);
        }
        Ok(())
    }

    /// A worker is done with a picture.
    fn done(&mut self, done: Done) -> anyhow::Result<()> {
        let now = Instant::now();
        let Some(in_hand) = self.in_hand.remove(&done.place) else {
            return Ok(());
        };
        if in_hand.changed {
            self.pictures.insert(done.place.clone(), None);
            self.pending.found(done.place.clone(), PATIENCE, now);
        }
        let changes_again = self.pending.has(&done.place);
        match done.worked {
            Worked::Taken(by) => {
                if self.tree.is_gone(&by) {
                    // It is about to be forgotten: a picture was renamed.
                    self.pending.found(by, PATIENCE, now);
                    self.pictures.insert(done.place.clone(), None);
                    self.pending.changed(done.place, Change::Ongoing, now);
                    return Ok(());
                }
                let (path, other) = (
                    self.tree.folder().join(&done.place),
                    self.tree.folder().join(&by),
                );
                self.refused.insert(done.place, by);
                let message = format!(
                    "its output would have the same name as that of {}; rename one of them, or give -o a template such as '{{dir}}/{{name}}.{{ext}}'",
                    printable(&other)
                );
                self.report.failure("input", &path, &Failure::name(message))
            }
            Worked::Picture(picture, claimed) => {
                self.settle(&done.place, &picture, &claimed, now)?;
                let failures = || {
                    picture
                        .results
                        .iter()
                        .filter_map(|result| result.as_ref().err())
                };
                if failures().any(|failure| failure.kind == "not-found") {
                    self.pending.found(done.place, PATIENCE, now);
                    return Ok(());
                }
                let is_incomplete = failures().any(looks_incomplete);
                if is_incomplete && (changes_again || now < in_hand.quiet_since + PATIENCE) {
                    self.pictures.insert(done.place.clone(), None);
                    self.pending.once_more(done.place, in_hand.quiet_since);
                    return Ok(());
                }
                tell(&picture, self.quiet, self.report)
            }
        }
    }

    /// Notes what was made of a picture, and removes what was made of it before and would be no more.
    fn settle(
        &mut self,
        place: &Path,
        picture: &PictureOutcome,
        claimed: &[PathBuf],
        now: Instant,
    ) -> anyhow::Result<()> {
        let made = picture.results.iter().flatten();
        // Below the folder `.`, paths are written without it.
        let within = |path: &Path| path.strip_prefix(self.root).unwrap_or(path).to_owned();
        let made = made.map(|made| within(&made.path));
        let all = !picture.results.is_empty() && picture.results.iter().all(Result::is_ok);
        let stale = self.owners().settle(place, claimed, made.collect(), all);
        self.remove(place, &stale, now)
    }

    fn owners(&self) -> MutexGuard<'_, Owners> {
        self.owners.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether a file may be one that somebody is still writing.
fn looks_incomplete(failure: &Failure) -> bool {
    ["truncated", "malformed", "changed"].contains(&failure.kind)
}
