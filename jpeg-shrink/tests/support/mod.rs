//! What several tests need.
#![allow(dead_code, reason = "shared by several test programs")]

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use jpeg_shrink::{Damage, Decoder, Error, Options, Scale};

/// A decoded picture.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Picture {
    pub(crate) width: usize,
    pub(crate) height: usize,
    pub(crate) channels: usize,
    pub(crate) samples: Vec<u8>,
    pub(crate) damage: Vec<Damage>,
}

pub(crate) fn decode(file: &[u8], scale: Scale, options: &Options) -> Result<Picture, Error> {
    let mut decoder = Decoder::new(file, scale, options)?;
    let (width, height) = (decoder.width() as usize, decoder.height() as usize);
    let channels = decoder.color().channels();
    let mut samples = Vec::new();
    for _ in 0..height {
        let row = decoder.next_row()?;
        assert_eq!(row.len(), width * channels);
        samples.extend_from_slice(row);
    }
    decoder.finish();
    assert!(decoder.bytes_used() <= file.len());
    let damage = decoder.damage().to_vec();
    Ok(Picture {
        width,
        height,
        channels,
        samples,
        damage,
    })
}

impl Picture {
    /// The mean of each square of pixels with this side.
    pub(crate) fn means(&self, side: usize) -> Vec<u8> {
        let mut means = Vec::new();
        for y in (0..self.height).step_by(side) {
            for x in (0..self.width).step_by(side) {
                for c in 0..self.channels {
                    let (mut sum, mut count) = (0, 0);
                    for y in y..(y + side).min(self.height) {
                        for x in x..(x + side).min(self.width) {
                            sum +=
                                usize::from(self.samples[(y * self.width + x) * self.channels + c]);
                            count += 1;
                        }
                    }
                    means.push(((sum + count / 2) / count) as u8);
                }
            }
        }
        means
    }
}

pub(crate) fn scale(eighths: u32) -> Scale {
    Scale::ALL
        .into_iter()
        .find(|scale| scale.eighths() == eighths)
        .expect("8, 4, 3, 2 or 1")
}

pub(crate) fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/pictures")
}

pub(crate) fn path(name: &str) -> PathBuf {
    folder().join(format!("{name}.jpg"))
}

pub(crate) fn load(name: &str) -> Vec<u8> {
    std::fs::read(path(name)).expect(name)
}

/// Names of all files in tests/pictures, in order.
pub(crate) fn all() -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(folder())
        .expect("tests/pictures")
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter_map(|name| name.strip_suffix(".jpg").map(str::to_owned))
        .collect();
    names.sort();
    names
}

/// What the `djpeg` here makes of a file: PNM, which ends with the samples.
pub(crate) fn djpeg(file: &Path, scale: Scale) -> Vec<u8> {
    static VERSION: OnceLock<()> = OnceLock::new();
    VERSION.get_or_init(check_version_of_djpeg);
    let eighths = format!("{}/8", scale.eighths());
    let output = Command::new("djpeg")
        .args(["-scale", &eighths, "-dct", "int", "-pnm"])
        .arg(file)
        .output();
    output.expect("djpeg runs").stdout
}

/// Others of that name, those of libjpeg 9 and of mozjpeg, give other samples.
fn check_version_of_djpeg() {
    let output = Command::new("djpeg").arg("-version").output();
    let output = output.expect("there is a djpeg in PATH (Debian: libjpeg-turbo-progs)");
    let version = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
    assert!(
        version.contains("libjpeg-turbo"),
        "the djpeg in PATH is not that of libjpeg-turbo, whose samples ours are equal to, but {version}"
    );
}

/// FNV-1a with 64 bits.
pub(crate) fn fnv(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xCBF2_9CE4_8422_2325, |value, &byte| {
        (value ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3)
    })
}
