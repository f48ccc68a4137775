//! Text chunks of a PNG (clause 11.3.3), and the EXIF, XMP and IPTC data that ImageMagick wrote there before there was a chunk
//! for EXIF: in hexadecimal digits (ImageMagick, coders/png.c, and exiftool's documentation of the tag *RawProfile*).

use std::borrow::Cow;

use miniz_oxide::inflate::{self, TINFLStatus};

use super::reader::Reader;
use crate::contract::Error;

/// What the keyword of a profile begins with. Its kind follows.
const PROFILE: &[u8] = b"Raw profile type ";
/// What a compressed profile or XMP packet may unpack to. Real profiles have up to 2 MiB or so.
const MAX_UNPACKED_BYTES: usize = 4 << 20;
/// Packed profiles and packets that are tried. There is one of each in a good file; what cannot be unpacked may come a
/// thousand times, each time with [`MAX_UNPACKED_BYTES`] of work.
const MAX_TRIES: u32 = 8;

/// How many packed chunks may still be tried.
pub(super) struct Tries(u32);

impl Default for Tries {
    fn default() -> Self {
        Self(MAX_TRIES)
    }
}

impl Tries {
    /// Whether there is one more. It is then used up.
    pub(super) fn take(&mut self) -> bool {
        let left = self.0.checked_sub(1);
        self.0 = left.unwrap_or(0);
        left.is_some()
    }
}

/// Whether the text chunk that `reader` has come to, of this length, holds a profile. The reader stays where it is.
pub(super) fn may_be_profile(reader: &mut Reader<'_>, length: u32) -> Result<bool, Error> {
    if (length as usize) < PROFILE.len() {
        return Ok(false);
    }
    let start = reader.position();
    let is_profile = is_profile(reader.take(PROFILE.len() as u64)?);
    reader.seek(start);
    Ok(is_profile)
}

/// Whether a text chunk with this data holds a profile.
pub(super) fn is_profile(data: &[u8]) -> bool {
    data.starts_with(PROFILE)
}

/// The text of a chunk tEXt, zTXt or iTXt with this data, without its keyword.
pub(super) fn text<'a>(kind: &[u8; 4], data: &'a [u8], tries: &mut Tries) -> Option<Cow<'a, [u8]>> {
    let keyword = data.iter().position(|byte| *byte == 0)?;
    let behind = &data[keyword + 1..];
    let (is_compressed, text) = match (kind, behind) {
        (b"tEXt", text) => (false, text),
        (b"zTXt", [_method, text @ ..]) => (true, text),
        // Language and translated keyword are before the text.
        (b"iTXt", [compressed, _method, rest @ ..]) => {
            let text = rest.splitn(3, |byte| *byte == 0).nth(2)?;
            (*compressed != 0, text)
        }
        _ => return None,
    };
    match is_compressed {
        false => Some(Cow::Borrowed(text)),
        true if tries.take() => unpacked(text).map(Cow::Owned),
        true => None,
    }
}

/// The kind and the bytes of the profile in a chunk.
///
/// Its text is the kind again, the number of bytes in decimal digits, and the bytes in hexadecimal ones, with line feeds
/// between them.
pub(super) fn profile<'a>(
    chunk: &[u8; 4],
    data: &'a [u8],
    tries: &mut Tries,
) -> Option<(&'a [u8], Vec<u8>)> {
    let kind = data.strip_prefix(PROFILE)?;
    let kind = &kind[..kind.iter().position(|byte| *byte == 0)?];
    let text = text(chunk, data, tries)?;
    let mut words = text
        .split(u8::is_ascii_whitespace)
        .filter(|word| !word.is_empty());
    let _kind = words.next()?;
    let length: usize = std::str::from_utf8(words.next()?).ok()?.parse().ok()?;
    let mut digits = words.flatten().map(|digit| char::from(*digit).to_digit(16));
    let mut profile = Vec::new();
    while let Some(high) = digits.next() {
        profile.push((high? << 4 | digits.next()??) as u8);
    }
    (profile.len() == length && length > 0).then_some((kind, profile))
}

/// What a zlib stream unpacks to, up to a limit.
pub(super) fn unpacked(packed: &[u8]) -> Option<Vec<u8>> {
    match inflate::decompress_to_vec_zlib_with_limit(packed, MAX_UNPACKED_BYTES) {
        Ok(data) => Some(data),
        // All was there but the checksum at the end.
        Err(error) if error.status == TINFLStatus::Adler32Mismatch => Some(error.output),
        Err(_) => None,
    }
}
