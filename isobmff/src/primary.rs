//! Putting the primary image together.

use std::borrow::Cow;

use crate::boxes::Kind;
use crate::configuration::Coding;
use crate::error::{Error, malformed, too_many, unsupported};
use crate::extents::Extents;
use crate::file::{self, Extent, MetaBox};
use crate::grid::{Grid, LONGEST};
use crate::image::{Alpha, Color, Image, Item, Picture};
use crate::limits::{MAX_DERIVATIONS, MAX_EXTENTS};
use crate::meta::Meta;
use crate::placement::Placement;
use crate::properties::Properties;
use crate::thumbnail::Shown;

/// What an auxiliary image of transparency is called: by 23008-12 and AVIF, and by HEIF files of the first years.
const ALPHA: [&[u8]; 3] = [
    b"urn:mpeg:mpegB:cicp:systems:auxiliary:alpha",
    b"urn:mpeg:hevc:2015:auxid:1",
    b"urn:mpeg:avc:2015:auxid:1",
];

const XMP: &[u8] = b"application/rdf+xml";

impl<'a> Image<'a> {
    /// Reads the beginning of a file.
    ///
    /// # Errors
    /// [`Error::Truncated`] with the length to ask with next where it is too short, and the others as their names say.
    pub fn from_beginning(bytes: &'a [u8]) -> Result<Self, Error> {
        read(bytes, Extent::Beginning)
    }

    /// Reads a whole file.
    ///
    /// # Errors
    /// [`Error::Truncated`] where it ends inside of the head, and the others as their names say. Whether all coded data is
    /// there is found by [`Extents::of`].
    pub fn from_file(bytes: &'a [u8]) -> Result<Self, Error> {
        read(bytes, Extent::Whole)
    }
}

fn read(bytes: &[u8], extent: Extent) -> Result<Image<'_>, Error> {
    let MetaBox {
        contents,
        start,
        is_open,
    } = file::meta(bytes, extent)?;
    let image = || {
        let meta = Meta::read(contents, start)?;
        let mut assembly = Assembly {
            bytes,
            meta: &meta,
            extents_left: MAX_EXTENTS,
        };
        assembly.image()
    };
    image().map_err(|error| match error {
        // What is missing, or ends early, may be complete in more of the file. Nobody knows how much of it that is.
        Error::Malformed(_) if is_open => Error::Truncated {
            needed: (bytes.len() as u64).saturating_mul(2),
        },
        error => error,
    })
}

struct Assembly<'a, 'm> {
    bytes: &'a [u8],
    meta: &'m Meta<'a>,
    extents_left: usize,
}

