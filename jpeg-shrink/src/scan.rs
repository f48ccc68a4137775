//! Scan headers (T.81, clause B.2.3), and which scans of a file are worth decoding.

use crate::error::Error;
use crate::frame::{Coding, Frame};
use crate::layout::Layout;
use crate::marker::{self, be16, code};
use crate::smoothing::MissingBits;
use crate::zigzag::kept_mask;

/// One component of a scan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ScanComponent {
    /// Its place in the frame header.
    pub(crate) index: usize,
    /// Which Huffman tables; those that the scan does not use can be any.
    pub(crate) dc: usize,
    pub(crate) ac: usize,
}

/// A scan header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Scan {
    /// Offset of its marker.
    pub(crate) offset: usize,
    /// Where its entropy-coded data begins.
    pub(crate) data: usize,
    pub(crate) components: Vec<ScanComponent>,
    /// First and last index of the band; of a lossless scan, its predictor and 0.
    pub(crate) first: usize,
    pub(crate) last: usize,
    /// How many low bits the scans before and this one leave out. 0 and 0 of a sequential scan.
    pub(crate) high: u32,
    pub(crate) low: u32,
}

impl Scan {
    /// Reads the scan header whose marker is at `offset`.
    pub(crate) fn parse(data: &[u8], offset: usize, frame: &Frame) -> Result<Self, Error> {
        let segment = segment(data, offset)?;
        let bad = |what: String| {
            Err(Error::Malformed(format!(
                "the scan header at byte {offset}: {what}"
            )))
        };
        let count = usize::from(segment.first().copied().unwrap_or(0));
        if !(1..=4).contains(&count) {
            return bad(format!("{count} components, expected 1 to 4"));
        }
        let Some(bytes) = segment.get(1..4 + 2 * count) else {
            return bad(format!("{} bytes for {count} components", segment.len()));
        };
        let mut components: Vec<ScanComponent> = Vec::new();
        for pair in bytes[..2 * count].chunks_exact(2) {
            let index = frame
                .components
                .iter()
                .enumerate()
                .position(|(index, component)| {
                    component.id == pair[0] && components.iter().all(|other| other.index != index)
                });
            let Some(index) = index else {
                return bad(format!("component {} is not one of the frame's", pair[0]));
            };
            let (dc, ac) = (usize::from(pair[1] >> 4), usize::from(pair[1] & 15));
            components.push(ScanComponent { index, dc, ac });
        }
        let mut scan = Self {
            offset,
            data: offset + 4 + segment.len(),
            components,
            first: 0,
            last: 63,
            high: 0,
            low: 0,
        };
        if frame.coding == Coding::Lossless {
            let &[predictor, _, bits] = &bytes[2 * count..] else {
                return bad("no predictor".to_owned());
            };
            (scan.first, scan.last, scan.low) = (predictor.into(), 0, u32::from(bits & 15));
            if !(1..=7).contains(&predictor) || scan.low > 7 {
                return bad(format!(
                    "predictor {predictor} and {} bits left out, expected 1 to 7 and at most 7",
                    scan.low
                ));
            }
        }
        if frame.progressive {
            let &[first, last, bits] = &bytes[2 * count..] else {
                return bad("no band".to_owned());
            };
            (scan.first, scan.last) = (usize::from(first), usize::from(last));
            (scan.high, scan.low) = (u32::from(bits >> 4), u32::from(bits & 15));
            let alone = count == 1;
            let valid = match (first, last) {
                (0, 0) => true,
                (0, _) => false,
                (_, 1..=63) => first <= last && alone,
                _ => false,
            };
            if !valid {
                return bad(format!("the band {first} to {last} for {count} components"));
            }
            // A refinement adds one bit; some encoders' first bit planes start where the standard forbids it.
            if scan.low > 13 || (scan.high != 0 && scan.high != scan.low + 1) {
                return bad(format!("the bits {} to {}", scan.high, scan.low));
            }
        }
        Ok(scan)
    }
}

/// What follows the length field of the segment whose marker is at `offset`. The length counts its own two bytes; where
/// it says less, the segment is taken for an empty one, as libjpeg does.
pub(crate) fn segment(data: &[u8], offset: usize) -> Result<&[u8], Error> {
    let start = offset + 4;
    let truncated = |expected: String| Error::Truncated {
        offset: data.len(),
        expected,
    };
    let marker = data.get(offset + 1).copied().unwrap_or(0);
    let length = be16(data, offset + 2)
        .ok_or_else(|| truncated(format!("the length of the segment FF{marker:02X}")))?;
    let length = usize::from(length).saturating_sub(2);
    data.get(start..start + length).ok_or_else(|| {
        truncated(format!(
            "{length} bytes of the segment FF{marker:02X} from byte {start}"
        ))
    })
}

/// A scan of a file that is decoded scan by scan.
#[derive(Debug)]
pub(crate) struct Planned {
    pub(crate) scan: Scan,
    /// Offset of the marker after its data.
    pub(crate) end: usize,
    /// Whether it sends coefficients that were complete before. No encoder does; it is not decoded at any scale, as a
    /// small one ends before it may come.
    repeats: bool,
    /// Whether anything that is kept depends on it.
    pub(crate) needed: bool,
}

