//! The `meta` box: which items there are, and what belongs to them (14496-12, clause 8.11).

use std::ops::Range;

use crate::boxes::{Boxes, Kind};
use crate::cursor::Cursor;
use crate::error::{Error, malformed, too_many};
use crate::items::{Item, Items};
use crate::limits::MAX_PROPERTIES;
use crate::locations;
use crate::properties::{Properties, Property};
use crate::references::References;

const META: Kind = Kind(*b"meta");
const IPRP: Kind = Kind(*b"iprp");
const IPCO: Kind = Kind(*b"ipco");

/// What the box says, before any item is looked at.
pub(crate) struct Meta<'a> {
    /// The number of the primary item.
    pub(crate) primary: u32,
    pub(crate) items: Items<'a>,
    pub(crate) references: References,
    properties: Vec<Property<'a>>,
    /// Where in the file the contents of the `idat` box are.
    pub(crate) idat: Option<Range<u64>>,
}

/// The boxes inside, each of which there is once at most.
#[derive(Default)]
struct Parts<'a> {
    pitm: Option<&'a [u8]>,
    iinf: Option<&'a [u8]>,
    iref: Option<&'a [u8]>,
    iprp: Option<&'a [u8]>,
    iloc: Option<&'a [u8]>,
}

impl<'a> Meta<'a> {
    /// Reads the contents of the box, which begin at `start` in the file.
    pub(crate) fn read(contents: &'a [u8], start: u64) -> Result<Self, Error> {
        let mut cursor = Cursor::new(META, contents);
        cursor.version_and_flags()?;
        let start = start + (contents.len() - cursor.rest().len()) as u64;
        let mut parts = Parts::default();
        let mut idat = None;
        for inner in Boxes::new(META, cursor.rest()) {
            let inner = inner?;
            let place = match &inner.kind.0 {
                b"pitm" => &mut parts.pitm,
                b"iinf" => &mut parts.iinf,
                b"iref" => &mut parts.iref,
                b"iprp" => &mut parts.iprp,
                b"iloc" => &mut parts.iloc,
                b"idat" => {
                    let start = start + inner.start as u64;
                    idat = Some(start..start + inner.contents.len() as u64);
                    continue;
                }
                _ => continue,
            };
            if place.replace(inner.contents).is_some() {
                return Err(malformed(format!("it has two {} boxes", inner.kind)));
            }
        }
        parts.meta(idat)
    }

    /// The properties of an item.
    pub(crate) fn properties(&self, item: &Item<'a>) -> Result<Properties<'a>, Error> {
        let mut properties = Properties::default();
        let Some(associations) = item.associations else {
            return Ok(properties);
        };
        for (number, is_essential) in associations.iter() {
            // 0 is for none.
            let Some(place) = number.checked_sub(1) else {
                continue;
            };
            let property = self.properties.get(place).ok_or_else(|| {
                malformed(format!(
                    "item {} has property {number}, of {}",
                    item.id,
                    self.properties.len()
                ))
            })?;
            properties.add(property, is_essential)?;
        }
        Ok(properties)
    }
}

impl<'a> Parts<'a> {
    fn meta(self, idat: Option<Range<u64>>) -> Result<Meta<'a>, Error> {
        let missing = |name: &str| malformed(format!("it has no {name} box"));
        let mut pitm = Cursor::new(
            Kind(*b"pitm"),
            self.pitm
                .ok_or_else(|| missing("pitm (which image is the primary one)"))?,
        );
        let (version, _) = pitm.version_and_flags()?;
        let primary = pitm.item(version > 0)?;
        let mut items = Items::read(self.iinf.ok_or_else(|| missing("iinf"))?)?;
        let iloc = self.iloc.ok_or_else(|| missing("iloc"))?;
        locations::read(iloc, |id, location| items.locate(id, location))?;
        let references = match self.iref {
            Some(iref) => References::read(iref)?,
            None => References::default(),
        };
        let properties = properties(self.iprp.ok_or_else(|| missing("iprp"))?, &mut items)?;
        Ok(Meta {
            primary,
            items,
            references,
            properties,
            idat,
        })
    }
}

/// Reads an `iprp` box: all properties in their order, and gives the items theirs.
fn properties<'a>(iprp: &'a [u8], items: &mut Items<'a>) -> Result<Vec<Property<'a>>, Error> {
    let mut properties = Vec::new();
    for inner in Boxes::new(IPRP, iprp) {
        let inner = inner?;
        match &inner.kind.0 {
            b"ipco" => {
                for property in Boxes::at_most(MAX_PROPERTIES, IPCO, inner.contents) {
                    let property = property?;
                    if properties.len() == MAX_PROPERTIES {
                        return Err(too_many("properties", MAX_PROPERTIES));
                    }
                    properties.push(Property {
                        kind: property.kind,
                        contents: property.contents,
                    });
                }
            }
            b"ipma" => items.associate(inner.contents)?,
            _ => {}
        }
    }
    Ok(properties)
}
