//! The decoder: from a file to the rows of a smaller picture.

use crate::color::{Color, Conversion};
use crate::damage::{Damage, Log};
use crate::error::{Error, filled};
use crate::frame::Frame;
use crate::headers::Headers;
use crate::layout::{Layout, Scale};
use crate::marker::{self, code};
use crate::plane::Plane;
use crate::progressive::decode_scan;
use crate::scan::{Plan, Scan, segment};
use crate::sequential::{Sequential, quantisers};
use crate::store::Store;
use crate::upsample::Upsampler;

/// What to do about damage, and how much work to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// Go on where picture is lost: resynchronise at the next restart marker, or leave the rest grey; a scan that is
    /// missing costs detail. [`Decoder::damage`] says what was lost. Without it such files are errors. `false` by
    /// default. Headers that make no sense are errors in any case.
    pub tolerant: bool,
    /// Scans of one file, 100 by default. Encoders write 10 or fewer; each costs a pass over all blocks.
    pub max_scans: u32,
    /// Work for one file: pixels of the unscaled picture, times the scans that have to be decoded for it.
    /// 2 000 000 000 by default.
    pub max_work: u64,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            tolerant: false,
            max_scans: 100,
            max_work: 2_000_000_000,
        }
    }
}

/// What a file says about its picture.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Header {
    /// Unscaled width in pixels.
    pub width: u32,
    /// Unscaled height in pixels.
    pub height: u32,
    /// What a decoded row consists of.
    pub color: Color,
    /// How many components are coded: 1, 3 or 4.
    pub components: u8,
    /// Coded progressively, not sequentially.
    pub progressive: bool,
    /// Nothing is stored but a few rows: sequential, and in one scan.
    pub streamed: bool,
    /// Sampling factors of each component, across and down, each 1 to 4.
    pub sampling: Vec<(u8, u8)>,
    frame: Frame,
}

impl Header {
    fn new(headers: &Headers<'_>, frame: &Frame, scan: &Scan) -> Self {
        Self {
            width: frame.width,
            height: frame.height,
            color: Conversion::of(frame, headers.jfif, headers.adobe).color(),
            components: frame.components.len() as u8,
            progressive: frame.progressive,
            streamed: !frame.progressive && scan.components.len() == frame.components.len(),
            sampling: frame
                .components
                .iter()
                .map(|one| (one.h as u8, one.v as u8))
                .collect(),
            frame: frame.clone(),
        }
    }

    /// Bytes that a decoder of this file asks for, nearly all of them for what grows with the picture.
    #[must_use]
    pub fn memory(&self, scale: Scale) -> u64 {
        let layout = Layout::new(&self.frame, scale);
        let rows = layout.width * self.color.channels();
        let components = layout.components.iter().map(|one| {
            let strips = 2 * one.strip_rows() * one.grid_across * one.block;
            let upsampled = layout.width + 4 * one.width;
            let stored = if self.streamed { 0 } else { Store::bytes(one) };
            stored + (strips + upsampled) as u64
        });
        rows as u64 + components.sum::<u64>()
    }
}

/// Reads a file's segments up to its first scan.
///
/// # Errors
/// As [`Decoder::new`], limits and memory excepted.
pub fn read_header(bytes: &[u8]) -> Result<Header, Error> {
    let mut headers = Headers::new(bytes)?;
    let (frame, scan) = headers.first_scan()?;
    Ok(Header::new(&headers, &frame, &scan))
}

/// Where the blocks of a strip come from.
#[derive(Debug)]
enum Source<'a> {
    Streamed(Box<Sequential<'a>>),
    Stored(Vec<Store>),
}

/// Decodes one picture, row by row.
#[derive(Debug)]
pub struct Decoder<'a> {
    data: &'a [u8],
    header: Header,
    layout: Layout,
    conversion: Conversion,
    source: Source<'a>,
    planes: Vec<Plane>,
    upsamplers: Vec<Upsampler>,
    strips: usize,
    rows: usize,
    out: Vec<u8>,
    failed: Option<Error>,
    log: Log,
    bytes_used: usize,
}

