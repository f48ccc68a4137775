//! What of a source's metadata goes into a result: nothing, unless it is asked for.

use crate::contract::{self, Warning, WarningKind};
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

impl Kept {
    /// What of the metadata in `head` is to be kept, for a picture whose source has these channels.
    pub(crate) fn new(
        keep: contract::Metadata,
        head: &Head,
        channels: Channels,
    ) -> (Self, Vec<Warning>) {
        let everything = keep.contains(contract::Metadata::EVERYTHING);
        let source = &head.metadata;
        let mut kept = Self::default();
        let mut warnings = Vec::new();
        if let Some(icc) = &source.icc
            && (everything || keep.contains(contract::Metadata::ICC))
        {
            if color::profile_fits(source, channels) {
                kept.icc = Some(icc.to_vec());
            } else {
                warnings.push(lost("the colour profile does not describe the result"));
            }
        }
        if let Some(data) = &source.exif {
            if everything && data.len() <= MAX_EXIF_BYTES && !head.exif_is_the_file() {
                kept.exif = Some(exif::upright(data));
            } else if everything || keep.contains(contract::Metadata::COPYRIGHT) {
                kept.exif = exif::copyright_only(data);
                if everything {
                    warnings.push(lost(
                        "of the EXIF data only artist and copyright could be kept",
                    ));
                }
            }
        }
        if everything {
            kept.xmp = source.xmp.as_deref().map(<[u8]>::to_vec);
        }
        (kept, warnings)
    }
}

fn lost(what: &str) -> Warning {
    Warning {
        kind: WarningKind::Metadata,
        message: what.to_owned(),
    }
}
