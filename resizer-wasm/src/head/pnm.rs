//! The header of a portable any-map: words between white space, and comments (the Netpbm manual pages `pbm`, `pgm`,
//! `ppm` and `pam`).

use super::header::Head;
use super::reader::Reader;
use crate::contract::{ColorModel, Error, ImageFormat};

/// No number of a header is longer, and no line of a PAM is.
const MAX_WORD_BYTES: usize = 200;

pub(super) fn read(bytes: &[u8]) -> Result<Head<'_>, Error> {
    let mut reader = Reader::new(ImageFormat::Pnm, bytes);
    let [_, kind] = reader.array()?;
    if kind == b'7' {
        return arbitrary(&mut reader);
    }
    let width = number(&mut reader)?;
    let height = number(&mut reader)?;
    let is_bitmap = matches!(kind, b'1' | b'4');
    let greatest = if is_bitmap { 1 } else { number(&mut reader)? };
    let color_model = match kind {
        b'3' | b'6' => ColorModel::Rgb,
        _ => ColorModel::Gray,
    };
    let mut head = Head::new(ImageFormat::Pnm, width, height, color_model);
    head.depth = depth(&reader, greatest)?;
    Ok(head)
}

/// Lines of a name and a value.
fn arbitrary<'a>(reader: &mut Reader<'a>) -> Result<Head<'a>, Error> {
    let (mut width, mut height, mut greatest) = (0, 0, 0);
    let mut channels = 0;
    reader.skip(1);
    loop {
        let line = line(reader)?;
        let (name, value) = line.split_once(' ').unwrap_or((&line, ""));
        let number = value.trim().parse().unwrap_or(0);
        match name {
            "WIDTH" => width = number,
            "HEIGHT" => height = number,
            "MAXVAL" => greatest = number,
            "DEPTH" => channels = number,
            "ENDHDR" => break,
            _ => {}
        }
    }
    let color_model = match channels {
        1 | 2 => ColorModel::Gray,
        3 | 4 => ColorModel::Rgb,
        _ => return Err(reader.unsupported(&format!("{channels} channels"))),
    };
    let mut head = Head::new(ImageFormat::Pnm, width, height, color_model);
    head.alpha = channels % 2 == 0;
    head.depth = depth(reader, greatest)?;
    Ok(head)
}

fn depth(reader: &Reader<'_>, greatest: u32) -> Result<u8, Error> {
    match greatest {
        1 => Ok(1),
        2..=255 => Ok(8),
        256..=65535 => Ok(16),
        _ => Err(reader.malformed(&format!(
            "its maximum sample value is {greatest}; it must be 1 to 65535"
        ))),
    }
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
            _ => return Err(reader.malformed("its header has a field that is not a number")),
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
            _ => return Err(reader.malformed("its header has an invalid line")),
        }
    }
}
