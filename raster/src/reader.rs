//! Reading a header.

use std::borrow::Cow;

use crate::blocks::{BLOCK_HEAD, BRIGHTEST, C2PA, CICP, EXIF, ICC, THUMBNAIL, WARNING, XMP};
use crate::error::Error;
use crate::header::{Header, Metadata, Window};
use crate::model::{Matrix, Model, Siting, Subsampling, YCbCr};
use crate::rendition::Reduction;
use crate::signature::{MAGIC, VERSION};

/// Bytes before the renditions.
const FIXED_BYTES: usize = 48;

impl<'a> Header<'a> {
    /// Reads the header of a raster from its first bytes, and says how many bytes it has: where the planes begin.
    ///
    /// # Errors
    /// [`Error::Truncated`] where the bytes end inside of the header, and the others as their names say.
    pub fn read(bytes: &'a [u8]) -> Result<(Self, usize), Error> {
        read(bytes)
    }
}

fn read(bytes: &[u8]) -> Result<(Header<'_>, usize), Error> {
    if !MAGIC.starts_with(&bytes[..bytes.len().min(MAGIC.len())]) {
        return Err(Error::NoRaster);
    }
    let mut cursor = Cursor { bytes, position: 0 };
    let fixed = cursor.take(FIXED_BYTES)?;
    let word =
        |at: usize| u32::from_le_bytes([fixed[at], fixed[at + 1], fixed[at + 2], fixed[at + 3]]);
    let half = |at: usize| u16::from_le_bytes([fixed[at], fixed[at + 1]]);
    if half(8) != VERSION {
        return Err(Error::Version(half(8)));
    }
    let mut header = Header {
        model: model(
            fixed[10],
            [
                fixed[40], fixed[41], fixed[42], fixed[43], fixed[44], fixed[45],
            ],
        )?,
        alpha: flag(fixed[11], "alpha")?,
        depth: fixed[12],
        orientation: fixed[13],
        width: word(16),
        height: word(20),
        window: Window {
            left: word(24),
            top: word(28),
            width: word(32),
            height: word(36),
        },
        renditions: Vec::new(),
        outputs: Vec::new(),
        metadata: Metadata::default(),
    };
    for pair in cursor.take(2 * usize::from(fixed[14]))?.chunks_exact(2) {
        let reduction = Reduction::of([pair[0], pair[1]]);
        let unknown = || malformed(format!("a rendition is reduced by {} {}", pair[0], pair[1]));
        header.renditions.push(reduction.ok_or_else(unknown)?);
    }
    header.outputs = cursor.take(usize::from(fixed[15]))?.to_vec();
    for _ in 0..half(46) {
        let head = cursor.take(BLOCK_HEAD)?;
        let length = u32::from_le_bytes([head[1], head[2], head[3], head[4]]);
        let contents = cursor.take(length as usize)?;
        match head[0] {
            THUMBNAIL => set_thumbnail(&mut header.renditions, contents)?,
            kind => add_block(&mut header.metadata, kind, contents)?,
        }
    }
    header.check()?;
    Ok((header, cursor.position))
}

fn set_thumbnail(renditions: &mut [Reduction], contents: &[u8]) -> Result<(), Error> {
    let sides = <[u8; 8]>::try_from(contents);
    let sides =
        sides.map_err(|_| malformed("its block of the thumbnail's size has not 8 bytes"))?;
    let [a, b, c, d, rest @ ..] = sides;
    let (width, height) = (u32::from_le_bytes([a, b, c, d]), u32::from_le_bytes(rest));
    let unset = renditions.iter_mut();
    let mut unset = unset.filter(|one| **one == Reduction::Thumbnail(0, 0));
    let rendition = unset
        .next()
        .ok_or_else(|| malformed("it has the size of a thumbnail that is no rendition"))?;
    *rendition = Reduction::Thumbnail(width, height);
    Ok(())
}

fn add_block<'a>(metadata: &mut Metadata<'a>, kind: u8, contents: &'a [u8]) -> Result<(), Error> {
    let place = match kind {
        ICC => &mut metadata.icc,
        EXIF => &mut metadata.exif,
        XMP => &mut metadata.xmp,
        CICP => {
            let points = <[u8; 4]>::try_from(contents);
            let points = points.map_err(|_| malformed("its cICP block has not 4 bytes"))?;
            return match metadata.cicp.replace(points) {
                None => Ok(()),
                Some(_) => Err(malformed("it has two cICP blocks")),
            };
        }
        BRIGHTEST => {
            let light = <[u8; 4]>::try_from(contents);
            let light =
                light.map_err(|_| malformed("its block of the brightest light has not 4 bytes"))?;
            return match metadata.brightest.replace(u32::from_le_bytes(light)) {
                None => Ok(()),
                Some(_) => Err(malformed("it has two blocks of the brightest light")),
            };
        }
        C2PA => {
            if !contents.is_empty() {
                return Err(malformed("its block of the C2PA manifest has contents"));
            }
            return match std::mem::replace(&mut metadata.has_c2pa, true) {
                false => Ok(()),
                true => Err(malformed("it has two blocks of the C2PA manifest")),
            };
        }
        WARNING => {
            let text = std::str::from_utf8(contents);
            let text = text.map_err(|_| malformed("a warning is no UTF-8"))?;
            metadata.warnings.push(Cow::Borrowed(text));
            return Ok(());
        }
        // Of a later writer, and not needed for the pixels.
        _ => return Ok(()),
    };
    match place.replace(Cow::Borrowed(contents)) {
        None => Ok(()),
        Some(_) => Err(malformed(format!("it has two blocks of kind {kind}"))),
    }
}

fn model(kind: u8, of_chroma: [u8; 6]) -> Result<Model, Error> {
    match kind {
        1 | 2 if of_chroma != [0; 6] => Err(malformed(
            "fields of YCbCr are set for another colour model",
        )),
        1 => Ok(Model::Gray),
        2 => Ok(Model::Rgb),
        3 => {
            let [
                across,
                down,
                matrix,
                full_range,
                between_columns,
                between_rows,
            ] = of_chroma;
            Ok(Model::YCbCr(YCbCr {
                subsampling: match (across, down) {
                    (1, 1) => Subsampling::None,
                    (2, 1) => Subsampling::Columns,
                    (2, 2) => Subsampling::Both,
                    _ => return Err(malformed(format!("its subsampling is {across} x {down}"))),
                },
                matrix: Matrix::of_code_point(matrix)
                    .ok_or_else(|| malformed(format!("its matrix is {matrix}")))?,
                full_range: flag(full_range, "range")?,
                siting: Siting {
                    between_columns: flag(between_columns, "siting")?,
                    between_rows: flag(between_rows, "siting")?,
                },
            }))
        }
        _ => Err(malformed(format!("its colour model is {kind}"))),
    }
}

fn flag(byte: u8, name: &str) -> Result<bool, Error> {
    match byte {
        0 => Ok(false),
        1 => Ok(true),
        _ => Err(malformed(format!(
            "its field for {name} is {byte}, not 0 or 1"
        ))),
    }
}

fn malformed(problem: impl Into<String>) -> Error {
    Error::Malformed(problem.into())
}

struct Cursor<'a> {
    bytes: &'a [u8],
    position: usize,
}

impl<'a> Cursor<'a> {
    fn take(&mut self, length: usize) -> Result<&'a [u8], Error> {
        let end = self.position.saturating_add(length);
        let taken = self
            .bytes
            .get(self.position..end)
            .ok_or(Error::Truncated { needed: end as u64 })?;
        self.position = end;
        Ok(taken)
    }
}
