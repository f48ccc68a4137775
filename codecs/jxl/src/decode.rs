//! From a file to a raster.

use codec::{Error, Means, Raster, Row};
use jxl_head::{Head, Space};
use plan::{Budget, Renditions, Size};
use raster::{Header, Model, Reduction};
use request::Request;

use crate::full::{Image, Opened};
use crate::problem::{FORMAT, of_head};
use crate::{color, container, lf};

/// What the LF image takes the place of.
const LF: Reduction = Reduction::Mean(8);

/// The sizes in which the image can be handed over.
const OFFERED: &[Reduction] = &[Reduction::None, Reduction::Mean(2), Reduction::Mean(4), LF];

/// How many pixels of the image, along a side, an output has for one of its own if it is made of the LF image. That is more
/// than means need: at 15.2 a photograph lost 1.5 points of SSIMULACRA2, at 20 one 1.2, and at 28 none 0.4 (docs/fidelity.md).
const LEAST_STEP_OF_LF: f64 = 28.0;

/// Decodes the first frame of a file for the outputs of `request`, and gives a raster that was made for it.
///
/// # Errors
/// As `wit/resize.wit` describes them. Nothing of the image's size is allocated before the limits are checked.
pub fn decode(image: &[u8], request: &Request) -> Result<Vec<u8>, Error> {
    let budget = Budget::from(request.limits());
    budget.check_file(image.len())?;
    let head = jxl_head::read(image).map_err(|error| of_head(error, image.len()))?;
    let stored = Size {
        width: head.width,
        height: head.height,
    };
    budget.check_frame(stored)?;
    refuse(&head)?;
    let upright = match head.orientation {
        5..=8 => stored.swapped(),
        _ => stored,
    };
    // Before anything is opened: which renditions there can be does not change what is refused.
    Renditions::new(request, upright, &OFFERED[..1])?;
    let opened = Opened::new(image, &head, budget.pixels)?;
    let may_be_averaged = color::may_be_averaged(&head.color, head.is_xyb);
    let has_lf = opened.has_lf_of_means();
    let renditions = Renditions::by_step(request, upright, |step| {
        if !may_be_averaged {
            &OFFERED[..1]
        } else if has_lf && step < LEAST_STEP_OF_LF {
            &OFFERED[..3]
        } else {
            OFFERED
        }
    })?;
    let raster = Raster::new(FORMAT, header(image, &head, &opened, renditions))?;
    fill(raster, opened)
}

/// # Errors
/// `unsupported-format` for what is not read.
fn refuse(head: &Head) -> Result<(), Error> {
    if head.has_black {
        return Err(Error::unsupported(FORMAT, "CMYK (a channel of black)"));
    }
    if head.color.space == Space::Unknown && !head.color.has_icc {
        return Err(Error::unsupported(FORMAT, "an unknown colour space"));
    }
    Ok(())
}

fn header<'a>(
    image: &'a [u8],
    head: &Head,
    opened: &Opened<'_>,
    renditions: Renditions,
) -> Header<'a> {
    let shape = opened.shape();
    let model = match shape.is_gray {
        true => Model::Gray,
        false => Model::Rgb,
    };
    let mut header = Header::new(head.width, head.height, model, shape.has_alpha);
    header.depth = shape.depth;
    header.orientation = head.orientation;
    header.renditions = renditions.reductions;
    header.outputs = renditions.outputs;
    header.metadata = container::metadata(image);
    color::describe(opened.profile(), &mut header.metadata);
    header.metadata.brightest = color::brightest(head);
    header
}

/// Decodes the image, and makes all renditions of it. That of means of 8 x 8 pixels is the LF image where that is one,
/// whatever else is made: the bytes of an output do not depend on the others.
fn fill(mut raster: Raster<'_>, mut opened: Opened<'_>) -> Result<Vec<u8>, Error> {
    let shape = opened.shape();
    let reductions = raster.header().renditions.clone();
    let has_lf = reductions.contains(&LF) && opened.has_lf_of_means();
    let is_only_lf = has_lf && reductions == [LF];
    if has_lf {
        opened.keep_lf(is_only_lf);
    }
    if is_only_lf {
        lf::write(&opened.decode_lf()?, shape, raster.plane_mut(0, 0));
        return Ok(raster.into_bytes());
    }
    let is_one = reductions == [Reduction::None];
    if is_one && shape.depth == 8 {
        // No other buffer of the image's size is needed.
        opened.decode(raster.plane_mut(0, 0))?;
        return Ok(raster.into_bytes());
    }
    let (image, kept) = Image::decode(opened)?;
    for (index, reduction) in reductions.iter().enumerate() {
        let plane = raster.plane_mut(index, 0);
        match (reduction, &kept) {
            (&LF, Some(kept)) => lf::write(kept, shape, plane),
            (Reduction::Mean(shrink), _) => shrink_rows(&image, *shrink, plane)?,
            _ => plane.copy_from_slice(image.bytes()),
        }
    }
    Ok(raster.into_bytes())
}

/// Writes the plane of means of so many pixels.
fn shrink_rows(image: &Image, shrink: u8, plane: &mut [u8]) -> Result<(), Error> {
    let shape = image.shape();
    let mut means = Means::new(shrink, shape.width, shape.samples(), shape.has_alpha)?;
    let is_sixteen = shape.depth > 8;
    let mut deep = Vec::new();
    for row in image.bytes().chunks_exact(shape.row_bytes()) {
        if is_sixteen {
            deep.clear();
            let samples = row.chunks_exact(2);
            deep.extend(samples.map(|sample| u16::from_le_bytes([sample[0], sample[1]])));
            means.add(Row::Sixteen(&deep), plane);
        } else {
            means.add(Row::Eight(row), plane);
        }
    }
    means.finish(is_sixteen, plane);
    Ok(())
}
