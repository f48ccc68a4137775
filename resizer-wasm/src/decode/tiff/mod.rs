//! TIFF, first page: rows from strips, one at a time, or from tiles, one row of tiles at a time.
//!
//! The `tiff` crate knows no palettes, no gray with alpha, and no RGB below 8 bits, and has no way to hand out the
//! rows of a strip; so only the compression is left to libraries here, and the arrangement of samples is our own.

mod colors;
mod fax;
mod fax_bytes;
mod fax_rows;
mod jpeg;
mod method;
mod numbers;
mod old_jpeg;
mod packing;
mod samples;
mod work;

use std::borrow::Cow;

use packing::Unpacker;
use samples::SampleLayout;

use work::Work;

use super::rows::RowSource;
use super::terms::Terms;
use super::whole_frame::fill;
use crate::contract::{Error, ImageFormat, Warning};
use crate::error;
use crate::geometry::Size;
use crate::head::{Head, TiffDirectory};
use crate::picture::{self, Channels, Row};

/// A tile's side is a multiple of 16 and in practice no longer than this.
const MAX_TILE_SIDE: u32 = 1 << 16;

struct Rows<'a> {
    bytes: &'a [u8],
    directory: TiffDirectory,
    size: Size,
    pixels: SampleLayout,
    tolerant: bool,
    work: Work,
    /// The next row.
    row: u32,
    /// Rows that are real, apart from those that were filled.
    real: u32,
    source: Source<'a>,
    /// The bytes of one row of each plane, all planes one behind the other.
    packed: Vec<u8>,
    eight: Vec<u8>,
    sixteen: Vec<u16>,
    warnings: Vec<Warning>,
}

enum Source<'a> {
    /// The strips, one for each plane, that the next row is in. None for one that is damaged.
    Strips(Vec<Option<Unpacker<'a>>>),
    /// A row of tiles.
    Tiles(Tiles),
}

struct Tiles {
    width: u32,
    /// As stored, and as much of it as is looked at.
    full_height: u32,
    height: u32,
    across: u32,
    /// Bytes of a tile's row.
    row_bytes: usize,
    /// A row of tiles, unpacked: for each plane, the rows over the whole width.
    data: Vec<u8>,
    /// Whether a tile of the row could not be read.
    damaged: bool,
}

pub(super) fn open<'a>(
    bytes: &'a [u8],
    head: &Head,
    terms: Terms,
) -> Result<Box<dyn RowSource + 'a>, Error> {
    let directory = TiffDirectory::read(bytes)?;
    let pixels = SampleLayout::new(&directory, bytes)?;
    packing::check(&directory)?;
    let size = Size {
        width: head.width,
        height: head.height,
    };
    let planes = pixels.planes();
    let source = match directory.tile {
        Some((width, height)) => Source::Tiles(Tiles::new(&pixels, size, (width, height))?),
        None => Source::Strips(Vec::new()),
    };
    let row_bytes = match &source {
        Source::Strips(_) => pixels.row_bytes(size.width),
        Source::Tiles(tiles) => tiles.row_bytes * tiles.across as usize,
    };
    let samples = u64::from(size.width) * pixels.channels.count() as u64;
    let (eight, sixteen) = if pixels.is_sixteen() {
        (0, samples)
    } else {
        (samples, 0)
    };
    Ok(Box::new(Rows {
        bytes,
        directory,
        size,
        tolerant: terms.tolerant,
        work: Work {
            pixels: terms.max_work,
            copies: terms.max_work,
        },
        row: 0,
        real: 0,
        source,
        packed: picture::zeroed(row_bytes as u64 * planes as u64)?,
        eight: picture::zeroed(eight)?,
        sixteen: picture::zeroed(sixteen)?,
        pixels,
        warnings: Vec::new(),
    }))
}

