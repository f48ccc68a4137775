//! PBM, PGM, PPM and PAM, row by row (the Netpbm manual pages).
//!
//! Own code, as the `image` crate gives whole pictures only.

use super::row_reader::RowReader;
use super::salvage::Layout;
use crate::contract::{Error, ImageFormat};
use crate::error;
use crate::head::{Head, PnmSamples, pnm};

struct Samples<'a> {
    bytes: &'a [u8],
    position: usize,
    width: usize,
    kind: PnmSamples,
    greatest: u32,
    sample_bytes: usize,
    /// Samples of 8 bits over their full range.
    full_range: [u8; 256],
}

pub(super) fn open<'a>(bytes: &'a [u8], head: &Head) -> Result<Box<dyn RowReader + 'a>, Error> {
    let pnm = pnm(bytes)?;
    let mut full_range = [255; 256];
    for (value, sample) in (0..=pnm.greatest).zip(&mut full_range) {
        *sample = spread(value, pnm.greatest, 255) as u8;
    }
    Ok(Box::new(Samples {
        bytes,
        position: usize::try_from(pnm.data).unwrap_or(usize::MAX),
        width: head.width as usize,
        kind: pnm.samples,
        greatest: pnm.greatest,
        sample_bytes: Layout::of(head).sample_bytes,
        full_range,
    }))
}

impl<'a> Samples<'a> {
    /// Stores a sample over its full range. Those that are greater than they may be are full.
    fn store(&self, value: u32, sample: &mut [u8]) {
        if let [sample] = sample {
            *sample = self.full_range[value.min(255) as usize];
        } else {
            let value = spread(value.min(self.greatest), self.greatest, 65535) as u16;
            sample.copy_from_slice(&value.to_ne_bytes());
        }
    }

    fn raw(&mut self, row: &mut [u8]) -> Result<(), Error> {
        let stored = self.take(row.len())?;
        if self.sample_bytes == 1 && self.greatest == 255 {
            row.copy_from_slice(stored);
            return Ok(());
        }
        let samples = row.chunks_exact_mut(self.sample_bytes);
        for (sample, stored) in samples.zip(stored.chunks_exact(self.sample_bytes)) {
            let value = stored
                .iter()
                .fold(0, |value, byte| value << 8 | u32::from(*byte));
            self.store(value, sample);
        }
        Ok(())
    }

    fn raw_bits(&mut self, row: &mut [u8]) -> Result<(), Error> {
        let stored = self.take(self.width.div_ceil(8))?;
        for (index, sample) in row.iter_mut().enumerate() {
            let is_black = stored[index / 8] >> (7 - index % 8) & 1 == 1;
            *sample = if is_black { 0 } else { 255 };
        }
        Ok(())
    }

    fn plain(&mut self, row: &mut [u8]) -> Result<(), Error> {
        for sample in row.chunks_exact_mut(self.sample_bytes) {
            let mut value = u32::from(self.digit(true)?);
            while self
                .bytes
                .get(self.position)
                .is_some_and(u8::is_ascii_digit)
            {
                // No sample has so many digits that it could overflow.
                value = (value * 10 + u32::from(self.digit(false)?)).min(1 << 20);
            }
            self.store(value, sample);
        }
        Ok(())
    }

    fn plain_bits(&mut self, row: &mut [u8]) -> Result<(), Error> {
        for sample in row {
            *sample = match self.digit(true)? {
                0 => 255,
                _ => 0,
            };
        }
        Ok(())
    }

    /// The next digit, perhaps behind white space and comments.
    fn digit(&mut self, may_be_behind_space: bool) -> Result<u8, Error> {
        loop {
            let byte = self.take(1)?[0];
            match byte {
                b'0'..=b'9' => return Ok(byte - b'0'),
                b'#' => while self.take(1)?[0] != b'\n' {},
                _ if may_be_behind_space && (byte.is_ascii_whitespace() || byte == 0x0b) => {}
                _ => {
                    let problem =
                        format!("its sample at byte {} is not a number", self.position - 1);
                    // Nothing can be read behind it.
                    self.position = self.bytes.len();
                    return Err(error::malformed(ImageFormat::Pnm, &problem));
                }
            }
        }
    }

    fn take(&mut self, count: usize) -> Result<&'a [u8], Error> {
        let end = self.position.saturating_add(count);
        let taken = self.bytes.get(self.position..end);
        self.position = end;
        taken.ok_or_else(|| error::truncated(ImageFormat::Pnm, self.bytes.len()))
    }
}

impl RowReader for Samples<'_> {
    fn read_row(&mut self, row: &mut [u8]) -> Result<(), Error> {
        match self.kind {
            PnmSamples::Plain => self.plain(row),
            PnmSamples::PlainBits => self.plain_bits(row),
            PnmSamples::Raw => self.raw(row),
            PnmSamples::RawBits => self.raw_bits(row),
        }
    }
}

/// A value of 0 to `greatest` as the nearest of 0 to `most`.
fn spread(value: u32, greatest: u32, most: u32) -> u32 {
    ((u64::from(value) * u64::from(most) * 2 + u64::from(greatest)) / (u64::from(greatest) * 2))
        as u32
}
