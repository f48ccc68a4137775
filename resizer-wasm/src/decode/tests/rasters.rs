//! Rasters: raw pixels, and what codecs hand over.

use ::raster::{Header, Matrix, Model, Reduction, Siting, Subsampling, Window, YCbCr};
use proptest::prelude::*;

use super::*;
use crate::contract::{Request, Resized, WarningKind};
use crate::pipeline::resize;

fn raster(header: &Header, planes: &[u8]) -> Vec<u8> {
    assert_eq!(header.bytes_of_planes(), planes.len() as u64);
    [&header.write().expect("a header")[..], planes].concat()
}

fn made(file: &[u8], request: &str) -> Result<Resized, Error> {
    resize(file, &Request::read(request).expect("a request"))
}

#[test]
fn pixels_come_as_they_are() {
    let models = [
        (Model::Gray, false, Channels::Gray),
        (Model::Gray, true, Channels::GrayAlpha),
        (Model::Rgb, false, Channels::Rgb),
        (Model::Rgb, true, Channels::Rgba),
    ];
    for (model, alpha, channels) in models {
        let header = Header::new(5, 37, model, alpha);
        let planes: Vec<u8> = (0..header.bytes_of_planes()).map(|at| at as u8).collect();
        let decoded = decode(&raster(&header, &planes)).expect("a picture");
        let samples: Vec<u16> = planes.iter().map(|sample| u16::from(*sample)).collect();
        assert_eq!((decoded.channels, decoded.samples), (channels, samples));
    }
}

/// As of JPEG and the other formats that no codec decodes.
#[test]
fn a_manifest_of_the_source_is_left_out_with_a_warning() {
    let warnings = |has_c2pa, keep| {
        let mut header = Header::new(5, 3, Model::Gray, false);
        header.metadata.has_c2pa = has_c2pa;
        let file = raster(&header, &[7; 15]);
        let request = format!(r#"{{"outputs": [{{"width": 5, "keep": "{keep}"}}]}}"#);
        made(&file, &request).expect("an output").warnings
    };
    let found = warnings(true, "all");
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].kind, WarningKind::Metadata);
    assert!(found[0].message.starts_with("the C2PA manifest"));
    assert!(warnings(true, "icc").is_empty());
    assert!(warnings(false, "all").is_empty());
}

#[test]
fn deep_samples_have_their_whole_range() {
    let mut header = Header::new(4, 1, Model::Gray, false);
    header.depth = 10;
    let planes: Vec<u8> = [0_u16, 512, 1023, 9999]
        .into_iter()
        .flat_map(u16::to_le_bytes)
        .collect();
    let decoded = decode(&raster(&header, &planes)).expect("a picture");
    assert!(decoded.sixteen);
    assert_eq!(decoded.samples, [0, 32800, 65535, 65535]);
}

#[test]
fn what_is_outside_of_the_window_is_left_out() {
    let mut header = Header::new(6, 40, Model::Gray, false);
    header.window = Window {
        left: 2,
        top: 21,
        width: 3,
        height: 18,
    };
    let planes: Vec<u8> = (0..240).collect();
    let decoded = decode(&raster(&header, &planes)).expect("a picture");
    let rows = (21..39).flat_map(|y| (2..5).map(move |x| y * 6 + x));
    assert_eq!(decoded.samples, rows.collect::<Vec<u16>>());
    let size = (decoded.size.width, decoded.size.height);
    assert_eq!(size, (3, 18));
}

