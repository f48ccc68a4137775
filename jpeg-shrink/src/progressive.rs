//! Scans that are stored: those of progressive pictures (T.81, clause G.1.2), and of sequential ones that send their
//! components one by one.

use crate::arithmetic_scan::ArithmeticScan;
use crate::bits::Bits;
use crate::block::{BlockCoder, dc_difference, whole_block};
use crate::coefficients::Block;
use crate::error::Error;
use crate::frame::Coding;
use crate::headers::Headers;
use crate::huffman::{AcCodes, Bad, DcCodes, FAST, fast};
use crate::layout::Layout;
use crate::marker;
use crate::salvage::{Faults, salvage_block, salvage_difference};
use crate::scan::{Scan, band};
use crate::sequential::{ac_codes, dc_codes};
use crate::stepper::{Step, Stepper};
use crate::store::{NOWHERE, Store, Stored};

/// Bits of zeros that an arithmetic encoder may have left away at the end of its data (T.81, clause D.1.8). There are a few
/// by chance only, and a decoder looks two bytes ahead.
const SPARE: u64 = 128;

/// One component of the scan.
struct Coder {
    index: usize,
    /// Its place in the scan header.
    place: usize,
    /// For blocks that are sent whole.
    whole: Option<BlockCoder>,
    /// Not there in scans that do not use them.
    dc: Option<DcCodes>,
    ac: Option<AcCodes>,
    prediction: i32,
}

/// What kind of scan it is.
#[derive(Clone, Copy)]
enum Kind {
    Sequential,
    DcFirst,
    DcRefinement,
    AcFirst,
    AcRefinement,
}

/// Decodes one scan into the stores with the tables in force, and returns the offset of the first byte that it did not
/// need.
pub(crate) fn decode_scan(
    headers: &mut Headers<'_>,
    scan: &Scan,
    layout: &Layout,
    stores: &mut [Store],
    tolerant: bool,
) -> Result<usize, Error> {
    let frame = headers.frame.as_ref();
    let progressive = frame.is_some_and(|frame| frame.progressive);
    let arithmetic = frame.is_some_and(|frame| frame.coding == Coding::Arithmetic);
    let (tables, log) = (&headers.tables, &mut headers.log);
    let kind = match (progressive, scan.first, scan.high) {
        (false, _, _) => Kind::Sequential,
        (true, 0, 0) => Kind::DcFirst,
        (true, 0, _) => Kind::DcRefinement,
        (true, _, 0) => Kind::AcFirst,
        (true, _, _) => Kind::AcRefinement,
    };
    let mut coders = Vec::new();
    for (place, component) in scan.components.iter().enumerate() {
        let mut coder = Coder {
            index: component.index,
            place,
            whole: None,
            dc: None,
            ac: None,
            prediction: 0,
        };
        match kind {
            _ if arithmetic => {}
            Kind::Sequential => {
                let sizes = &layout.components[component.index];
                coder.whole = Some(BlockCoder {
                    dc: dc_codes(&tables.dc, component.dc)?,
                    ac: ac_codes(&tables.ac, component.ac, sizes.repays_skipping())?,
                    prediction: 0,
                });
            }
            Kind::DcFirst => coder.dc = Some(dc_codes(&tables.dc, component.dc)?),
            Kind::DcRefinement => {}
            Kind::AcFirst | Kind::AcRefinement => {
                coder.ac = Some(ac_codes(&tables.ac, component.ac, false)?);
            }
        }
        coders.push(coder);
    }
    // A scan of one component has no padding, and its unit is a block whatever the sampling factors.
    let (across, down) = match coders[..] {
        [Coder { index, .. }] => (
            layout.components[index].blocks_across,
            layout.components[index].blocks_down,
        ),
        _ => (layout.mcus_across, layout.mcus_down),
    };
    let total = across as u64 * down as u64;
    let mut bits = Bits::new(headers.data, scan.data);
    let mut stepper = Stepper::new(tables.restart_interval, total, tolerant);
    let mut arithmetic_scan = None;
    if arithmetic {
        let state = ArithmeticScan::new(&mut bits, &scan.components, tables.conditioning)?;
        arithmetic_scan = Some(Box::new(state));
        if marker::end_of_scan(headers.data, scan.data) < headers.data.len() {
            stepper = stepper.with_spare(SPARE);
        }
    }
    let mut pass = Pass {
        bits,
        arithmetic: arithmetic_scan,
        kind,
        scan,
        eob_run: 0,
        band: band(scan),
        faults: Faults {
            tolerant,
            found: None,
        },
    };
    for y in 0..down {
        for x in 0..across {
            match stepper.begin(&mut pass.bits, log)? {
                Step::Decode => {}
                Step::Restart => {
                    pass.eob_run = 0;
                    if let Some(arithmetic) = &mut pass.arithmetic {
                        arithmetic.restart(&mut pass.bits);
                    }
                    for coder in &mut coders {
                        coder.prediction = 0;
                        if let Some(whole) = &mut coder.whole {
                            whole.prediction = 0;
                        }
                    }
                }
                Step::Lost => {
                    if stepper.over() {
                        return Ok(pass.bits.position());
                    }
                    stepper.pass(1);
                    continue;
                }
            }
            let result = pass.unit(x, y, layout, &mut coders, stores);
            if let Some(bad) = pass.faults.found.take() {
                stepper.excused(bad, &pass.bits, log);
            }
            stepper.end(result, &mut pass.bits, log)?;
        }
    }
    Ok(pass.bits.position())
}

