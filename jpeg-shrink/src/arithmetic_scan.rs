//! Blocks of scans with arithmetic coding (T.81, clauses F.1.4, F.2.4 and G.1.3). The bins of the statistical models have
//! the places that tables F.4 and F.5 give them.

use crate::arithmetic::{Bin, Decisions};
use crate::bits::Bits;
use crate::coefficients::Block;
use crate::error::Error;
use crate::huffman::Bad;
use crate::scan::{Scan, ScanComponent};
use crate::store::{NOWHERE, Store, Stored};
use crate::tables::Conditioning;
use crate::zigzag::NATURAL;

/// Bins of DC differences: 5 contexts of 4, and from 20 on those of magnitudes.
const DC_BINS: usize = 49;
/// Bins of AC coefficients: 3 for each index, and those of large magnitudes of low and high indices.
const AC_BINS: usize = 245;
/// Magnitudes of 15 bits are the largest, clause F.1.4.1.
const TOO_LARGE: i32 = 0x8000;

/// A component of the scan.
#[derive(Debug)]
struct Component {
    /// Which bins and conditioning its DC and AC coefficients have.
    dc: usize,
    ac: usize,
    prediction: i32,
    /// First bin of the next difference, which depends on the last one.
    context: usize,
}

/// The state of a scan with arithmetic coding.
#[derive(Debug)]
pub(crate) struct ArithmeticScan {
    decisions: Decisions,
    conditioning: Conditioning,
    components: Vec<Component>,
    dc_bins: [[Bin; DC_BINS]; 4],
    ac_bins: [[Bin; AC_BINS]; 4],
}

impl ArithmeticScan {
    /// # Errors
    /// `Malformed` where a component names tables that there cannot be.
    pub(crate) fn new(
        bits: &mut Bits<'_>,
        components: &[ScanComponent],
        conditioning: Conditioning,
    ) -> Result<Self, Error> {
        if let Some(wrong) = components.iter().find(|one| one.dc > 3 || one.ac > 3) {
            return Err(Error::Malformed(format!(
                "a scan uses arithmetic conditioning tables {} and {}, expected 0 to 3",
                wrong.dc, wrong.ac
            )));
        }
        let components = components.iter().map(|one| Component {
            dc: one.dc,
            ac: one.ac,
            prediction: 0,
            context: 0,
        });
        Ok(Self {
            decisions: Decisions::start(bits),
            conditioning,
            components: components.collect(),
            dc_bins: [[0; DC_BINS]; 4],
            ac_bins: [[0; AC_BINS]; 4],
        })
    }

    /// Goes on behind a restart marker as at the start of a scan.
    pub(crate) fn restart(&mut self, bits: &mut Bits<'_>) {
        self.decisions = Decisions::start(bits);
        self.dc_bins = [[0; DC_BINS]; 4];
        self.ac_bins = [[0; AC_BINS]; 4];
        for component in &mut self.components {
            (component.prediction, component.context) = (0, 0);
        }
    }

    /// Decodes a block of the scan's component `which` into the store.
    pub(crate) fn block(
        &mut self,
        bits: &mut Bits<'_>,
        scan: &Scan,
        which: usize,
        (x, y): (usize, usize),
        (store, progressive): (&mut Store, bool),
    ) -> Result<(), Bad> {
        if !progressive {
            let mut block: Block = [0; 64];
            block[0] = self.dc(bits, which)? as i16;
            self.ac(bits, which, 1, 63, |k, value| {
                block[usize::from(NATURAL[k])] = value as i16;
            })?;
            store.keep(x, y, &block);
            return Ok(());
        }
        let low = scan.low;
        match (scan.first, scan.high) {
            (0, 0) => *store.dc(x, y) = self.dc(bits, which)?.wrapping_shl(low) as i16,
            (0, _) => *store.dc(x, y) |= i16::from(self.decisions.flip(bits)) << low,
            (_, 0) => {
                let Stored {
                    values,
                    set,
                    places,
                    ..
                } = store.block(x, y);
                self.ac(bits, which, scan.first, scan.last, |k, value| {
                    *set |= 1 << k;
                    if places[k] != NOWHERE {
                        values[usize::from(places[k])] = value.wrapping_shl(low) as i16;
                    }
                })?;
            }
            (_, _) => self.refine(bits, scan, which, store.block(x, y))?,
        }
        Ok(())
    }

