//! Where the codestream is in a file.

use crate::boxes::Boxes;
use crate::{CODESTREAM, Error};

/// The bytes of the codestream, in their order: of a file that is one, or of the boxes `jxlc` or `jxlp` of a container.
#[derive(Debug, Clone)]
pub(crate) struct Codestream<'a> {
    /// What is left of the present part.
    part: &'a [u8],
    /// Where that is in the file.
    at: u64,
    /// Whether the part ends with the codestream.
    is_last: bool,
    /// Whether nothing can follow the part, however much more of the file is read: its box is whole.
    is_closed: bool,
    /// The parts that have been begun.
    parts: u32,
    boxes: Boxes<'a>,
}

impl<'a> Codestream<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        let is_bare = bytes.starts_with(&CODESTREAM);
        Self {
            part: if is_bare { bytes } else { &[] },
            at: 0,
            is_last: is_bare,
            is_closed: false,
            parts: 0,
            boxes: Boxes::new(bytes),
        }
    }

    /// The next byte.
    ///
    /// # Errors
    /// [`Error::Truncated`] where it is not there; [`Error::Malformed`] where the container is.
    pub(crate) fn next(&mut self) -> Result<u8, Error> {
        loop {
            if let Some((byte, rest)) = self.part.split_first() {
                self.part = rest;
                self.at += 1;
                return Ok(*byte);
            }
            if self.is_last && self.is_closed {
                let problem = "its codestream ends inside of its header";
                return Err(Error::Malformed(problem.to_owned()));
            }
            if self.is_last {
                return Err(Error::Truncated {
                    needed: self.at.saturating_add(1),
                });
            }
            self.next_part()?;
        }
    }

    fn next_part(&mut self) -> Result<(), Error> {
        while let Some(found) = self.boxes.next() {
            let found = found?;
            // One without a length goes on to the end of the file.
            self.is_closed = found.is_whole && self.boxes.end().is_some();
            let begin = found.start as u64;
            match &found.kind {
                b"jxlc" => {
                    self.part = found.contents;
                    self.at = begin;
                    self.is_last = true;
                    return Ok(());
                }
                b"jxlp" => {
                    let Some((index, part)) = found.contents.split_first_chunk() else {
                        return Err(match found.is_whole {
                            true => Error::Malformed(format!(
                                "the part of the codestream at byte {begin} has no number"
                            )),
                            false => Error::Truncated {
                                needed: begin.saturating_add(5),
                            },
                        });
                    };
                    // The uppermost bit says whether it is the last part.
                    let index = u32::from_be_bytes(*index);
                    let number = index & 0x7fff_ffff;
                    if number != self.parts {
                        return Err(Error::Malformed(format!(
                            "part {number} of its codestream stands where part {} should",
                            self.parts
                        )));
                    }
                    self.parts += 1;
                    self.part = part;
                    self.at = begin + 4;
                    // What is cut off is missing here, and not in the next part.
                    self.is_last = index != number || !found.is_whole;
                    return Ok(());
                }
                _ => {}
            }
        }
        Err(match self.boxes.end() {
            Some(end) => Error::Truncated {
                needed: end.saturating_add(8),
            },
            None => Error::Malformed("it has no codestream".to_owned()),
        })
    }
}
