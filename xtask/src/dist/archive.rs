//! A `.tar.gz` that depends on what is in it and on nothing else.
//!
//! Sorted names, one time, one owner: who packs the same files tomorrow, on another machine, gets the same bytes.

use std::collections::BTreeMap;

use anyhow::Result;
use flate2::{Compression, GzBuilder};
use tar::{Builder, EntryType, Header};

/// The first moment of 1980, in seconds since 1970: old, but not so old that programs warn about it.
const TIME: u64 = 315_532_800;

/// Files by their paths in the archive, in the order in which they are packed.
pub(super) type Entries = BTreeMap<String, Entry>;

/// A file of the archive.
pub(super) struct Entry {
    bytes: Vec<u8>,
    mode: u32,
}

impl Entry {
    pub(super) fn text(bytes: impl Into<Vec<u8>>) -> Self {
        Self {
            bytes: bytes.into(),
            mode: 0o644,
        }
    }

    pub(super) fn program(bytes: Vec<u8>) -> Self {
        Self { bytes, mode: 0o755 }
    }
}

/// The bytes of the archive; everything in it lies in `folder`.
///
/// # Errors
/// Where a path is longer than the format allows.
pub(super) fn pack(folder: &str, entries: &Entries) -> Result<Vec<u8>> {
    // Neither a name nor a time in its own header.
    let gzip = GzBuilder::new().write(Vec::new(), Compression::best());
    let mut archive = Builder::new(gzip);
    for (path, entry) in entries {
        let mut header = Header::new_ustar();
        header.set_entry_type(EntryType::Regular);
        header.set_size(entry.bytes.len() as u64);
        header.set_mode(entry.mode);
        header.set_mtime(TIME);
        header.set_uid(0);
        header.set_gid(0);
        archive.append_data(
            &mut header,
            format!("{folder}/{path}"),
            entry.bytes.as_slice(),
        )?;
    }
    Ok(archive.into_inner()?.finish()?)
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use flate2::read::GzDecoder;

    use super::*;

    fn entries() -> Entries {
        [
            ("thumbox", Entry::program(b"program".to_vec())),
            ("man/man1/thumbox.1", Entry::text("page")),
            ("README.md", Entry::text("text")),
        ]
        .map(|(name, entry)| (name.to_owned(), entry))
        .into()
    }

    #[test]
    fn the_same_files_give_the_same_bytes() {
        let archive = pack("thumbox-1", &entries()).unwrap();
        assert_eq!(archive, pack("thumbox-1", &entries()).unwrap());
        // The gzip header: method, no flags, no time, best compression, unknown system.
        assert_eq!(archive[..10], [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 2, 255]);
    }

    #[test]
    fn entries_are_sorted_and_have_one_time_and_owner() {
        let archive = pack("thumbox-1", &entries()).unwrap();
        let mut archive = tar::Archive::new(GzDecoder::new(archive.as_slice()));
        let mut listing = Vec::new();
        for entry in archive.entries().unwrap() {
            let mut entry = entry.unwrap();
            let mut text = String::new();
            entry.read_to_string(&mut text).unwrap();
            let header = entry.header();
            assert_eq!(header.mtime().unwrap(), TIME);
            assert_eq!((header.uid().unwrap(), header.gid().unwrap()), (0, 0));
            assert_eq!(header.username().unwrap(), Some(""));
            let path = entry.path().unwrap().display().to_string();
            listing.push(format!("{:o} {path} {text}", header.mode().unwrap()));
        }
        assert_eq!(
            listing,
            [
                "644 thumbox-1/README.md text",
                "644 thumbox-1/man/man1/thumbox.1 page",
                "755 thumbox-1/thumbox program",
            ]
        );
    }
}
