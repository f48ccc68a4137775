//! What the samples of a decoded picture mean, and what they are in a raster.

use crate::error::Error;
use raster::{Matrix, Model, Siting, Subsampling, YCbCr};

use crate::frame::{Chroma, CodedColor, ColorPoints};

/// Not specified, of each of the three kinds of code points.
const UNSPECIFIED: u8 = 2;

/// Code points of ITU-T H.273 that are told apart here.
const BT709_PRIMARIES: u8 = 1;
const SRGB_TRANSFER: u8 = 13;
const IDENTITY: u8 = 0;
const DERIVED_FROM_PRIMARIES: u8 = 12;

/// What a picture is in a raster.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Interpretation {
    pub(crate) model: Model,
    /// Whether samples of gray and RGB, which a raster has in the full range, come in it.
    pub(crate) full_range: bool,
    /// What the raster's block of this name says. `None` for sRGB.
    pub(crate) cicp: Option<[u8; 4]>,
}

impl Interpretation {
    /// `of_file` is what the file's property `colr` says, which counts before what the coded bits say
    /// (ISO/IEC 23008-12, section 6.5.5.1).
    ///
    /// # Errors
    /// `unsupported-format` where the matrix is one that is not read, `malformed` where it is the identity of what has less
    /// chroma than luma.
    pub(crate) fn new(
        of_file: Option<ColorPoints>,
        coded: CodedColor,
        chroma: Chroma,
    ) -> Result<Self, Error> {
        let points = of_file.unwrap_or(coded.points);
        Ok(Self {
            model: model(points, coded.siting, chroma)?,
            full_range: points.full_range,
            cicp: cicp(points),
        })
    }
}

fn model(points: ColorPoints, siting: Option<Siting>, chroma: Chroma) -> Result<Model, Error> {
    let subsampling = match chroma {
        Chroma::None => return Ok(Model::Gray),
        Chroma::Quarter => Subsampling::Both,
        Chroma::Half => Subsampling::Columns,
        Chroma::Full => Subsampling::None,
    };
    let matrix = match (points.matrix, points.primaries) {
        (IDENTITY, _) if chroma == Chroma::Full => return Ok(Model::Rgb),
        (IDENTITY, _) => {
            return Err(Error::malformed(
                "its matrix is the identity, and it has less chroma than luma",
            ));
        }
        // What MIAF takes where a file says nothing (ISO/IEC 23000-22, section 7.3.6.4).
        (UNSPECIFIED, _) => Some(Matrix::Bt601),
        // The shares of luma follow from the primaries: of those that have a matrix of their own, they are that one's.
        (DERIVED_FROM_PRIMARIES, 1) => Some(Matrix::Bt709),
        (DERIVED_FROM_PRIMARIES, 6 | 7) => Some(Matrix::Smpte240),
        (DERIVED_FROM_PRIMARIES, 9) => Some(Matrix::Bt2020),
        (matrix, _) => Matrix::of_code_point(matrix),
    };
    let Some(matrix) = matrix else {
        return Err(Error::unsupported(format!(
            "matrix coefficients {} of ITU-T H.273{}",
            points.matrix,
            name_of_matrix(points.matrix)
        )));
    };
    Ok(Model::YCbCr(YCbCr {
        matrix,
        full_range: points.full_range,
        subsampling,
        // As most files have it, and as it is shown where nothing is said.
        siting: siting.unwrap_or(Siting {
            between_columns: true,
            between_rows: true,
        }),
    }))
}

/// In brackets, with a space before them; nothing where it has none.
fn name_of_matrix(matrix: u8) -> &'static str {
    match matrix {
        8 => " (YCgCo)",
        10 => " (BT.2020, constant luminance)",
        11 => " (SMPTE ST 2085)",
        12 => " (derived from the primaries)",
        13 => " (derived from the primaries, constant luminance)",
        14 => " (ICtCp)",
        15 => " (IPT-PQ-C2)",
        16 | 17 => " (YCgCo-R)",
        _ => "",
    }
}

/// The curve of BT.709 and its relatives is that of a camera; displays show what it made as they show sRGB. So do other readers.
fn cicp(points: ColorPoints) -> Option<[u8; 4]> {
    let transfer = match points.transfer {
        1 | 6 | 14 | 15 | UNSPECIFIED => SRGB_TRANSFER,
        other => other,
    };
    let primaries = match points.primaries {
        UNSPECIFIED => BT709_PRIMARIES,
        other => other,
    };
    let is_srgb = (primaries, transfer) == (BT709_PRIMARIES, SRGB_TRANSFER);
    (!is_srgb).then_some([primaries, transfer, 0, 1])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn coded(points: ColorPoints) -> CodedColor {
        CodedColor {
            points,
            siting: None,
        }
    }

    fn points(primaries: u8, transfer: u8, matrix: u8) -> ColorPoints {
        ColorPoints {
            primaries,
            transfer,
            matrix,
            full_range: true,
        }
    }

    #[test]
    fn the_file_counts_before_the_coded_bits() {
        let of_file = ColorPoints {
            full_range: false,
            ..points(9, 16, 9)
        };
        let coded = coded(points(1, 13, 6));
        let made = Interpretation::new(Some(of_file), coded, Chroma::Quarter).unwrap();
        let Model::YCbCr(model) = made.model else {
            panic!("{:?}", made.model);
        };
        assert_eq!((model.matrix, model.full_range), (Matrix::Bt2020, false));
        assert_eq!(made.cicp, Some([9, 16, 0, 1]));
        let made = Interpretation::new(None, coded, Chroma::Quarter).unwrap();
        assert_eq!(made.model, Model::YCbCr(YCbCr::jfif(Subsampling::Both)));
        assert_eq!(made.cicp, None);
    }

    #[test]
    fn what_is_not_specified_is_srgb() {
        let made = Interpretation::new(None, coded(points(2, 2, 2)), Chroma::Half).unwrap();
        assert_eq!(made.model, Model::YCbCr(YCbCr::jfif(Subsampling::Columns)));
        assert_eq!(made.cicp, None);
    }

    #[test]
    fn the_curve_of_bt709_is_shown_as_srgb() {
        assert_eq!(cicp(points(1, 1, 1)), None);
        assert_eq!(cicp(points(9, 14, 9)), Some([9, 13, 0, 1]));
        assert_eq!(cicp(points(12, 13, 6)), Some([12, 13, 0, 1]));
    }

    #[test]
    fn the_identity_is_rgb_and_needs_all_of_its_samples() {
        let of = |chroma| Interpretation::new(None, coded(points(1, 13, 0)), chroma);
        assert_eq!(of(Chroma::Full).unwrap().model, Model::Rgb);
        assert_eq!(of(Chroma::None).unwrap().model, Model::Gray);
        assert_eq!(of(Chroma::Quarter).unwrap_err().kind().word(), "malformed");
    }

    #[test]
    fn other_matrices_are_refused_by_name() {
        let of = |points| Interpretation::new(None, coded(points), Chroma::Full);
        let error = of(points(1, 13, 8)).unwrap_err();
        assert_eq!(error.kind().word(), "unsupported-format");
        assert!(
            error.to_string().contains("8 of ITU-T H.273 (YCgCo)"),
            "{error}"
        );
        assert!(of(points(12, 13, 12)).is_err());
        assert!(of(points(9, 13, 12)).is_ok());
    }
}