#[test]
fn each_output_is_of_the_rendition_that_is_named_for_it() {
    let mut header = Header::new(64, 48, Model::Gray, false);
    header.renditions = vec![Reduction::None, Reduction::Mean(8)];
    header.outputs = vec![1, 0];
    let mut planes = vec![200; 64 * 48];
    planes.resize(64 * 48 + 8 * 6, 40);
    let file = raster(&header, &planes);
    let made_of = |request: &str| {
        let outputs = made(&file, request).expect("outputs").outputs;
        outputs
            .iter()
            .map(|output| (output.width, *output.data.last().expect("a sample")))
            .collect::<Vec<_>>()
    };
    let two =
        r#"{"outputs": [{"width": 4, "format": "raster"}, {"width": 32, "format": "raster"}]}"#;
    assert_eq!(made_of(two), [(4, 40), (32, 200)]);
    let error = made(&file, r#"{"outputs": [{"width": 4}]}"#).expect_err("another request");
    let Error::InvalidOptions(message) = error else {
        panic!("{error:?}");
    };
    assert_eq!(
        message,
        "this raster was made for 2 outputs, and the request has 1; make it anew for the request"
    );
}

#[test]
fn a_thumbnail_stands_for_the_whole_image() {
    let mut header = Header::new(63, 45, Model::Gray, false);
    header.renditions = vec![Reduction::None, Reduction::Thumbnail(21, 15)];
    header.outputs = vec![0, 1, 1, 0];
    // Brighter to the right and below: a pixel of the thumbnail is the mean of 3 x 3.
    let image = (0..45).flat_map(|y| (0..63).map(move |x| 2 * x + y));
    let thumbnail = (0..15).flat_map(|y| (0..21).map(move |x| 6 * x + 3 * y + 3));
    let planes: Vec<u8> = image.chain(thumbnail).collect();
    let request = r#"{"outputs": [
        {"width": 10, "format": "raster"}, {"width": 10, "format": "raster"},
        {"width": 7, "crop": "31,7,21,18", "format": "raster"}, {"width": 7, "crop": "31,7,21,18", "format": "raster"}
    ]}"#;
    let outputs = made(&raster(&header, &planes), request)
        .expect("outputs")
        .outputs;
    let of_thumbnail = |index: usize| outputs[index].embedded_thumbnail;
    assert_eq!([0, 1, 2, 3].map(of_thumbnail), [false, true, true, false]);
    for (one, other) in [(0, 1), (2, 3)] {
        let (one, other) = (&outputs[one], &outputs[other]);
        assert_eq!((one.width, one.height), (other.width, other.height));
        let differences = one
            .data
            .iter()
            .zip(&other.data)
            .map(|(a, b)| a.abs_diff(*b));
        assert!(differences.max().expect("samples") <= 3);
    }
}

#[test]
fn a_thumbnail_has_luma_and_chroma_of_its_own_size() {
    let mut header = Header::new(63, 45, Model::YCbCr(YCbCr::jfif(Subsampling::Both)), false);
    header.renditions = vec![Reduction::Thumbnail(21, 15)];
    header.outputs = vec![0, 0];
    let planes = [vec![76; 21 * 15], vec![85; 11 * 8], vec![255; 11 * 8]].concat();
    let request =
        r#"{"outputs": [{"width": 9, "format": "raster"}, {"width": 9, "format": "jpeg"}]}"#;
    let outputs = made(&raster(&header, &planes), request)
        .expect("outputs")
        .outputs;
    assert!(outputs.iter().all(|output| output.embedded_thumbnail));
    let pixels = &outputs[0].data[50..];
    assert_eq!(pixels, [254, 0, 0].repeat(9 * 6));
    let decoded = decode(&outputs[1].data).expect("a picture");
    assert_eq!((decoded.size.width, decoded.size.height), (9, 6));
    assert!(
        decoded
            .samples
            .chunks(3)
            .all(|pixel| pixel[0] > 240 && pixel[1] < 15)
    );
}

#[test]
fn renditions_that_are_put_together_have_rows_of_their_own_length() {
    let mut header = Header::new(70, 50, Model::YCbCr(YCbCr::jfif(Subsampling::Both)), true);
    header.renditions = vec![Reduction::None, Reduction::Mean(8)];
    header.outputs = vec![1, 0];
    let planes: Vec<u8> = (0..header.bytes_of_planes()).map(|at| at as u8).collect();
    let request = r#"{"outputs": [{"width": 4, "format": "png"}, {"width": 40, "format": "png"}]}"#;
    for depth in [8, 10] {
        header.depth = depth;
        let planes = [&planes[..], &planes].concat();
        let length = header.bytes_of_planes() as usize;
        let outputs = made(&raster(&header, &planes[..length]), request);
        assert_eq!(outputs.expect("outputs").outputs[1].height, 29);
    }
}

