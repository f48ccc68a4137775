//! References from item to item: `iref` (14496-12, clause 8.11.12).

use crate::boxes::{Boxes, Kind};
use crate::cursor::Cursor;
use crate::error::{Error, too_many};
use crate::limits::MAX_REFERENCES;

/// All references, in the order of the file.
#[derive(Debug, Default)]
pub(crate) struct References(Vec<Reference>);

#[derive(Debug, Clone, Copy)]
struct Reference {
    kind: [u8; 4],
    from: u32,
    to: u32,
}

impl References {
    pub(crate) fn read(contents: &[u8]) -> Result<Self, Error> {
        let iref = Kind(*b"iref");
        let mut cursor = Cursor::new(iref, contents);
        let (version, _) = cursor.version_and_flags()?;
        let is_wide = version > 0;
        let mut references = Vec::new();
        for inner in Boxes::at_most(MAX_REFERENCES, iref, cursor.rest()) {
            let inner = inner?;
            let mut cursor = Cursor::new(inner.kind, inner.contents);
            let from = cursor.item(is_wide)?;
            let count = cursor.u16()?;
            if references.len() + usize::from(count) > MAX_REFERENCES {
                return Err(too_many("references", MAX_REFERENCES));
            }
            for _ in 0..count {
                let to = cursor.item(is_wide)?;
                references.push(Reference {
                    kind: inner.kind.0,
                    from,
                    to,
                });
            }
        }
        Ok(Self(references))
    }

    /// What the item `from` refers to in this way, in order.
    pub(crate) fn from(&self, kind: [u8; 4], from: u32) -> impl Iterator<Item = u32> {
        let those = self.0.iter();
        let those = those.filter(move |one| one.kind == kind && one.from == from);
        those.map(|one| one.to)
    }

    /// What refers to the item `to` in this way, in order.
    pub(crate) fn to(&self, kind: [u8; 4], to: u32) -> impl Iterator<Item = u32> {
        let those = self.0.iter();
        let those = those.filter(move |one| one.kind == kind && one.to == to);
        those.map(|one| one.from)
    }
}
