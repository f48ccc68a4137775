//! The header of a portable any-map: words between white space, and comments (the Netpbm manual pages `pbm`, `pgm`,
//! `ppm` and `pam`).

use super::header::Head;
use super::reader::Reader;
use crate::contract::{ColorModel, Error, ImageFormat};

/// No number of a header is longer, and no line of a PAM is.
const MAX_WORD_BYTES: usize = 200;

/// How samples are stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PnmSamples {
    /// Numbers in words.
    Plain,
    /// Digits, of which a 1 is black, with or without space between them.
    PlainBits,
    /// One byte each, or two where they are greater than 255.
    Raw,
    /// One bit each; a 1 is black.
    RawBits,
}

/// What a header says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Pnm {
    width: u32,
    height: u32,
    /// 1 to 4: gray or RGB, with or without alpha.
    pub(crate) channels: u32,
    /// What stands for full brightness: 1 to 65535.
    pub(crate) greatest: u32,
    pub(crate) samples: PnmSamples,
    /// Where the samples begin.
    pub(crate) data: u64,
}

pub(super) fn read(bytes: &[u8]) -> Result<Head<'_>, Error> {
    let pnm = header(bytes)?;
    let color_model = match pnm.channels {
        1 | 2 => ColorModel::Gray,
        _ => ColorModel::Rgb,
    };
    let mut head = Head::new(ImageFormat::Pnm, pnm.width, pnm.height, color_model);
    head.alpha = pnm.channels % 2 == 0;
    head.depth = match pnm.greatest {
        1 => 1,
        2..=255 => 8,
        _ => 16,
    };
    Ok(head)
}

/// What the header of a file says.
pub(crate) fn header(bytes: &[u8]) -> Result<Pnm, Error> {
    let mut reader = Reader::new(ImageFormat::Pnm, bytes);
    let [_, kind] = reader.array()?;
    let mut pnm = match kind {
        b'7' => arbitrary(&mut reader)?,
        _ => numbered(&mut reader, kind)?,
    };
    if !matches!(pnm.greatest, 1..=65535) {
        return Err(reader.malformed(&format!(
            "its maximum sample value is {}; it must be 1 to 65535",
            pnm.greatest
        )));
    }
    pnm.data = reader.position();
    Ok(pnm)
}

fn numbered(reader: &mut Reader<'_>, kind: u8) -> Result<Pnm, Error> {
    let samples = match kind {
        b'1' => PnmSamples::PlainBits,
        b'2' | b'3' => PnmSamples::Plain,
        b'4' => PnmSamples::RawBits,
        _ => PnmSamples::Raw,
    };
    Ok(Pnm {
        width: number(reader)?,
        height: number(reader)?,
        channels: if matches!(kind, b'3' | b'6') { 3 } else { 1 },
        greatest: match samples {
            PnmSamples::PlainBits | PnmSamples::RawBits => 1,
            _ => number(reader)?,
        },
        samples,
        data: 0,
    })
}

/// Lines of a name and a value.
fn arbitrary(reader: &mut Reader<'_>) -> Result<Pnm, Error> {
    let mut pnm = Pnm {
        width: 0,
        height: 0,
        channels: 0,
        greatest: 0,
        samples: PnmSamples::Raw,
        data: 0,
    };
    reader.skip(1);
    loop {
        let line = line(reader)?;
        let (name, value) = line.split_once(' ').unwrap_or((&line, ""));
        let number = value.trim().parse().unwrap_or(0);
        match name.trim_end() {
            "WIDTH" => pnm.width = number,
            "HEIGHT" => pnm.height = number,
            "MAXVAL" => pnm.greatest = number,
            "DEPTH" => pnm.channels = number,
            "TUPLTYPE" if value.contains("CMYK") => return Err(reader.unsupported("CMYK colours")),
            "ENDHDR" => break,
            _ => {}
        }
    }
    if !matches!(pnm.channels, 1..=4) {
        return Err(reader.unsupported(&format!("{} channels", pnm.channels)));
    }
    Ok(pnm)
}

/// The next number, behind white space and comments, and the one byte behind it.
fn number(reader: &mut Reader<'_>) -> Result<u32, Error> {
    let mut digits = 0;
    let mut number = 0u32;
    loop {
        match reader.u8()? {
            b'#' => {
                reader.skip_past(b'\n')?;
                if digits > 0 {
                    return Ok(number);
                }
            }
            byte if byte.is_ascii_whitespace() || byte == 0x0b => {
                if digits > 0 {
                    return Ok(number);
                }
            }
            byte if byte.is_ascii_digit() && digits < MAX_WORD_BYTES => {
                digits += 1;
                number = number
                    .saturating_mul(10)
                    .saturating_add(u32::from(byte - b'0'));
            }
            _ => {
                return Err(reader.malformed(&format!(
                    "its header has a field at byte {} that is not a number",
                    reader.position() - 1
                )));
            }
        }
    }
}

fn line(reader: &mut Reader<'_>) -> Result<String, Error> {
    let mut line = String::new();
    loop {
        match reader.u8()? {
            b'\n' => return Ok(line),
            byte if byte.is_ascii() && line.len() < MAX_WORD_BYTES => line.push(char::from(byte)),
            // Long comments, in any script.
            _ if line.starts_with('#') => {}
            _ => {
                return Err(reader.malformed(&format!(
                    "its header has an invalid line at byte {}",
                    reader.position() - 1
                )));
            }
        }
    }
}
