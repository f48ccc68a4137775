//! The thumbnail of a file in place of its image: when it is taken. That it is what the decoder makes of it, the codecs test.

use isobmff::Image;
use raster::{Header, Reduction};

use crate::Case;

/// Files with an image of 192 x 120 pixels, and a thumbnail of 64 x 40.
fn with_thumbnail() -> [Case; 2] {
    [Case::avif("thumbnail"), Case::heic("embedded-thumbnail")]
}

const THUMBNAIL: Reduction = Reduction::Thumbnail(64, 40);

fn header(raster: &[u8]) -> (Header<'_>, usize) {
    Header::read(raster).unwrap()
}

/// The planes of a rendition.
fn rendition(raster: &[u8], index: usize) -> &[u8] {
    let (header, start) = header(raster);
    let planes = header.planes(index);
    let (first, last) = (planes[0], planes[planes.len() - 1]);
    let end = last.start + last.row_bytes * u64::from(last.height);
    &raster[start + first.start as usize..start + end as usize]
}

#[test]
fn it_is_used_where_it_is_asked_for_and_has_twice_the_pixels() {
    for case in with_thumbnail() {
        let raster = case.decode(r#"{"width": 32, "embedded-thumbnail": true}"#);
        let (header, _) = header(&raster);
        assert_eq!((header.width, header.height), (192, 120));
        assert_eq!(header.renditions, [THUMBNAIL]);
        assert_eq!(header.outputs, [0]);
    }
}

#[test]
fn it_is_not_used_otherwise() {
    for case in with_thumbnail() {
        for (asked, other) in [
            (
                r#"{"width": 32}"#,
                r#"{"width": 32, "embedded-thumbnail": false}"#,
            ),
            (
                r#"{"width": 33, "embedded-thumbnail": true}"#,
                r#"{"width": 33}"#,
            ),
            (
                r#"{"width": 32, "filter": "nearest", "embedded-thumbnail": true}"#,
                r#"{"width": 32, "filter": "nearest"}"#,
            ),
        ] {
            let [asked, other] = [asked, other].map(|output| case.decode(output));
            assert!(!header(&asked).0.renditions.contains(&THUMBNAIL));
            assert!(asked == other);
        }
    }
}

#[test]
fn a_file_without_one_gives_its_image() {
    for case in [Case::avif("quality-low"), Case::heic("quality-low")] {
        let asked = case.decode(r#"{"width": 12, "embedded-thumbnail": true}"#);
        assert!(asked == case.decode(r#"{"width": 12}"#));
    }
}

#[test]
fn other_outputs_are_as_they_are_alone() {
    let outputs = [
        r#"{"width": 150}"#,
        r#"{"width": 32, "embedded-thumbnail": true}"#,
        r#"{"width": 32}"#,
    ];
    for case in with_thumbnail() {
        let together = case.decode(&outputs.join(", "));
        let (header, _) = header(&together);
        assert_eq!(
            header.renditions,
            [Reduction::None, Reduction::Mean(2), THUMBNAIL]
        );
        assert_eq!(header.outputs, [0, 2, 1]);
        for (output, index) in outputs.into_iter().zip(header.outputs) {
            let alone = case.decode(output);
            assert!(rendition(&together, index.into()) == rendition(&alone, 0));
        }
    }
}

/// The image itself is there.
#[test]
fn a_damaged_one_is_none() {
    for mut case in with_thumbnail() {
        let expected = case.decode(r#"{"width": 32}"#);
        let item = Image::from_file(&case.file).unwrap().thumbnail.unwrap();
        let data = item.tiles[0].data.of(&case.file).unwrap().into_owned();
        let file = &mut case.file;
        let at = file.windows(data.len()).position(|bytes| bytes == data);
        let at = at.unwrap();
        file[at..at + data.len()].fill(0xff);
        assert!(case.decode(r#"{"width": 32, "embedded-thumbnail": true}"#) == expected);
    }
}
