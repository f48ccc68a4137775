//! The decoder: from a file to the rows of a smaller picture.

use crate::color::{Color, Conversion, Model};
use crate::damage::{Damage, Log};
use crate::edges::Edges;
use crate::error::Error;
use crate::frame::Frame;
use crate::header::Header;
use crate::headers::Headers;
use crate::layout::{Chroma, Layout, Scale};
use crate::lossless::{self, Samples};
use crate::marker::{self, code};
use crate::progressive::decode_scan;
use crate::rendition::{Component, Rendition};
use crate::scan::{Plan, segment};
use crate::sequential::{Sequential, quantisers};
use crate::store::Store;

/// What to do about damage, and how much work to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// Go on where picture is lost: decode what makes no sense as libjpeg does, and where data ends leave grey what is
    /// missing up to the next restart marker, or the rest; a scan that is missing costs detail. [`Decoder::damage`] says
    /// what was lost. Without it such files are errors. `false` by default. Headers that make no sense are errors in any
    /// case.
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

/// Where the blocks of a strip come from.
#[derive(Debug)]
enum Source<'a> {
    Streamed(Box<Sequential<'a>>),
    Stored(Vec<Store>, Edges),
    Lossless(Vec<Samples>),
}

/// Decodes one picture, row by row, at one scale or at several at once.
#[derive(Debug)]
pub struct Decoder<'a> {
    data: &'a [u8],
    header: Header,
    conversion: Conversion,
    source: Source<'a>,
    renditions: Vec<Rendition>,
    strips: usize,
    failed: Option<Error>,
    log: Log,
    bytes_used: usize,
    work: u64,
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
        Self::with_scales(bytes, &[scale], options)
    }

    /// The same for several sizes of the picture, all made from one pass over the file. Each is what a decoder of its
    /// scale alone would give. Their rows come from [`Decoder::next_row_of_any`].
    ///
    /// # Errors
    /// As [`Decoder::new`]. Without any scale the picture is decoded at full size.
    pub fn with_scales(
        bytes: &'a [u8],
        scales: &[Scale],
        options: &Options,
    ) -> Result<Self, Error> {
        let sizes: Vec<_> = scales.iter().map(|&scale| (scale, Chroma::Full)).collect();
        Self::with_chroma(bytes, &sizes, options)
    }

    /// The same with chroma as large as is asked for.
    ///
    /// # Errors
    /// As [`Decoder::with_scales`].
    pub fn with_chroma(
        bytes: &'a [u8],
        sizes: &[(Scale, Chroma)],
        options: &Options,
    ) -> Result<Self, Error> {
        let sizes = if sizes.is_empty() {
            &[(Scale::Full, Chroma::Full)]
        } else {
            sizes
        };
        let mut headers = Headers::new(bytes)?;
        let (frame, scan) = headers.first_scan()?;
        let header = Header::new(&headers, &frame, &scan);
        let conversion = Conversion::of(&frame, headers.jfif, headers.adobe);
        let has_chroma = conversion.model() == Model::YCbCr;
        let layouts: Vec<Layout> = sizes
            .iter()
            .map(|&(scale, chroma)| {
                let chroma = if has_chroma { chroma } else { Chroma::Full };
                Layout::new(&frame, scale, chroma)
            })
            .collect();
        let layout = Layout::covering(layouts.iter().cloned())
            .unwrap_or_else(|| Layout::new(&frame, Scale::Full, Chroma::Full));
        let mut bytes_used = headers.pos;
        let work;
        let source = if header.streamed {
            work = check_work(&frame, 1, options)?;
            let sequential = Sequential::new(&headers, &scan, layout, options.tolerant)?;
            Source::Streamed(Box::new(sequential))
        } else if header.lossless {
            work = check_work(&frame, 1, options)?;
            let limits = (options.max_scans, options.tolerant);
            let samples = lossless::decode(&mut headers, scan, &frame, &layout, limits)?;
            bytes_used = headers.pos;
            Source::Lossless(samples)
        } else {
            let plan = Plan::new(headers.data, scan, &frame, &layout, options.max_scans)?;
            let needed = plan.scans.iter().filter(|planned| planned.needed).count();
            work = check_work(&frame, needed as u64, options)?;
            let shows_edges = plan.quarter_has_all;
            let tolerant = options.tolerant;
            let stores = store(
                &mut headers,
                plan,
                &frame,
                &layout,
                tolerant,
                &mut bytes_used,
            )?;
            let counts = stores.iter().map(Store::counts).enumerate();
            let edges = match shows_edges {
                true => Edges::of(counts, has_chroma),
                false => Edges::Soft,
            };
            Source::Stored(stores, edges)
        };
        let renditions = sizes
            .iter()
            .zip(layouts)
            .map(|(&(scale, _), layout)| Rendition::new(layout, scale, header.color))
            .collect::<Result<_, _>>()?;
        Ok(Self {
            data: bytes,
            conversion,
            source,
            renditions,
            strips: 0,
            failed: None,
            log: headers.log,
            bytes_used,
            work,
            header,
        })
    }

    /// What the file says.
    #[must_use]
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// Width of the scaled picture in pixels; of several, the first one's.
    #[must_use]
    pub fn width(&self) -> u32 {
        self.renditions[0].layout.width as u32
    }

    /// Height of the scaled picture in pixels; of several, the first one's.
    #[must_use]
    pub fn height(&self) -> u32 {
        self.renditions[0].layout.height as u32
    }

    /// Width and height in pixels of each picture, in the order of the scales.
    pub fn sizes(&self) -> impl Iterator<Item = (u32, u32)> {
        self.renditions
            .iter()
            .map(|one| (one.layout.width as u32, one.layout.height as u32))
    }

    /// What a row consists of.
    #[must_use]
    pub fn color(&self) -> Color {
        self.header.color
    }

    /// The next row of the scaled picture, from the top: `width()` pixels of `color()`. An empty row after the last. Of
    /// several pictures, the first one's; the others' rows are passed over.
    ///
    /// # Errors
    /// `Malformed` or `Truncated` where picture is lost, unless the options are tolerant. After an error each call
    /// gives the same error.
    pub fn next_row(&mut self) -> Result<&[u8], Error> {
        loop {
            match self.next_ready()? {
                None => return Ok(&[]),
                Some(0) => return Ok(self.renditions[0].row(self.conversion)),
                Some(other) => {
                    self.renditions[other].row(self.conversion);
                }
            }
        }
    }

    /// The next row of one of the renditions, and the index of that rendition: that of its scale. Each picture's rows come in
    /// order; which picture is next, the file decides. `None` after all rows of all pictures.
    ///
    /// # Errors
    /// As [`Decoder::next_row`].
    pub fn next_row_of_any(&mut self) -> Result<Option<(usize, &[u8])>, Error> {
        let Some(rendition) = self.next_ready()? else {
            return Ok(None);
        };
        Ok(Some((
            rendition,
            self.renditions[rendition].row(self.conversion),
        )))
    }

    /// The place of a picture whose next row can be made, once the strips for it are decoded.
    fn next_ready(&mut self) -> Result<Option<usize>, Error> {
        if let Some(error) = &self.failed {
            return Err(error.clone());
        }
        loop {
            let strips = self.strips;
            let ready = self.renditions.iter().position(|one| one.is_ready(strips));
            if ready.is_some() || self.renditions.iter().all(Rendition::is_finished) {
                return Ok(ready);
            }
            self.decode_strip()?;
        }
    }

    /// What the components are that [`Decoder::strip`] gives.
    #[must_use]
    pub fn model(&self) -> Model {
        self.conversion.model()
    }

    /// The components of this rendition, as [`Decoder::strip`] gives them.
    pub fn components(&self, rendition: usize) -> impl Iterator<Item = Component> {
        self.renditions[rendition].components()
    }

    /// Decodes the next strip, for those who take components unconverted: a few rows of each, at all scales. `false`
    /// after the last.
    ///
    /// # Errors
    /// As [`Decoder::next_row`].
    pub fn next_strip(&mut self) -> Result<bool, Error> {
        if let Some(error) = &self.failed {
            return Err(error.clone());
        }
        if self.strips >= self.renditions[0].layout.mcus_down {
            return Ok(false);
        }
        self.decode_strip()?;
        Ok(true)
    }

    /// The rows of a component in the strip that was decoded last, of this rendition. Each
    /// row of a component is in one strip.
    ///
    /// # Panics
    /// Where no strip has been decoded.
    pub fn strip(&self, rendition: usize, component: usize) -> impl Iterator<Item = &[u8]> {
        self.renditions[rendition].strip(component, self.strips - 1)
    }

    /// The next row of this rendition, where the strips decoded so far suffice for it.
    pub fn ready_row(&mut self, rendition: usize) -> Option<&[u8]> {
        let rendition = &mut self.renditions[rendition];
        rendition
            .is_ready(self.strips)
            .then(|| rendition.row(self.conversion))
    }

    fn decode_strip(&mut self) -> Result<(), Error> {
        let result = self.strip_of_all();
        if let Err(error) = &result {
            self.failed = Some(error.clone());
        }
        result
    }

    fn strip_of_all(&mut self) -> Result<(), Error> {
        let strip = self.strips;
        match &mut self.source {
            Source::Streamed(sequential) => {
                sequential.strip(strip, &mut self.renditions, &mut self.log)?;
                self.bytes_used = sequential.position();
            }
            Source::Lossless(components) => {
                for rendition in &mut self.renditions {
                    let sizes = rendition.layout.components.iter();
                    let planes = rendition.planes.iter_mut().zip(sizes);
                    for (samples, (plane, sizes)) in components.iter().zip(planes) {
                        samples.strip(strip, sizes.v, plane);
                    }
                }
            }
            Source::Stored(stores, _) => {
                for rendition in &mut self.renditions {
                    let sizes = rendition.layout.components.iter();
                    for ((store, plane), sizes) in
                        stores.iter().zip(&mut rendition.planes).zip(sizes)
                    {
                        store.strip(strip, sizes.v, plane);
                    }
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
        let all_strips = self.renditions[0].layout.mcus_down;
        if self.strips < all_strips || sequential.lost_the_end() {
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

    /// How hard the edges are of what has been decoded so far; of a file that is not [streamed](Header::streamed), of all
    /// of it. `Soft` where that is not looked at: in lossless files, and where most detail is skipped, which is at
    /// [`Scale::Eighth`] alone and in files whose scans for [`Scale::Quarter`] lack high frequencies. So it
    /// does not depend on the scales, one that is larger than an eighth given.
    #[must_use]
    pub fn edges(&self) -> Edges {
        match &self.source {
            Source::Streamed(sequential) => sequential.edges(self.model() == Model::YCbCr),
            Source::Stored(_, edges) => *edges,
            Source::Lossless(_) => Edges::Soft,
        }
    }

    /// What decoding this file takes of [`Options::max_work`].
    #[must_use]
    pub fn work(&self) -> u64 {
        self.work
    }

    /// How many bytes from the start of the file were needed for the rows so far. After the last row: all that the
    /// picture depends on, at this scale.
    #[must_use]
    pub fn bytes_used(&self) -> usize {
        self.bytes_used
    }
}

/// The work of so many scans, where it is allowed.
fn check_work(frame: &Frame, scans: u64, options: &Options) -> Result<u64, Error> {
    let pixels = u64::from(frame.width) * u64::from(frame.height);
    let work = pixels.saturating_mul(scans);
    if work > options.max_work {
        return Err(Error::Limit(format!(
            "{scans} scans of {} x {} pixels, {work} in all, where {} are allowed",
            frame.width, frame.height, options.max_work
        )));
    }
    Ok(work)
}

/// Decodes all scans that are needed.
fn store(
    headers: &mut Headers<'_>,
    plan: Plan,
    frame: &Frame,
    layout: &Layout,
    tolerant: bool,
    bytes_used: &mut usize,
) -> Result<Vec<Store>, Error> {
    match plan.cut_short {
        Some(error) if !tolerant => return Err(error),
        Some(error) => {
            let cause = error.to_string();
            headers.log.note(Damage::LostScans { cause });
        }
        None if !plan.missing.is_empty() => {
            let components = plan.missing;
            headers.log.note(Damage::MissingComponents { components });
        }
        None if plan.incomplete => headers.log.note(Damage::MissingScans),
        None => {}
    }
    let mut stores = layout
        .components
        .iter()
        .zip(plan.unsent)
        .map(|(sizes, unsent)| Store::new(sizes, unsent))
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
                *bytes_used = decode_scan(headers, scan, layout, &mut stores, tolerant)?;
            }
            headers.pos = planned.end;
            Ok(())
        };
        match scan() {
            Ok(()) => {}
            Err(error @ (Error::OutOfMemory { .. } | Error::Limit(_))) => return Err(error),
            Err(error) if !tolerant => return Err(error),
            Err(error) => {
                let cause = error.to_string();
                headers.log.note(Damage::LostScans { cause });
                break;
            }
        }
    }
    Ok(stores)
}
