//! The frame header: size, components and their sampling (T.81, clause B.2.2).

use crate::error::Error;
use crate::marker::code;

/// One component as the frame header declares it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Component {
    pub(crate) id: u8,
    /// Horizontal sampling factor, 1 to 4.
    pub(crate) h: u32,
    /// Vertical sampling factor, 1 to 4.
    pub(crate) v: u32,
    /// Which quantisation table, 0 to 3.
    pub(crate) table: usize,
}

/// How the coefficients of a frame are coded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Coding {
    Huffman,
    Arithmetic,
    /// No coefficients, but samples with Huffman codes.
    Lossless,
}

/// The frame header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Frame {
    pub(crate) width: u32,
    /// 0 until a DNL segment has been found, where the header leaves it open.
    pub(crate) height: u32,
    pub(crate) progressive: bool,
    pub(crate) coding: Coding,
    pub(crate) components: Vec<Component>,
    pub(crate) max_h: u32,
    pub(crate) max_v: u32,
}

impl Frame {
    /// Reads the segment of a start-of-frame marker, without its length field.
    pub(crate) fn parse(marker: u8, segment: &[u8]) -> Result<Self, Error> {
        if let Some(kind) = unsupported(marker) {
            return Err(Error::Unsupported(kind.to_owned()));
        }
        let &[precision, h1, h0, w1, w0, count, ref components @ ..] = segment else {
            return Err(Error::Malformed(format!(
                "a frame header of {} bytes, expected at least 6",
                segment.len()
            )));
        };
        if precision != 8 {
            return Err(Error::Unsupported(format!(
                "{precision}-bit samples; only 8-bit ones are read"
            )));
        }
        let width = u32::from(u16::from_be_bytes([w1, w0]));
        let height = u32::from(u16::from_be_bytes([h1, h0]));
        if width == 0 {
            return Err(Error::Malformed("the width is 0".to_owned()));
        }
        if !matches!(count, 1 | 3 | 4) {
            return Err(Error::Unsupported(format!(
                "{count} components; 1, 3 or 4 are read"
            )));
        }
        let wanted = usize::from(count) * 3;
        let Some(components) = components.get(..wanted) else {
            return Err(Error::Malformed(format!(
                "a frame header with {} bytes for {count} components, expected {wanted}",
                components.len()
            )));
        };
        let mut components = components
            .chunks_exact(3)
            .map(|bytes| Component {
                id: bytes[0],
                h: u32::from(bytes[1] >> 4),
                v: u32::from(bytes[1] & 15),
                table: usize::from(bytes[2]),
            })
            .collect::<Vec<_>>();
        for component in &components {
            let Component { id, h, v, table } = component;
            if !(1..=4).contains(h) || !(1..=4).contains(v) {
                return Err(Error::Malformed(format!(
                    "component {id} has the sampling factors {h}x{v}, expected 1 to 4"
                )));
            }
            if *table > 3 {
                return Err(Error::Malformed(format!(
                    "component {id} uses quantisation table {table}, expected 0 to 3"
                )));
            }
        }
        if let [only] = &mut components[..] {
            // The factors of a lone component mean nothing: its scans are never interleaved (T.81, clause A.2.2).
            (only.h, only.v) = (1, 1);
        }
        Ok(Self {
            width,
            height,
            progressive: matches!(marker, code::SOF2 | code::SOF10),
            coding: match marker {
                code::SOF3 => Coding::Lossless,
                code::SOF9 | code::SOF10 => Coding::Arithmetic,
                _ => Coding::Huffman,
            },
            max_h: components
                .iter()
                .map(|component| component.h)
                .max()
                .unwrap_or(1),
            max_v: components
                .iter()
                .map(|component| component.v)
                .max()
                .unwrap_or(1),
            components,
        })
    }
}

/// What a start-of-frame marker announces, when it is not read here (T.81, table B.1).
fn unsupported(marker: u8) -> Option<&'static str> {
    match marker {
        code::SOF0..=code::SOF3 | code::SOF9 | code::SOF10 => None,
        0xC5..=0xC7 | 0xCD..=0xCF => Some("hierarchical coding"),
        0xCB => Some("lossless coding with arithmetic codes"),
        _ => Some("a frame of an unknown kind"),
    }
}