/// The scans of a file.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) scans: Vec<Planned>,
    /// Why the walk ended before all that is kept was there in full.
    pub(crate) cut_short: Option<Error>,
    /// Identifiers of components without any picture.
    pub(crate) missing: Vec<u8>,
    /// What no scan has sent of each component, as far as the walk went.
    pub(crate) unsent: Vec<MissingBits>,
    /// The image ends before all that is kept was there in full.
    pub(crate) incomplete: bool,
    /// Whether the scans that a quarter of the size needs, and so every larger one, have all coefficients.
    pub(crate) quarter_has_all: bool,
}

impl Plan {
    /// Walks from the first scan to the last that can matter.
    ///
    /// # Errors
    /// `Limit` for more than `max_scans` scans.
    pub(crate) fn new(
        data: &[u8],
        first: Scan,
        frame: &Frame,
        layout: &Layout,
        max_scans: u32,
    ) -> Result<Self, Error> {
        let kept: Vec<u64> = layout
            .components
            .iter()
            .map(|one| kept_mask(one.block))
            .collect();
        // What scans have sent at full precision.
        let mut sent = vec![0u64; kept.len()];
        let mut begun = vec![false; kept.len()];
        let mut unsent = vec![MissingBits::ALL; kept.len()];
        let mut incomplete = false;
        let mut scans = Vec::new();
        let mut next = Ok(Some(first));
        let mut cut_short = None;
        loop {
            let scan = match next {
                Ok(Some(scan)) => scan,
                Ok(None) => {
                    incomplete = true;
                    break;
                }
                Err(error) => {
                    cut_short = Some(error);
                    break;
                }
            };
            if scans.len() >= max_scans as usize {
                return Err(Error::Limit(format!("more than {max_scans} scans")));
            }
            let complete = |component: &ScanComponent| sent[component.index] & band(&scan) != 0;
            let repeats = scan.components.iter().any(complete);
            for component in scan.components.iter().filter(|_| !repeats) {
                begun[component.index] |= scan.first == 0;
                let bits = unsent[component.index].0.iter_mut();
                for bits in bits.take(scan.last + 1).skip(scan.first) {
                    *bits = scan.low;
                }
                if scan.low == 0 {
                    sent[component.index] |= band(&scan);
                }
            }
            let end = marker::end_of_scan(data, scan.data);
            scans.push(Planned {
                scan,
                end,
                repeats,
                needed: false,
            });
            if kept.iter().zip(&sent).all(|(kept, sent)| kept & !sent == 0) {
                break;
            }
            next = following(data, end, frame);
        }
        let quarter = kept_mask((2, 2));
        let quarter_has_all = kept.iter().all(|kept| quarter & !kept == 0) && {
            mark_needed(&mut scans, vec![quarter; kept.len()]);
            have_all(&scans, kept.len())
        };
        mark_needed(&mut scans, kept);
        let missing = begun
            .iter()
            .zip(&frame.components)
            .filter(|(begun, _)| !**begun);
        Ok(Self {
            cut_short,
            missing: missing.map(|(_, component)| component.id).collect(),
            unsent,
            incomplete,
            quarter_has_all,
            scans,
        })
    }
}

/// The next scan header after `pos`, or nothing at the end of the image.
fn following(data: &[u8], mut pos: usize, frame: &Frame) -> Result<Option<Scan>, Error> {
    while let Some(marker) = marker::find(data, pos) {
        match marker.code {
            code::EOI => return Ok(None),
            code::SOS => return Scan::parse(data, marker.offset, frame).map(Some),
            code::SOI | code::TEM..=0xBF => pos = marker.after(),
            _ if marker.is_restart() => pos = marker.after(),
            _ => pos = marker.offset + 4 + segment(data, marker.offset)?.len(),
        }
    }
    Err(Error::Truncated {
        offset: data.len(),
        expected: "further scans".to_owned(),
    })
}

/// Marks the scans that are needed, the last one first: those that send something that is kept, and those that tell
/// which coefficients a needed refinement reads a bit for. Such a scan reads one for every coefficient of its band
/// that is not zero, kept or not (T.81, clause G.1.2.3).
fn mark_needed(scans: &mut [Planned], kept: Vec<u64>) {
    let mut wanted = kept;
    for planned in scans.iter_mut().rev().filter(|planned| !planned.repeats) {
        let scan = &planned.scan;
        for component in &scan.components {
            let wanted = &mut wanted[component.index];
            if *wanted & band(scan) != 0 {
                planned.needed = true;
                if scan.high != 0 && scan.first != 0 {
                    *wanted |= band(scan);
                }
            }
        }
    }
}

/// Whether the needed scans have all coefficients of all components.
fn have_all(scans: &[Planned], components: usize) -> bool {
    let mut had = vec![0; components];
    for planned in scans.iter().filter(|planned| planned.needed) {
        for component in &planned.scan.components {
            had[component.index] |= band(&planned.scan);
        }
    }
    had.iter().all(|&had| had == u64::MAX)
}

/// The indices of a scan's band, one bit each.
pub(crate) fn band(scan: &Scan) -> u64 {
    (u64::MAX >> (63 - scan.last)) & (u64::MAX << scan.first)
}
