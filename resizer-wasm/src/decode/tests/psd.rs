//! Photoshop documents: what the sections before the composite say of it, and what becomes of damage.

use image::metadata::Orientation;

use super::*;
use crate::contract::WarningKind;
use crate::decode::whole_frame::FILL;
use crate::probe;

const GRAY: u16 = FILL as u16;

/// A document of 3 x 2 pixels: what its sections have behind their lengths, and the composite.
pub(super) struct Psd {
    pub(super) version: u8,
    pub(super) channels: u8,
    pub(super) depth: u8,
    pub(super) mode: u8,
    pub(super) palette: Vec<u8>,
    pub(super) resources: Vec<u8>,
    pub(super) layers: Vec<u8>,
    pub(super) composite: Vec<u8>,
}

impl Psd {
    /// With raw samples of 8 bits.
    pub(super) fn new(mode: u8, channels: u8, samples: &[u8]) -> Self {
        Self {
            version: 1,
            channels,
            depth: 8,
            mode,
            palette: Vec::new(),
            resources: Vec::new(),
            layers: Vec::new(),
            composite: [&[0, 0], samples].concat(),
        }
    }

    pub(super) fn file(&self) -> Vec<u8> {
        let mut file = b"8BPS\0".to_vec();
        file.extend([self.version, 0, 0, 0, 0, 0, 0, 0, self.channels]);
        file.extend([0, 0, 0, 2, 0, 0, 0, 3, 0, self.depth, 0, self.mode]);
        for section in [&self.palette, &self.resources] {
            file.extend((section.len() as u32).to_be_bytes());
            file.extend(section);
        }
        if self.version == 2 {
            file.extend([0; 4]);
        }
        file.extend((self.layers.len() as u32).to_be_bytes());
        file.extend(&self.layers);
        file.extend(&self.composite);
        file
    }
}

/// Photoshop's Maximize Compatibility as a resource.
fn version_info(has_composite: u8) -> Vec<u8> {
    resource(1057, &[0, 0, 0, 1, has_composite])
}

fn resource(number: u16, data: &[u8]) -> Vec<u8> {
    let mut resource = b"8BIM".to_vec();
    resource.extend(number.to_be_bytes());
    resource.extend(b"\x02ab\0");
    resource.extend((data.len() as u32).to_be_bytes());
    resource.extend(data);
    resource.resize(resource.len().next_multiple_of(2), 0);
    resource
}

/// What the section of layers begins with: so many.
fn layers(count: i16) -> Vec<u8> {
    let [high, low] = count.to_be_bytes();
    vec![0, 0, 0, 2, high, low]
}

/// What makes one document different from the others.
type Change = fn(&mut Psd);

fn unsupported(psd: &Psd) -> String {
    match decode(&psd.file()) {
        Err(Error::UnsupportedFormat(message)) => message,
        other => panic!("{other:?}"),
    }
}

#[test]
fn channels_one_behind_the_other_become_pixels() {
    let samples: Vec<u8> = (1..=24).collect();
    let psd = Psd::new(3, 3, &samples);
    let expected = [
        1, 7, 13, 2, 8, 14, 3, 9, 15, 4, 10, 16, 5, 11, 17, 6, 12, 18,
    ];
    let decoded = decode(&psd.file()).unwrap();
    assert_eq!(decoded.channels, Channels::Rgb);
    assert_eq!(decoded.samples, expected);
    // Channels behind the colours that nobody calls transparency.
    for layers in [Vec::new(), layers(2)] {
        let psd = Psd {
            layers,
            ..Psd::new(3, 4, &samples)
        };
        assert_eq!(decode(&psd.file()).unwrap().samples, expected);
    }
    let inks = decode(&Psd::new(4, 4, &samples).file()).unwrap();
    assert_eq!(inks.channels, Channels::Cmyk);
    assert_eq!(inks.samples[..4], [254, 248, 242, 236]);
    let mut deep = Psd::new(1, 1, &[0, 1, 0, 2, 0, 3, 1, 0, 2, 0, 3, 0]);
    deep.depth = 16;
    let deep = decode(&deep.file()).unwrap();
    assert!(deep.sixteen);
    assert_eq!(deep.samples, [1, 2, 3, 256, 512, 768]);
    let mut bits = Psd::new(0, 1, &[0x40, 0xa0]);
    bits.depth = 1;
    assert_eq!(
        decode(&bits.file()).unwrap().samples,
        [255, 0, 255, 0, 255, 0]
    );
}