impl<'a> Decoder<'a> {
    /// Reads the segments before the picture. A file with several scans is decoded here but for the last steps, as all
    /// of it is needed for the first row.
    ///
    /// # Errors
    /// `Unsupported` for kinds of JPEG that are not read, `Limit` for too many scans or too much work, `OutOfMemory`,
    /// and `Malformed` or `Truncated` for headers that make no sense. In files with several scans also for damage that
    /// costs picture, unless the options are tolerant.
    pub fn new(bytes: &'a [u8], scale: Scale, options: &Options) -> Result<Self, Error> {
        let mut headers = Headers::new(bytes)?;
        let (frame, scan) = headers.first_scan()?;
        let header = Header::new(&headers, &frame, &scan);
        let conversion = Conversion::of(&frame, headers.jfif, headers.adobe);
        let layout = Layout::new(&frame, scale);
        let mut bytes_used = headers.pos;
        let source = if header.streamed {
            check_work(&frame, 1, options)?;
            let sequential = Sequential::new(&headers, &scan, &layout, options.tolerant)?;
            Source::Streamed(Box::new(sequential))
        } else {
            Source::Stored(store(
                &mut headers,
                scan,
                &frame,
                &layout,
                options,
                &mut bytes_used,
            )?)
        };
        let planes = layout
            .components
            .iter()
            .map(Plane::new)
            .collect::<Result<_, _>>()?;
        let upsamplers = layout.components.iter();
        let upsamplers = upsamplers.map(|sizes| Upsampler::new(sizes, &layout, scale.block()));
        Ok(Self {
            data: bytes,
            conversion,
            source,
            planes,
            upsamplers: upsamplers.collect::<Result<_, _>>()?,
            strips: 0,
            rows: 0,
            out: filled(0, layout.width * header.color.channels())?,
            failed: None,
            log: headers.log,
            bytes_used,
            header,
            layout,
        })
    }

    /// What the file says.
    #[must_use]
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// Width of the scaled picture in pixels.
    #[must_use]
    pub fn width(&self) -> u32 {
        self.layout.width as u32
    }

    /// Height of the scaled picture in pixels.
    #[must_use]
    pub fn height(&self) -> u32 {
        self.layout.height as u32
    }

    /// What a row consists of.
    #[must_use]
    pub fn color(&self) -> Color {
        self.header.color
    }

    /// The next row of the scaled picture, from the top: `width()` pixels of `color()`. An empty row after the last.
    ///
    /// # Errors
    /// `Malformed` or `Truncated` where picture is lost, unless the options are tolerant. After an error each call
    /// gives the same error.
    pub fn next_row(&mut self) -> Result<&[u8], Error> {
        if let Some(error) = &self.failed {
            return Err(error.clone());
        }
        if self.rows >= self.layout.height {
            return Ok(&[]);
        }
        let y = self.rows;
        let strip_of = |(upsampler, sizes): (&Upsampler, &crate::layout::ComponentLayout)| {
            upsampler.last_row(y) / sizes.strip_rows()
        };
        let needed = self
            .upsamplers
            .iter()
            .zip(&self.layout.components)
            .map(strip_of)
            .max();
        while needed.is_some_and(|needed| self.strips <= needed) {
            if let Err(error) = self.next_strip() {
                self.failed = Some(error.clone());
                return Err(error);
            }
        }
        self.rows += 1;
        let mut rows = self
            .upsamplers
            .iter_mut()
            .zip(&self.planes)
            .map(|(one, plane)| one.row(plane, y));
        if self.conversion == Conversion::Gray {
            return Ok(rows.next().map_or(&[], |row| &row[..self.layout.width]));
        }
        let mut all: [&[u8]; 4] = [&[]; 4];
        let mut count = 0;
        for (slot, row) in all.iter_mut().zip(rows) {
            *slot = row;
            count += 1;
        }
        self.conversion.row(&all[..count], &mut self.out);
        Ok(&self.out)
    }

    fn next_strip(&mut self) -> Result<(), Error> {
        let strip = self.strips;
        match &mut self.source {
            Source::Streamed(sequential) => {
                sequential.strip(strip, &self.layout, &mut self.planes, &mut self.log)?;
                self.bytes_used = sequential.position();
            }
            Source::Stored(stores) => {
                let sizes = self.layout.components.iter();
                for ((store, plane), sizes) in stores.iter().zip(&mut self.planes).zip(sizes) {
                    store.strip(strip, sizes.v, plane);
                }
            }
        }
        self.strips += 1;
        Ok(())
    }

