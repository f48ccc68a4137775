//! Which picture a result belongs to: no two pictures may have the same, and those of a picture that is gone go too.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Pictures and results by their places, each in its folder.
#[derive(Debug, Default)]
pub(super) struct Owners {
    /// More than one where names are made of digests, and two pictures are equal: that is known only afterwards.
    of: BTreeMap<PathBuf, BTreeSet<PathBuf>>,
    made: BTreeMap<PathBuf, BTreeSet<PathBuf>>,
}

impl Owners {
    /// Takes places for the results of a picture, before they are made.
    ///
    /// # Errors
    /// The picture that has one of them.
    pub(super) fn claim(&mut self, picture: &Path, places: &[PathBuf]) -> Result<(), PathBuf> {
        let owners = places.iter().filter_map(|place| self.of.get(place));
        if let Some(other) = owners.flatten().find(|owner| *owner != picture) {
            return Err(other.clone());
        }
        for place in places {
            self.add(place, picture);
        }
        Ok(())
    }

    /// What was really made of a picture. Gives the results that it had and has no more; where not all were made, it keeps
    /// them.
    pub(super) fn settle(
        &mut self,
        picture: &Path,
        claimed: &[PathBuf],
        mut made: BTreeSet<PathBuf>,
        all: bool,
    ) -> Vec<PathBuf> {
        let before = self.made.remove(picture).unwrap_or_default();
        if !all {
            made.extend(before.iter().cloned());
        }
        for place in &made {
            self.add(place, picture);
        }
        let mut stale = Vec::new();
        for place in before.iter().chain(claimed) {
            if !made.contains(place) && self.release(place, picture) && before.contains(place) {
                stale.push(place.clone());
            }
        }
        if !made.is_empty() {
            self.made.insert(picture.to_owned(), made);
        }
        stale
    }

    /// Whether the picture has results.
    pub(super) fn has(&self, picture: &Path) -> bool {
        self.made.contains_key(picture)
    }

    /// The picture is gone. Gives its results.
    pub(super) fn forget(&mut self, picture: &Path) -> Vec<PathBuf> {
        self.settle(picture, &[], BTreeSet::new(), true)
    }

    fn add(&mut self, place: &Path, picture: &Path) {
        let owners = self.of.entry(place.to_owned()).or_default();
        owners.insert(picture.to_owned());
    }

    /// True where nobody has the place any more, and somebody had it.
    fn release(&mut self, place: &Path, picture: &Path) -> bool {
        let Some(owners) = self.of.get_mut(place) else {
            return false;
        };
        owners.remove(picture);
        let is_free = owners.is_empty();
        if is_free {
            self.of.remove(place);
        }
        is_free
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_result_has_one_owner() {
        let mut owners = Owners::default();
        let (a, b, out) = (Path::new("a.jpg"), Path::new("a.jpeg"), PathBuf::from("a"));
        let claimed = [out.clone()];
        assert_eq!(owners.claim(a, &claimed), Ok(()));
        assert_eq!(owners.claim(b, &claimed), Err(a.to_owned()));
        // A picture that cannot be read has no results, and does not keep the place.
        assert!(
            owners
                .settle(a, &claimed, BTreeSet::new(), false)
                .is_empty()
        );
        assert_eq!(owners.claim(b, &claimed), Ok(()));
        assert!(
            owners
                .settle(b, &claimed, [out.clone()].into(), true)
                .is_empty()
        );
        // One that could be read before keeps what was made then.
        assert!(
            owners
                .settle(b, &claimed, BTreeSet::new(), false)
                .is_empty()
        );
        assert_eq!(owners.claim(a, &claimed), Err(b.to_owned()));
        // Now in another format.
        assert_eq!(
            owners.settle(b, &[], [PathBuf::from("b")].into(), true),
            claimed
        );
        assert_eq!(owners.claim(a, &claimed), Ok(()));
        assert_eq!(owners.forget(b), [PathBuf::from("b")]);
        assert!(owners.forget(b).is_empty());
    }

    #[test]
    fn what_two_have_stays_until_both_are_gone() {
        let mut owners = Owners::default();
        let (a, b, hash) = (
            Path::new("a.png"),
            Path::new("b.png"),
            PathBuf::from("07bc"),
        );
        for picture in [a, b] {
            assert!(
                owners
                    .settle(picture, &[], [hash.clone()].into(), true)
                    .is_empty()
            );
        }
        assert!(owners.forget(a).is_empty());
        assert_eq!(owners.forget(b), [hash]);
    }
}
