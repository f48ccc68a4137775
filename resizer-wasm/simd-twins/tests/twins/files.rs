//! The small files of the decoders' own tests, and what becomes of them when bytes change.

use std::path::Path;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};

/// Every JPEG of jpeg-shrink's tests.
pub(crate) fn jpegs() -> Vec<Vec<u8>> {
    files("jpeg-shrink/tests/pictures", "jpg")
}

/// The frame of every WebP of vp8-shrink's tests.
pub(crate) fn vp8s() -> Vec<Vec<u8>> {
    let files = files("vp8-shrink/tests/pictures", "webp").into_iter();
    files.filter_map(|file| frame(&file)).collect()
}

fn files(folder: &str, ending: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../..")
        .join(folder);
    let entries = std::fs::read_dir(&folder).expect("the folder can be read");
    let mut paths: Vec<_> = entries
        .map(|entry| entry.expect("an entry can be read").path())
        .filter(|path| path.extension().is_some_and(|found| found == ending))
        .collect();
    paths.sort();
    let read = |path| std::fs::read(path).expect("the file can be read");
    paths.into_iter().map(read).collect()
}

/// What the chunk `VP8 ` of the file holds.
fn frame(file: &[u8]) -> Option<Vec<u8>> {
    let mut rest = file.get(12..)?;
    loop {
        let (header, behind) = rest.split_first_chunk::<8>()?;
        let [name @ .., a, b, c, d] = *header;
        let length = u32::from_le_bytes([a, b, c, d]) as usize;
        if name == *b"VP8 " {
            return behind.get(..length).map(<[u8]>::to_vec);
        }
        rest = behind.get(length + length % 2..)?;
    }
}

/// One of the files behind two bytes, whole or with some bytes changed, and now and then cut.
pub(crate) fn changed(files: Vec<Vec<u8>>) -> BoxedStrategy<Vec<u8>> {
    assert!(!files.is_empty());
    let changes = vec((any::<Index>(), any::<u8>()), 0..4);
    let cut = proptest::option::weighted(0.2, any::<Index>());
    (any::<[u8; 2]>(), select(files), changes, cut)
        .prop_map(|(start, mut file, changes, cut)| {
            for (at, byte) in changes {
                let at = at.index(file.len());
                file[at] = byte;
            }
            if let Some(length) = cut {
                file.truncate(length.index(file.len()));
            }
            [&start[..], &file].concat()
        })
        .boxed()
}
