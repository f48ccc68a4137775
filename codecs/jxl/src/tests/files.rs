//! Files to decode, and rasters of them.

use std::fs;
use std::path::{Path, PathBuf};

use codec::{Decoder, Error};
use raster::Header;
use request::Request;

use crate::Jxl;

/// Writes bits, the lowest of a byte first.
#[derive(Default)]
struct Writer {
    bytes: Vec<u8>,
    used: u32,
}

impl Writer {
    fn write(&mut self, value: u32, count: u32) {
        for bit in 0..count {
            if self.used.is_multiple_of(8) {
                self.bytes.push(0);
            }
            let last = self.bytes.len() - 1;
            self.bytes[last] |= ((value >> bit & 1) << (self.used % 8)) as u8;
            self.used += 1;
        }
    }
}

/// A codestream of these bits, as pairs of a value and its number of bits, behind its signature.
pub(super) fn codestream(pairs: &[(u32, u32)]) -> Vec<u8> {
    let mut writer = Writer::default();
    for (value, count) in pairs {
        writer.write(*value, *count);
    }
    [&jxl_head::CODESTREAM[..], &writer.bytes].concat()
}

pub(super) fn a_box(kind: &[u8; 4], contents: &[u8]) -> Vec<u8> {
    let length = (contents.len() as u32 + 8).to_be_bytes();
    [&length[..], kind, contents].concat()
}

/// A container with these boxes.
pub(super) fn container(boxes: &[Vec<u8>]) -> Vec<u8> {
    let brands = a_box(b"ftyp", b"jxl \0\0\0\0jxl ");
    [&jxl_head::CONTAINER[..], &brands, &boxes.concat()].concat()
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests")
}

/// The names of all files.
pub(super) fn names() -> Vec<String> {
    let entries = fs::read_dir(folder().join("files")).unwrap();
    let mut names: Vec<String> = entries
        .map(|entry| entry.unwrap().path())
        .map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned())
        .collect();
    names.sort();
    assert!(names.len() > 40);
    names
}

pub(super) fn file(name: &str) -> Vec<u8> {
    fs::read(folder().join(format!("files/{name}.jxl"))).unwrap()
}

/// A square of 4,100 pixels a side, which is no part of [`names`].
pub(super) fn nine_lf_groups() -> Vec<u8> {
    fs::read(folder().join("nine-lf-groups.jxl")).unwrap()
}

/// What djxl reads in it.
pub(super) fn expected(name: &str) -> Vec<u8> {
    fs::read(folder().join(format!("expected/{name}.png"))).unwrap()
}

/// The raster for these outputs, as they stand in a request.
pub(super) fn decoded(file: &[u8], outputs: &str) -> Result<Vec<u8>, Error> {
    let request = Request::read(&format!(r#"{{"outputs": [{outputs}]}}"#)).unwrap();
    Jxl::decode(file, &request)
}

/// A raster with every pixel.
pub(super) fn every_pixel(file: &[u8]) -> Vec<u8> {
    decoded(file, r#"{"width": 4, "filter": "nearest"}"#).unwrap()
}

/// The samples of a rendition.
pub(super) fn samples(raster: &[u8], rendition: usize) -> Vec<u32> {
    let (header, start) = Header::read(raster).unwrap();
    let plane = &header.planes(rendition)[0];
    let length = plane.row_bytes as usize * plane.height as usize;
    let bytes = &raster[start + plane.start as usize..][..length];
    match header.depth {
        8 => bytes.iter().copied().map(u32::from).collect(),
        _ => bytes
            .chunks_exact(2)
            .map(|two| u32::from(u16::from_le_bytes([two[0], two[1]])))
            .collect(),
    }
}