/// What is to be seen of chroma is at the window's place.
#[test]
fn a_window_of_luma_and_chroma_is_a_part_of_the_whole() {
    for between_columns in [false, true] {
        let mut model = YCbCr::jfif(Subsampling::Both);
        model.siting.between_columns = between_columns;
        let mut header = Header::new(19, 13, Model::YCbCr(model), true);
        let planes: Vec<u8> = (0..header.bytes_of_planes())
            .map(|at| (at * 7 % 251) as u8)
            .collect();
        let whole = decode(&raster(&header, &planes))
            .expect("a picture")
            .samples;
        for (left, top, width, height) in
            [(0, 0, 19, 13), (5, 3, 9, 8), (18, 12, 1, 1), (6, 0, 13, 2)]
        {
            header.window = Window {
                left,
                top,
                width,
                height,
            };
            let part = decode(&raster(&header, &planes))
                .expect("a picture")
                .samples;
            let rows = (top..top + height).flat_map(|y| {
                let start = (y * 19 + left) as usize * 4;
                whole[start..start + width as usize * 4].to_vec()
            });
            assert_eq!(part, rows.collect::<Vec<u16>>(), "{left} {top}");
        }
    }
}

#[test]
fn what_is_missing_is_filled_where_that_is_asked_for() {
    let header = Header::new(3, 5, Model::Rgb, false);
    let whole = raster(&header, &[9; 45]);
    let cut = &whole[..whole.len() - 10];
    assert!(matches!(decode(cut), Err(Error::Truncated(_))));
    let decoded = decode_with(cut, terms(true)).expect("a picture");
    let rows: Vec<u16> = decoded.samples.chunks(9).map(|row| row[0]).collect();
    assert_eq!(rows, [9, 9, 9, 128, 128]);
    let kinds: Vec<WarningKind> = decoded.warnings.iter().map(|one| one.kind).collect();
    assert_eq!(kinds, [WarningKind::PictureLost]);
    let none = &whole[..whole.len() - 45];
    assert!(matches!(
        decode_with(none, terms(true)),
        Err(Error::Truncated(_))
    ));
}

/// A raster of 4:2:0 whose chroma grows from left to right, by 4 for each pixel.
fn ramp(between_columns: bool) -> Vec<u8> {
    let mut model = YCbCr::jfif(Subsampling::Both);
    model.siting.between_columns = between_columns;
    let header = Header::new(16, 2, Model::YCbCr(model), false);
    let position = |at: usize| 2 * at + usize::from(between_columns);
    // Twice 4 for each pixel and half a pixel, as those between have their place at a half.
    let row: Vec<u8> = (0..8)
        .map(|at| 100 + 4 * position(at) as u8 - if between_columns { 2 } else { 0 })
        .collect();
    raster(&header, &[&[128; 32][..], &[128; 8], &row].concat())
}

#[test]
fn chroma_has_its_place() {
    for between_columns in [false, true] {
        let decoded = decode(&ramp(between_columns)).expect("a picture");
        let red: Vec<u16> = decoded.samples[..48].iter().step_by(3).copied().collect();
        // 128 + 1.402 (100 + 4 x - 128), but at the borders.
        for (x, red) in red.iter().enumerate().skip(1).take(13) {
            let expected = 128.0 + 1.402 * (4.0 * x as f64 - 28.0);
            assert!(
                (f64::from(*red) - expected).abs() <= 1.0,
                "{x}: {red}, {expected}"
            );
        }
    }
}

#[test]
fn a_written_raster_is_read_again() {
    let header = Header::new(9, 7, Model::Rgb, true);
    // Opaque: colours that can hardly be seen are not exact.
    let planes: Vec<u8> = (0..252)
        .map(|at| if at % 4 == 3 { 255 } else { at })
        .collect();
    let file = raster(&header, &planes);
    let request = r#"{"outputs": [{"width": 9, "format": "raster"}]}"#;
    let written = &made(&file, request).expect("an output").outputs[0];
    assert_eq!(written.data, file);
    let deep = r#"{"outputs": [{"width": 9, "format": "raster", "depth": 16}]}"#;
    let written = &made(&file, deep).expect("an output").outputs[0];
    let decoded = decode(&written.data).expect("a picture");
    let wide: Vec<u16> = planes
        .iter()
        .map(|sample| u16::from(*sample) * 257)
        .collect();
    assert_eq!((decoded.sixteen, decoded.samples), (true, wide));
}