/// The state of a scan.
struct Pass<'a> {
    bits: Bits<'a>,
    /// Instead of Huffman codes.
    arithmetic: Option<Box<ArithmeticScan>>,
    kind: Kind,
    scan: &'a Scan,
    /// Blocks still to come without new coefficients.
    eob_run: u32,
    band: u64,
    faults: Faults,
}

impl Pass<'_> {
    #[inline(always)]
    fn unit(
        &mut self,
        x: usize,
        y: usize,
        layout: &Layout,
        coders: &mut [Coder],
        stores: &mut [Store],
    ) -> Result<(), Bad> {
        if let [coder] = coders {
            let store = &mut stores[coder.index];
            return self.block(x, y, coder, store);
        }
        for coder in coders {
            let sizes = &layout.components[coder.index];
            for down in y * sizes.v..(y + 1) * sizes.v {
                for across in x * sizes.h..(x + 1) * sizes.h {
                    self.block(across, down, coder, &mut stores[coder.index])?;
                }
            }
        }
        Ok(())
    }

    #[inline(always)]
    fn block(
        &mut self,
        x: usize,
        y: usize,
        coder: &mut Coder,
        store: &mut Store,
    ) -> Result<(), Bad> {
        let bits = &mut self.bits;
        if let Some(arithmetic) = &mut self.arithmetic {
            let progressive = !matches!(self.kind, Kind::Sequential);
            let to = (store, progressive);
            return arithmetic.block(bits, self.scan, coder.place, (x, y), to);
        }
        let low = self.scan.low;
        if let Some(whole) = &mut coder.whole {
            let mut block: Block = [0; 64];
            let before = (*bits, whole.prediction);
            if let Err(bad) = whole_block(bits, whole, store.last_of(x, y), &mut block) {
                self.faults.excuse(bad)?;
                (*bits, whole.prediction) = before;
                let codes = (&whole.dc.codes, &whole.ac.codes);
                salvage_block(bits, codes, &mut whole.prediction, &mut block);
            }
            store.keep(x, y, &block);
            return Ok(());
        }
        match (self.kind, &coder.dc, &coder.ac) {
            (Kind::DcFirst, Some(dc), _) => {
                let before = *bits;
                let difference = match dc_difference(bits, dc) {
                    Ok(difference) => difference,
                    Err(bad) => {
                        self.faults.excuse(bad)?;
                        *bits = before;
                        salvage_difference(bits, &dc.codes)
                    }
                };
                coder.prediction = coder.prediction.wrapping_add(difference);
                *store.dc(x, y) = coder.prediction.wrapping_shl(low) as i16;
            }
            (Kind::DcRefinement, _, _) => {
                bits.need();
                *store.dc(x, y) |= (bits.take(1) << low) as i16;
            }
            (Kind::AcFirst, _, Some(ac)) => {
                if self.eob_run > 0 {
                    self.eob_run -= 1;
                } else {
                    self.first(ac, store.block(x, y))?;
                }
            }
            (Kind::AcRefinement, _, Some(ac)) => self.refine(ac, store.block(x, y))?,
            _ => {}
        }
        Ok(())
    }

    /// T.81, clause G.1.2.2.
    #[inline(always)]
    fn first(&mut self, ac: &AcCodes, block: Stored<'_>) -> Result<(), Bad> {
        let (low, last) = (self.scan.low, self.scan.last);
        let bits = &mut self.bits;
        let mut k = self.scan.first;
        while k <= last {
            bits.need();
            let entry = ac.fast[bits.peek::<FAST>()];
            let value = if entry & fast::VALUE != 0 {
                bits.skip(entry & fast::LENGTH);
                k += (entry >> fast::STEP & 31) as usize - 1;
                i32::from((entry >> 16) as i16)
            } else {
                let symbol = self.faults.symbol(bits, &ac.codes)?;
                let (run, size) = (symbol >> 4, symbol & 15);
                if size == 0 {
                    if run == 15 {
                        k += 16;
                        continue;
                    }
                    // This block is the first of the run.
                    self.eob_run = (1 << run) - 1 + bits.take(run) as u32;
                    break;
                }
                k += run as usize;
                bits.take_signed(size)
            };
            if k > last {
                self.faults.excuse(Bad::Place)?;
                break;
            }
            *block.set |= 1 << k;
            let place = block.places[k];
            if place != NOWHERE {
                block.values[usize::from(place)] = value.wrapping_shl(low) as i16;
            }
            k += 1;
        }
        Ok(())
    }

    /// T.81, clause G.1.2.3. Coefficients that are zero and those that are not are told apart by the bits of
    /// `block.set`, so that only the ones that are not are looked at.
    #[inline(always)]
    fn refine(&mut self, ac: &AcCodes, mut block: Stored<'_>) -> Result<(), Bad> {
        let low = self.scan.low;
        let bits = &mut self.bits;
        // What is left of the band.
        let mut rest = self.band;
        if self.eob_run == 0 {
            while rest != 0 {
                bits.need();
                let symbol = self.faults.symbol(bits, &ac.codes)?;
                let (run, size) = (symbol >> 4, symbol & 15);
                let value = match size {
                    0 if run < 15 => {
                        self.eob_run = (1 << run) + bits.take(run) as u32;
                        break;
                    }
                    0 => 0,
                    _ => {
                        if size > 1 {
                            self.faults.excuse(Bad::Code)?;
                        }
                        2 * bits.take(1) - 1
                    }
                };
                // `run` zeros stay zero, and the one after them gets the value.
                let mut zeros = rest & !*block.set;
                for _ in 0..run {
                    zeros &= zeros.wrapping_sub(1);
                }
                let place = zeros & zeros.wrapping_neg();
                // All that comes before that place; all that is left, if there is no such place.
                let passed = rest & place.wrapping_sub(1);
                correct(bits, low, passed & *block.set, &mut block);
                rest &= !(passed | place);
                if value != 0 {
                    if place == 0 {
                        self.faults.excuse(Bad::Place)?;
                        break;
                    }
                    *block.set |= place;
                    let kept = block.places[place.trailing_zeros() as usize & 63];
                    if kept != NOWHERE {
                        block.values[usize::from(kept)] = (value << low) as i16;
                    }
                }
            }
        }
        if self.eob_run > 0 {
            self.eob_run -= 1;
            correct(bits, low, rest & *block.set, &mut block);
        }
        Ok(())
    }
}

/// Reads the next bit of each of these coefficients, which are not zero.
#[inline(always)]
fn correct(bits: &mut Bits<'_>, low: u32, which: u64, block: &mut Stored<'_>) {
    if which & block.kept == 0 {
        let mut left = which.count_ones();
        while left > 0 {
            bits.need();
            bits.skip(left.min(32));
            left -= left.min(32);
        }
        return;
    }
    let mut left = which;
    while left != 0 {
        bits.need();
        let bit = bits.take(1) as i16;
        let place = block.places[left.trailing_zeros() as usize & 63];
        left &= left - 1;
        if let Some(value) = block.values.get_mut(usize::from(place)) {
            // No branches, as the bits are as good as random. A bit that is there already was sent twice.
            let there = *value >> low & 1;
            let sign = *value >> 15 | 1;
            *value = value.wrapping_add((bit & !there) * (sign << low));
        }
    }
}
