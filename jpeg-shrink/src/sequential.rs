//! A sequential picture whose only scan holds all components: decoded strip by strip, nothing is stored.

use crate::bits::Bits;
use crate::block::{BlockCoder, dc_blocks, whole_block};
use crate::coefficients::Block;
use crate::damage::Log;
use crate::edges::{Counts, Edges, SAMPLED_MCUS, Sampling};
use crate::error::{Error, filled};
use crate::headers::Headers;
use crate::huffman::{AcCodes, Bad, DcCodes};
use crate::layout::{ComponentLayout, Layout};
use crate::rendition::Rendition;
use crate::salvage::salvage_block;
use crate::scan::Scan;
use crate::skim::Skimmer;
use crate::stepper::{Step, Stepper};
use crate::tables::{Huffman, Quantisers};

/// What decoding one component of a scan takes.
#[derive(Debug)]
struct Coder {
    /// Place in the frame header.
    index: usize,
    blocks: BlockCoder,
    /// Its blocks that have been looked at for their edges.
    counts: Counts,
    quantisers: Quantisers,
    /// Where nothing but DC coefficients is wanted.
    alone: Option<Alone>,
}

/// A component of whose blocks nothing but the DC coefficients is wanted.
#[derive(Debug)]
struct Alone {
    /// For its blocks of an MCU, unless those of all components are skimmed together, or there are few.
    skimmer: Option<Skimmer>,
    /// The coefficients of a strip's blocks, row by row.
    coefficients: Vec<i16>,
}

/// The scan and how far it has been decoded.
#[derive(Debug)]
pub(crate) struct Sequential<'a> {
    bits: Bits<'a>,
    coders: Vec<Coder>,
    /// Of the largest picture: its blocks have all coefficients that any picture needs.
    layout: Layout,
    /// Not there where of any component nothing but DC coefficients is wanted.
    sampling: Option<Sampling>,
    stepper: Stepper,
    /// Where nothing but the DC coefficients of all components is wanted: many MCUs in one go.
    all: Option<Skimmer>,
    /// Room for the differences of the blocks of a strip, or of an MCU.
    differences: Vec<i16>,
}

/// Where in a scan decoding was.
struct State<'a> {
    bits: Bits<'a>,
    predictions: [i32; 4],
}

impl<'a> Sequential<'a> {
    pub(crate) fn new(
        headers: &Headers<'a>,
        scan: &Scan,
        layout: Layout,
        tolerant: bool,
    ) -> Result<Self, Error> {
        let tables = &headers.tables;
        let mut coders = Vec::new();
        for component in &scan.components {
            let slot = headers
                .frame
                .as_ref()
                .map_or(0, |frame| frame.components[component.index].table);
            let sizes = &layout.components[component.index];
            let dc = dc_codes(&tables.dc, component.dc)?;
            let skipping = sizes.last > 0 && sizes.repays_skipping();
            let ac = ac_codes(&tables.ac, component.ac, skipping)?;
            let alone = (sizes.last == 0).then(|| {
                Ok(Alone {
                    skimmer: None,
                    coefficients: filled(0, sizes.grid_across * sizes.v)?,
                })
            });
            coders.push(Coder {
                index: component.index,
                blocks: BlockCoder {
                    dc,
                    ac,
                    prediction: 0,
                },
                counts: Counts::default(),
                quantisers: quantisers(&tables.quantisers, slot)?,
                alone: alone.transpose()?,
            });
        }
        let sampling = coders
            .iter()
            .all(|coder| coder.alone.is_none())
            .then(|| Sampling::new(layout.mcus_across, layout.mcus_down, SAMPLED_MCUS));
        let all = skimmers(&mut coders, &layout);
        let blocks: usize = layout.components.iter().map(|one| one.h * one.v).sum();
        let mcus = if all.is_some() { layout.mcus_across } else { 1 };
        let units = layout.mcus_across as u64 * layout.mcus_down as u64;
        Ok(Self {
            bits: Bits::new(headers.data, scan.data),
            coders,
            sampling,
            layout,
            stepper: Stepper::new(tables.restart_interval, units, tolerant),
            all,
            differences: filled(0, blocks * mcus)?,
        })
    }

