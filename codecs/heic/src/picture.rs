//! The picture of a stream (ITU-T H.265), before in-loop filters and after them.
//!
//! heifer-hevc-dec has all parts of it. Its own `decode_picture` hands out either state, and copies what it crops.

use std::ops::Range;

use heifer_hevc_dec::Error as Problem;
use heifer_hevc_dec::nal::{NalUnit, split_annex_b};
use heifer_hevc_dec::params::{ParameterSets, Pps, Sps};
use heifer_hevc_dec::recon::{Frame, Reconstructor};
use heifer_hevc_dec::slice::SliceHeader;
use heifer_hevc_dec::syntax::{self, decode_slice_segment};

/// The parameter sets and slices of a stream.
pub(crate) struct Stream<'a> {
    units: Vec<NalUnit<'a>>,
    sets: ParameterSets,
}

impl<'a> Stream<'a> {
    /// Reads the parameter sets, of which those before the first slice count.
    ///
    /// # Errors
    /// Where a unit or one of these sets is malformed.
    pub(crate) fn read(bytes: &'a [u8]) -> Result<Self, Problem> {
        let units = split_annex_b(bytes).map(NalUnit::parse);
        let units = units.collect::<Result<Vec<_>, _>>()?;
        let mut sets = ParameterSets::default();
        for unit in units.iter().take_while(|unit| !is_slice(unit)) {
            sets.add(unit)?;
        }
        Ok(Self { units, sets })
    }

    /// Decodes the first picture but for its in-loop filters.
    ///
    /// # Errors
    /// Where it has more than `max_pixels` pixels before it is cropped, or its slices are malformed or do not make all of it.
    pub(crate) fn decode(&self, max_pixels: u64) -> Result<Unfiltered<'_>, Problem> {
        let mut picture: Option<(syntax::Picture<'_>, Unfiltered<'_>)> = None;
        let mut previous: Option<SliceHeader> = None;
        for unit in self.units.iter().filter(|unit| is_slice(unit)) {
            // The next picture may refer to this one, so not even its header is read.
            if picture.is_some() && is_first_slice(unit) {
                break;
            }
            let header =
                SliceHeader::parse(&unit.rbsp, &unit.header, &self.sets, previous.as_ref())?;
            let (pps, sps) = self
                .sets
                .get(usize::from(header.slice_pic_parameter_set_id))?;
            check_size(sps, max_pixels)?;
            let (syntax, decoded) = match &mut picture {
                Some(begun) => begun,
                none => none.insert((syntax::Picture::new(sps, pps), Unfiltered::new(sps, pps)?)),
            };
            let reconstructor = &mut decoded.reconstructor;
            reconstructor.start_slice(&header);
            let quantizer = header.slice_qp_y(&self.sets)?;
            let data = unit.rbsp.get(header.header_size..).unwrap_or_default();
            decode_slice_segment(syntax, &header, quantizer, data, reconstructor)?;
            if let Some(problem) = reconstructor.error.take() {
                return Err(problem);
            }
            if !header.dependent_slice_segment_flag {
                previous = Some(header);
            }
        }
        let (syntax, decoded) = picture.ok_or(Problem::Invalid("no slice in its data"))?;
        match syntax.is_complete() {
            true => Ok(decoded),
            false => Err(Problem::Invalid("incomplete picture")),
        }
    }
}

/// A picture before in-loop filters, which are deblocking and SAO.
pub(crate) struct Unfiltered<'a> {
    reconstructor: Reconstructor<'a>,
    window: Window,
}

impl<'a> Unfiltered<'a> {
    fn new(sps: &'a Sps, pps: &'a Pps) -> Result<Self, Problem> {
        Ok(Self {
            window: Window::of(sps)?,
            reconstructor: Reconstructor::new(sps, pps),
        })
    }

    /// As it is.
    pub(crate) fn shown(&self) -> Shown<'_> {
        Shown {
            frame: &self.reconstructor.frame,
            window: self.window.clone(),
        }
    }

    /// Applies the filters.
    pub(crate) fn filter(self) -> Filtered {
        Filtered {
            frame: self.reconstructor.finish(false),
            window: self.window,
        }
    }
}

/// A picture after in-loop filters.
pub(crate) struct Filtered {
    frame: Frame,
    window: Window,
}

impl Filtered {
    pub(crate) fn shown(&self) -> Shown<'_> {
        Shown {
            frame: &self.frame,
            window: self.window.clone(),
        }
    }
}

/// What is to be seen of a picture.
pub(crate) struct Shown<'a> {
    /// All that is coded.
    pub(crate) frame: &'a Frame,
    window: Window,
}

impl<'a> Shown<'a> {
    /// Columns and rows of luma.
    pub(crate) fn size(&self) -> (u32, u32) {
        let Window { columns, rows, .. } = &self.window;
        (columns.end - columns.start, rows.end - rows.start)
    }

    /// Samples of a plane from the first that is seen on, and how many go from one row to the next.
    pub(crate) fn plane(&self, index: usize) -> (&'a [u16], usize) {
        let (across, down) = match index {
            0 => (1, 1),
            _ => self.window.subsampling,
        };
        let stride = self.frame.widths[index] as usize;
        let (left, top) = (
            self.window.columns.start / across,
            self.window.rows.start / down,
        );
        let first = top as usize * stride + left as usize;
        let samples = &self.frame.planes[index];
        (samples.get(first..).unwrap_or_default(), stride)
    }
}

/// The conformance window of a picture (section 7.4.3.2.1), in samples of luma.
#[derive(Debug, Clone)]
struct Window {
    columns: Range<u32>,
    rows: Range<u32>,
    /// Columns and rows of luma for a sample of chroma.
    subsampling: (u32, u32),
}

impl Window {
    fn of(sps: &Sps) -> Result<Self, Problem> {
        let (across, down) = sps.chroma_subsampling();
        let [left, right, top, bottom] = sps.conf_win_offsets;
        let range = |side: u32, unit: u32, before: u32, after: u32| {
            let start = before.checked_mul(unit)?;
            let end = side.checked_sub(after.checked_mul(unit)?)?;
            (start < end).then_some(start..end)
        };
        let columns = range(sps.pic_width_in_luma_samples, across, left, right);
        let rows = range(sps.pic_height_in_luma_samples, down, top, bottom);
        match (columns, rows) {
            (Some(columns), Some(rows)) => Ok(Self {
                columns,
                rows,
                subsampling: (across, down),
            }),
            _ => Err(Problem::Invalid("conformance window without pixels")),
        }
    }
}

/// The first bit of a slice says whether its picture begins with it.
fn is_first_slice(unit: &NalUnit<'_>) -> bool {
    unit.rbsp.first().is_some_and(|byte| byte & 0x80 != 0)
}

fn is_slice(unit: &NalUnit<'_>) -> bool {
    unit.header.unit_type.is_slice()
}

fn check_size(sps: &Sps, max_pixels: u64) -> Result<(), Problem> {
    let (width, height) = (
        sps.pic_width_in_luma_samples,
        sps.pic_height_in_luma_samples,
    );
    match u64::from(width) * u64::from(height) > max_pixels {
        true => Err(Problem::Unimplemented(TOO_LARGE)),
        false => Ok(()),
    }
}

/// What is said of a picture with more pixels than it may have.
pub(crate) const TOO_LARGE: &str = "larger than its item";
