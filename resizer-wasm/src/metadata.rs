//! What of a source's metadata goes into a result: nothing, unless it is asked for.

use crate::contract::{Keep, Warning, WarningKind};
use crate::exif::Owners;
use crate::head::{Head, Metadata};
use crate::picture::Channels;
use crate::{color, exif, iptc, xmp};

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

/// What is asked for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wanted {
    pub(crate) keep: Keep,
    /// Whether the orientation in EXIF and XMP is applied.
    pub(crate) applies_exif: bool,
    /// Whether the output is gray, whatever the source is.
    pub(crate) is_gray: bool,
}

/// A part of [`Kept`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    Icc,
    Exif,
    Xmp,
}

impl Kept {
    /// What of the metadata in `head` is to be kept, for a picture whose source has these channels. Where the orientation in
    /// EXIF and XMP is applied, they name none afterwards.
    pub(crate) fn new(wanted: Wanted, head: &Head, channels: Channels) -> (Self, Vec<Warning>) {
        let Wanted { keep, .. } = wanted;
        let is_applied = wanted.applies_exif || !head.orientation_is_of_metadata();
        let everything = keep.everything;
        let source = &head.metadata;
        let mut kept = Self::default();
        let mut warnings = Vec::new();
        if let Some(icc) = &source.icc
            && (everything || keep.icc)
        {
            let fits = |channels| color::profile_fits(source, channels);
            if fits(channels) && (!wanted.is_gray || fits(Channels::Gray)) {
                kept.icc = Some(icc.to_vec());
            } else {
                warnings.push(lost("the colour profile does not describe the output"));
            }
        }
        let whole_exif = (source.exif.as_ref())
            .filter(|data| everything && data.len() <= MAX_EXIF_BYTES && !head.exif_is_the_file());
        if let Some(data) = whole_exif {
            kept.exif = Some(match is_applied {
                true => exif::upright(data),
                false => data.to_vec(),
            });
        } else if everything || keep.copyright {
            kept.exif = exif::of_owners(&owners(source, everything));
            if everything && source.exif.is_some() {
                warnings.push(lost(
                    "of the EXIF data only artist and copyright could be kept",
                ));
            }
        }
        if everything {
            kept.xmp = source.xmp.as_deref().map(|packet| match is_applied {
                true => xmp::upright(packet),
                false => packet.to_vec(),
            });
            if source.iptc.is_some() {
                warnings.push(lost(
                    "the IPTC data cannot be stored in the output's format; convert it to XMP before, which is kept",
                ));
            }
            if source.has_c2pa {
                warnings.push(lost(
                    "the C2PA manifest (Content Credentials) is left out, because it is signed for the pixels of the source \
                     and would not verify any more; sign the output with a C2PA tool, and name the source as its ingredient",
                ));
            }
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

/// Whose the picture is: as EXIF says, else XMP, else IPTC data. `in_exif_or_iptc` leaves out XMP, which is kept itself then.
fn owners<'a>(source: &'a Metadata<'_>, in_exif_or_iptc: bool) -> Owners<'a> {
    let mut owners = source.exif.as_deref().map(exif::owners).unwrap_or_default();
    let packet = source.xmp.as_deref().filter(|_| !in_exif_or_iptc);
    let in_xmp = |name| exif::text(&xmp::text(packet?, name)?);
    owners.artist = owners.artist.or_else(|| in_xmp("dc:creator"));
    owners.copyright = owners.copyright.or_else(|| in_xmp("dc:rights"));
    if let Some(in_iptc) = source.iptc.as_deref().map(iptc::owners) {
        owners.artist = owners.artist.or_else(|| exif::text(&in_iptc.creator));
        owners.copyright = owners.copyright.or_else(|| exif::text(&in_iptc.copyright));
    }
    owners
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
    fn owners_come_from_exif_then_xmp_then_iptc_data() {
        const XMP: &[u8] =
            b"<a dc:creator='X'/><dc:rights><rdf:Alt><rdf:li>(c) X</rdf:li></rdf:Alt></dc:rights>";
        const IPTC: &[u8] = b"\x1c\x02\x50\0\x01I\x1c\x02\x74\0\x05(c) I";
        let artist = exif::of_owners(&Owners {
            artist: exif::text("E"),
            copyright: None,
        });
        let rows = [
            (artist.as_deref(), Some(XMP), Some(IPTC), "E\0", "(c) X\0"),
            (artist.as_deref(), None, Some(IPTC), "E\0", "(c) I\0"),
            (None, Some(XMP), Some(IPTC), "X\0", "(c) X\0"),
            (None, None, Some(IPTC), "I\0", "(c) I\0"),
            (
                None,
                Some(b"<a dc:creator='X'/>"),
                Some(IPTC),
                "X\0",
                "(c) I\0",
            ),
        ];
        for (exif, xmp, iptc, artist, copyright) in rows {
            let source = Metadata {
                exif: exif.map(Into::into),
                xmp: xmp.map(Into::into),
                iptc: iptc.map(Into::into),
                ..Metadata::default()
            };
            let owners = owners(&source, false);
            assert_eq!(owners.artist.as_deref(), Some(artist.as_bytes()));
            assert_eq!(owners.copyright.as_deref(), Some(copyright.as_bytes()));
        }
    }
}