    /// Decodes the next strip, which must be number `strip`.
    pub(crate) fn strip(
        &mut self,
        strip: usize,
        renditions: &mut [Rendition],
        log: &mut Log,
    ) -> Result<(), Error> {
        let mut block = [0; 64];
        let mut across = 0;
        while across < self.layout.mcus_across {
            match self.stepper.begin(&mut self.bits, log)? {
                Step::Decode => {}
                Step::Restart => self
                    .coders
                    .iter_mut()
                    .for_each(|coder| coder.blocks.prediction = 0),
                Step::Lost => {
                    self.lose(strip, across, renditions);
                    self.stepper.pass(1);
                    across += 1;
                    continue;
                }
            }
            let before = self.stepper.tolerant().then(|| self.state());
            let mut result = if self.all.is_some() {
                let (whole, result) = self.skim(across);
                self.stepper.pass(whole as u64);
                across += whole;
                result
            } else {
                self.unit((strip, across), renditions, &mut block)
            };
            if let (Err(bad), Some(before)) = (result, before) {
                if self.all.is_none() {
                    self.go_back(before);
                }
                self.salvage((strip, across), renditions, &mut block);
                self.stepper.excused(bad, &self.bits, log);
                result = Ok(());
            }
            self.stepper.end(result, &mut self.bits, log)?;
            across += 1;
        }
        for coder in &self.coders {
            if let Some(alone) = &coder.alone {
                for rendition in &mut *renditions {
                    let plane = &mut rendition.planes[coder.index];
                    plane.put_samples(strip, &alone.coefficients, &coder.quantisers);
                }
            }
        }
        Ok(())
    }

    /// Decodes MCUs of which nothing but the DC coefficients is wanted, from `across` on: to the end of the strip, to the next
    /// restart, or to what is damaged. Returns how many are whole, and then what became of the one after them.
    fn skim(&mut self, across: usize) -> (usize, Result<(), Bad>) {
        let Some(skimmer) = &self.all else {
            return (0, Ok(()));
        };
        let left = self.layout.mcus_across - across;
        let mcus = usize::try_from(self.stepper.run()).map_or(left, |run| run.min(left));
        let room = &mut self.differences[..mcus * skimmer.blocks()];
        let before = self.bits;
        let (blocks, mut result) = skimmer.skim(&mut self.bits, room);
        let mut decoded = blocks / skimmer.blocks();
        if result.is_err() && self.stepper.tolerant() {
            // Back to where the damaged MCU begins, which is then the first one.
            self.bits = before;
            if decoded > 0 {
                let whole = &mut room[..decoded * skimmer.blocks()];
                let (blocks, again) = skimmer.skim(&mut self.bits, whole);
                (decoded, result) = (blocks / skimmer.blocks(), again);
            }
        }
        let mut first = 0;
        for coder in &mut self.coders {
            let sizes = &self.layout.components[coder.index];
            let own = first..first + sizes.h * sizes.v;
            first = own.end;
            let mcus = room.chunks_exact(skimmer.blocks()).take(decoded);
            coder.add_up(mcus.map(|mcu| &mcu[own.clone()]), sizes, across);
        }
        match result {
            Ok(()) => (decoded.saturating_sub(1), Ok(())),
            Err(bad) => (decoded, Err(bad)),
        }
    }

