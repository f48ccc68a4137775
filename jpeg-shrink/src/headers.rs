//! Reads the segments of a file one after the other (T.81, clause B.2).

use crate::damage::{Damage, Log};
use crate::error::Error;
use crate::frame::Frame;
use crate::marker::{self, be16, code};
use crate::scan::{Scan, segment};
use crate::tables::Tables;

/// A file as far as its segments have been read.
#[derive(Debug)]
pub(crate) struct Headers<'a> {
    pub(crate) data: &'a [u8],
    /// Where the next segment is looked for.
    pub(crate) pos: usize,
    pub(crate) tables: Tables,
    pub(crate) frame: Option<Frame>,
    /// A JFIF segment was there.
    pub(crate) jfif: bool,
    /// The colour transform of an Adobe segment.
    pub(crate) adobe: Option<u8>,
    pub(crate) log: Log,
}

impl<'a> Headers<'a> {
    pub(crate) fn new(data: &'a [u8]) -> Result<Self, Error> {
        match data {
            [0xFF, code::SOI, ..] => {}
            [] | [0xFF] => {
                return Err(Error::Truncated {
                    offset: data.len(),
                    expected: "the bytes FF D8 of a JPEG".to_owned(),
                });
            }
            [first, rest @ ..] => {
                let second = rest.first().copied().unwrap_or(0);
                return Err(Error::Malformed(format!(
                    "it begins with {first:02X} {second:02X}, expected FF D8"
                )));
            }
        }
        Ok(Self {
            data,
            pos: 2,
            tables: Tables::new(),
            frame: None,
            jfif: false,
            adobe: None,
            log: Log::default(),
        })
    }

    /// Reads up to the first scan header.
    pub(crate) fn first_scan(&mut self) -> Result<(Frame, Scan), Error> {
        let Some(scan) = self.next_scan()? else {
            return Err(Error::Malformed(format!(
                "the image ends at byte {} without a scan",
                self.pos
            )));
        };
        let Some(frame) = &mut self.frame else {
            return Err(Error::Malformed(format!(
                "a scan at byte {} before any frame header",
                scan.offset
            )));
        };
        if frame.height == 0 {
            frame.height = number_of_lines(self.data, scan.data)?;
        }
        let frame = frame.clone();
        Ok((frame, scan))
    }

    /// Reads up to the next scan header, and nothing at the end of the image.
    pub(crate) fn next_scan(&mut self) -> Result<Option<Scan>, Error> {
        loop {
            let Some(marker) = marker::find(self.data, self.pos) else {
                return Err(Error::Truncated {
                    offset: self.data.len(),
                    expected: "a further segment".to_owned(),
                });
            };
            if marker.junk > 0 {
                self.log.note(Damage::Junk {
                    offset: self.pos,
                    bytes: marker.junk,
                });
            }
            self.pos = marker.offset;
            match marker.code {
                code::EOI => return Ok(None),
                code::SOS => {
                    let Some(frame) = &self.frame else {
                        return Err(Error::Malformed(format!(
                            "a scan at byte {} before any frame header",
                            self.pos
                        )));
                    };
                    let scan = Scan::parse(self.data, marker.offset, frame)?;
                    self.pos = scan.data;
                    return Ok(Some(scan));
                }
                // Markers without a segment.
                code::TEM => self.pos = marker.after(),
                other if other <= 0xBF || other == code::SOI || marker.is_restart() => {
                    self.log.note(Damage::UnexpectedMarker {
                        code: other,
                        offset: marker.offset,
                    });
                    self.pos = marker.after();
                }
                other => {
                    let segment = segment(self.data, marker.offset)?;
                    if be16(self.data, marker.offset + 2).is_some_and(|length| length < 2) {
                        self.bad_segment(other);
                    }
                    self.take(other, segment)?;
                    self.pos = marker.offset + 4 + segment.len();
                }
            }
        }
    }

    fn take(&mut self, marker: u8, segment: &[u8]) -> Result<(), Error> {
        match marker {
            code::DQT => self.tables.define_quantisers(segment)?,
            code::DHT => self.tables.define_huffman(segment)?,
            code::DRI => match be16(segment, 0) {
                Some(interval) => self.tables.restart_interval = u32::from(interval),
                None => self.bad_segment(marker),
            },
            code::APP0 => self.jfif |= segment.starts_with(b"JFIF\0"),
            // Adobe Technical Note 5116: the name, two versions and flags of 16 bits, and the transform.
            code::APP14 if segment.starts_with(b"Adobe") => match segment.get(11) {
                Some(&transform) => self.adobe = Some(transform),
                None => self.bad_segment(marker),
            },
            code::DAC => self.tables.define_conditioning(segment)?,
            code::SOF0..=code::SOF15 if marker != 0xC8 => {
                if self.frame.is_some() {
                    return Err(Error::Malformed(format!(
                        "a second frame header at byte {}",
                        self.pos
                    )));
                }
                self.frame = Some(Frame::parse(marker, segment)?);
            }
            _ => {}
        }
        Ok(())
    }

    fn bad_segment(&mut self, code: u8) {
        self.log.note(Damage::BadSegment {
            code,
            offset: self.pos,
        });
    }
}

/// The height that a DNL segment after the first scan gives, where the frame header has none (T.81, clause B.2.5).
fn number_of_lines(data: &[u8], scan: usize) -> Result<u32, Error> {
    let end = marker::end_of_scan(data, scan);
    let Some(marker) = marker::find(data, end) else {
        return Err(Error::Truncated {
            offset: data.len(),
            expected: "a DNL segment with the height, which the frame header leaves open"
                .to_owned(),
        });
    };
    let height = if marker.code == code::DNL {
        be16(segment(data, marker.offset)?, 0).unwrap_or(0)
    } else {
        0
    };
    if height == 0 {
        return Err(Error::Malformed(format!(
            "the height is 0, and byte {} has the marker FF{:02X} instead of a DNL segment with the height",
            marker.offset, marker.code
        )));
    }
    Ok(u32::from(height))
}
