//! Planes against what avifdec reads (tests/planes.tsv), and rasters against planes.

mod filters;
mod hostile;
mod layers;
mod thumbnails;

use std::fs;
use std::path::{Path, PathBuf};

use heif::{Coded, Decoder, Error, Frame, Purpose, Samples, Wish};
use isobmff::{Image, Picture};
use raster::{Header, Matrix, Model, Reduction, Subsampling, Window};
use request::Request;
use sha2::{Digest, Sha256};

use crate::Avif;
use crate::decoder::Av1;

const MAX_PIXELS: u64 = 100_000_000;

/// A line of `planes.tsv`.
struct Expected {
    name: String,
    size: (u32, u32),
    has_alpha: bool,
    sha256: String,
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests")
}

fn file(name: &str) -> Vec<u8> {
    fs::read(folder().join("files").join(format!("{name}.avif"))).unwrap()
}

fn ledger() -> Vec<Expected> {
    let text = fs::read_to_string(folder().join("planes.tsv")).unwrap();
    let line = |line: &str| {
        let fields: Vec<&str> = line.split('\t').collect();
        Expected {
            name: fields[0].to_owned(),
            size: (fields[1].parse().unwrap(), fields[2].parse().unwrap()),
            has_alpha: fields[3].ends_with("alpha"),
            sha256: fields[4].to_owned(),
        }
    };
    text.lines().map(line).collect()
}