#[test]
fn an_index_may_be_transparent() {
    let mut psd = Psd::new(2, 1, &[0, 1, 2, 2, 1, 0]);
    let color = |index: usize| [index, index + 10, index + 20];
    psd.palette = (0..3)
        .flat_map(|channel| (0..256).map(move |index| color(index)[channel] as u8))
        .collect();
    let colors = [[0, 10, 20], [1, 11, 21], [2, 12, 22]];
    let order = [0, 1, 2, 2, 1, 0];
    let opaque = decode(&psd.file()).unwrap();
    assert_eq!(
        opaque.samples,
        order.map(|index: usize| colors[index]).concat()
    );
    psd.resources = resource(1047, &[0, 1]);
    let decoded = decode(&psd.file()).unwrap();
    let alpha = |index: usize| if index == 1 { 0 } else { 255 };
    let pixel = |index: usize| {
        [
            colors[index][0],
            colors[index][1],
            colors[index][2],
            alpha(index),
        ]
    };
    assert_eq!(decoded.samples, order.map(pixel).concat());
}

/// As Photoshop stores them: blended with white.
#[test]
fn colours_beside_alpha_lose_their_white() {
    let mut psd = Psd::new(
        1,
        2,
        &[0, 127, 255, 100, 228, 204, 255, 128, 0, 255, 51, 51],
    );
    psd.layers = layers(-1);
    let expected = [0, 255, 0, 128, 255, 0, 100, 255, 120, 51, 0, 51];
    assert_eq!(decode(&psd.file()).unwrap().samples, expected);

    // With 16 bits the layers are in one of the blocks behind an empty section and the global mask.
    let blocks = |key: &[u8], data: &[u8]| {
        let length = [0, 0, 0, data.len() as u8];
        let padding = vec![0; data.len().next_multiple_of(4) - data.len()];
        [
            &[0, 0, 0, 0, 0, 0, 0, 2, 9, 9],
            &b"8BIMabcd\0\0\0\x01\x07\0\0\0"[..],
            b"8BIM",
            key,
            &length,
            data,
            &padding,
        ]
        .concat()
    };
    let deep: Vec<u8> = [
        0u16, 32768, 65535, 65535, 65535, 65535, 65535, 32767, 0, 65535, 65535, 65535,
    ]
    .into_iter()
    .flat_map(u16::to_be_bytes)
    .collect();
    for layers in [
        blocks(b"Lr16", &(-3i16).to_be_bytes()),
        blocks(b"Mt16", b""),
    ] {
        let psd = Psd {
            depth: 16,
            layers,
            ..Psd::new(1, 2, &deep)
        };
        let samples = decode(&psd.file()).unwrap().samples;
        assert_eq!(samples[..6], [0, 65535, 0, 32767, 65535, 0]);
    }
    let selection = Psd {
        depth: 16,
        layers: blocks(b"Lr16", &3i16.to_be_bytes()),
        ..Psd::new(1, 2, &deep)
    };
    assert_eq!(decode(&selection.file()).unwrap().channels, Channels::Gray);
}

#[test]
fn run_lengths_of_every_kind() {
    // A run and a byte that says nothing; single bytes; more than a row needs.
    let rows = [&[128, 0xfe, 7][..], &[2, 4, 5, 6, 9]];
    let packed = |lengths: &[&[u8]]| [&[0, 1][..], &lengths.concat(), &rows.concat()].concat();
    let mut psd = Psd::new(1, 1, &[]);
    psd.composite = packed(&[&[0, 3], &[0, 5]]);
    let expected = [7, 7, 7, 4, 5, 6];
    assert_eq!(decode(&psd.file()).unwrap().samples, expected);
    let large = Psd {
        version: 2,
        composite: packed(&[&[0, 0, 0, 3], &[0, 0, 0, 5]]),
        ..psd
    };
    assert_eq!(decode(&large.file()).unwrap().samples, expected);
}

