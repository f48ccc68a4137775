//! Bits of a codestream, and the numbers that are made of them (ISO/IEC 18181-1, annex B).

use crate::Error;
use crate::codestream::Codestream;

/// Reads bits, the lowest of a byte first.
#[derive(Debug, Clone)]
pub(crate) struct Bits<'a> {
    codestream: Codestream<'a>,
    /// Bits of the present byte that have not been read.
    byte: u8,
    left: u32,
}

/// One of the four ways in which a number may be written.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Way {
    /// It is this one.
    Value(u32),
    /// So many bits.
    Bits(u32),
    /// So many bits, and this is added.
    Offset(u32, u32),
}

impl<'a> Bits<'a> {
    pub(crate) fn new(codestream: Codestream<'a>) -> Self {
        Self {
            codestream,
            byte: 0,
            left: 0,
        }
    }

    /// A number of up to 32 bits.
    pub(crate) fn bits(&mut self, count: u32) -> Result<u32, Error> {
        let mut value = 0u64;
        let mut have = 0;
        while have < count {
            if self.left == 0 {
                self.byte = self.codestream.next()?;
                self.left = 8;
            }
            let taken = self.left.min(count - have);
            let mask = (1u16 << taken) - 1;
            value |= u64::from(u16::from(self.byte) & mask) << have;
            self.byte = (u16::from(self.byte) >> taken) as u8;
            self.left -= taken;
            have += taken;
        }
        Ok(value as u32)
    }

    pub(crate) fn flag(&mut self) -> Result<bool, Error> {
        Ok(self.bits(1)? == 1)
    }

    /// `U32()`: two bits say in which of four ways a number is written.
    pub(crate) fn number(&mut self, ways: [Way; 4]) -> Result<u32, Error> {
        let way = ways[self.bits(2)? as usize];
        Ok(match way {
            Way::Value(value) => value,
            Way::Bits(count) => self.bits(count)?,
            Way::Offset(count, offset) => self.bits(count)?.saturating_add(offset),
        })
    }

    /// `Enum()`: the number of a value.
    pub(crate) fn choice(&mut self) -> Result<u32, Error> {
        self.number([
            Way::Value(0),
            Way::Value(1),
            Way::Offset(4, 2),
            Way::Offset(6, 18),
        ])
    }

    /// `F16()`: a binary16 number of IEEE 754.
    pub(crate) fn float(&mut self) -> Result<f32, Error> {
        let bits = self.bits(16)?;
        let sign = if bits >> 15 == 1 { -1.0 } else { 1.0 };
        let fraction = (bits & 0x3ff) as f32 / 1024.0;
        let magnitude = match (bits >> 10) & 0x1f {
            0 => fraction * 2f32.powi(-14),
            31 => {
                return Err(Error::Malformed(
                    "a number of its header is not finite".to_owned(),
                ));
            }
            exponent => (1.0 + fraction) * 2f32.powi(exponent as i32 - 15),
        };
        Ok(sign * magnitude)
    }

    /// A name: its length in bytes, and these.
    pub(crate) fn skip_name(&mut self) -> Result<(), Error> {
        let length = self.number([
            Way::Value(0),
            Way::Bits(4),
            Way::Offset(5, 16),
            Way::Offset(10, 48),
        ])?;
        for _ in 0..length {
            self.bits(8)?;
        }
        Ok(())
    }
}
