//! The few EXIF fields that matter: the orientation, and those that may go into a result (TIFF 6.0, sections 2 and 8;
//! Exif 2.32, 4.6).

use std::borrow::Cow;

use image::metadata::Orientation;

const ORIENTATION: u16 = 274;
const ARTIST: u16 = 315;
const COPYRIGHT: u16 = 33432;

const BYTE: u16 = 1;
const ASCII: u16 = 2;
const SHORT: u16 = 3;
const LONG: u16 = 4;
const ENTRY_BYTES: usize = 12;

/// More than that is no name.
const MAX_TEXT_BYTES: usize = 4096;

/// A TIFF structure, read without trust.
struct Tiff<'a> {
    bytes: &'a [u8],
    little_endian: bool,
}

/// The orientation in EXIF data. It should be a SHORT; some writers store it as a LONG or as a BYTE. `None` where there is
/// none from 1 to 8.
pub(crate) fn orientation(exif: &[u8]) -> Option<Orientation> {
    let tiff = Tiff::new(exif)?;
    let entry = tiff.entry(ORIENTATION)?;
    let value = match tiff.u16(entry + 2)? {
        BYTE => usize::from(*exif.get(entry + 8)?),
        SHORT => usize::from(tiff.u16(entry + 8)?),
        LONG => tiff.u32(entry + 8)?,
        _ => return None,
    };
    Orientation::from_exif(u8::try_from(value).ok()?)
}

/// The EXIF data again, with an orientation of 1: the pixels have been turned.
pub(crate) fn upright(exif: &[u8]) -> Vec<u8> {
    let mut copy = exif.to_vec();
    if let Some(tiff) = Tiff::new(exif) {
        let entries: Vec<usize> = tiff.entries().collect();
        for entry in entries {
            if tiff.u16(entry) == Some(ORIENTATION)
                && let Some(value) = copy.get_mut(entry + 8..)
            {
                // The file may end with the last value.
                let length = value.len().min(4);
                let value = &mut value[..length];
                value.fill(0);
                let last = match tiff.u16(entry + 2) {
                    Some(LONG) => 3,
                    Some(SHORT) => 1,
                    _ => 0,
                };
                let place = if tiff.little_endian { 0 } else { last };
                if let Some(byte) = value.get_mut(place) {
                    *byte = 1;
                }
            }
        }
    }
    copy
}

/// Whose a picture is. Texts end with a zero byte.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Owners<'a> {
    pub(crate) artist: Option<Cow<'a, [u8]>>,
    pub(crate) copyright: Option<Cow<'a, [u8]>>,
}

/// The artist and the copyright in EXIF data.
pub(crate) fn owners(exif: &[u8]) -> Owners<'_> {
    let tiff = Tiff::new(exif);
    let text = |tag| tiff.as_ref().and_then(|tiff| tiff.text(tag));
    Owners {
        artist: text(ARTIST),
        copyright: text(COPYRIGHT),
    }
}

/// New EXIF data with nothing but these. `None` where there is nothing.
pub(crate) fn of_owners(owners: &Owners) -> Option<Vec<u8>> {
    let texts: Vec<(u16, &[u8])> = [(ARTIST, &owners.artist), (COPYRIGHT, &owners.copyright)]
        .into_iter()
        .filter_map(|(tag, text)| Some((tag, text.as_deref()?)))
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

/// A text of another kind of metadata as EXIF has it: not too long, and closed. `None` where it is blank.
pub(crate) fn text(text: &str) -> Option<Cow<'static, [u8]>> {
    let text = text.split('\0').next().unwrap_or_default().trim();
    let end = text.floor_char_boundary(MAX_TEXT_BYTES);
    (end > 0).then(|| [&text.as_bytes()[..end], &[0]].concat().into())
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

    fn entry(&self, tag: u16) -> Option<usize> {
        self.entries().find(|entry| self.u16(*entry) == Some(tag))
    }

    /// A text with its closing zero. Texts without one get it.
    fn text(&self, tag: u16) -> Option<Cow<'a, [u8]>> {
        let entry = self.entry(tag)?;
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
        let kept = of_owners(&owners(&sample())).unwrap();
        let tiff = Tiff::new(&kept).unwrap();
        assert_eq!(tiff.text(ARTIST).unwrap(), &b"Zo\xc3\xab\0"[..]);
        assert_eq!(tiff.text(COPYRIGHT).unwrap(), &b"(c) Alice\0"[..]);
        assert_eq!(tiff.entries().count(), 2);
        assert!(!kept.windows(6).any(|bytes| bytes == b"secret"));
    }

    #[test]
    fn everything_goes_but_the_orientation() {
        assert_eq!(orientation(&sample()), Some(Orientation::Rotate90));
        let kept = upright(&sample());
        assert_eq!(orientation(&kept), Some(Orientation::NoTransforms));
        assert_eq!(kept.len(), sample().len());
    }

    #[test]
    fn the_orientation_is_a_short_a_long_or_a_byte_in_either_order() {
        let rows: [(&[u8], Option<u8>); 8] = [
            (
                b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0",
                Some(6),
            ),
            (
                b"II*\0\x08\0\0\0\x01\0\x12\x01\x04\0\x01\0\0\0\x06\0\0\0",
                Some(6),
            ),
            (
                b"II*\0\x08\0\0\0\x01\0\x12\x01\x01\0\x01\0\0\0\x06\0\0\0",
                Some(6),
            ),
            (
                b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x08\0\0",
                Some(8),
            ),
            (
                b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x04\0\0\0\x01\0\0\0\x08",
                Some(8),
            ),
            (
                b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x01\0\0\0\x01\x08\0\0\0",
                Some(8),
            ),
            (
                b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x09\0\0",
                None,
            ),
            (
                b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x02\0\0\0\x01\0\x08\0\0",
                None,
            ),
        ];
        for (exif, expected) in rows {
            assert_eq!(
                orientation(exif).map(Orientation::to_exif),
                expected,
                "{exif:?}"
            );
            if expected.is_some() {
                assert_eq!(
                    orientation(&upright(exif)),
                    Some(Orientation::NoTransforms),
                    "{exif:?}"
                );
            }
        }
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_ignored(
            rest in prop::collection::vec(any::<u8>(), 0..200),
            little_endian: bool,
        ) {
            let signature: &[u8] = if little_endian { b"II*\0" } else { b"MM\0*" };
            let exif = [signature, &rest].concat();
            orientation(&exif);
            of_owners(&owners(&exif));
            prop_assert_eq!(upright(&exif).len(), exif.len());
        }
    }
}
