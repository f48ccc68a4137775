//! Files with manifests of C2PA.

use raster::Header;

use crate::Case;

/// The box of C2PA (C2PA specification 2.1, appendix A.5.1), behind all others, so that what they refer to stays in its place.
fn sign(file: &mut Vec<u8>) {
    let uuid = b"\xd8\xfe\xc3\xd6\x1b\x0e\x48\x3c\x92\x97\x58\x28\x87\x7e\xc4\x81";
    let contents = [&b"uuid"[..], uuid, b"\0\0\0\0manifest\0", &[0; 100]].concat();
    file.extend((contents.len() as u32 + 4).to_be_bytes());
    file.extend(contents);
}

#[test]
fn a_manifest_is_told() {
    for mut case in [Case::avif("quality-low"), Case::heic("quality-low")] {
        let has_c2pa = |raster: &[u8]| Header::read(raster).unwrap().0.metadata.has_c2pa;
        assert!(!has_c2pa(&case.decode(r#"{"width": 12}"#)));
        sign(&mut case.file);
        assert!(has_c2pa(&case.decode(r#"{"width": 12}"#)));
    }
}
