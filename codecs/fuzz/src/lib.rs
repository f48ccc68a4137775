//! What must hold for any bytes in a codec, run as a library: a raster that the resize component reads, or a typed error.
//!
//! The programs in `src/bin/` put the targets under libFuzzer; the tests replay what it once found.

#![forbid(unsafe_code)]

use avif::Avif;
use codec::Decoder;
use heic::Heic;
use jxl_codec::Jxl;
use raster::Header;
use request::Request;

/// Each file is decoded for each of them: every pixel, what small outputs need, and the least that is decoded. The limits are low,
/// so that an input takes milliseconds.
const REQUESTS: [&str; 3] = [
    r#"{"outputs": [{"width": 200, "height": 200, "enlarge": true}], "limits": {"max-pixels": 65536}}"#,
    r#"{"outputs": [{"width": 3}, {"width": 12, "height": 5, "fit": "cover"}], "limits": {"max-pixels": 65536}}"#,
    r#"{"outputs": [{"width": 1, "height": 1, "fit": "fill"}], "limits": {"max-pixels": 65536}}"#,
];

/// The longest clause of an error that people read.
const LONGEST_MESSAGE: usize = 400;

/// The target `codec-avif`.
///
/// # Panics
/// Where a promise of the codec is broken.
pub fn avif(file: &[u8]) {
    check::<Avif>(file);
}

/// The target `codec-heic`.
///
/// # Panics
/// As [`avif`].
pub fn heic(file: &[u8]) {
    check::<Heic>(file);
}

/// The target `codec-jxl`.
///
/// # Panics
/// As [`avif`].
pub fn jxl(file: &[u8]) {
    check::<Jxl>(file);
}

fn check<Codec: Decoder>(file: &[u8]) {
    for text in REQUESTS {
        let request = Request::read(text).expect("it asks for what is possible");
        match Codec::decode(file, &request) {
            Ok(raster) => check_raster(&raster, &request),
            Err(error) => {
                let length = error.message.len();
                assert!((1..=LONGEST_MESSAGE).contains(&length), "{error}");
            }
        }
    }
}

fn check_raster(file: &[u8], request: &Request) {
    let (header, start) = Header::read(file).expect("a raster");
    assert_eq!(file.len() as u64, start as u64 + header.bytes_of_planes());
    assert_eq!(header.outputs.len(), request.outputs().len());
    let pixels = u64::from(header.width) * u64::from(header.height);
    let most = request.limits().max_pixels.map_or(0, u64::from);
    assert!(pixels <= most, "{} x {}", header.width, header.height);
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::*;

    /// Replays each file of ../../fuzz/regressions/TARGET.
    fn replay(target: &str, check: fn(&[u8])) {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let folder = root.join("fuzz/regressions").join(target);
        for entry in fs::read_dir(&folder).into_iter().flatten() {
            let path = entry.expect("an entry can be read").path();
            // Shown only where the check fails, with its message.
            println!("{}", path.display());
            check(&fs::read(&path).expect("the file can be read"));
        }
    }

    #[test]
    fn findings_in_avif() {
        replay("codec-avif", avif);
    }

    #[test]
    fn findings_in_heic() {
        replay("codec-heic", heic);
    }

    #[test]
    fn findings_in_jxl() {
        replay("codec-jxl", jxl);
    }
}