    /// The next DC coefficient.
    fn dc(&mut self, bits: &mut Bits<'_>, which: usize) -> Result<i32, Bad> {
        let component = &mut self.components[which];
        let bins = &mut self.dc_bins[component.dc];
        let (lower, upper) = self.conditioning.dc[component.dc];
        let decisions = &mut self.decisions;
        let at = std::mem::take(&mut component.context);
        if !decisions.decide(bits, &mut bins[at]) {
            return Ok(component.prediction);
        }
        let negative = decisions.decide(bits, &mut bins[at + 1]);
        let mut at = at + 2 + usize::from(negative);
        let mut magnitude = i32::from(decisions.decide(bits, &mut bins[at]));
        if magnitude != 0 {
            at = 20;
            while decisions.decide(bits, &mut bins[at]) {
                magnitude <<= 1;
                if magnitude == TOO_LARGE {
                    return Err(Bad::Place);
                }
                at += 1;
            }
        }
        let sign = 4 * usize::from(negative);
        component.context = match magnitude {
            small if small < 1 << lower >> 1 => 0,
            large if large > 1 << upper >> 1 => 12 + sign,
            _ => 4 + sign,
        };
        let value = rest(decisions, bits, bins.get_mut(at + 14), magnitude);
        let difference = if negative { -value } else { value };
        component.prediction = component.prediction.wrapping_add(difference);
        Ok(component.prediction)
    }

    /// The AC coefficients of a band that are not zero, with their indices.
    fn ac(
        &mut self,
        bits: &mut Bits<'_>,
        which: usize,
        first: usize,
        last: usize,
        mut found: impl FnMut(usize, i32),
    ) -> Result<(), Bad> {
        let table = self.components[which].ac;
        let bins = &mut self.ac_bins[table];
        let decisions = &mut self.decisions;
        let mut k = first;
        while k <= last {
            if decisions.decide(bits, &mut bins[3 * (k - 1)]) {
                break;
            }
            while !decisions.decide(bits, &mut bins[3 * (k - 1) + 1]) {
                k += 1;
                if k > last {
                    return Err(Bad::Place);
                }
            }
            let negative = decisions.flip(bits);
            let mut at = 3 * (k - 1) + 2;
            let mut magnitude = i32::from(decisions.decide(bits, &mut bins[at]));
            if magnitude != 0 && decisions.decide(bits, &mut bins[at]) {
                magnitude = 2;
                at = if k <= self.conditioning.ac[table] {
                    189
                } else {
                    217
                };
                while decisions.decide(bits, &mut bins[at]) {
                    magnitude <<= 1;
                    if magnitude == TOO_LARGE {
                        return Err(Bad::Place);
                    }
                    at += 1;
                }
            }
            let value = rest(decisions, bits, bins.get_mut(at + 14), magnitude);
            found(k, if negative { -value } else { value });
            k += 1;
        }
        Ok(())
    }

    /// T.81, clause G.1.3.3.
    fn refine(
        &mut self,
        bits: &mut Bits<'_>,
        scan: &Scan,
        which: usize,
        block: Stored<'_>,
    ) -> Result<(), Bad> {
        let bins = &mut self.ac_bins[self.components[which].ac];
        let decisions = &mut self.decisions;
        let one = 1i16 << scan.low;
        let before = *block.set & (u64::MAX >> (63 - scan.last));
        // The last coefficient that earlier scans have set: no end of the block comes before it.
        let set_last = 63 - (before | 1).leading_zeros() as usize;
        let mut k = scan.first;
        while k <= scan.last {
            if k > set_last && decisions.decide(bits, &mut bins[3 * (k - 1)]) {
                break;
            }
            loop {
                let at = 3 * (k - 1);
                let value = block.values.get_mut(usize::from(block.places[k]));
                if before >> k & 1 != 0 {
                    if decisions.decide(bits, &mut bins[at + 2])
                        && let Some(value) = value
                    {
                        *value = value.wrapping_add(if *value < 0 { -one } else { one });
                    }
                    break;
                }
                if decisions.decide(bits, &mut bins[at + 1]) {
                    let negative = decisions.flip(bits);
                    *block.set |= 1 << k;
                    if let Some(value) = value {
                        *value = if negative { -one } else { one };
                    }
                    break;
                }
                k += 1;
                if k > scan.last {
                    return Err(Bad::Place);
                }
            }
            k += 1;
        }
        Ok(())
    }
}

/// The magnitude whose highest bit is known, its other bits being decisions of one bin, plus 1 (T.81, figure F.24).
fn rest(
    decisions: &mut Decisions,
    bits: &mut Bits<'_>,
    bin: Option<&mut Bin>,
    highest: i32,
) -> i32 {
    let mut value = highest;
    if let Some(bin) = bin {
        let mut bit = highest >> 1;
        while bit != 0 {
            if decisions.decide(bits, bin) {
                value |= bit;
            }
            bit >>= 1;
        }
    }
    value + 1
}