    /// Looks at what follows the picture, for [`Decoder::damage`]. To be called after the last row; does nothing before
    /// it, nor where the rest of the file was not needed.
    pub fn finish(&mut self) {
        let Source::Streamed(sequential) = &self.source else {
            return;
        };
        if self.rows < self.layout.height || sequential.lost_the_end() {
            return;
        }
        let (mut next, extra) = sequential.bits().marker();
        if let Some(marker) = next
            && extra > 0
        {
            self.log.note(Damage::ExtraData {
                offset: marker.offset,
                bytes: extra,
            });
        }
        // What may follow a scan: segments such as DNL, or further scans, which are not read.
        while let Some(marker) = next {
            if matches!(marker.code, code::EOI | code::SOS) {
                return;
            }
            let Ok(segment) = segment(self.data, marker.offset) else {
                break;
            };
            next = marker::find(self.data, marker.offset + 4 + segment.len());
        }
        self.log.note(Damage::MissingEnd);
    }

    /// What was wrong with the part of the file that has been read so far; 16 notes at most.
    #[must_use]
    pub fn damage(&self) -> &[Damage] {
        self.log.notes()
    }

    /// How many notes there were beyond those that [`Decoder::damage`] gives.
    #[must_use]
    pub fn further_damage(&self) -> u64 {
        self.log.further()
    }

    /// How many bytes from the start of the file were needed for the rows so far. After the last row: all that the
    /// picture depends on, at this scale.
    #[must_use]
    pub fn bytes_used(&self) -> usize {
        self.bytes_used
    }
}

fn check_work(frame: &Frame, scans: u64, options: &Options) -> Result<(), Error> {
    let pixels = u64::from(frame.width) * u64::from(frame.height);
    let work = pixels.saturating_mul(scans);
    if work > options.max_work {
        return Err(Error::Limit(format!(
            "{scans} scans of {} x {} pixels, {work} in all, where {} are allowed",
            frame.width, frame.height, options.max_work
        )));
    }
    Ok(())
}

/// Decodes all scans that are needed.
fn store(
    headers: &mut Headers<'_>,
    first: Scan,
    frame: &Frame,
    layout: &Layout,
    options: &Options,
    bytes_used: &mut usize,
) -> Result<Vec<Store>, Error> {
    let plan = Plan::new(headers.data, first, frame, layout, options.max_scans)?;
    let needed = plan.scans.iter().filter(|planned| planned.needed).count();
    check_work(frame, needed as u64, options)?;
    let mut lost = plan.cut_short.map(|error| match options.tolerant {
        true => Ok(error.to_string()),
        false => Err(error),
    });
    if lost.is_none() && !plan.missing.is_empty() {
        let cause = format!("no scan has the components {:?}", plan.missing);
        lost = Some(if options.tolerant {
            Ok(cause)
        } else {
            Err(Error::Malformed(cause))
        });
    }
    if let Some(cause) = lost.transpose()? {
        headers.log.note(Damage::LostScans { cause });
    }
    let mut stores = layout
        .components
        .iter()
        .map(Store::new)
        .collect::<Result<Vec<_>, _>>()?;
    for (number, planned) in plan.scans.iter().enumerate() {
        let mut scan = || {
            if number > 0 {
                headers.next_scan()?;
            }
            for component in &planned.scan.components {
                let slot = frame.components[component.index].table;
                let store = &mut stores[component.index];
                if store.quantisers.is_none() {
                    store.quantisers = Some(quantisers(&headers.tables.quantisers, slot)?);
                }
            }
            if planned.needed {
                let scan = &planned.scan;
                *bytes_used = decode_scan(headers, scan, layout, &mut stores, options.tolerant)?;
            }
            headers.pos = planned.end;
            Ok(())
        };
        match scan() {
            Ok(()) => {}
            Err(error @ (Error::OutOfMemory { .. } | Error::Limit(_))) => return Err(error),
            Err(error) if !options.tolerant => return Err(error),
            Err(error) => {
                let cause = error.to_string();
                headers.log.note(Damage::LostScans { cause });
                break;
            }
        }
    }
    Ok(stores)
}