impl<'a> Assembly<'a, '_> {
    fn image(&mut self) -> Result<Image<'a>, Error> {
        let chain = self.derivations()?;
        // There is at least the primary item itself.
        let source = chain[chain.len() - 1];
        let (picture, properties) = self.picture(source)?;
        let size = picture.size();
        let mut placement = Placement::new(picture.width, picture.height);
        let mut color = properties.color;
        let mut light = properties.light;
        let mut transforms = properties.transforms;
        // What is derived from it is transformed after it.
        for id in chain.iter().rev().skip(1) {
            let outer = self.meta.properties(self.meta.items.find(*id)?)?;
            transforms.extend(outer.transforms);
            color.nclx = outer.color.nclx.or(color.nclx);
            color.icc = outer.color.icc.or(color.icc);
            light.content = outer.light.content.or(light.content);
            light.mastering = outer.light.mastering.or(light.mastering);
        }
        for transform in transforms {
            placement.apply(transform)?;
        }
        let alpha = self.alpha(&chain)?;
        if alpha
            .as_ref()
            .is_some_and(|alpha| alpha.picture.size() != size)
        {
            return Err(unsupported("alpha of another size than the image"));
        }
        let (exif, xmp) = self.metadata(&chain)?;
        let thumbnail = match alpha {
            None => self.thumbnail(&chain, &Shown::new(&picture, placement, color)),
            Some(_) => None,
        };
        Ok(Image {
            thumbnail,
            picture,
            window: placement.window,
            orientation: placement.orientation(),
            color,
            light,
            alpha,
            exif,
            xmp,
            jumbf: self.jumbf(),
        })
    }

    /// The primary item, and where that is derived from one other as it is (`iden`), that one, and so on.
    fn derivations(&self) -> Result<Vec<u32>, Error> {
        let mut id = self.meta.primary;
        let mut chain = vec![id];
        while self.meta.items.find(id)?.kind.0 == *b"iden" {
            id = (self.meta.references.from(*b"dimg", id).next())
                .ok_or_else(|| malformed("an iden item refers to no image"))?;
            if chain.len() == MAX_DERIVATIONS {
                return Err(too_many("derivations (iden)", MAX_DERIVATIONS));
            }
            chain.push(id);
        }
        Ok(chain)
    }

    /// A coded image or a grid of some, with the properties of the whole. What a grid does not say of its colours, its first
    /// tile does.
    fn picture(&mut self, id: u32) -> Result<(Picture<'a>, Properties<'a>), Error> {
        let item = self.meta.items.find(id)?;
        let mut properties = self.meta.properties(item)?;
        if item.kind.0 != *b"grid" {
            let tile = self.coded(id, &properties)?;
            let picture = Picture {
                width: tile.width,
                height: tile.height,
                columns: 1,
                rows: 1,
                tiles: vec![tile],
            };
            return Ok((picture, properties));
        }
        let grid = Grid::read(&self.short_data(id)?)?;
        let size = self.size(id, &properties)?;
        if size != (grid.width, grid.height) {
            return Err(malformed(format!(
                "its grid has {} x {} pixels and its ispe box says {} x {}",
                grid.width, grid.height, size.0, size.1
            )));
        }
        let (tiles, color) = self.tiles(id, grid)?;
        properties.color.nclx = properties.color.nclx.or(color.nclx);
        properties.color.icc = properties.color.icc.or(color.icc);
        let picture = Picture {
            width: grid.width,
            height: grid.height,
            columns: grid.columns,
            rows: grid.rows,
            tiles,
        };
        Ok((picture, properties))
    }

    /// The tiles of a grid, and the colours of the first one.
    fn tiles(&mut self, id: u32, grid: Grid) -> Result<(Vec<Item<'a>>, Color<'a>), Error> {
        let meta = self.meta;
        let count = (grid.rows * grid.columns) as usize;
        let found = meta.references.from(*b"dimg", id).count();
        if found != count {
            return Err(malformed(format!(
                "its grid of {} x {} has {found} tiles",
                grid.columns, grid.rows
            )));
        }
        let mut tiles: Vec<Item> = Vec::new();
        let mut color = Color::default();
        for id in meta.references.from(*b"dimg", id) {
            let properties = meta.properties(meta.items.find(id)?)?;
            if !properties.transforms.is_empty() {
                return Err(unsupported("tiles that are turned or cropped"));
            }
            let tile = self.coded(id, &properties)?;
            match tiles.first() {
                None => color = properties.color,
                Some(first) => {
                    let same = |tile: &Item| {
                        let how = tile.configuration;
                        (tile.width, tile.height, how.coding, how.depth, how.chroma)
                    };
                    if same(first) != same(&tile) {
                        return Err(malformed("its tiles differ in size or coding"));
                    }
                }
            }
            tiles.push(tile);
        }
        grid.check_tiles((tiles[0].width, tiles[0].height))?;
        Ok((tiles, color))
    }

    fn coded(&mut self, id: u32, properties: &Properties<'a>) -> Result<Item<'a>, Error> {
        let item = self.meta.items.find(id)?;
        let coding = match &item.kind.0 {
            b"av01" => Coding::Av1,
            b"hvc1" => Coding::Hevc,
            _ => return Err(unsupported(unread(item.kind))),
        };
        let configuration = (properties.configuration)
            .filter(|configuration| configuration.coding == coding)
            .ok_or_else(|| malformed(format!("item {id} does not say how it is coded")))?;
        let (width, height) = self.size(id, properties)?;
        Ok(Item {
            width,
            height,
            configuration,
            data: self.data(id)?,
            layer: properties.layer,
            operating_point: properties.operating_point,
        })
    }

    fn size(&self, id: u32, properties: &Properties) -> Result<(u32, u32), Error> {
        match properties.size {
            None => Err(malformed(format!("item {id} has no size (ispe)"))),
            Some((width, height)) if width == 0 || height == 0 => Err(malformed(format!(
                "its ispe box says {width} x {height} pixels"
            ))),
            Some(size) => Ok(size),
        }
    }

    fn data(&mut self, id: u32) -> Result<Extents, Error> {
        let location = self.meta.items.find(id)?.location;
        let location =
            location.ok_or_else(|| malformed(format!("item {id} has no data (iloc)")))?;
        location.extents(self.meta.idat.as_ref(), &mut self.extents_left)
    }

    /// Data of which a few bytes are needed.
    fn short_data(&mut self, id: u32) -> Result<Cow<'a, [u8]>, Error> {
        let mut data = self.data(id)?;
        // In one piece, what follows the first bytes need not be there.
        if let [piece] = &mut data.pieces[..] {
            piece.end = piece.end.min(piece.start.saturating_add(LONGEST as u64));
        }
        data.of(self.bytes)
    }

    fn alpha(&mut self, chain: &[u32]) -> Result<Option<Alpha<'a>>, Error> {
        let meta = self.meta;
        for &master in chain {
            for id in meta.references.to(*b"auxl", master) {
                let properties = meta.properties(meta.items.find(id)?)?;
                let Some(what) = properties.auxiliary else {
                    continue;
                };
                if !ALPHA.contains(&what) {
                    continue;
                }
                let is_premultiplied = (meta.references)
                    .from(*b"prem", master)
                    .any(|alpha| alpha == id);
                return Ok(Some(Alpha {
                    picture: self.picture(id)?.0,
                    is_premultiplied,
                }));
            }
        }
        Ok(None)
    }

    /// The largest thumbnail of the image that may be shown in its place. One that cannot be read is none.
    fn thumbnail(&mut self, chain: &[u32], shown: &Shown<'_, 'a>) -> Option<Picture<'a>> {
        let meta = self.meta;
        let mut largest: Option<Picture> = None;
        for &image in chain {
            for id in meta.references.to(*b"thmb", image) {
                let Ok((picture, properties)) = self.picture(id) else {
                    continue;
                };
                let Some(picture) = shown.by(picture, &properties) else {
                    continue;
                };
                let has_alpha = meta.references.to(*b"auxl", id).next().is_some();
                let is_larger = largest.as_ref().is_none_or(|one| picture.width > one.width);
                if is_larger && !has_alpha {
                    largest = Some(picture);
                }
            }
        }
        largest
    }

    /// EXIF and XMP. What cannot be found of them costs no pixel, and is left out.
    fn metadata(&mut self, chain: &[u32]) -> Result<(Option<Extents>, Option<Extents>), Error> {
        let meta = self.meta;
        let (mut exif, mut xmp) = (None, None);
        for &described in chain {
            for id in meta.references.to(*b"cdsc", described) {
                let Ok(item) = meta.items.find(id) else {
                    continue;
                };
                match &item.kind.0 {
                    b"Exif" if exif.is_none() => exif = self.data(id).ok(),
                    b"mime" if xmp.is_none() && item.content_type == XMP => {
                        xmp = self.data(id).ok();
                    }
                    _ => {}
                }
            }
        }
        Ok((exif, xmp))
    }

    /// JUMBF superboxes, whatever they describe.
    fn jumbf(&mut self) -> Vec<Extents> {
        let ids: Vec<u32> = self.meta.items.of_kind(*b"jumb").collect();
        ids.into_iter()
            .filter_map(|id| self.data(id).ok())
            .collect()
    }
}

/// An item that is not read, as a noun phrase.
fn unread(kind: Kind) -> String {
    let what = match &kind.0 {
        b"iovl" => "an overlay of several images",
        b"tmap" => "a tone map as its primary image",
        b"avc1" => "H.264",
        b"vvc1" => "VVC",
        b"jpeg" => "JPEG inside of HEIF",
        b"j2k1" => "JPEG 2000 inside of HEIF",
        b"unci" => "uncompressed pixels inside of HEIF",
        b"iden" => "an image derived from a grid's tile",
        _ => "items of an unknown kind",
    };
    format!("{what} ({kind})")
}
