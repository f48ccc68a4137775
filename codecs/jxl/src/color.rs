//! What the samples of the decoder are, as rasters say it.

use std::borrow::Cow;

use jxl::api::{
    JxlColorEncoding, JxlColorProfile, JxlPrimaries, JxlTransferFunction, JxlWhitePoint,
};
use jxl_head::{Color, Head, Transfer};
use raster::Metadata;

/// Says in `metadata` what colours the samples are. sRGB is what a raster has that says nothing.
pub(crate) fn describe(profile: &JxlColorProfile, metadata: &mut Metadata<'_>) {
    match profile {
        JxlColorProfile::Simple(encoding) if is_srgb(encoding) => {}
        JxlColorProfile::Simple(encoding) => match code_points(encoding) {
            Some(cicp) => metadata.cicp = Some(cicp),
            None => metadata.icc = profile.try_as_icc().map(|icc| Cow::Owned(icc.into_owned())),
        },
        JxlColorProfile::Icc(icc) => metadata.icc = Some(Cow::Owned(icc.clone())),
    }
}

fn is_srgb(encoding: &JxlColorEncoding) -> bool {
    match encoding {
        JxlColorEncoding::RgbColorSpace { .. } => code_points(encoding) == Some([1, 13, 0, 1]),
        JxlColorEncoding::GrayscaleColorSpace {
            white_point,
            transfer_function,
            ..
        } => *white_point == JxlWhitePoint::D65 && *transfer_function == JxlTransferFunction::SRGB,
        JxlColorEncoding::XYB { .. } => false,
    }
}

/// Code points of ITU-T H.273: primaries, transfer, matrix (RGB), full range. `None` for what has none.
fn code_points(encoding: &JxlColorEncoding) -> Option<[u8; 4]> {
    let JxlColorEncoding::RgbColorSpace {
        white_point,
        primaries,
        transfer_function,
        ..
    } = encoding
    else {
        return None;
    };
    let primaries = match (white_point, primaries) {
        (JxlWhitePoint::D65, JxlPrimaries::SRGB) => 1,
        (JxlWhitePoint::D65, JxlPrimaries::BT2100) => 9,
        (JxlWhitePoint::DCI, JxlPrimaries::P3) => 11,
        (JxlWhitePoint::D65, JxlPrimaries::P3) => 12,
        _ => return None,
    };
    let transfer = match transfer_function {
        JxlTransferFunction::BT709 => 1,
        JxlTransferFunction::Linear => 8,
        JxlTransferFunction::SRGB => 13,
        JxlTransferFunction::PQ => 16,
        JxlTransferFunction::DCI => 17,
        JxlTransferFunction::HLG => 18,
        JxlTransferFunction::Gamma(_) => return None,
    };
    Some([primaries, transfer, 0, 1])
}

/// The brightest light of a picture in PQ, in steps of 0.0001 cd/m²: its intensity target. `None` where the encoder did not know
/// it: it wrote nothing, which stands for 255 cd/m², or all of PQ's range.
pub(crate) fn brightest(head: &Head) -> Option<u32> {
    const DEFAULT: f32 = 255.0;
    const ALL_OF_PQ: f32 = 10_000.0;
    let light = head.intensity_target;
    let is_known = light > 0.0 && light < ALL_OF_PQ && light != DEFAULT;
    (is_known && head.color.transfer == Transfer::Pq).then(|| (light * 10_000.0).round() as u32)
}

/// Whether means of samples are as good as means of what sRGB has for them. The resize component converts scanlines before
/// it resamples them where the curve is far from sRGB's; that needs every pixel. A profile is not read here: it is far
/// where nothing else is known, but what is stored as XYB is decoded to sRGB, whatever its profile says.
pub(crate) fn may_be_averaged(color: &Color, is_xyb: bool) -> bool {
    match color.transfer {
        Transfer::Srgb | Transfer::Bt709 => true,
        // From 1/1.8 to 1/2.6.
        Transfer::Gamma(exponent) => (3_846_000..=5_556_000).contains(&exponent),
        Transfer::Dci => true,
        Transfer::Unknown => is_xyb && color.has_icc,
        Transfer::Linear | Transfer::Pq | Transfer::Hlg => false,
    }
}

#[cfg(test)]
mod tests {
    use jxl::api::RenderingIntent;

    use super::*;

    fn rgb(primaries: JxlPrimaries, transfer_function: JxlTransferFunction) -> JxlColorProfile {
        JxlColorProfile::Simple(JxlColorEncoding::RgbColorSpace {
            white_point: JxlWhitePoint::D65,
            primaries,
            transfer_function,
            rendering_intent: RenderingIntent::Perceptual,
        })
    }

    fn described(profile: &JxlColorProfile) -> Metadata<'static> {
        let mut metadata = Metadata::default();
        describe(profile, &mut metadata);
        metadata
    }

    #[test]
    fn colors_are_named_by_code_points_where_there_are_some() {
        let srgb = rgb(JxlPrimaries::SRGB, JxlTransferFunction::SRGB);
        assert_eq!(described(&srgb), Metadata::default());
        let p3 = rgb(JxlPrimaries::P3, JxlTransferFunction::SRGB);
        assert_eq!(described(&p3).cicp, Some([12, 13, 0, 1]));
        let hdr = rgb(JxlPrimaries::BT2100, JxlTransferFunction::PQ);
        assert_eq!(described(&hdr).cicp, Some([9, 16, 0, 1]));
        let gamma = described(&rgb(JxlPrimaries::SRGB, JxlTransferFunction::Gamma(0.5)));
        assert!(gamma.cicp.is_none() && gamma.icc.is_some());
    }

    #[test]
    fn gray_is_srgb_or_has_a_profile() {
        let gray = |transfer_function| {
            JxlColorProfile::Simple(JxlColorEncoding::GrayscaleColorSpace {
                white_point: JxlWhitePoint::D65,
                transfer_function,
                rendering_intent: RenderingIntent::Perceptual,
            })
        };
        let srgb = described(&gray(JxlTransferFunction::SRGB));
        assert_eq!(srgb, Metadata::default());
        let linear = described(&gray(JxlTransferFunction::Linear));
        assert!(linear.cicp.is_none() && linear.icc.is_some());
    }
}
