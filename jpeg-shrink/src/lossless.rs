//! Lossless files of the kind of 1992 (T.81, annex H): each sample is sent as its difference to a prediction from its
//! neighbours. There is no transform, so the whole picture is stored, and a smaller one takes means of samples.

use crate::bits::Bits;
use crate::damage::{Damage, Log};
use crate::error::{Error, filled};
use crate::frame::{Component, Frame};
use crate::headers::Headers;
use crate::huffman::{Bad, Codes};
use crate::layout::{ComponentLayout, Layout};
use crate::marker;
use crate::plane::Plane;
use crate::salvage::Faults;
use crate::scan::Scan;
use crate::sequential::dc_table;
use crate::stepper::{Step, Stepper};

/// The samples of a component, 8 x 8 of them for each block of the layout.
#[derive(Debug)]
pub(crate) struct Samples {
    values: Vec<u8>,
    stride: usize,
    /// Samples that hold picture.
    width: usize,
    height: usize,
    /// Low bits that are not stored.
    low: u32,
    sent: bool,
}

impl Samples {
    /// Bytes that the samples of this component take.
    pub(crate) fn bytes(layout: &ComponentLayout) -> u64 {
        layout.grid() * 64
    }

    fn new(frame: &Frame, component: &Component, layout: &ComponentLayout) -> Result<Self, Error> {
        let bytes = Self::bytes(layout);
        let too_much = |_| Error::OutOfMemory { bytes };
        let side = |side: u32, factor: u32, of: u32| {
            (u64::from(side) * u64::from(factor)).div_ceil(u64::from(of)) as usize
        };
        Ok(Self {
            values: filled(128, usize::try_from(bytes).map_err(too_much)?)?,
            stride: 8 * layout.grid_across,
            width: side(frame.width, component.h, frame.max_h),
            height: side(frame.height, component.v, frame.max_v),
            low: 0,
            sent: false,
        })
    }

    /// What is expected of the sample at `x` and `y` (T.81, table H.1).
    fn prediction(&self, (x, y): (usize, usize), first_line: bool, predictor: usize) -> i32 {
        let at = y * self.stride + x;
        let value = |at: usize| i32::from(self.values[at]);
        if first_line {
            return match x {
                0 => 1 << (7 - self.low),
                _ => value(at - 1),
            };
        }
        let above = value(at - self.stride);
        if x == 0 {
            return above;
        }
        let (left, corner) = (value(at - 1), value(at - self.stride - 1));
        match predictor {
            1 => left,
            2 => above,
            3 => corner,
            4 => left + above - corner,
            5 => left + ((above - corner) >> 1),
            6 => above + ((left - corner) >> 1),
            _ => (left + above) >> 1,
        }
    }

    /// The blocks of a strip of `rows` rows of them, as small as the plane wants them.
    pub(crate) fn strip(&self, strip: usize, rows: usize, plane: &mut Plane) {
        for down in 0..rows {
            let top = 8 * (strip * rows + down);
            for across in 0..self.stride / 8 {
                let sample = |x: usize, y: usize| {
                    let x = (8 * across + x).min(self.width - 1);
                    let y = (top + y).min(self.height - 1);
                    self.values[y * self.stride + x] << self.low
                };
                plane.put_means(strip, (across, down), sample);
            }
        }
    }
}

