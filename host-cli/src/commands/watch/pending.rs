//! What is to be looked at, and when.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::changes::Change;

/// A file that has not changed for so long is likely to be complete.
const QUIET: Duration = Duration::from_millis(200);

/// A file that looks incomplete and has not changed for so long will stay so.
pub(super) const PATIENCE: Duration = Duration::from_secs(2);

/// Paths in the order in which they are due, each of them once.
#[derive(Debug, Default)]
pub(super) struct Pending {
    waiting: BTreeMap<PathBuf, Wait>,
    order: BTreeSet<(Instant, PathBuf)>,
}

#[derive(Debug, Clone, Copy)]
struct Wait {
    due: Instant,
    quiet_since: Instant,
}

impl Pending {
    /// The path has changed now: all that was known about it is out of date.
    pub(super) fn changed(&mut self, place: PathBuf, change: Change, now: Instant) {
        let due = match change {
            Change::Ongoing => now + QUIET,
            Change::Complete => now,
        };
        let quiet_since = now;
        self.put(place, Wait { due, quiet_since });
    }

    /// The path was found; it changed so long ago. Nothing new where it is awaited already.
    pub(super) fn found(&mut self, place: PathBuf, age: Duration, now: Instant) {
        let quiet_since = now.checked_sub(age.min(PATIENCE)).unwrap_or(now);
        let due = now.max(quiet_since + QUIET);
        self.put_new(place, Wait { due, quiet_since });
    }

    /// Looks at the path once more when there is no hope that its file will be completed.
    pub(super) fn once_more(&mut self, place: PathBuf, quiet_since: Instant) {
        let due = quiet_since + PATIENCE;
        self.put_new(place, Wait { due, quiet_since });
    }

    /// The next path that is due, and since when it has not changed.
    pub(super) fn take(&mut self, now: Instant) -> Option<(PathBuf, Instant)> {
        if self.next()? > now {
            return None;
        }
        let (_, place) = self.order.pop_first()?;
        let wait = self.waiting.remove(&place)?;
        Some((place, wait.quiet_since))
    }

    /// When something is due.
    pub(super) fn next(&self) -> Option<Instant> {
        self.order.first().map(|(due, _)| *due)
    }

    pub(super) fn has(&self, place: &Path) -> bool {
        self.waiting.contains_key(place)
    }

    fn put_new(&mut self, place: PathBuf, wait: Wait) {
        if !self.has(&place) {
            self.put(place, wait);
        }
    }

    fn put(&mut self, place: PathBuf, wait: Wait) {
        if let Some(before) = self.waiting.insert(place.clone(), wait) {
            self.order.remove(&(before.due, place.clone()));
        }
        self.order.insert((wait.due, place));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_looked_at_once_when_it_is_quiet_or_closed() {
        let mut pending = Pending::default();
        let start = Instant::now();
        let at = |ms| start + Duration::from_millis(ms);
        pending.changed("b".into(), Change::Ongoing, at(0));
        pending.changed("a".into(), Change::Ongoing, at(50));
        pending.changed("b".into(), Change::Ongoing, at(150));
        assert_eq!(pending.take(at(249)), None);
        assert_eq!(pending.take(at(250)), Some(("a".into(), at(50))));
        assert_eq!(pending.next(), Some(at(350)));
        pending.changed("b".into(), Change::Complete, at(260));
        // What was just written is not forgotten because it was found too.
        pending.found("b".into(), Duration::ZERO, at(260));
        assert_eq!(pending.take(at(260)), Some(("b".into(), at(260))));
        pending.once_more("b".into(), at(260));
        assert_eq!(pending.next(), Some(at(2260)));
        assert!(pending.take(at(2260)).is_some());
        assert_eq!(pending.next(), None);
    }

    #[test]
    fn old_files_are_due_at_once() {
        let mut pending = Pending::default();
        let now = Instant::now();
        pending.found("old".into(), Duration::from_secs(86400), now);
        pending.found("new".into(), Duration::ZERO, now);
        assert_eq!(
            pending.take(now).map(|(place, _)| place),
            Some("old".into())
        );
        assert_eq!(pending.take(now), None);
        assert_eq!(pending.next(), Some(now + QUIET));
    }
}
