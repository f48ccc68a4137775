use std::borrow::Cow;

use proptest::prelude::*;

use super::*;

fn photo() -> Header<'static> {
    let mut header = Header::new(5, 3, Model::YCbCr(YCbCr::jfif(Subsampling::Both)), false);
    header.orientation = 6;
    header.renditions = vec![Reduction::None, Reduction::Mean(2)];
    header.outputs = vec![1, 0, 1];
    header.metadata.cicp = Some([12, 13, 6, 1]);
    header.metadata.brightest = Some(0x00be_bc20);
    header.metadata.warnings.push("late".into());
    header
}

#[test]
fn the_header_has_these_bytes() {
    let mut expected = b"\x89RASTER\n\x01\0\x03\0\x08\x06\x02\x03".to_vec();
    for number in [5_u32, 3, 0, 0, 5, 3] {
        expected.extend(number.to_le_bytes());
    }
    expected.extend(b"\x02\x02\x06\x01\x01\x01\x03\0");
    expected.extend(b"\0\0\x02\x02\x01\0\x01");
    expected
        .extend(b"\x02\x04\0\0\0\x0c\x0d\x06\x01\x06\x04\0\0\0\x20\xbc\xbe\0\x05\x04\0\0\0late");
    assert_eq!(photo().write(), Ok(expected));
}

#[test]
fn planes_follow_each_other() {
    let header = photo();
    let places = |rendition| -> Vec<(u64, u32, u32)> {
        let planes = header.planes(rendition).into_iter();
        planes
            .map(|plane| (plane.start, plane.width, plane.height))
            .collect()
    };
    assert_eq!(places(0), [(0, 5, 3), (15, 3, 2), (21, 3, 2)]);
    assert_eq!(places(1), [(27, 3, 2), (33, 2, 1), (35, 2, 1)]);
    assert_eq!(places(2), []);
    assert_eq!(header.bytes_of_planes(), 37);
    let mut deep = Header::new(7, 2, Model::Rgb, true);
    deep.depth = 10;
    let plane = deep.planes(0)[0];
    assert_eq!((plane.samples, plane.row_bytes), (4, 56));
    assert_eq!(deep.bytes_of_planes(), 112);
}

#[test]
fn sides_are_rounded_up() {
    let sides = [
        Reduction::None,
        Reduction::Transform(3),
        Reduction::Mean(8),
        Reduction::Transform(4),
    ];
    let expected = [(17, 9), (7, 4), (3, 2), (9, 5)];
    assert_eq!(sides.map(|one| one.size(17, 9)), expected);
    let half = Reduction::Transform(4).size(u32::MAX, 1);
    assert_eq!(half, (1 << 31, 1));
}

#[test]
fn a_thumbnail_has_a_size_of_its_own() {
    let mut header = photo();
    header.renditions.push(Reduction::Thumbnail(4, 2));
    let bytes = header.write().unwrap();
    let block = b"\x07\x08\0\0\0\x04\0\0\0\x02\0\0\0";
    let at = bytes
        .windows(block.len())
        .position(|bytes| bytes == block)
        .unwrap();
    let (read, length) = Header::read(&bytes).unwrap();
    assert_eq!((&read, length), (&header, bytes.len()));
    assert_eq!((read.planes(2)[0].width, read.planes(2)[0].height), (4, 2));
    assert_eq!((read.planes(2)[1].width, read.planes(2)[1].height), (2, 1));

    let refused = |renditions: &[Reduction]| {
        let mut header = photo();
        header.renditions = renditions.to_vec();
        header.write().unwrap_err().to_string()
    };
    let [first, second] = [Reduction::Thumbnail(4, 2), Reduction::Thumbnail(5, 3)];
    assert_eq!(
        refused(&[Reduction::None, first, second]),
        "it has 2 thumbnails; 1 is read"
    );
    assert_eq!(
        refused(&[Reduction::None, Reduction::Thumbnail(6, 2)]),
        "its thumbnail has 6 x 2 pixels, and its picture 5 x 3"
    );
    let with = |at: usize, byte: u8| {
        let mut bytes = bytes.clone();
        bytes[at] = byte;
        Header::read(&bytes).unwrap_err().to_string()
    };
    assert_eq!(
        with(at + 5, 0),
        "its thumbnail has 0 x 2 pixels, and its picture 5 x 3"
    );
    // A block of another kind: the size is nowhere.
    assert_eq!(
        with(at, 99),
        "its thumbnail has 0 x 0 pixels, and its picture 5 x 3"
    );
    // A rendition of another kind: the size is of none.
    let of_rendition = 52;
    assert_eq!(bytes[of_rendition..of_rendition + 2], [3, 0]);
    let mut mean = bytes.clone();
    mean[of_rendition..of_rendition + 2].copy_from_slice(&[2, 2]);
    assert_eq!(
        Header::read(&mean).unwrap_err().to_string(),
        "it has the size of a thumbnail that is no rendition"
    );
}