fn hex_sha256(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The bytes of a frame's planes as a Y4M file has them.
fn bytes_of(frame: &Frame<'_>) -> Vec<u8> {
    let mut bytes = Vec::new();
    for (index, plane) in frame.planes.iter().enumerate() {
        let (across, down) = match index {
            0 => (1, 1),
            _ => (frame.chroma.across(), frame.chroma.down()),
        };
        let width = frame.width.div_ceil(across) as usize;
        for y in 0..frame.height.div_ceil(down) as usize {
            let row = y * plane.stride..y * plane.stride + width;
            match plane.samples {
                Samples::Eight(samples) => bytes.extend(&samples[row]),
                Samples::Sixteen(samples) => {
                    bytes.extend(samples[row].iter().flat_map(|sample| sample.to_le_bytes()));
                }
            }
        }
    }
    bytes
}

/// Size and planes of a picture of one item.
fn decoded(
    file: &[u8],
    picture: &Picture<'_>,
    purpose: Purpose,
) -> Result<((u32, u32), Vec<u8>), Error> {
    let tile = &picture.tiles[0];
    let data = tile.data.of(file).unwrap();
    let coded = Coded {
        data: &data,
        configuration: tile.configuration,
        width: tile.width,
        height: tile.height,
        operating_point: 0,
        layer: None,
        purpose,
    };
    let mut made = ((0, 0), Vec::new());
    Av1.decode(coded, &mut |frame| {
        made = ((frame.width, frame.height), bytes_of(frame));
        Ok(())
    })?;
    Ok(made)
}

fn raster(name: &str, wish: &Wish<'_>) -> Vec<u8> {
    let file = file(name);
    crate::decode(&crate::read(&file, MAX_PIXELS).unwrap(), wish).unwrap()
}

/// The planes of a raster behind each other, those of YCbCr as a Y4M file has them.
fn planes_of(raster: &[u8]) -> &[u8] {
    let (header, start) = Header::read(raster).unwrap();
    let planes = &raster[start..];
    assert_eq!(planes.len() as u64, header.bytes_of_planes());
    planes
}

fn is_grid(line: &Expected) -> bool {
    line.name.starts_with("grid")
}

#[test]
fn planes_are_those_of_avifdec() {
    let lines = ledger();
    assert!(lines.len() > 40);
    for line in lines.iter().filter(|line| !is_grid(line)) {
        let file = file(&line.name);
        let image = Image::from_file(&file).unwrap();
        let (size, mut planes) = decoded(&file, &image.picture, Purpose::EveryPixel).unwrap();
        if line.has_alpha {
            let alpha = image.alpha.expect("alpha").picture;
            planes.extend(decoded(&file, &alpha, Purpose::EveryPixel).unwrap().1);
        }
        assert_eq!(size, line.size, "{}", line.name);
        assert_eq!(hex_sha256(&planes), line.sha256, "{}", line.name);
    }
}

#[test]
fn rasters_have_these_planes() {
    let mut compared = 0;
    for line in ledger() {
        let raster = raster(&line.name, &Wish::every_pixel());
        let (header, _) = Header::read(&raster).unwrap();
        assert_eq!((header.width, header.height), line.size, "{}", line.name);
        let is_as_coded = matches!(header.model, Model::YCbCr(_))
            && header.alpha == line.has_alpha
            && line.name != "premultiplied";
        if is_as_coded {
            let found = hex_sha256(planes_of(&raster));
            assert_eq!(found, line.sha256, "{}", line.name);
            compared += 1;
        }
    }
    assert!(compared > 30, "{compared}");
}

#[test]
fn identity_is_red_green_and_blue_by_turns() {
    for name in ["lossless", "lossless-alpha"] {
        let line = ledger().into_iter().find(|line| line.name == name);
        let line = line.unwrap();
        let raster = raster(name, &Wish::every_pixel());
        let (header, _) = Header::read(&raster).unwrap();
        assert_eq!((header.model, header.depth), (Model::Rgb, 8));
        let pixels = planes_of(&raster);
        let count = if line.has_alpha { 4 } else { 3 };
        let plane = |index: usize| pixels.iter().skip(index).step_by(count).copied();
        // A Y4M file has the planes as they are coded: green, blue, red.
        let mut planes: Vec<u8> = plane(1).chain(plane(2)).chain(plane(0)).collect();
        if line.has_alpha {
            planes.extend(plane(3));
        }
        assert_eq!(hex_sha256(&planes), line.sha256, "{name}");
    }
}

#[test]
fn gray_comes_in_the_full_range() {
    let file = file("400-8-limited");
    let image = Image::from_file(&file).unwrap();
    let (_, luma) = decoded(&file, &image.picture, Purpose::EveryPixel).unwrap();
    let raster = raster("400-8-limited", &Wish::every_pixel());
    assert_eq!(Header::read(&raster).unwrap().0.model, Model::Gray);
    for (gray, luma) in planes_of(&raster).iter().zip(luma) {
        let above = f64::from(luma) - 16.0;
        let exact = (above * 255.0 / 219.0).clamp(0.0, 255.0);
        assert!((f64::from(*gray) - exact).abs() <= 0.5, "{luma} is {gray}");
    }
}

#[test]
fn gray_and_alpha_come_by_turns() {
    let raster = raster("alpha-400", &Wish::every_pixel());
    let file = file("alpha-400");
    let image = Image::from_file(&file).unwrap();
    let (_, gray) = decoded(&file, &image.picture, Purpose::EveryPixel).unwrap();
    let (_, alpha) = decoded(&file, &image.alpha.unwrap().picture, Purpose::EveryPixel).unwrap();
    let by_turns: Vec<u8> = gray
        .into_iter()
        .zip(alpha)
        .flat_map(<[u8; 2]>::from)
        .collect();
    assert_eq!(planes_of(&raster), by_turns);
}

#[test]
fn headers_say_what_files_do() {
    let header = |name: &str| {
        let raster = raster(name, &Wish::every_pixel());
        let (header, _) = Header::read(&raster).unwrap();
        let cicp = header.metadata.cicp;
        (
            header.model,
            header.depth,
            header.orientation,
            header.window,
            cicp,
        )
    };
    let orientation = |name: &str| header(name).2;
    let names = [
        "irot-1",
        "irot-2",
        "irot-3",
        "imir-0",
        "imir-1",
        "irot-imir",
    ];
    // ISO/IEC 23008-12: irot turns anticlockwise; imir 0 swaps above and below; irot comes before imir.
    assert_eq!(names.map(orientation), [8, 3, 6, 4, 2, 5]);
    let (.., window, _) = header("clap");
    assert_eq!((window.width, window.height), (20, 12));
    let (model, depth, .., cicp) = header("bt2020-pq");
    let Model::YCbCr(model) = model else {
        panic!("{model:?}")
    };
    assert_eq!(
        (model.matrix, model.subsampling),
        (Matrix::Bt2020, Subsampling::Both)
    );
    assert_eq!((depth, cicp), (10, Some([9, 16, 0, 1])));
    let (model, .., cicp) = header("bt709");
    let Model::YCbCr(model) = model else {
        panic!("{model:?}")
    };
    assert_eq!(
        (model.matrix, model.full_range, cicp),
        (Matrix::Bt709, false, None)
    );
}

#[test]
fn colours_that_alpha_multiplied_are_straight() {
    let straight = raster("alpha-444", &Wish::every_pixel());
    let undone = raster("premultiplied", &Wish::every_pixel());
    let (straight, undone) = (planes_of(&straight), planes_of(&undone));
    let pixels = straight.len() / 4;
    let alpha = &undone[3 * pixels..];
    // Both are lossy, and of little alpha little is left.
    let mut differences: Vec<u32> = (0..pixels)
        .filter(|at| alpha[*at] > 128)
        .map(|at| u32::from(straight[at].abs_diff(undone[at])))
        .collect();
    differences.sort_unstable();
    let median = differences[differences.len() / 2];
    assert!(
        median <= 4,
        "the median of the differences of luma is {median}"
    );
}

#[test]
fn what_has_a_window_or_alpha_is_not_reduced() {
    for name in ["clap", "alpha-444", "alpha-400", "grid-alpha"] {
        let wish = Wish {
            choose: &|allowed| {
                assert_eq!(allowed, [1], "{name}");
                vec![1]
            },
            ..Wish::every_pixel()
        };
        raster(name, &wish);
    }
}

#[test]
fn the_window_is_inside() {
    let raster = raster("clap", &Wish::every_pixel());
    let (header, _) = Header::read(&raster).unwrap();
    let Window {
        left,
        top,
        width,
        height,
    } = header.window;
    // clap 20, 12, 5, -3 of 40 x 24: its centre is 5 right of the image's and 3 above it.
    assert_eq!((left, top, width, height), (15, 3, 20, 12));
}

#[test]
fn a_raster_for_a_request_names_the_rendition_of_each_output() {
    let decode = |request: &str| {
        let request = Request::read(request).unwrap();
        <Avif as codec::Decoder>::decode(&file("420-8-full"), &request)
    };
    let raster = decode(r#"{"outputs": [{"width": 12}, {"width": 80}]}"#).unwrap();
    let (header, _) = Header::read(&raster).unwrap();
    assert_eq!(header.renditions, [Reduction::None, Reduction::Mean(4)]);
    assert_eq!(header.outputs, [1, 0]);
    let error = |request: &str| decode(request).unwrap_err().kind.word();
    let few = r#"{"outputs": [{"width": 12}], "limits": {"max-pixels": 100}}"#;
    assert_eq!(error(few), "too-large");
    let outside = r#"{"outputs": [{"crop": "90,0,20,20"}]}"#;
    assert_eq!(error(outside), "invalid-options");
}
