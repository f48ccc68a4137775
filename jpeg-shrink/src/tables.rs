//! Quantisation and Huffman tables as a file gives them (T.81, clauses B.2.4.1 and B.2.4.2).

use crate::error::Error;
use crate::zigzag::NATURAL;

/// Divisors of one component, in natural order (row by row).
pub(crate) type Quantisers = [i32; 64];

/// The Huffman codes of one table.
#[derive(Debug, Clone)]
pub(crate) struct Huffman {
    /// How many codes there are of 1 to 16 bits.
    pub(crate) counts: [u8; 16],
    /// What the codes stand for, shortest code first. 256 at most.
    pub(crate) symbols: Vec<u8>,
}

/// What the models of arithmetic coding depend on, for each of four tables (T.81, clause B.2.4.3).
#[derive(Debug, Clone, Copy)]
pub(crate) struct Conditioning {
    /// Bounds of small differences of DC coefficients.
    pub(crate) dc: [(u8, u8); 4],
    /// The last index of AC coefficients that are of low frequency.
    pub(crate) ac: [usize; 4],
}

/// All tables in force at one place of the file.
#[derive(Debug, Clone)]
pub(crate) struct Tables {
    pub(crate) quantisers: [Option<Quantisers>; 4],
    pub(crate) dc: [Option<Huffman>; 4],
    pub(crate) ac: [Option<Huffman>; 4],
    pub(crate) conditioning: Conditioning,
    /// Units between restart markers; 0 is none.
    pub(crate) restart_interval: u32,
}

impl Tables {
    /// The tables before the first segment: no quantisers, and the Huffman tables of T.81, annex K.3, which the frames
    /// of motion JPEG rely on.
    pub(crate) fn new() -> Self {
        Self {
            quantisers: [None; 4],
            dc: [
                Some(annex_k(DC_LUMA_COUNTS, &DC_SYMBOLS)),
                Some(annex_k(DC_CHROMA_COUNTS, &DC_SYMBOLS)),
                None,
                None,
            ],
            ac: [
                Some(annex_k(AC_LUMA_COUNTS, &AC_LUMA_SYMBOLS)),
                Some(annex_k(AC_CHROMA_COUNTS, &AC_CHROMA_SYMBOLS)),
                None,
                None,
            ],
            conditioning: Conditioning {
                dc: [(0, 1); 4],
                ac: [5; 4],
            },
            restart_interval: 0,
        }
    }

    /// Takes in the segment of a DQT marker, which can hold several tables.
    pub(crate) fn define_quantisers(&mut self, mut segment: &[u8]) -> Result<(), Error> {
        while let [head, rest @ ..] = segment {
            let wide = head >> 4 != 0;
            let slot = usize::from(head & 15);
            let size = if wide { 128 } else { 64 };
            let (Some(slot), Some(values)) = (self.quantisers.get_mut(slot), rest.get(..size))
            else {
                return Err(Error::Malformed(format!(
                    "quantisation table {slot} with {} of {size} bytes, expected a table from 0 to 3 with all of them",
                    rest.len().min(size)
                )));
            };
            let mut table = [0; 64];
            for (index, &place) in NATURAL.iter().enumerate() {
                table[usize::from(place)] = if wide {
                    i32::from(values[2 * index]) << 8 | i32::from(values[2 * index + 1])
                } else {
                    i32::from(values[index])
                };
            }
            *slot = Some(table);
            segment = &rest[size..];
        }
        Ok(())
    }

    /// Takes in the segment of a DAC marker.
    pub(crate) fn define_conditioning(&mut self, segment: &[u8]) -> Result<(), Error> {
        for &[head, value] in segment.as_chunks::<2>().0 {
            let (class, slot) = (head >> 4, usize::from(head & 15));
            let (lower, upper) = (value & 15, value >> 4);
            let table = &mut self.conditioning;
            match (class, table.dc.get_mut(slot), table.ac.get_mut(slot)) {
                (0, Some(dc), _) if lower <= upper => *dc = (lower, upper),
                (1, _, Some(ac)) if (1..=63).contains(&value) => *ac = value.into(),
                _ => {
                    return Err(Error::Malformed(format!(
                        "arithmetic conditioning table {slot} of class {class} with the value {value}, expected table 0 to \
                         3 of class 0 with ordered bounds, or of class 1 with an index from 1 to 63"
                    )));
                }
            }
        }
        Ok(())
    }

    /// Takes in the segment of a DHT marker, which can hold several tables.
    pub(crate) fn define_huffman(&mut self, mut segment: &[u8]) -> Result<(), Error> {
        // Some writers pad the segment with zeros; a table needs 17 bytes at least.
        while let [head, rest @ ..] = segment {
            let Some((counts, rest)) = rest.split_first_chunk::<16>() else {
                break;
            };
            let total = counts
                .iter()
                .map(|&count| usize::from(count))
                .sum::<usize>();
            let class = head >> 4;
            let slot = usize::from(head & 15);
            let (true, true, Some(symbols)) =
                (class < 2 && slot < 4, total <= 256, rest.get(..total))
            else {
                return Err(Error::Malformed(format!(
                    "Huffman table {slot} of class {class} with {} of {total} symbols, expected table 0 to 3 of class \
                     0 or 1 with 256 symbols at most",
                    rest.len().min(total)
                )));
            };
            let table = Huffman {
                counts: *counts,
                symbols: symbols.to_vec(),
            };
            let tables = if class == 0 {
                &mut self.dc
            } else {
                &mut self.ac
            };
            tables[slot] = Some(table);
            segment = &rest[total..];
        }
        Ok(())
    }
}