#[test]
fn what_makes_no_sense_is_refused_in_words() {
    let bytes = photo().write().expect("a header");
    let with = |at: usize, byte: u8| {
        let mut bytes = bytes.clone();
        bytes[at] = byte;
        Header::read(&bytes)
            .map(|_| ())
            .map_err(|error| error.to_string())
    };
    let is = |text: &str| Err(text.to_owned());
    assert_eq!(with(0, b'P'), is("it does not begin as a raster does"));
    assert_eq!(with(8, 2), is("it has version 2, and version 1 is read"));
    assert_eq!(with(10, 4), is("its colour model is 4"));
    assert_eq!(with(11, 7), is("its field for alpha is 7, not 0 or 1"));
    assert_eq!(
        with(12, 7),
        is("its header says 7 bits per sample; 8 to 16 are read")
    );
    assert_eq!(with(13, 9), is("its orientation is 9"));
    assert_eq!(with(16, 0), is("its header says 0 x 3 pixels"));
    assert_eq!(
        with(24, 1),
        is("its window of 5 x 3 pixels at 1, 0 is not inside of 5 x 3")
    );
    assert_eq!(with(32, 4), is("it is reduced and has a window"));
    assert_eq!(with(40, 4), is("its subsampling is 4 x 2"));
    assert_eq!(with(42, 0), is("its matrix is 0"));
    assert_eq!(with(48, 4), is("a rendition is reduced by 4 0"));
    assert_eq!(with(52, 2), is("an output is of rendition 2, of 2"));
    assert_eq!(
        with(65, 3),
        is("its block of the brightest light has not 4 bytes")
    );
    assert_eq!(with(78, 0xff), is("a warning is no UTF-8"));
}

#[test]
fn a_beginning_asks_for_more() {
    let bytes = photo().write().expect("a header");
    for length in 0..bytes.len() {
        let Err(Error::Truncated { needed }) = Header::read(&bytes[..length]) else {
            panic!("{length} bytes suffice");
        };
        assert!(needed > length as u64 && needed <= bytes.len() as u64);
    }
}

#[test]
fn a_manifest_is_said_once() {
    let mut header = Header::new(1, 1, Model::Gray, false);
    header.metadata.has_c2pa = true;
    let bytes = header.write().expect("a header");
    assert_eq!(bytes[bytes.len() - 5..], [8, 0, 0, 0, 0]);
    assert_eq!(Header::read(&bytes), Ok((header, bytes.len())));

    let is = |problem: &str| Err(Error::Malformed(problem.to_owned()));
    let mut twice = bytes.clone();
    twice[46] = 2;
    twice.extend([8, 0, 0, 0, 0]);
    let problem = "it has two blocks of the C2PA manifest";
    assert_eq!(Header::read(&twice), is(problem));
    let mut with_contents = bytes;
    let length = with_contents.len() - 4;
    with_contents[length] = 1;
    with_contents.push(0);
    let problem = "its block of the C2PA manifest has contents";
    assert_eq!(Header::read(&with_contents), is(problem));
}

#[test]
fn blocks_of_later_writers_are_skipped() {
    let mut bytes = Header::new(1, 1, Model::Gray, false)
        .write()
        .expect("a header");
    bytes[46] = 1;
    bytes.extend([200, 3, 0, 0, 0, 1, 2, 3, 77]);
    let (header, length) = Header::read(&bytes).expect("a header");
    assert_eq!(length, bytes.len() - 1);
    assert_eq!(header, Header::new(1, 1, Model::Gray, false));
}

fn model() -> impl Strategy<Value = Model> {
    let subsampling = prop_oneof![
        Just(Subsampling::None),
        Just(Subsampling::Columns),
        Just(Subsampling::Both)
    ];
    let matrix = prop::sample::select(vec![
        Matrix::Bt709,
        Matrix::Fcc,
        Matrix::Bt601,
        Matrix::Smpte240,
        Matrix::Bt2020,
    ]);
    let ycbcr = (subsampling, matrix, any::<[bool; 3]>()).prop_map(
        |(subsampling, matrix, [full_range, between_columns, between_rows])| {
            Model::YCbCr(YCbCr {
                matrix,
                full_range,
                subsampling,
                siting: Siting {
                    between_columns,
                    between_rows,
                },
            })
        },
    );
    prop_oneof![Just(Model::Gray), Just(Model::Rgb), ycbcr]
}

proptest! {
    #[test]
    fn what_is_written_is_read(
        (model, alpha, depth, orientation) in (model(), any::<bool>(), 8_u8..=16, 1_u8..=8),
        (width, height) in (1_u32.., 1_u32..),
        (icc, exif) in any::<(Option<Vec<u8>>, Option<Vec<u8>>)>(),
        has_c2pa in any::<bool>(),
        warnings in prop::collection::vec(".{0,9}", 0..3),
    ) {
        let mut header = Header::new(width, height, model, alpha);
        header.depth = depth;
        header.orientation = orientation;
        header.metadata.icc = icc.map(Cow::Owned);
        header.metadata.exif = exif.map(Cow::Owned);
        header.metadata.has_c2pa = has_c2pa;
        header.metadata.warnings = warnings.into_iter().map(Cow::Owned).collect();
        match header.write() {
            Ok(bytes) => {
                let (read, length) = Header::read(&bytes).expect("a header");
                prop_assert_eq!(length, bytes.len());
                prop_assert_eq!(read, header);
            }
            // Beyond what a number of 64 bits says.
            Err(_) => prop_assert!(u64::from(width) * u64::from(height) > 1 << 59),
        }
    }

    #[test]
    fn any_bytes_are_read_or_refused(tail in prop::collection::vec(any::<u8>(), 0..80)) {
        let bytes = [&MAGIC[..], &[1, 0], &tail].concat();
        if let Ok((header, length)) = Header::read(&bytes) {
            prop_assert!(length <= bytes.len());
            prop_assert!(header.bytes_of_planes() > 0);
            prop_assert!(header.write().is_ok());
        }
    }
}
