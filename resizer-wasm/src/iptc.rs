//! Creator and copyright in IPTC data (IPTC-NAA Information Interchange Model, version 4.2, chapters 1.6 and 6).

/// What Photoshop's image resources begin with in a JPEG segment, and each of them (Adobe Photoshop File Formats, Image
/// Resources).
const PHOTOSHOP: &[u8] = b"Photoshop 3.0\0";
const RESOURCE: &[u8] = b"8BIM";
const IPTC_RESOURCE: u16 = 0x0404;

const MARKER: u8 = 0x1c;
const APPLICATION_RECORD: u8 = 2;
const BY_LINE: u8 = 80;
const COPYRIGHT_NOTICE: u8 = 116;

/// Who made a picture, and whose it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Owners {
    /// All by-lines, joined.
    pub(crate) creator: String,
    pub(crate) copyright: String,
}

/// The IPTC data in the image resources of Photoshop, with or without their prefix. What does not begin like resources is
/// IPTC data itself.
pub(crate) fn in_resources(bytes: &[u8]) -> Option<&[u8]> {
    let mut rest = bytes.strip_prefix(PHOTOSHOP).unwrap_or(bytes);
    if rest.first() == Some(&MARKER) {
        return Some(rest);
    }
    loop {
        let (number, behind) = rest.strip_prefix(RESOURCE)?.split_first_chunk::<2>()?;
        // A name with its length before it, padded to an even number of bytes.
        let name = usize::from(*behind.first()?) + 1;
        let (length, behind) = behind
            .get(name.next_multiple_of(2)..)?
            .split_first_chunk::<4>()?;
        let length = u32::from_be_bytes(*length) as usize;
        let data = behind.get(..length)?;
        if u16::from_be_bytes(*number) == IPTC_RESOURCE {
            return Some(data);
        }
        rest = behind.get(length.checked_next_multiple_of(2)?..)?;
    }
}

/// What the data sets of the application record say.
pub(crate) fn owners(mut iptc: &[u8]) -> Owners {
    let mut owners = Owners::default();
    while let [MARKER, record, number, high, low, behind @ ..] = iptc {
        let length = usize::from(u16::from_be_bytes([*high, *low]));
        // A length with the upper bit set is an extended one, for what is no text of this kind.
        let Some((data, rest)) = behind.split_at_checked(length) else {
            break;
        };
        if *record == APPLICATION_RECORD {
            match *number {
                BY_LINE => append(&mut owners.creator, data),
                COPYRIGHT_NOTICE => append(&mut owners.copyright, data),
                _ => {}
            }
        }
        iptc = rest;
    }
    owners
}

/// Texts are in UTF-8 or, as most say nothing of it, in Latin-1.
fn append(list: &mut String, data: &[u8]) {
    if !list.is_empty() {
        list.push_str("; ");
    }
    match std::str::from_utf8(data) {
        Ok(text) => list.push_str(text),
        Err(_) => list.extend(data.iter().map(|byte| char::from(*byte))),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const DATA: &[u8] =
        b"\x1c\x01\x5a\0\x03\x1b%G\x1c\x02\x50\0\x04Zo\xc3\xab\x1c\x02\x50\0\x03Zo\xeb\
        \x1c\x02\x74\0\x05(c) A\x1c\x02\x78\xff\xff";

    #[test]
    fn by_lines_and_the_copyright_notice_are_read() {
        let resources = [
            b"Photoshop 3.0\08BIM\x04\x25\x02ab\0\0\0\0\x01x\x008BIM\x04\x04\0\0\0\0\0".as_slice(),
            &[DATA.len() as u8],
            DATA,
        ]
        .concat();
        let expected = Owners {
            creator: "Zo\u{eb}; Zo\u{eb}".to_owned(),
            copyright: "(c) A".to_owned(),
        };
        assert_eq!(in_resources(&resources), Some(DATA));
        assert_eq!(owners(DATA), expected);
        assert_eq!(in_resources(DATA), Some(DATA));
        assert_eq!(in_resources(b"Photoshop 3.0\0"), None);
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_ignored(rest in prop::collection::vec(any::<u8>(), 0..100), is_resource: bool) {
            let bytes = [if is_resource { RESOURCE } else { &[MARKER] }, &rest].concat();
            in_resources(&bytes).map(owners);
            owners(&bytes);
        }
    }
}