/// Decodes all scans up to the last that sends a component for the first time.
pub(crate) fn decode(
    headers: &mut Headers<'_>,
    first: Scan,
    frame: &Frame,
    layout: &Layout,
    (max_scans, tolerant): (u32, bool),
) -> Result<Vec<Samples>, Error> {
    let mut planes = Vec::new();
    for (component, sizes) in frame.components.iter().zip(&layout.components) {
        planes.push(Samples::new(frame, component, sizes)?);
    }
    let mut next = Ok(Some(first));
    let mut scans = 0;
    while planes.iter().any(|plane| !plane.sent) {
        let decoded = match next {
            Ok(Some(scan)) => {
                scans += 1;
                if scans > max_scans {
                    return Err(Error::Limit(format!("more than {max_scans} scans")));
                }
                headers.pos = marker::end_of_scan(headers.data, scan.data);
                // A scan that repeats a component costs nothing.
                let repeats = scan.components.iter().any(|one| planes[one.index].sent);
                match repeats {
                    true => Ok(()),
                    false => decode_scan(headers, &scan, frame, &mut planes, tolerant),
                }
            }
            Ok(None) => {
                let missing = planes.iter().zip(&frame.components);
                let missing = missing.filter(|(plane, _)| !plane.sent);
                let components = missing.map(|(_, component)| component.id).collect();
                headers.log.note(Damage::MissingComponents { components });
                break;
            }
            Err(error) => Err(error),
        };
        match decoded {
            Err(error) if !tolerant => return Err(error),
            Err(error) => {
                let cause = error.to_string();
                headers.log.note(Damage::LostScans { cause });
                break;
            }
            Ok(()) => next = headers.next_scan(),
        }
    }
    Ok(planes)
}

fn decode_scan(
    headers: &mut Headers<'_>,
    scan: &Scan,
    frame: &Frame,
    planes: &mut [Samples],
    tolerant: bool,
) -> Result<(), Error> {
    let (tables, log): (_, &mut Log) = (&headers.tables, &mut headers.log);
    let mut codes = Vec::new();
    for component in &scan.components {
        codes.push(Codes::new(dc_table(&tables.dc, component.dc)?)?);
        let plane = &mut planes[component.index];
        (plane.low, plane.sent) = (scan.low, true);
    }
    // A scan of one component has no padding.
    let (across, down) = match scan.components[..] {
        [only] => (planes[only.index].width, planes[only.index].height),
        _ => (
            frame.width.div_ceil(frame.max_h) as usize,
            frame.height.div_ceil(frame.max_v) as usize,
        ),
    };
    let mut bits = Bits::new(headers.data, scan.data);
    let total = across as u64 * down as u64;
    let mut stepper = Stepper::new(tables.restart_interval, total, tolerant);
    let mut faults = Faults {
        tolerant,
        found: None,
    };
    let mut first_row = 0;
    for y in 0..down {
        for x in 0..across {
            match stepper.begin(&mut bits, log)? {
                Step::Decode => {}
                Step::Restart => first_row = y,
                Step::Lost => {
                    if stepper.over() {
                        return Ok(());
                    }
                    stepper.pass(1);
                    continue;
                }
            }
            let mut unit = || {
                for (component, codes) in scan.components.iter().zip(&codes) {
                    let (h, v) = match scan.components.len() {
                        1 => (1, 1),
                        _ => {
                            let Component { h, v, .. } = frame.components[component.index];
                            (h as usize, v as usize)
                        }
                    };
                    let plane = &mut planes[component.index];
                    for y in y * v..(y + 1) * v {
                        for x in x * h..(x + 1) * h {
                            let first_line = y == first_row * v;
                            let expected = plane.prediction((x, y), first_line, scan.first);
                            let difference = difference(&mut bits, codes, &mut faults)?;
                            plane.values[y * plane.stride + x] = (expected + difference) as u8;
                        }
                    }
                }
                Ok(())
            };
            let result = unit();
            if let Some(bad) = faults.found.take() {
                stepper.excused(bad, &bits, log);
            }
            stepper.end(result, &mut bits, log)?;
        }
    }
    Ok(())
}

/// The next difference, of which the low 8 bits count. One of 16 bits is always 32768 and has no bits (T.81, table H.2).
fn difference(bits: &mut Bits<'_>, codes: &Codes, faults: &mut Faults) -> Result<i32, Bad> {
    bits.fill();
    match faults.symbol(bits, codes)? {
        0 | 16 => Ok(0),
        size @ 1..=15 => Ok(bits.take_signed(size)),
        _ => faults.excuse(Bad::Code).map(|()| 0),
    }
}
