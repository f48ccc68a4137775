//! Reading a header.

use std::borrow::Cow;

use crate::blocks::{BLOCK_HEAD, CICP, EXIF, ICC, WARNING, XMP};
use crate::{
    Error, Header, MAGIC, MAX_RENDITIONS, Matrix, Metadata, Model, Reduction, Siting, Subsampling,
    VERSION, Window, YCbCr,
};

/// Bytes before the renditions.
const FIXED_BYTES: usize = 48;

pub(crate) fn read(bytes: &[u8]) -> Result<(Header<'_>, usize), Error> {
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
        add_block(&mut header.metadata, head[0], contents)?;
    }
    header.check()?;
    Ok((header, cursor.position))
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

impl Header<'_> {
    /// # Errors
    /// [`Error::Malformed`] where the fields make no sense together.
    pub(crate) fn check(&self) -> Result<(), Error> {
        let window = self.window;
        let is_inside = |start: u32, length: u32, side: u32| {
            length > 0 && u64::from(start) + u64::from(length) <= u64::from(side)
        };
        let is_whole = (window.left, window.top) == (0, 0)
            && (window.width, window.height) == (self.width, self.height);
        let is_reduced = self.renditions.iter().any(|one| *one != Reduction::None);
        let last = self.outputs.iter().copied().max().map_or(0, usize::from);
        let problem = if !(8..=16).contains(&self.depth) {
            format!(
                "its header says {} bits per sample; 8 to 16 are read",
                self.depth
            )
        } else if !(1..=8).contains(&self.orientation) {
            format!("its orientation is {}", self.orientation)
        } else if !(1..=MAX_RENDITIONS).contains(&self.renditions.len()) {
            format!(
                "it has {} renditions; 1 to {MAX_RENDITIONS} are read",
                self.renditions.len()
            )
        } else if last >= self.renditions.len() {
            format!(
                "an output is of rendition {last}, of {}",
                self.renditions.len()
            )
        } else if self.outputs.is_empty() && self.renditions.len() > 1 {
            "it has several renditions, and does not say which outputs they are for".to_owned()
        } else if self.outputs.len() > usize::from(u8::MAX) {
            format!("it is for {} outputs", self.outputs.len())
        } else if self.width == 0 || self.height == 0 {
            format!("its header says {} x {} pixels", self.width, self.height)
        } else if !is_inside(window.left, window.width, self.width)
            || !is_inside(window.top, window.height, self.height)
        {
            format!(
                "its window of {} x {} pixels at {}, {} is not inside of {} x {}",
                window.width, window.height, window.left, window.top, self.width, self.height
            )
        } else if is_reduced && !is_whole {
            "it is reduced and has a window".to_owned()
        } else if self.all_planes().is_none() {
            format!(
                "its header says {} x {} pixels, which no file can hold",
                self.width, self.height
            )
        } else {
            return Ok(());
        };
        Err(Error::Malformed(problem))
    }
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
