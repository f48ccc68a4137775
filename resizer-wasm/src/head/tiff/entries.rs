//! Entries of a directory: how numbers are stored, and where.

use crate::contract::Error;
use crate::head::reader::Reader;

/// How numbers are stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Order {
    LittleEndian,
    BigEndian,
}

impl Order {
    pub(crate) fn u16(self, bytes: [u8; 2]) -> u16 {
        match self {
            Self::LittleEndian => u16::from_le_bytes(bytes),
            Self::BigEndian => u16::from_be_bytes(bytes),
        }
    }

    pub(crate) fn u32(self, bytes: [u8; 4]) -> u32 {
        match self {
            Self::LittleEndian => u32::from_le_bytes(bytes),
            Self::BigEndian => u32::from_be_bytes(bytes),
        }
    }

    fn u64(self, bytes: [u8; 8]) -> u64 {
        match self {
            Self::LittleEndian => u64::from_le_bytes(bytes),
            Self::BigEndian => u64::from_be_bytes(bytes),
        }
    }

    /// The bytes of a number, as [`Order::u16`] reads them.
    pub(crate) fn pair(self, number: u16) -> [u8; 2] {
        match self {
            Self::LittleEndian => number.to_le_bytes(),
            Self::BigEndian => number.to_be_bytes(),
        }
    }

    /// The bytes of a number, as [`Order::u32`] reads them.
    pub(crate) fn four(self, number: u32) -> [u8; 4] {
        match self {
            Self::LittleEndian => number.to_le_bytes(),
            Self::BigEndian => number.to_be_bytes(),
        }
    }
}

/// The numbers of an entry, which are read one by one and never copied.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Numbers {
    order: Order,
    /// The type of a number, and its bytes.
    kind: u16,
    size: u64,
    pub(crate) count: u32,
    position: u64,
}

/// Types that are not whole numbers (section 2, *Types*).
const RATIONAL: u16 = 5;
const SIGNED_BYTE: u16 = 6;
const SIGNED_SHORT: u16 = 8;
const SIGNED_LONG: u16 = 9;
const SIGNED_RATIONAL: u16 = 10;
const FLOAT: u16 = 11;
const DOUBLE: u16 = 12;

impl Numbers {
    /// The numbers of the entry whose tag has been read. `None` where they are of no type that is needed.
    pub(super) fn read(reader: &mut Reader<'_>, form: Form) -> Result<Option<Self>, Error> {
        let order = form.order;
        let kind = order.u16(reader.array()?);
        let count = form.offset(reader)?;
        let size = match kind {
            1 | 2 | SIGNED_BYTE | 7 => 1,
            3 | SIGNED_SHORT => 2,
            4 | SIGNED_LONG | FLOAT | 13 => 4,
            RATIONAL | SIGNED_RATIONAL | DOUBLE | 16..=18 => 8,
            _ => return Ok(None),
        };
        // An entry without a number says nothing, and there is nothing that a longer file could add.
        if count == 0 {
            return Ok(None);
        }
        // What fits is in the entry itself.
        let position = if count.saturating_mul(size) <= form.offset_bytes() {
            reader.position()
        } else {
            form.offset(reader)?
        };
        Ok(Some(Self {
            order,
            kind,
            size,
            count: u32::try_from(count).unwrap_or(u32::MAX),
            position,
        }))
    }

    /// Whether they are whole numbers, which [`Numbers::get`] reads.
    pub(super) fn are_whole(&self) -> bool {
        !matches!(self.kind, RATIONAL | SIGNED_RATIONAL | FLOAT | DOUBLE)
    }