impl RowSource for Rows<'_> {
    fn size(&self) -> Size {
        self.size
    }

    fn channels(&self) -> Channels {
        self.pixels.channels
    }

    fn next_row(&mut self) -> Result<Row<'_>, Error> {
        let result = match self.source {
            Source::Strips(_) => self.row_of_strip(),
            Source::Tiles(_) => self.row_of_tiles(),
        };
        self.row += 1;
        let is_last = self.row == self.size.height;
        match result {
            Ok(()) => {
                self.real += 1;
                let in_block = match &self.source {
                    Source::Strips(_) => (self.row - 1) % self.directory.rows_per_strip,
                    Source::Tiles(tiles) => (self.row - 1) % tiles.height,
                };
                let row = (in_block % self.pixels.rows_together()) as usize;
                self.pixels.convert(
                    &self.packed,
                    (self.size.width as usize, row),
                    &mut self.eight,
                    &mut self.sixteen,
                );
            }
            // A picture that begins with damage is worth something where the rest is there, but not by this row.
            Err(_) if self.tolerant && !(is_last && self.real == 0) => {
                fill(&mut self.eight, self.pixels.channels);
                let gray = if self.pixels.channels.has_alpha() {
                    0
                } else {
                    1 << 15
                };
                self.sixteen.fill(gray);
            }
            Err(error) => return Err(error),
        }
        if is_last && self.real < self.size.height {
            self.warnings.push(error::picture_lost(
                ImageFormat::Tiff,
                u64::from(self.real),
                u64::from(self.size.height),
                "rows",
            ));
        }
        Ok(if self.pixels.is_sixteen() {
            Row::Sixteen(&self.sixteen)
        } else {
            Row::Eight(&self.eight)
        })
    }

    fn warnings(&mut self) -> Vec<Warning> {
        std::mem::take(&mut self.warnings)
    }
}

impl<'a> Rows<'a> {
    fn row_of_strip(&mut self) -> Result<(), Error> {
        let rows_per_strip = self.directory.rows_per_strip;
        let planes = self.pixels.planes() as u32;
        let strips = self.size.height.div_ceil(rows_per_strip);
        if self.row.is_multiple_of(rows_per_strip) {
            // Those before may have copies of their strips.
            self.source = Source::Strips(Vec::new());
            let mut unpackers = Vec::new();
            for plane in 0..planes {
                let index = plane * strips + self.row / rows_per_strip;
                let rows = rows_per_strip.min(self.size.height - self.row);
                let size = (self.size.width, rows);
                let lines = rows.div_ceil(self.pixels.rows_together());
                let needed = self.pixels.row_bytes(self.size.width) as u64 * u64::from(lines);
                let chunk = chunk(self.bytes, &self.directory, index, needed, &mut self.work);
                let unpacker = chunk.and_then(|chunk| {
                    Unpacker::new(&self.directory, self.bytes, chunk, size, &mut self.work)
                });
                unpackers.push(match unpacker {
                    Ok(unpacker) => Some(unpacker),
                    Err(Error::Truncated(_) | Error::Malformed(_)) if self.tolerant => None,
                    Err(error) => return Err(error),
                });
            }
            self.source = Source::Strips(unpackers);
        }
        let Source::Strips(unpackers) = &mut self.source else {
            return Ok(());
        };
        let row_bytes = self.pixels.row_bytes(self.size.width);
        let mut result = Ok(());
        // Of rows that are stored together, the first has read them.
        if !(self.row % rows_per_strip).is_multiple_of(self.pixels.rows_together()) {
            return match unpackers.iter().all(Option::is_some) {
                true => Ok(()),
                false => Err(error::truncated(ImageFormat::Tiff, self.bytes.len())),
            };
        }
        for (unpacker, row) in unpackers
            .iter_mut()
            .zip(self.packed.chunks_exact_mut(row_bytes))
        {
            let read = match unpacker {
                Some(unpacker) => unpacker.read(row),
                None => Err(error::truncated(ImageFormat::Tiff, self.bytes.len())),
            };
            if let Err(error) = read {
                // Nothing comes behind damage, until the next strip.
                *unpacker = None;
                result = Err(error);
            } else {
                self.pixels.undo_prediction(row);
            }
        }
        result
    }

    fn row_of_tiles(&mut self) -> Result<(), Error> {
        let Source::Tiles(tiles) = &mut self.source else {
            return Ok(());
        };
        let planes = self.pixels.planes();
        let down = self.row % tiles.height;
        if down == 0 {
            let rows = tiles.height.min(self.size.height - self.row);
            let (height, across) = (tiles.height, tiles.across);
            let index = |plane: u32, down: u32, column: u32| {
                let rows = self.size.height.div_ceil(height);
                let row = u64::from(plane) * u64::from(rows) + u64::from(down);
                let index = row * u64::from(across) + u64::from(column);
                // More than there can be is refused as any tile that is not there.
                u32::try_from(index).unwrap_or(u32::MAX)
            };
            tiles.damaged = false;
            for plane in 0..planes as u32 {
                for column in 0..tiles.across {
                    let index = index(plane, self.row / tiles.height, column);
                    let lines = tiles.full_height.div_ceil(self.pixels.rows_together());
                    let needed = tiles.row_bytes as u64 * u64::from(lines);
                    let chunk = chunk(self.bytes, &self.directory, index, needed, &mut self.work);
                    let read = chunk.and_then(|chunk| {
                        let size = (tiles.width, tiles.full_height);
                        let unpacker = Unpacker::new(
                            &self.directory,
                            self.bytes,
                            chunk,
                            size,
                            &mut self.work,
                        )?;
                        tiles.read(unpacker, &self.pixels, (plane, column), rows)
                    });
                    match read {
                        Ok(()) => {}
                        Err(Error::Truncated(_) | Error::Malformed(_)) if self.tolerant => {
                            tiles.damaged = true;
                        }
                        Err(error) => return Err(error),
                    }
                }
            }
        }
        if tiles.damaged {
            return Err(error::malformed(ImageFormat::Tiff, "a tile is damaged"));
        }
        let line = tiles.row_bytes * tiles.across as usize;
        let together = self.pixels.rows_together();
        let (lines, down) = (tiles.height.div_ceil(together), down / together);
        for (plane, row) in self.packed.chunks_exact_mut(line).enumerate() {
            let start = (plane * lines as usize + down as usize) * line;
            row.copy_from_slice(&tiles.data[start..start + line]);
        }
        Ok(())
    }
}