#[test]
fn resources_say_orientation_profile_and_packet() {
    let mut psd = Psd::new(1, 1, &[0; 6]);
    let exif = b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0";
    psd.resources = [
        resource(1058, exif),
        resource(1039, b"a profile"),
        resource(1060, b"a packet"),
        resource(1028, b"\x1c\x02"),
        version_info(1),
    ]
    .concat();
    psd.layers = layers(1);
    let file = psd.file();
    let head = head::read(&file).unwrap();
    assert_eq!(head.orientation, Orientation::Rotate90);
    let metadata = &head.metadata;
    assert_eq!(metadata.icc.as_deref(), Some(&b"a profile"[..]));
    assert_eq!(metadata.xmp.as_deref(), Some(&b"a packet"[..]));
    assert_eq!(metadata.iptc.as_deref(), Some(&b"\x1c\x02"[..]));
    // What is malformed ends them, and costs nothing of the picture.
    let first = psd.resources.len();
    for broken in [&b"8BIN\x04\x11"[..], b"8BIM\x04\x11\0\0\0\0\x01\0"] {
        psd.resources.truncate(first);
        psd.resources.extend(broken);
        psd.resources.resize(first + 20, 0);
        let decoded = decode(&psd.file()).unwrap();
        assert_eq!(decoded.warnings[0].kind, WarningKind::Damage);
        let expected = format!("its image resource at byte {} is malformed", 34 + first);
        assert!(
            decoded.warnings[0].message.contains(&expected),
            "{:?}",
            decoded.warnings
        );
    }
}

#[test]
fn what_is_not_read_of_a_document_is_named() {
    let named = |change: Change| {
        let mut psd = Psd::new(3, 3, &[0; 18]);
        change(&mut psd);
        unsupported(&psd)
    };
    let rows: [(Change, &str); 6] = [
        (|psd| psd.mode = 7, "multichannel colours"),
        (|psd| psd.mode = 9, "Lab colours"),
        (|psd| psd.depth = 32, "floating-point samples of 32 bits"),
        (|psd| psd.composite[1] = 3, "ZIP compression"),
        (|psd| psd.version = 3, "version 3 of the format"),
        (
            |psd| (psd.resources, psd.layers) = (version_info(0), layers(1)),
            "Maximize PSD and PSB File Compatibility",
        ),
    ];
    for (change, expected) in rows {
        let message = named(change);
        assert!(message.contains(expected), "{message}");
    }
    // Without layers the composite is all there is.
    let mut psd = Psd::new(3, 3, &[0; 18]);
    psd.resources = version_info(0);
    assert!(decode(&psd.file()).is_ok());
}

#[test]
fn rows_of_a_document_that_are_there_are_kept() {
    let file = Psd::new(1, 1, &[1, 2, 3, 4, 5]).file();
    assert!(matches!(decode(&file), Err(Error::Truncated(_))));
    let decoded = decode_with(&file, terms(true)).unwrap();
    assert_eq!(decoded.samples, [1, 2, 3, GRAY, GRAY, GRAY]);
    // A row is lost where one of its channels is, and the next one is where it should be.
    let mut psd = Psd::new(3, 3, &[]);
    psd.composite = [0, 1].to_vec();
    psd.composite.extend([0, 2].repeat(6));
    for sample in 1..=6u8 {
        psd.composite
            .extend([if sample == 3 { 0xff } else { 0xfe }, sample]);
    }
    match decode(&psd.file()) {
        Err(Error::Malformed(message)) => assert_eq!(
            message,
            "this PSD image is damaged: the run lengths at byte 56 do not give a row"
        ),
        other => panic!("{other:?}"),
    }
    let decoded = decode_with(&psd.file(), terms(true)).unwrap();
    assert_eq!(decoded.samples[..9], [GRAY; 9]);
    assert_eq!(decoded.samples[9..12], [2, 4, 6]);
}

#[test]
fn the_header_of_a_document_asks_for_what_it_needs() {
    let mut psd = Psd::new(3, 3, &[0; 18]);
    psd.resources = resource(1036, &[0; 500]);
    psd.layers = layers(-1);
    psd.layers.resize(1000, 0);
    let file = psd.file();
    // Neither the layers themselves nor the composite are looked at.
    let header = file.len() - 18 - 2 - 994;
    let mut length = 22;
    let mut questions = 0;
    while length < header {
        match probe(&file[..length]) {
            Err(Error::Truncated(truncation)) => {
                let needed = truncation.needed.unwrap() as usize;
                assert!(needed > length && needed <= header);
                length = needed;
            }
            other => panic!("{other:?}"),
        }
        questions += 1;
        assert!(questions < 20);
    }
    assert!(probe(&file[..length]).is_ok());
    psd.channels = 2;
    match decode(&psd.file()) {
        Err(Error::Malformed(message)) => assert_eq!(
            message,
            "this PSD image is damaged: it has 2 channels, and its colours need 3"
        ),
        other => panic!("{other:?}"),
    }
}
