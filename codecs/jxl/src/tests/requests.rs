//! What a raster has for a request, and what comes along.

use codec::{Means, Row};
use raster::{Header, Reduction};

use super::files::{a_box, container, decoded, every_pixel, file, samples};

#[test]
fn renditions_are_means() {
    // It has patches, and so no LF image with everything.
    let file = file("patches");
    let whole = every_pixel(&file);
    let raster = decoded(&file, r#"{"width": 6}, {"width": 120}"#).unwrap();
    let (header, _) = Header::read(&raster).unwrap();
    assert_eq!(header.renditions, [Reduction::None, Reduction::Mean(8)]);
    assert_eq!(header.outputs, [1, 0]);
    assert_eq!(samples(&raster, 0), samples(&whole, 0));
    let mut means = Means::new(8, 160, 3, false).unwrap();
    let mut expected = [0; 20 * 13 * 3];
    let rows: Vec<u8> = samples(&whole, 0).iter().map(|one| *one as u8).collect();
    for row in rows.chunks_exact(160 * 3) {
        means.add(Row::Eight(row), &mut expected);
    }
    means.finish(false, &mut expected);
    assert_eq!(samples(&raster, 1), expected.map(u32::from));
}

#[test]
fn one_rendition_is_all_that_one_output_gets() {
    let raster = decoded(&file("16-bits-lossless"), r#"{"width": 2}"#).unwrap();
    let (header, start) = Header::read(&raster).unwrap();
    assert_eq!(header.renditions, [Reduction::Mean(4)]);
    assert_eq!(raster.len() - start, 6 * 4 * 3 * 2);
}

/// Its scanlines are converted first, which needs all of them.
#[test]
fn a_curve_far_from_that_of_srgb_is_not_averaged() {
    for name in ["linear", "rec2100-pq"] {
        let raster = decoded(&file(name), r#"{"width": 2}"#).unwrap();
        let (header, _) = Header::read(&raster).unwrap();
        assert_eq!(header.renditions, [Reduction::None], "{name}");
    }
}

#[test]
fn exif_and_xmp_come_along() {
    let codestream = a_box(b"jxlc", &file("lossless"));
    let exif = a_box(b"Exif", b"\0\0\0\0MM\0*rest");
    let xmp = a_box(b"xml ", b"<x:xmpmeta/>");
    let file = container(&[exif, codestream.clone(), xmp]);
    let raster = every_pixel(&file);
    let (header, _) = Header::read(&raster).unwrap();
    assert_eq!(header.metadata.exif.as_deref(), Some(&b"MM\0*rest"[..]));
    assert_eq!(header.metadata.xmp.as_deref(), Some(&b"<x:xmpmeta/>"[..]));
    assert!(header.metadata.warnings.is_empty() && !header.metadata.has_c2pa);
    // What is compressed is not unpacked: a bomb stays what it is.
    let packed = a_box(b"brob", &[&b"xml "[..], &[0x5b; 1000]].concat());
    let raster = every_pixel(&container(&[codestream, packed]));
    let (header, _) = Header::read(&raster).unwrap();
    assert_eq!(header.metadata.xmp, None);
    let warning = &header.metadata.warnings[0];
    assert!(warning.contains("brob"), "{warning}");
}

#[test]
fn a_manifest_is_told() {
    let codestream = a_box(b"jxlc", &file("lossless"));
    let manifest = a_box(b"jumb", b"\0\0\0\x1ejumdc2pa and the rest");
    let raster = every_pixel(&container(&[codestream, manifest]));
    let (header, _) = Header::read(&raster).unwrap();
    assert!(header.metadata.has_c2pa);
}

#[test]
fn requests_that_do_not_suit_are_refused() {
    let error = decoded(&file("default"), r#"{"crop": "90,0,20,20"}"#).unwrap_err();
    assert_eq!(error.kind.word(), "invalid-options");
}