impl Tiles {
    fn new(pixels: &SampleLayout, size: Size, (width, height): (u32, u32)) -> Result<Self, Error> {
        if !(1..=MAX_TILE_SIDE).contains(&width) || height == 0 {
            return Err(error::malformed(
                ImageFormat::Tiff,
                &format!("its tiles are {width} x {height}"),
            ));
        }
        // Rows beyond the picture are not looked at.
        let full_height = height;
        let height = height.min(size.height);
        let across = size.width.div_ceil(width);
        let row_bytes = pixels.row_bytes(width);
        // Tiles stand side by side at whole bytes.
        if across > 1 && !pixels.fills_bytes(width) {
            return Err(error::unsupported_feature(
                ImageFormat::Tiff,
                "tiles whose rows end inside a byte",
            ));
        }
        let line = row_bytes as u64 * u64::from(across);
        Ok(Self {
            width,
            full_height,
            height,
            across,
            row_bytes,
            data: picture::zeroed(
                line * u64::from(height.div_ceil(pixels.rows_together())) * pixels.planes() as u64,
            )?,
            damaged: false,
        })
    }

    /// Unpacks the first `rows` rows of one tile to its place.
    fn read(
        &mut self,
        mut unpacker: Unpacker<'_>,
        pixels: &SampleLayout,
        (plane, column): (u32, u32),
        rows: u32,
    ) -> Result<(), Error> {
        let line = self.row_bytes * self.across as usize;
        let together = pixels.rows_together();
        let start = plane as usize * self.height.div_ceil(together) as usize * line;
        for row in 0..rows.div_ceil(together) as usize {
            let start = start + row * line + column as usize * self.row_bytes;
            let row = &mut self.data[start..start + self.row_bytes];
            unpacker.read(row)?;
            pixels.undo_prediction(row);
        }
        Ok(())
    }
}

/// The bytes of a strip or a tile, of which unpacked it has `needed`. Where they are copied, that is taken from `work`.
fn chunk<'a>(
    bytes: &'a [u8],
    directory: &TiffDirectory,
    index: u32,
    needed: u64,
    work: &mut Work,
) -> Result<Cow<'a, [u8]>, Error> {
    let truncated = || error::truncated(ImageFormat::Tiff, bytes.len());
    let Some(offsets) = directory.offsets else {
        return Err(error::malformed(
            ImageFormat::Tiff,
            "it does not say where its image is",
        ));
    };
    if index >= offsets.count {
        return Err(error::malformed(
            ImageFormat::Tiff,
            &format!("it has {} strips or tiles, and needs more", offsets.count),
        ));
    }
    let offset = offsets.get(bytes, index).ok_or_else(truncated)? as usize;
    let rest = bytes.get(offset..).ok_or_else(truncated)?;
    // Some writers leave the lengths away, or are wrong about them; then it is what is there.
    let said = match directory.compression {
        packing::NONE => Some(needed),
        _ => directory
            .byte_counts
            .and_then(|counts| counts.get(bytes, index))
            .filter(|length| *length > 0)
            .map(u64::from),
    };
    let length = said.map_or(rest.len(), |said| {
        rest.len().min(usize::try_from(said).unwrap_or(usize::MAX))
    });
    let chunk = &rest[..length];
    if directory.fill_order == 2 {
        work.take_copies(length)?;
        let mut turned = picture::reserve(chunk.len() as u64)?;
        turned.extend(chunk.iter().map(|byte| byte.reverse_bits()));
        return Ok(Cow::Owned(turned));
    }
    Ok(Cow::Borrowed(chunk))
}
