//! What is fuzzed.

/// A check of `fuzz/src/`, and what its inputs are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Target {
    Resize,
    Jpeg,
    Vp8,
    Probe,
    Isobmff,
    JxlHead,
    CodecAvif,
    CodecHeic,
    CodecJxl,
    Recipes,
    Keys,
    Events,
    Notes,
}

/// A cargo workspace with programs of targets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Workspace {
    /// That of the root: the package `fuzz`.
    Root,
    /// That of the codecs: the package `codec-fuzz`.
    Codecs,
}

/// What an input is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Picture,
    Text,
}

impl Target {
    pub(super) const ALL: [Self; 13] = [
        Self::Resize,
        Self::Jpeg,
        Self::Vp8,
        Self::Probe,
        Self::Isobmff,
        Self::JxlHead,
        Self::CodecAvif,
        Self::CodecHeic,
        Self::CodecJxl,
        Self::Recipes,
        Self::Keys,
        Self::Events,
        Self::Notes,
    ];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Resize => "resize",
            Self::Jpeg => "jpeg",
            Self::Vp8 => "vp8",
            Self::Probe => "probe",
            Self::Isobmff => "isobmff",
            Self::JxlHead => "jxl-head",
            Self::CodecAvif => "codec-avif",
            Self::CodecHeic => "codec-heic",
            Self::CodecJxl => "codec-jxl",
            Self::Recipes => "recipes",
            Self::Keys => "keys",
            Self::Events => "events",
            Self::Notes => "notes",
        }
    }

    pub(super) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|target| target.name() == name)
    }

    /// Where its program is built.
    pub(super) fn workspace(self) -> Workspace {
        match self.files_of_tests() {
            Some(_) => Workspace::Codecs,
            None => Workspace::Root,
        }
    }

    /// The folder of a codec's tests with files of all kinds, below the root.
    pub(super) fn files_of_tests(self) -> Option<&'static str> {
        match self {
            Self::CodecAvif => Some("codecs/avif/tests/files"),
            Self::CodecHeic => Some("codecs/heic/tests/files"),
            Self::CodecJxl => Some("codecs/jxl/tests/files"),
            _ => None,
        }
    }

    /// What is checked, for people.
    pub(super) fn about(self) -> &'static str {
        match self {
            Self::Resize => "all of the component: any file, with options that depend on it",
            Self::Jpeg => {
                "the JPEG decoder at all scales, alone and together, damage tolerated or not"
            }
            Self::Vp8 => "the decoder of lossy WebP, in the same way",
            Self::Probe => {
                "`probe` on every beginning of a file, up to 2 KiB, and on some longer ones"
            }
            Self::Isobmff => "heads of AVIF and HEIC files, with the places of their data",
            Self::JxlHead => "heads of JPEG XL files, with the boxes beside the image",
            Self::CodecAvif => "the codec for AVIF as a library: its head, rav1d, and the raster",
            Self::CodecHeic => {
                "the codec for HEIC as a library: its head, heifer-hevc-dec, and the raster"
            }
            Self::CodecJxl => "the codec for JPEG XL as a library: its head, jxl, and the raster",
            Self::Recipes => {
                "recipes in TOML and JSON: what is read is written and read again, and means the same"
            }
            Self::Keys => "templates and patterns for keys, against simpler ones",
            Self::Events => "events of every sender, alone and in envelopes",
            Self::Notes => "notes about results, metadata of objects, receipts that people paste",
        }
    }

    pub(super) fn kind(self) -> Kind {
        match self {
            Self::Recipes | Self::Keys | Self::Events | Self::Notes => Kind::Text,
            _ => Kind::Picture,
        }
    }

    /// The file of words that libFuzzer puts into inputs.
    pub(super) fn dictionary(self) -> String {
        let name = match self.kind() {
            Kind::Picture => "pictures",
            Kind::Text => self.name(),
        };
        format!("fuzz/dictionaries/{name}.txt")
    }

    /// Longer inputs are not tried, and longer seeds are left out: what is new in them can be had in fewer bytes.
    pub(super) fn max_bytes(self) -> u64 {
        match self {
            Self::Keys => 2 << 10,
            Self::Recipes | Self::Events | Self::Notes => 4 << 10,
            Self::CodecAvif | Self::CodecHeic | Self::CodecJxl => 16 << 10,
            _ => 64 << 10,
        }
    }

    /// Whether a picture can teach this target anything.
    pub(super) fn reads(self, picture: &[u8]) -> bool {
        match self {
            Self::Jpeg => picture.starts_with(b"\xff\xd8"),
            Self::Vp8 => picture.get(8..16) == Some(b"WEBPVP8 "),
            Self::Isobmff => picture.get(4..8) == Some(b"ftyp"),
            Self::CodecAvif => picture.get(4..12) == Some(b"ftypavif"),
            Self::CodecHeic => {
                matches!(
                    picture.get(4..12),
                    Some(b"ftypheic" | b"ftypheix" | b"ftypmif1")
                )
            }
            Self::JxlHead | Self::CodecJxl => {
                picture.starts_with(b"\xff\x0a") || picture.get(4..8) == Some(b"JXL ")
            }
            Self::Resize | Self::Probe => true,
            Self::Recipes | Self::Keys | Self::Events | Self::Notes => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::{Target, Workspace};

    #[test]
    fn every_target_has_a_program_and_a_dictionary() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"))
            .parent()
            .expect("this crate lies in the workspace");
        let folder = |workspace| match workspace {
            Workspace::Root => "fuzz/src/bin",
            Workspace::Codecs => "codecs/fuzz/src/bin",
        };
        for target in Target::ALL {
            let program = format!("{}/{}.rs", folder(target.workspace()), target.name());
            for file in [program, target.dictionary()] {
                assert!(root.join(&file).is_file(), "{file}");
            }
            if let Some(files) = target.files_of_tests() {
                assert!(root.join(files).is_dir(), "{files}");
            }
        }
        // And every program is a target.
        let programs = [Workspace::Root, Workspace::Codecs]
            .map(|workspace| fs::read_dir(root.join(folder(workspace))).expect("the programs"));
        let programs = programs.into_iter().flatten().count();
        assert_eq!(programs, Target::ALL.len() + 1, "and that of seeds");
    }
}
