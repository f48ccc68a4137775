//! The few EXIF fields that may go into a result (TIFF 6.0, sections 2 and 8; Exif 2.32, 4.6).

use std::borrow::Cow;

const ORIENTATION: u16 = 274;
const ARTIST: u16 = 315;
const COPYRIGHT: u16 = 33432;

const ASCII: u16 = 2;
const ENTRY_BYTES: usize = 12;

/// More than that is no name.
const MAX_TEXT_BYTES: usize = 4096;

/// A TIFF structure, read without trust.
struct Tiff<'a> {
    bytes: &'a [u8],
    little_endian: bool,
}

/// The EXIF data again, with an orientation of 1: the pixels have been turned.
pub(crate) fn upright(exif: &[u8]) -> Vec<u8> {
    let mut copy = exif.to_vec();
    if let Some(tiff) = Tiff::new(exif) {
        let entries: Vec<usize> = tiff.entries().collect();
        for entry in entries {
            if tiff.u16(entry) == Some(ORIENTATION)
                && let Some(value) = copy.get_mut(entry + 8..entry + 10)
            {
                value.copy_from_slice(&if tiff.little_endian { [1, 0] } else { [0, 1] });
            }
        }
    }
    copy
}

/// New EXIF data with nothing but the artist and the copyright. `None` where there is neither.
pub(crate) fn copyright_only(exif: &[u8]) -> Option<Vec<u8>> {
    let tiff = Tiff::new(exif)?;
    let texts: Vec<(u16, Cow<'_, [u8]>)> = [ARTIST, COPYRIGHT]
        .into_iter()
        .filter_map(|tag| Some((tag, tiff.text(tag)?)))
        .collect();
    if texts.is_empty() {
        return None;
    }
    let mut result = b"II*\0\x08\0\0\0".to_vec();
    result.extend((texts.len() as u16).to_le_bytes());
    // Texts follow the entries and the offset of the next directory, of which there is none.
    let mut offset = result.len() + texts.len() * ENTRY_BYTES + 4;
    let mut data = Vec::new();
    for (tag, text) in &texts {
        result.extend(tag.to_le_bytes());
        result.extend(ASCII.to_le_bytes());
        result.extend((text.len() as u32).to_le_bytes());
        if text.len() <= 4 {
            let mut value = [0; 4];
            value[..text.len()].copy_from_slice(text);
            result.extend(value);
            continue;
        }
        result.extend((offset as u32).to_le_bytes());
        offset += text.len();
        data.extend_from_slice(text);
    }
    result.extend([0; 4]);
    result.extend(data);
    Some(result)
}

impl<'a> Tiff<'a> {
    fn new(bytes: &'a [u8]) -> Option<Self> {
        let little_endian = match bytes.get(..4)? {
            b"II*\0" => true,
            b"MM\0*" => false,
            _ => return None,
        };
        Some(Self {
            bytes,
            little_endian,
        })
    }

    fn u16(&self, at: usize) -> Option<u16> {
        let bytes = self.bytes.get(at..at.checked_add(2)?)?.try_into().ok()?;
        Some(if self.little_endian {
            u16::from_le_bytes(bytes)
        } else {
            u16::from_be_bytes(bytes)
        })
    }

    fn u32(&self, at: usize) -> Option<usize> {
        let bytes = self.bytes.get(at..at.checked_add(4)?)?.try_into().ok()?;
        Some(if self.little_endian {
            u32::from_le_bytes(bytes)
        } else {
            u32::from_be_bytes(bytes)
        } as usize)
    }

    /// Where the entries of the first directory are.
    fn entries(&self) -> impl Iterator<Item = usize> + use<> {
        let directory = self.u32(4).unwrap_or(usize::MAX);
        let count = self.u16(directory).map_or(0, usize::from);
        (0..count).filter_map(move |index| directory.checked_add(2 + index * ENTRY_BYTES))
    }

    /// A text with its closing zero. Texts without one get it.
    fn text(&self, tag: u16) -> Option<Cow<'a, [u8]>> {
        let entry = self.entries().find(|entry| self.u16(*entry) == Some(tag))?;
        if self.u16(entry + 2)? != ASCII {
            return None;
        }
        let length = self.u32(entry + 4)?.min(MAX_TEXT_BYTES);
        let start = if length <= 4 {
            entry + 8
        } else {
            self.u32(entry + 8)?
        };
        let text = self.bytes.get(start..start.checked_add(length)?)?;
        if text.iter().all(|byte| matches!(byte, 0 | b' ')) {
            return None;
        }
        Some(if text.ends_with(&[0]) {
            Cow::Borrowed(text)
        } else {
            Cow::Owned([text, &[0]].concat())
        })
    }
}

#[cfg(test)]
mod tests {
    use image::metadata::Orientation;
    use proptest::prelude::*;

    use super::*;

    /// Big-endian, with an orientation of 6, an artist in place, a copyright elsewhere, and a pointer to GPS data.
    fn sample() -> Vec<u8> {
        let mut exif = b"MM\0*\0\0\0\x08\0\x04".to_vec();
        exif.extend(b"\x01\x12\0\x03\0\0\0\x01\0\x06\0\0");
        exif.extend(b"\x01\x3b\0\x02\0\0\0\x04Zo\xc3\xab");
        exif.extend(b"\x82\x98\0\x02\0\0\0\x0a\0\0\0\x3e");
        exif.extend(b"\x88\x25\0\x04\0\0\0\x01\0\0\0\x48");
        exif.extend(b"\0\0\0\0");
        exif.extend(b"(c) Alice\0");
        exif.extend(b"secret place");
        exif
    }

    #[test]
    fn copyright_goes_without_the_rest() {
        let kept = copyright_only(&sample()).unwrap();
        let tiff = Tiff::new(&kept).unwrap();
        assert_eq!(tiff.text(ARTIST).unwrap(), &b"Zo\xc3\xab\0"[..]);
        assert_eq!(tiff.text(COPYRIGHT).unwrap(), &b"(c) Alice\0"[..]);
        assert_eq!(tiff.entries().count(), 2);
        assert!(!kept.windows(6).any(|bytes| bytes == b"secret"));
    }

    #[test]
    fn everything_goes_but_the_orientation() {
        assert_eq!(
            Orientation::from_exif_chunk(&sample()),
            Some(Orientation::Rotate90)
        );
        let kept = upright(&sample());
        assert_eq!(
            Orientation::from_exif_chunk(&kept),
            Some(Orientation::NoTransforms)
        );
        assert_eq!(kept.len(), sample().len());
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_ignored(
            rest in prop::collection::vec(any::<u8>(), 0..200),
            little_endian: bool,
        ) {
            let signature: &[u8] = if little_endian { b"II*\0" } else { b"MM\0*" };
            let exif = [signature, &rest].concat();
            copyright_only(&exif);
            prop_assert_eq!(upright(&exif).len(), exif.len());
        }
    }
}
