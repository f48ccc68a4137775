//! What of a source's metadata goes into a result: nothing, unless it is asked for.

use crate::contract::{Keep, Warning, WarningKind};
use crate::head::Head;
use crate::picture::Channels;
use crate::{color, exif};

/// EXIF data of a TIFF is the whole file, so no more than this is copied.
const MAX_EXIF_BYTES: usize = 1 << 20;

/// Metadata for a result, ready to be written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Kept {
    /// An ICC profile.
    pub(crate) icc: Option<Vec<u8>>,
    /// EXIF: a TIFF structure, without any prefix.
    pub(crate) exif: Option<Vec<u8>>,
    /// An XMP packet.
    pub(crate) xmp: Option<Vec<u8>>,
}

/// A part of [`Kept`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    Icc,
    Exif,
    Xmp,
}

impl Kept {
    /// What of the metadata in `head` is to be kept, for a picture whose source has these channels.
    pub(crate) fn new(keep: Keep, head: &Head, channels: Channels) -> (Self, Vec<Warning>) {
        let everything = keep.everything;
        let source = &head.metadata;
        let mut kept = Self::default();
        let mut warnings = Vec::new();
        if let Some(icc) = &source.icc
            && (everything || keep.icc)
        {
            if color::profile_fits(source, channels) {
                kept.icc = Some(icc.to_vec());
            } else {
                warnings.push(lost("the colour profile does not describe the output"));
            }
        }
        if let Some(data) = &source.exif {
            if everything && data.len() <= MAX_EXIF_BYTES && !head.exif_is_the_file() {
                kept.exif = Some(exif::upright(data));
            } else if everything || keep.copyright {
                kept.exif = exif::copyright_only(data);
                if everything {
                    warnings.push(lost(
                        "of the EXIF data only artist and copyright could be kept",
                    ));
                }
            }
        }
        if everything {
            kept.xmp = source.xmp.as_deref().map(upright_xmp);
        }
        (kept, warnings)
    }

    /// Lets go of what a format cannot hold.
    pub(crate) fn drop_parts(&mut self, parts: &[Part]) -> Vec<Warning> {
        let dropped = parts.iter().map(|part| {
            let name = match part {
                Part::Icc => {
                    self.icc = None;
                    "the colour profile"
                }
                Part::Exif => {
                    self.exif = None;
                    "the EXIF data"
                }
                Part::Xmp => {
                    self.xmp = None;
                    "the XMP packet"
                }
            };
            lost(&format!("{name} cannot be stored in the output's format"))
        });
        dropped.collect()
    }
}

/// The packet with an orientation of 1: the pixels have been turned. XMP has EXIF's numbers, as an attribute or as an
/// element.
fn upright_xmp(packet: &[u8]) -> Vec<u8> {
    const NAME: &[u8] = b"tiff:Orientation";
    let mut packet = packet.to_vec();
    let values: Vec<usize> = packet
        .windows(NAME.len())
        .enumerate()
        .filter(|(_, bytes)| *bytes == NAME)
        .filter_map(|(at, _)| {
            let end = at + NAME.len();
            match packet[end..] {
                [b'=', b'"' | b'\'', b'1'..=b'8', ..] => Some(end + 2),
                [b'>', b'1'..=b'8', ..] => Some(end + 1),
                _ => None,
            }
        })
        .collect();
    for value in values {
        packet[value] = b'1';
    }
    packet
}

fn lost(what: &str) -> Warning {
    Warning {
        kind: WarningKind::Metadata,
        message: what.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn xmp_names_no_orientation_but_upright() {
        for (before, after) in [
            (
                &b"<a tiff:Orientation=\"6\" b=\"6\"/>"[..],
                &b"<a tiff:Orientation=\"1\" b=\"6\"/>"[..],
            ),
            (
                b"<tiff:Orientation>8</tiff:Orientation> 8",
                b"<tiff:Orientation>1</tiff:Orientation> 8",
            ),
            (b"nothing 6", b"nothing 6"),
        ] {
            assert_eq!(upright_xmp(before), after);
        }
    }
}
