//! Items: `iinf` with its `infe` (14496-12, clause 8.11.6), and which properties they have: `ipma` (clause 8.11.14).

use crate::boxes::{Boxes, Kind};
use crate::cursor::Cursor;
use crate::error::{Error, malformed};
use crate::limits::MAX_ITEMS;
use crate::locations::Location;

/// An item of the file.
#[derive(Debug, Clone)]
pub(crate) struct Item<'a> {
    pub(crate) id: u32,
    /// `av01`, `hvc1`, `grid`, `Exif`, `mime` and others.
    pub(crate) kind: Kind,
    /// Of an item of the kind `mime`.
    pub(crate) content_type: &'a [u8],
    pub(crate) associations: Option<Associations<'a>>,
    pub(crate) location: Option<Location<'a>>,
}

/// Which properties an item has, as the file has it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Associations<'a> {
    is_wide: bool,
    bytes: &'a [u8],
}

/// The items by their numbers.
#[derive(Debug)]
pub(crate) struct Items<'a>(Vec<Item<'a>>);

impl<'a> Items<'a> {
    /// Reads an `iinf` box.
    pub(crate) fn read(contents: &'a [u8]) -> Result<Self, Error> {
        let iinf = Kind(*b"iinf");
        let mut cursor = Cursor::new(iinf, contents);
        let (version, _) = cursor.version_and_flags()?;
        // The boxes are counted as they come.
        cursor.item(version > 0)?;
        let mut items = Vec::new();
        for inner in Boxes::at_most(MAX_ITEMS, iinf, cursor.rest()) {
            let inner = inner?;
            if inner.kind.0 == *b"infe" {
                items.extend(entry(inner.contents)?);
            }
        }
        items.sort_unstable_by_key(|item: &Item| item.id);
        if let Some(pair) = items.windows(2).find(|pair| pair[0].id == pair[1].id) {
            return Err(malformed(format!("there are two items {}", pair[0].id)));
        }
        Ok(Self(items))
    }

    /// Reads an `ipma` box, and gives the items their properties. Unknown items are passed over.
    pub(crate) fn associate(&mut self, contents: &'a [u8]) -> Result<(), Error> {
        let mut cursor = Cursor::new(Kind(*b"ipma"), contents);
        let (version, flags) = cursor.version_and_flags()?;
        let is_wide = flags & 1 == 1;
        for _ in 0..cursor.u32()? {
            let id = cursor.item(version > 0)?;
            let count = usize::from(cursor.u8()?);
            let bytes = cursor.take(if is_wide { 2 * count } else { count })?;
            let Some(item) = self.find_mut(id) else {
                continue;
            };
            let associations = Associations { is_wide, bytes };
            if item.associations.replace(associations).is_some() {
                return Err(malformed(format!("item {id} has two lists of properties")));
            }
        }
        Ok(())
    }

    /// Gives an item its location. An unknown item is passed over.
    pub(crate) fn locate(&mut self, id: u32, location: Location<'a>) -> Result<(), Error> {
        let Some(item) = self.find_mut(id) else {
            return Ok(());
        };
        match item.location.replace(location) {
            None => Ok(()),
            Some(_) => Err(malformed(format!("item {id} has two locations"))),
        }
    }

    /// # Errors
    /// [`Error::Malformed`] where there is no such item.
    pub(crate) fn find(&self, id: u32) -> Result<&Item<'a>, Error> {
        let place = self.place(id);
        place
            .map(|place| &self.0[place])
            .ok_or_else(|| malformed(format!("there is no item {id}, which is referred to")))
    }

    /// The numbers of all items of a kind.
    pub(crate) fn of_kind(&self, kind: [u8; 4]) -> impl Iterator<Item = u32> + '_ {
        let items = self.0.iter();
        items
            .filter(move |item| item.kind.0 == kind)
            .map(|item| item.id)
    }

    fn find_mut(&mut self, id: u32) -> Option<&mut Item<'a>> {
        self.place(id).map(|place| &mut self.0[place])
    }

    fn place(&self, id: u32) -> Option<usize> {
        self.0.binary_search_by_key(&id, |item| item.id).ok()
    }
}

/// `None` for versions that name no kind, which images do not have.
fn entry(contents: &[u8]) -> Result<Option<Item<'_>>, Error> {
    let mut cursor = Cursor::new(Kind(*b"infe"), contents);
    let (version, _) = cursor.version_and_flags()?;
    if !(2..=3).contains(&version) {
        return Ok(None);
    }
    let id = cursor.item(version == 3)?;
    // Which protection it has.
    cursor.u16()?;
    let kind = Kind((cursor.u32()?).to_be_bytes());
    let content_type = match &kind.0 {
        // Behind the name; both end with a zero.
        b"mime" => cursor.rest().split(|byte| *byte == 0).nth(1),
        _ => None,
    };
    Ok(Some(Item {
        id,
        kind,
        content_type: content_type.unwrap_or_default(),
        associations: None,
        location: None,
    }))
}

impl Associations<'_> {
    /// For each property its number, from 1, and whether it is essential: whoever does not know it must not show the item.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (usize, bool)> {
        let (width, flag) = if self.is_wide { (2, 0x8000) } else { (1, 0x80) };
        self.bytes.chunks_exact(width).map(move |bytes| {
            let word = bytes
                .iter()
                .fold(0, |word, byte| word << 8 | usize::from(*byte));
            (word & (flag - 1), word & flag != 0)
        })
    }
}