    /// Decodes one MCU. `block` is room to work in.
    #[inline(always)]
    fn unit(
        &mut self,
        (strip, across): (usize, usize),
        renditions: &mut [Rendition],
        block: &mut Block,
    ) -> Result<(), Bad> {
        let sampling = self.sampling;
        let is_sampled = sampling.is_some_and(|sampling| sampling.takes(across, strip));
        for coder in &mut self.coders {
            let sizes = &self.layout.components[coder.index];
            if let Some(alone) = &coder.alone {
                let room = &mut self.differences[..sizes.h * sizes.v];
                match &alone.skimmer {
                    Some(skimmer) => skimmer.skim(&mut self.bits, room).1?,
                    None => dc_blocks(&mut self.bits, &coder.blocks, room)?,
                }
                coder.add_up(std::iter::once(&*room), sizes, across);
                continue;
            }
            let last = if is_sampled { 63 } else { sizes.last };
            for down in 0..sizes.v {
                for x in across * sizes.h..(across + 1) * sizes.h {
                    let set = whole_block(&mut self.bits, &mut coder.blocks, last, block)?;
                    if is_sampled {
                        coder.counts.add(block, &coder.quantisers);
                    }
                    for rendition in &mut *renditions {
                        let plane = &mut rendition.planes[coder.index];
                        plane.put(strip, (x, down), block, set, &coder.quantisers);
                    }
                }
            }
        }
        Ok(())
    }

    /// Where decoding is.
    fn state(&self) -> State<'a> {
        let mut predictions = [0; 4];
        for (kept, coder) in predictions.iter_mut().zip(&self.coders) {
            *kept = coder.blocks.prediction;
        }
        State {
            bits: self.bits,
            predictions,
        }
    }

    fn go_back(&mut self, state: State<'a>) {
        self.bits = state.bits;
        for (coder, kept) in self.coders.iter_mut().zip(state.predictions) {
            coder.blocks.prediction = kept;
        }
    }

    /// Decodes a damaged MCU as far as it makes sense. `block` is room to work in.
    #[cold]
    #[inline(never)]
    fn salvage(
        &mut self,
        (strip, across): (usize, usize),
        renditions: &mut [Rendition],
        block: &mut Block,
    ) {
        for coder in &mut self.coders {
            let sizes = &self.layout.components[coder.index];
            let BlockCoder {
                dc, ac, prediction, ..
            } = &mut coder.blocks;
            for down in 0..sizes.v {
                for x in across * sizes.h..(across + 1) * sizes.h {
                    salvage_block(&mut self.bits, (&dc.codes, &ac.codes), prediction, block);
                    if let Some(alone) = &mut coder.alone {
                        alone.coefficients[down * sizes.grid_across + x] = block[0];
                        continue;
                    }
                    for rendition in &mut *renditions {
                        let plane = &mut rendition.planes[coder.index];
                        plane.put(strip, (x, down), block, 63, &coder.quantisers);
                    }
                }
            }
        }
    }

    /// Grey for an MCU without data.
    #[cold]
    #[inline(never)]
    fn lose(&mut self, strip: usize, across: usize, renditions: &mut [Rendition]) {
        for coder in &mut self.coders {
            let sizes = &self.layout.components[coder.index];
            for down in 0..sizes.v {
                for x in across * sizes.h..(across + 1) * sizes.h {
                    if let Some(alone) = &mut coder.alone {
                        alone.coefficients[down * sizes.grid_across + x] = 0;
                        continue;
                    }
                    for rendition in &mut *renditions {
                        let plane = &mut rendition.planes[coder.index];
                        plane.put(strip, (x, down), &[0; 64], 0, &coder.quantisers);
                    }
                }
            }
        }
    }

    /// Of the blocks so far.
    pub(crate) fn edges(&self, has_chroma: bool) -> Edges {
        let counts = self.coders.iter().map(|coder| (coder.index, coder.counts));
        Edges::of(counts, has_chroma)
    }

    /// Offset of the first byte that has not been needed.
    pub(crate) fn position(&self) -> usize {
        self.bits.position()
    }

    /// Whether the end of the data was not found.
    pub(crate) fn lost_the_end(&self) -> bool {
        self.stepper.over()
    }

    /// What follows the scan.
    pub(crate) fn bits(&self) -> &Bits<'a> {
        &self.bits
    }
}