    /// The number at `index`, of any type. `None` as in [`Numbers::get`].
    pub(crate) fn real(&self, bytes: &[u8], index: u32) -> Option<f64> {
        let order = self.order;
        let rest = self.rest(bytes, index)?;
        Some(match self.kind {
            SIGNED_BYTE => f64::from(rest.first()?.cast_signed()),
            SIGNED_SHORT => f64::from(order.u16(*rest.first_chunk()?).cast_signed()),
            SIGNED_LONG => f64::from(order.u32(*rest.first_chunk()?).cast_signed()),
            FLOAT => f64::from(f32::from_bits(order.u32(*rest.first_chunk()?))),
            DOUBLE => f64::from_bits(order.u64(*rest.first_chunk()?)),
            RATIONAL => {
                let [over, under] = [rest, rest.get(4..)?].map(|at| at.first_chunk().copied());
                f64::from(order.u32(over?)) / f64::from(order.u32(under?))
            }
            SIGNED_RATIONAL => return None,
            _ => f64::from(self.get(bytes, index)?),
        })
    }

    /// The number at `index`. `None` where there is none, or the file ends before it.
    pub(crate) fn get(&self, bytes: &[u8], index: u32) -> Option<u32> {
        let rest = self.rest(bytes, index)?;
        Some(match self.size {
            1 => u32::from(*rest.first()?),
            2 => u32::from(self.order.u16(*rest.first_chunk()?)),
            // Beyond 32 bits there is nothing.
            8 => u32::try_from(self.order.u64(*rest.first_chunk()?)).unwrap_or(u32::MAX),
            _ => self.order.u32(*rest.first_chunk()?),
        })
    }

    /// The bytes from the number at `index` on.
    fn rest<'a>(&self, bytes: &'a [u8], index: u32) -> Option<&'a [u8]> {
        if index >= self.count {
            return None;
        }
        let offset = u64::from(index) * self.size;
        let start = usize::try_from(self.position.checked_add(offset)?).ok()?;
        bytes.get(start..)
    }

    /// Where the last number ends.
    pub(super) fn end(&self) -> u64 {
        self.position
            .saturating_add(u64::from(self.count) * self.size)
    }

    /// The bytes of the numbers. `None` where the file ends before them.
    pub(crate) fn bytes<'a>(&self, bytes: &'a [u8]) -> Option<&'a [u8]> {
        let start = usize::try_from(self.position).ok()?;
        bytes.get(start..usize::try_from(self.end()).ok()?)
    }
}

/// The form of a file: classic, or BigTIFF with offsets of 64 bits (libtiff, *BigTIFF design*).
#[derive(Debug, Clone, Copy)]
pub(super) struct Form {
    pub(super) order: Order,
    is_big: bool,
}

impl Form {
    /// Reads the header of a file: its form, and where the first directory begins.
    pub(super) fn read(reader: &mut Reader<'_>) -> Result<(Self, u64), Error> {
        let order = match reader.array()? {
            [b'I', b'I'] => Order::LittleEndian,
            _ => Order::BigEndian,
        };
        let is_big = order.u16(reader.array()?) == 43;
        let form = Self { order, is_big };
        if is_big {
            // The bytes of an offset, and nothing.
            let bytes = order.u16(reader.array()?);
            if bytes != 8 {
                return Err(reader.malformed(&format!("its offsets have {bytes} bytes, not 8")));
            }
            reader.skip(2);
        }
        let start = form.offset(reader)?;
        Ok((form, start))
    }

    /// Bytes of an entry of a directory.
    pub(super) fn entry_bytes(self) -> u64 {
        if self.is_big { 20 } else { 12 }
    }

    fn offset_bytes(self) -> u64 {
        if self.is_big { 8 } else { 4 }
    }

    /// An offset, or the number of values of an entry.
    pub(super) fn offset(self, reader: &mut Reader<'_>) -> Result<u64, Error> {
        Ok(match self.is_big {
            true => self.order.u64(reader.array()?),
            false => u64::from(self.order.u32(reader.array()?)),
        })
    }

    /// The number of entries of a directory.
    pub(super) fn count(self, reader: &mut Reader<'_>) -> Result<u64, Error> {
        Ok(match self.is_big {
            true => self.order.u64(reader.array()?),
            false => u64::from(self.order.u16(reader.array()?)),
        })
    }
}
