//! Progressive files, annex G: the picture comes in scans, from coarse to fine.
//!
//! All levels are kept, with a little more than 2 bytes each, and each scan goes over those of its components twice: once to
//! count symbols for its codes, once to write.

mod counted;
mod halves;
mod output;
mod scans;
mod script;
mod step;

use super::bits::BitWriter;
use super::chosen;
use super::coefficients::for_each_block;
use super::effort::{Effort, Scans};
use super::layout::PixelSource;
use super::levels::Levels;
use super::quantize::Quantizer;
use super::segments::{self, MOST_OF_TABLES, Metadata, Process, Scan};
use crate::contract::Error;
use crate::error;
use crate::picture;
use counted::{Counted, CountedScans};
use output::Writing;
use step::Step;

/// The file.
///
/// # Errors
/// `limit-exceeded` where memory does not suffice.
pub(super) fn encode(
    pixels: &PixelSource,
    quantizers: &[Quantizer; 2],
    effort: Effort,
    metadata: &Metadata,
) -> Result<Vec<u8>, Error> {
    let levels = match effort.chooses_levels {
        true => chosen::levels(pixels, quantizers)?,
        false => nearest(pixels, quantizers)?,
    };
    let mut scans = CountedScans::new(&levels);
    let script = match effort.scans {
        Scans::OfLibjpeg => script::of_libjpeg(pixels.components()),
        Scans::BestOfFew => script::shortest(&mut scans, pixels.components(), script::FEW),
        Scans::BestOfMany => script::shortest(&mut scans, pixels.components(), script::MANY),
    };
    let mut file = picture::reserve((metadata.bytes() + MOST_OF_TABLES) as u64)?;
    segments::start(
        &mut file,
        Process::Progressive,
        pixels,
        quantizers,
        metadata,
    );
    for step in &script {
        file = append_scan(file, &levels, step, scans.of(step))?;
    }
    segments::end(&mut file);
    Ok(file)
}

/// `file` with another scan.
fn append_scan(
    mut file: Vec<u8>,
    levels: &Levels,
    step: &Step,
    Counted { codes, bits: coded }: &Counted,
) -> Result<Vec<u8>, Error> {
    let Step {
        components,
        ranks,
        bits,
    } = *step;
    // Of random bytes one of 256 has a zero behind it.
    let coded = (coded.div_ceil(8) * 65 / 64) as usize;
    file.try_reserve_exact(coded + MOST_OF_TABLES)
        .map_err(|_| error::out_of_memory((coded + MOST_OF_TABLES) as u64))?;
    let first_levels = ranks.0 == 0;
    // Bits of first levels that follow others have no codes.
    for (number, codes) in (0..).zip(codes) {
        if !codes.symbols.is_empty() {
            segments::huffman(&mut file, u8::from(!first_levels), number, codes);
        }
    }
    let tables: Vec<(usize, u8, u8)> = components
        .iter()
        .map(|component| {
            let number = u8::from(*component > 0);
            match (first_levels, bits.0) {
                (true, 0) => (*component, number, 0),
                (true, _) => (*component, 0, 0),
                (false, _) => (*component, 0, number),
            }
        })
        .collect();
    let header = Scan {
        components: &tables,
        ranks,
        bits,
    };
    header.write(&mut file);
    let mut writing = Writing::new(codes, BitWriter::new(file));
    step.send(levels, &mut writing);
    writing.finish()
}

/// The nearest levels.
fn nearest(pixels: &PixelSource, quantizers: &[Quantizer; 2]) -> Result<Levels, Error> {
    let mut levels = Levels::new(pixels)?;
    for_each_block(pixels, quantizers, |place, block| {
        levels.block_mut(place).clone_from(block);
        Ok(())
    })?;
    Ok(levels)
}
