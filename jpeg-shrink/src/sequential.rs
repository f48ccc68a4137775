//! A sequential picture whose only scan holds all components: decoded strip by strip, nothing is stored.

use crate::bits::Bits;
use crate::block::{Block, BlockCoder, dc_blocks, whole_block};
use crate::damage::Log;
use crate::error::{Error, filled};
use crate::headers::Headers;
use crate::huffman::{AcCodes, Bad, DcCodes};
use crate::layout::Layout;
use crate::rendition::Rendition;
use crate::scan::Scan;
use crate::stepper::{Step, Stepper};
use crate::tables::{Huffman, Quantisers};

/// What decoding one component of a scan takes.
#[derive(Debug)]
struct Coder {
    /// Place in the frame header.
    index: usize,
    blocks: BlockCoder,
    quantisers: Quantisers,
    /// The DC coefficients of a strip's blocks, row by row, where nothing else of them is wanted; else empty.
    alone: Vec<i16>,
}

/// The scan and how far it has been decoded.
#[derive(Debug)]
pub(crate) struct Sequential<'a> {
    bits: Bits<'a>,
    coders: Vec<Coder>,
    /// Of the largest picture: its blocks have all coefficients that any picture needs.
    layout: Layout,
    stepper: Stepper,
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
            let skipping = sizes.repays_skipping();
            let mut dc = dc_codes(&tables.dc, component.dc)?;
            let ac = ac_codes(&tables.ac, component.ac, skipping)?;
            if skipping && sizes.last == 0 {
                dc.skip_with(&ac);
            }
            coders.push(Coder {
                index: component.index,
                blocks: BlockCoder {
                    dc,
                    ac,
                    last: sizes.last,
                    prediction: 0,
                },
                quantisers: quantisers(&tables.quantisers, slot)?,
                alone: filled(0, if sizes.last == 0 { sizes.grid_across * sizes.v } else { 0 })?,
            });
        }
        let units = layout.mcus_across as u64 * layout.mcus_down as u64;
        Ok(Self {
            bits: Bits::new(headers.data, scan.data),
            coders,
            layout,
            stepper: Stepper::new(tables.restart_interval, units, tolerant),
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
        for across in 0..self.layout.mcus_across {
            match self.stepper.begin(&mut self.bits, log)? {
                Step::Decode => {}
                Step::Restart => self
                    .coders
                    .iter_mut()
                    .for_each(|coder| coder.blocks.prediction = 0),
                Step::Lost => {
                    self.lose(strip, across, renditions);
                    self.stepper.pass();
                    continue;
                }
            }
            let result = unit(
                &mut self.bits,
                &mut self.coders,
                &self.layout,
                (strip, across),
                renditions,
                &mut block,
            );
            if !self.stepper.end(result, &mut self.bits, log)? {
                self.lose(strip, across, renditions);
            }
        }
        for coder in self.coders.iter().filter(|coder| !coder.alone.is_empty()) {
            for rendition in &mut *renditions {
                let plane = &mut rendition.planes[coder.index];
                plane.put_samples(strip, &coder.alone, &coder.quantisers);
            }
        }
        Ok(())
    }

    /// Grey for an MCU without data.
    #[cold]
    #[inline(never)]
    fn lose(&mut self, strip: usize, across: usize, renditions: &mut [Rendition]) {
        for coder in &mut self.coders {
            let sizes = &self.layout.components[coder.index];
            for down in 0..sizes.v {
                for x in across * sizes.h..(across + 1) * sizes.h {
                    if sizes.last == 0 {
                        coder.alone[down * sizes.grid_across + x] = 0;
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

/// Decodes one MCU. `block` is room to work in.
#[inline(always)]
fn unit(
    bits: &mut Bits<'_>,
    coders: &mut [Coder],
    layout: &Layout,
    (strip, across): (usize, usize),
    renditions: &mut [Rendition],
    block: &mut Block,
) -> Result<(), Bad> {
    for coder in coders {
        let sizes = &layout.components[coder.index];
        for down in 0..sizes.v {
            if sizes.last == 0 {
                let out = &mut coder.alone[down * sizes.grid_across + across * sizes.h..][..sizes.h];
                dc_blocks(bits, &mut coder.blocks, out)?;
                continue;
            }
            for x in across * sizes.h..(across + 1) * sizes.h {
                let set = whole_block(bits, &mut coder.blocks, block)?;
                for rendition in &mut *renditions {
                    let plane = &mut rendition.planes[coder.index];
                    plane.put(strip, (x, down), block, set, &coder.quantisers);
                }
            }
        }
    }
    Ok(())
}

pub(crate) fn dc_codes(tables: &[Option<Huffman>; 4], slot: usize) -> Result<DcCodes, Error> {
    DcCodes::new(table("DC", tables, slot)?)
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