fn annex_k(counts: [u8; 16], symbols: &[u8]) -> Huffman {
    Huffman {
        counts,
        symbols: symbols.to_vec(),
    }
}

// T.81, tables K.3 to K.6.
const DC_LUMA_COUNTS: [u8; 16] = [0, 1, 5, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0];
const DC_CHROMA_COUNTS: [u8; 16] = [0, 3, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0];
const DC_SYMBOLS: [u8; 12] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11];
const AC_LUMA_COUNTS: [u8; 16] = [0, 2, 1, 3, 3, 2, 4, 3, 5, 5, 4, 4, 0, 0, 1, 125];
const AC_CHROMA_COUNTS: [u8; 16] = [0, 2, 1, 2, 4, 4, 3, 4, 7, 5, 4, 4, 0, 1, 2, 119];
#[rustfmt::skip]
const AC_LUMA_SYMBOLS: [u8; 162] = [
    0x01, 0x02, 0x03, 0x00, 0x04, 0x11, 0x05, 0x12, 0x21, 0x31, 0x41, 0x06, 0x13, 0x51, 0x61, 0x07,
    0x22, 0x71, 0x14, 0x32, 0x81, 0x91, 0xA1, 0x08, 0x23, 0x42, 0xB1, 0xC1, 0x15, 0x52, 0xD1, 0xF0,
    0x24, 0x33, 0x62, 0x72, 0x82, 0x09, 0x0A, 0x16, 0x17, 0x18, 0x19, 0x1A, 0x25, 0x26, 0x27, 0x28,
    0x29, 0x2A, 0x34, 0x35, 0x36, 0x37, 0x38, 0x39, 0x3A, 0x43, 0x44, 0x45, 0x46, 0x47, 0x48, 0x49,
    0x4A, 0x53, 0x54, 0x55, 0x56, 0x57, 0x58, 0x59, 0x5A, 0x63, 0x64, 0x65, 0x66, 0x67, 0x68, 0x69,
    0x6A, 0x73, 0x74, 0x75, 0x76, 0x77, 0x78, 0x79, 0x7A, 0x83, 0x84, 0x85, 0x86, 0x87, 0x88, 0x89,
    0x8A, 0x92, 0x93, 0x94, 0x95, 0x96, 0x97, 0x98, 0x99, 0x9A, 0xA2, 0xA3, 0xA4, 0xA5, 0xA6, 0xA7,
    0xA8, 0xA9, 0xAA, 0xB2, 0xB3, 0xB4, 0xB5, 0xB6, 0xB7, 0xB8, 0xB9, 0xBA, 0xC2, 0xC3, 0xC4, 0xC5,
    0xC6, 0xC7, 0xC8, 0xC9, 0xCA, 0xD2, 0xD3, 0xD4, 0xD5, 0xD6, 0xD7, 0xD8, 0xD9, 0xDA, 0xE1, 0xE2,
    0xE3, 0xE4, 0xE5, 0xE6, 0xE7, 0xE8, 0xE9, 0xEA, 0xF1, 0xF2, 0xF3, 0xF4, 0xF5, 0xF6, 0xF7, 0xF8,
    0xF9, 0xFA,
];
#[rustfmt::skip]
const AC_CHROMA_SYMBOLS: [u8; 162] = [
    0x00, 0x01, 0x02, 0x03, 0x11, 0x04, 0x05, 0x21, 0x31, 0x06, 0x12, 0x41, 0x51, 0x07, 0x61, 0x71,
    0x13, 0x22, 0x32, 0x81, 0x08, 0x14, 0x42, 0x91, 0xA1, 0xB1, 0xC1, 0x09, 0x23, 0x33, 0x52, 0xF0,
    0x15, 0x62, 0x72, 0xD1, 0x0A, 0x16, 0x24, 0x34, 0xE1, 0x25, 0xF1, 0x17, 0x18, 0x19, 0x1A, 0x26,
    0x27, 0x28, 0x29, 0x2A, 0x35, 0x36, 0x37, 0x38, 0x39, 0x3A, 0x43, 0x44, 0x45, 0x46, 0x47, 0x48,
    0x49, 0x4A, 0x53, 0x54, 0x55, 0x56, 0x57, 0x58, 0x59, 0x5A, 0x63, 0x64, 0x65, 0x66, 0x67, 0x68,
    0x69, 0x6A, 0x73, 0x74, 0x75, 0x76, 0x77, 0x78, 0x79, 0x7A, 0x82, 0x83, 0x84, 0x85, 0x86, 0x87,
    0x88, 0x89, 0x8A, 0x92, 0x93, 0x94, 0x95, 0x96, 0x97, 0x98, 0x99, 0x9A, 0xA2, 0xA3, 0xA4, 0xA5,
    0xA6, 0xA7, 0xA8, 0xA9, 0xAA, 0xB2, 0xB3, 0xB4, 0xB5, 0xB6, 0xB7, 0xB8, 0xB9, 0xBA, 0xC2, 0xC3,
    0xC4, 0xC5, 0xC6, 0xC7, 0xC8, 0xC9, 0xCA, 0xD2, 0xD3, 0xD4, 0xD5, 0xD6, 0xD7, 0xD8, 0xD9, 0xDA,
    0xE2, 0xE3, 0xE4, 0xE5, 0xE6, 0xE7, 0xE8, 0xE9, 0xEA, 0xF2, 0xF3, 0xF4, 0xF5, 0xF6, 0xF7, 0xF8,
    0xF9, 0xFA,
];