proptest! {
    /// Colours that are made luma and chroma, as H.273 says, come back: within a step of 8 bits.
    #[test]
    fn colours_come_back_from_luma_and_chroma(
        color in any::<[u8; 3]>(),
        matrix in prop::sample::select(vec![Matrix::Bt709, Matrix::Fcc, Matrix::Bt601, Matrix::Smpte240, Matrix::Bt2020]),
        full_range in any::<bool>(),
        depth in 10_u8..=16,
        alpha in any::<bool>(),
    ) {
        let model = YCbCr {
            matrix,
            full_range,
            subsampling: Subsampling::None,
            siting: Siting { between_columns: false, between_rows: false },
        };
        let mut header = Header::new(1, 1, Model::YCbCr(model), alpha);
        header.depth = depth;
        let (of_red, of_blue) = matrix.shares();
        let (of_red, of_blue) = (f64::from(of_red), f64::from(of_blue));
        let [red, green, blue] = color.map(|sample| f64::from(sample) / 255.0);
        let luma = of_red * red + (1.0 - of_red - of_blue) * green + of_blue * blue;
        let cb = (blue - luma) / (2.0 * (1.0 - of_blue));
        let cr = (red - luma) / (2.0 * (1.0 - of_red));
        let unit = f64::from(1_u32 << (depth - 8));
        let most = f64::from((1_u32 << depth) - 1);
        let (black, luma_range, chroma_range) =
            if full_range { (0.0, most, most) } else { (16.0 * unit, 219.0 * unit, 224.0 * unit) };
        let mut samples = vec![
            black + luma * luma_range,
            128.0 * unit + cb * chroma_range,
            128.0 * unit + cr * chroma_range,
        ];
        samples.extend(alpha.then_some(most));
        let planes: Vec<u8> = samples
            .iter()
            .flat_map(|sample| (sample.round().min(most) as u16).to_le_bytes())
            .collect();
        let decoded = decode(&raster(&header, &planes)).expect("a picture");
        for (sample, expected) in decoded.samples.iter().zip(color) {
            let difference = i32::from(*sample) - i32::from(expected) * 257;
            prop_assert!(difference.abs() <= 257, "{difference}");
        }
        prop_assert_eq!(decoded.samples.get(3), alpha.then_some(&65535));
    }

    #[test]
    fn any_raster_is_made_or_refused(
        tail in prop::collection::vec(any::<u8>(), 0..200),
        tolerant in any::<bool>(),
    ) {
        let bytes = [&::raster::MAGIC[..], &[1, 0], &tail].concat();
        let request = format!(r#"{{"outputs": [{{"width": 3}}], "limits": {{"tolerant": {tolerant}, "max-pixels": 4096}}}}"#);
        let _ = made(&bytes, &request);
    }
}

/// Components that are as JPEG's are resampled apart, others as pixels: it makes hardly a difference.
#[test]
fn components_apart_are_like_pixels() {
    let apart = Header::new(64, 48, Model::YCbCr(YCbCr::jfif(Subsampling::Both)), false);
    let planes: Vec<u8> = (0..64 * 48)
        .map(|at| (at % 64 * 2 + at / 64 * 2) as u8)
        .chain((0..2 * 32 * 24).map(|at| (90 + at % 32) as u8))
        .collect();
    let mut together = apart.clone();
    together.alpha = true;
    let opaque = [&planes[..], &[255; 64 * 48]].concat();
    let request = r#"{"outputs": [{"width": 16, "format": "raster"}]}"#;
    let outputs = [raster(&apart, &planes), raster(&together, &opaque)].map(|file| {
        made(&file, request)
            .expect("an output")
            .outputs
            .remove(0)
            .data
    });
    let [apart, together] = outputs.map(|data| data[48 + 2..].to_vec());
    for (one, other) in apart.chunks(3).zip(together.chunks(4)) {
        for (one, other) in one.iter().zip(other) {
            assert!(one.abs_diff(*other) <= 2, "{one} {other}");
        }
    }
}