impl Coder {
    /// Makes coefficients from the differences of the blocks of MCUs, from `across` on; an MCU's come row by row.
    #[inline(always)]
    fn add_up<'d>(
        &mut self,
        mcus: impl Iterator<Item = &'d [i16]>,
        sizes: &ComponentLayout,
        across: usize,
    ) {
        // The usual numbers of blocks as constants, so that there are no loops in the loop.
        match (sizes.h, sizes.v) {
            (1, 1) => self.add_up_blocks(mcus, sizes, across, (1, 1)),
            (2, 2) => self.add_up_blocks(mcus, sizes, across, (2, 2)),
            factors => self.add_up_blocks(mcus, sizes, across, factors),
        }
    }

    #[inline(always)]
    fn add_up_blocks<'d>(
        &mut self,
        mcus: impl Iterator<Item = &'d [i16]>,
        sizes: &ComponentLayout,
        across: usize,
        (h, v): (usize, usize),
    ) {
        let Some(alone) = &mut self.alone else {
            return;
        };
        let mut prediction = self.blocks.prediction;
        for (mcu, differences) in mcus.enumerate() {
            let differences = &differences[..h * v];
            for down in 0..v {
                let start = down * sizes.grid_across + (across + mcu) * h;
                let out = &mut alone.coefficients[start..start + h];
                for x in 0..h {
                    prediction = prediction.wrapping_add(differences[down * h + x].into());
                    out[x] = prediction as i16;
                }
            }
        }
        self.blocks.prediction = prediction;
    }
}

/// Makes what decodes DC coefficients alone, where there are blocks enough: for all components together, or else for each
/// that wants nothing else.
fn skimmers(coders: &mut [Coder], layout: &Layout) -> Option<Skimmer> {
    let repays =
        |coder: &Coder| coder.alone.is_some() && layout.components[coder.index].repays_skipping();
    if !coders.iter().any(repays) {
        return None;
    }
    let part = |coder: &Coder| {
        let sizes = &layout.components[coder.index];
        let BlockCoder { dc, ac, .. } = &coder.blocks;
        (dc.codes.clone(), ac.codes.clone(), sizes.h * sizes.v)
    };
    if coders.iter().all(|coder| coder.alone.is_some()) {
        let all = Skimmer::new(coders.iter().map(part).collect());
        if all.is_some() {
            return all;
        }
    }
    for coder in coders.iter_mut().filter(|coder| repays(coder)) {
        let skimmer = Skimmer::new(vec![part(coder)]);
        if let Some(alone) = &mut coder.alone {
            alone.skimmer = skimmer;
        }
    }
    None
}

pub(crate) fn dc_codes(tables: &[Option<Huffman>; 4], slot: usize) -> Result<DcCodes, Error> {
    DcCodes::new(dc_table(tables, slot)?)
}

pub(crate) fn dc_table(tables: &[Option<Huffman>; 4], slot: usize) -> Result<&Huffman, Error> {
    table("DC", tables, slot)
}

pub(crate) fn ac_codes(
    tables: &[Option<Huffman>; 4],
    slot: usize,
    skipping: bool,
) -> Result<AcCodes, Error> {
    AcCodes::new(table("AC", tables, slot)?, skipping)
}

fn table<'t>(
    class: &str,
    tables: &'t [Option<Huffman>; 4],
    slot: usize,
) -> Result<&'t Huffman, Error> {
    tables.get(slot).and_then(Option::as_ref).ok_or_else(|| {
        Error::Malformed(format!(
            "a scan uses {class} Huffman table {slot}, which is not defined"
        ))
    })
}

pub(crate) fn quantisers(
    tables: &[Option<Quantisers>; 4],
    slot: usize,
) -> Result<Quantisers, Error> {
    tables[slot].ok_or_else(|| {
        Error::Malformed(format!(
            "a component uses quantisation table {slot}, which is not defined"
        ))
    })
}
