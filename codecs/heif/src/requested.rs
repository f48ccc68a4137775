//! The raster that is made for a request.

use codec::Error;
use isobmff::Coding;
use plan::{Budget, Renditions, Size, outputs_of_thumbnail};
use raster::Reduction;
use request::Request;

use crate::decoder::Decoder;
use crate::image::{Source, Wish};

/// Decodes the primary image of a file, which is coded as said, for the outputs of a request.
///
/// # Errors
/// As `wit/resize.wit` describes them.
pub fn decode(
    file: &[u8],
    request: &Request,
    coding: Coding,
    decoder: &mut dyn Decoder,
) -> Result<Vec<u8>, Error> {
    let budget = Budget::from(request.limits());
    budget.check_file(file.len())?;
    let source = Source::read(file, coding, budget.pixels)?;
    let (width, height) = source.upright_size();
    let upright = Size { width, height };
    budget.check_frame(upright)?;
    let renditions = |shrinks: &[u8]| {
        let offered: Vec<Reduction> = shrinks.iter().copied().map(reduction).collect();
        Renditions::new(request, upright, &offered)
    };
    // Before anything is decoded: which renditions there can be does not change what is refused.
    renditions(&[1])?;
    let choose = |allowed: &[u8]| match renditions(allowed) {
        Ok(chosen) => chosen
            .outputs
            .iter()
            .map(|output| shrink(chosen.reductions[usize::from(*output)]))
            .collect(),
        Err(_) => Vec::new(),
    };
    // Where the request fits with the size of the image, it does so here.
    let takes_thumbnail = |width, height| {
        let thumbnail = Size { width, height };
        outputs_of_thumbnail(request, upright, thumbnail).unwrap_or_default()
    };
    let wish = Wish {
        choose: &choose,
        takes_thumbnail: &takes_thumbnail,
    };
    Ok(source.decode(&wish, decoder)?)
}

fn reduction(shrink: u8) -> Reduction {
    match shrink {
        0 | 1 => Reduction::None,
        more => Reduction::Mean(more),
    }
}

fn shrink(reduction: Reduction) -> u8 {
    match reduction {
        Reduction::Mean(shrink) => shrink,
        Reduction::None | Reduction::Transform(_) | Reduction::Thumbnail(..) => 1,
    }
}
