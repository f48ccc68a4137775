//! Markers: where they are and which there are (T.81, clause B.1.1).

/// Second bytes of the markers that are told apart (T.81, table B.1).
pub(crate) mod code {
    pub(crate) const TEM: u8 = 0x01;
    pub(crate) const SOF0: u8 = 0xC0;
    pub(crate) const SOF2: u8 = 0xC2;
    pub(crate) const SOF3: u8 = 0xC3;
    pub(crate) const SOF9: u8 = 0xC9;
    pub(crate) const SOF10: u8 = 0xCA;
    pub(crate) const DHT: u8 = 0xC4;
    pub(crate) const DAC: u8 = 0xCC;
    pub(crate) const SOF15: u8 = 0xCF;
    pub(crate) const RST0: u8 = 0xD0;
    pub(crate) const RST7: u8 = 0xD7;
    pub(crate) const SOI: u8 = 0xD8;
    pub(crate) const EOI: u8 = 0xD9;
    pub(crate) const SOS: u8 = 0xDA;
    pub(crate) const DQT: u8 = 0xDB;
    pub(crate) const DNL: u8 = 0xDC;
    pub(crate) const DRI: u8 = 0xDD;
    pub(crate) const APP0: u8 = 0xE0;
    pub(crate) const APP14: u8 = 0xEE;
}

/// A marker found in the file.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Marker {
    /// Its second byte.
    pub(crate) code: u8,
    /// Offset of the 0xFF before that byte; fill bytes come before it.
    pub(crate) offset: usize,
    /// Bytes passed over that belong to nothing. Fill bytes do not count.
    pub(crate) junk: usize,
}

impl Marker {
    /// Where its segment, or whatever follows, begins.
    pub(crate) fn after(&self) -> usize {
        self.offset + 2
    }

    pub(crate) fn is_restart(&self) -> bool {
        (code::RST0..=code::RST7).contains(&self.code)
    }
}

/// The first marker at or after `from`. A zero byte after 0xFF makes it data.
pub(crate) fn find(data: &[u8], from: usize) -> Option<Marker> {
    let mut pos = from;
    let mut junk = 0;
    loop {
        let ff = find_ff(data, pos)?;
        junk += ff - pos;
        let mut last = ff;
        while *data.get(last + 1)? == 0xFF {
            last += 1;
        }
        match data[last + 1] {
            0 => {
                junk += 2;
                pos = last + 2;
            }
            code => {
                return Some(Marker {
                    code,
                    offset: last,
                    junk,
                });
            }
        }
    }
}

/// Where the entropy-coded data that begins at `from` ends: the offset of the first marker that is neither a restart
/// nor reserved, or the length of the file. Reserved markers are there only by damage, and start nothing.
pub(crate) fn end_of_scan(data: &[u8], from: usize) -> usize {
    let mut pos = from;
    while let Some(marker) = find(data, pos) {
        if marker.code >= code::SOF0 && !marker.is_restart() {
            return marker.offset;
        }
        pos = marker.after();
    }
    data.len()
}

/// Offset of the first 0xFF at or after `from`.
fn find_ff(data: &[u8], from: usize) -> Option<usize> {
    let rest = data.get(from..)?;
    let clean = rest.as_chunks::<16>().0.iter();
    let clean = 16 * clean.take_while(|chunk| !chunk_has_ff(chunk)).count();
    let within = rest[clean..].iter().position(|&byte| byte == 0xFF)?;
    Some(from + clean + within)
}

/// Whether one of the bytes is 0xFF. All are looked at, so that it can be done at once.
#[inline(always)]
fn chunk_has_ff(chunk: &[u8; 16]) -> bool {
    chunk
        .iter()
        .fold(false, |found, &byte| found | (byte == 0xFF))
}

/// Whether one of the eight bytes is 0xFF: the well-known test for a zero byte, of the complement.
#[inline(always)]
pub(crate) fn has_ff(word: u64) -> bool {
    let low = 0x0101_0101_0101_0101;
    (!word).wrapping_sub(low) & word & (low << 7) != 0
}

/// The 16-bit number at `at`, most significant byte first.
pub(crate) fn be16(data: &[u8], at: usize) -> Option<u16> {
    let bytes = data.get(at..at.checked_add(2)?)?;
    Some(u16::from_be_bytes([bytes[0], bytes[1]]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markers_are_found_after_junk_and_fill() {
        let data = [1, 2, 0xFF, 0, 0xFF, 0xFF, 0xFF, 0xDA, 9];
        let marker = find(&data, 0).expect("a marker");
        assert_eq!((marker.code, marker.offset, marker.junk), (0xDA, 6, 4));
        assert!(find(&data, 8).is_none());
        assert!(find(&[0xFF], 0).is_none());
        assert!(find(&[0xFF, 0xFF], 0).is_none());
    }

    #[test]
    fn every_place_is_looked_at() {
        for place in 0..40 {
            for other in [0u8, 1, 0x7F, 0x80, 0xFE] {
                let mut bytes = [other; 40];
                assert_eq!(find_ff(&bytes, 0), None);
                bytes[place] = 0xFF;
                if let Some((_, word)) = bytes[..=place].split_last_chunk() {
                    assert!(has_ff(u64::from_le_bytes(*word)), "{other} {place}");
                }
                for before in bytes[..place].as_chunks().0 {
                    assert!(!has_ff(u64::from_le_bytes(*before)), "{other} {place}");
                }
                for from in 0..=place {
                    assert_eq!(find_ff(&bytes, from), Some(place), "{other} from {from}");
                }
                assert_eq!(find_ff(&bytes, place + 1), None);
            }
        }
    }

    #[test]
    fn scans_end_at_markers_that_start_something() {
        let data = [5, 0xFF, 0, 0xFF, 0xD3, 7, 0xFF, 0x20, 7, 0xFF, 0xFF, 0xD9];
        assert_eq!(end_of_scan(&data, 0), 10);
        assert_eq!(end_of_scan(&data[..9], 0), 9);
    }
}
