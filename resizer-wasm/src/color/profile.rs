//! The colour profile of a file: an ICC profile, or what the chunks of a PNG say.

use moxcms::{
    Chromaticity, CicpProfile, CmsError, ColorPrimaries, ColorProfile, DataColorSpace,
    MatrixCoefficients, ProfileText, ToneReprCurve,
};

use super::bounds;
use crate::head::{Metadata, PngColor};
use crate::picture::Channels;

const SRGB_GAMMA: u32 = 45_455;
const SRGB_CHROMATICITIES: [u32; 8] = [
    31_270, 32_900, 64_000, 33_000, 30_000, 60_000, 15_000, 6_000,
];

/// What the profile calls itself; empty where it does not say.
pub(crate) fn profile_name(icc: &[u8]) -> String {
    let text = match read(icc) {
        Ok(profile) => profile.description,
        Err(_) => None,
    };
    let name = match text {
        Some(ProfileText::PlainString(text)) => text,
        Some(ProfileText::Localizable(texts)) => texts
            .into_iter()
            .next()
            .map(|text| text.value)
            .unwrap_or_default(),
        Some(ProfileText::Description(text)) if !text.ascii_string.is_empty() => text.ascii_string,
        Some(ProfileText::Description(text)) => text.unicode_string,
        None => String::new(),
    };
    name.trim_matches(|character: char| character == '\0' || character.is_whitespace())
        .to_owned()
}

/// The profile for samples in this colour space. `None` where the file says nothing, or that they are sRGB.
///
/// The order is that of the PNG specification, clause 4.3: cICP, iCCP, sRGB, then gAMA with cHRM.
///
/// # Errors
/// Why the profile cannot be used.
pub(super) fn of(
    metadata: &Metadata,
    color_space: DataColorSpace,
) -> Result<Option<ColorProfile>, String> {
    let png = metadata.png_color.unwrap_or_default();
    let is_rgb = color_space == DataColorSpace::Rgb;
    if let Some(cicp) = png.cicp
        && is_rgb
        && let Some(profile) = from_cicp(cicp)
    {
        return Ok(Some(profile));
    }
    if let Some(icc) = metadata.icc.as_deref() {
        return parsed(icc, color_space).map(Some);
    }
    if png.srgb {
        return Ok(None);
    }
    Ok(from_gamma(png, is_rgb))
}

/// The brightest light of the picture, else of the screen that it was made on, in cd/m². `None` where the file does not say.
pub(super) fn brightest_light(metadata: &Metadata) -> Option<f64> {
    let color = metadata.png_color?;
    let light = color.brightest.or(color.screen)?;
    Some(f64::from(light) / 10_000.0)
}

/// An ICC profile that is meant for samples in this colour space.
pub(super) fn parsed(icc: &[u8], color_space: DataColorSpace) -> Result<ColorProfile, String> {
    let profile = read(icc)?;
    if profile.color_space != color_space {
        return Err(format!(
            "it is for {}, and the image is {}",
            color_space_name(profile.color_space),
            color_space_name(color_space)
        ));
    }
    Ok(profile)
}

fn read(icc: &[u8]) -> Result<ColorProfile, String> {
    if !bounds::is_reasonable(icc) {
        return Err("its tags or texts name more bytes than a profile has".to_owned());
    }
    ColorProfile::new_from_slice(icc).map_err(|error| match error {
        CmsError::InvalidTrcCurve
        | CmsError::MalformedTrcCurve(_)
        | CmsError::MalformedCurveLutTable(_)
        | CmsError::CurveLutIsTooLarge => "one of its curves is malformed".to_owned(),
        CmsError::MalformedClut(_)
        | CmsError::IncorrectlyFormedLut(_)
        | CmsError::InvalidAtoBLut => "one of its tables is malformed".to_owned(),
        _ => "it is damaged: its header or its list of tags is malformed".to_owned(),
    })
}

/// What people call it.
fn color_space_name(color_space: DataColorSpace) -> &'static str {
    match color_space {
        DataColorSpace::Rgb => "RGB",
        DataColorSpace::Gray => "gray",
        DataColorSpace::Cmyk => "CMYK",
        DataColorSpace::Lab => "Lab",
        DataColorSpace::Xyz => "XYZ",
        DataColorSpace::YCbr => "YCbCr",
        _ => "other colours",
    }
}

/// What the tag `cicp` of an ICC profile says (ICC.1:2022, clause 9.2.17), where samples are RGB. The rest of the profile may be
/// of no use.
pub(super) fn by_code_points(metadata: &Metadata, channels: Channels) -> Option<ColorProfile> {
    let icc = metadata.icc.as_deref()?;
    let tag = bounds::tag(icc, b"cicp")?;
    match tag {
        [b'c', b'i', b'c', b'p', _, _, _, _, code_points @ ..]
            if matches!(channels, Channels::Rgb | Channels::Rgba) =>
        {
            from_cicp(*code_points.first_chunk()?)
        }
        _ => None,
    }
}

fn from_cicp([primaries, transfer, _matrix, full_range]: [u8; 4]) -> Option<ColorProfile> {
    let cicp = CicpProfile {
        color_primaries: primaries.try_into().ok()?,
        transfer_characteristics: transfer.try_into().ok()?,
        matrix_coefficients: MatrixCoefficients::Identity,
        full_range: full_range != 0,
    };
    // Unspecified primaries and curves leave the profile without them.
    let profile = ColorProfile::new_from_cicp(cicp);
    profile.red_trc.is_some().then_some(profile)
}

/// gAMA and cHRM. Values near those of sRGB mean sRGB: writers round them. gAMA alone means sRGB's primaries.
fn from_gamma(png: PngColor, is_rgb: bool) -> Option<ColorProfile> {
    let gamma = png
        .gamma
        .filter(|gamma| *gamma > 0 && gamma.abs_diff(SRGB_GAMMA) > SRGB_GAMMA / 20);
    let chromaticities = png.chromaticities.filter(|values| {
        is_rgb
            && values
                .iter()
                .zip(SRGB_CHROMATICITIES)
                .any(|(value, srgb)| value.abs_diff(srgb) > 1000)
    });
    if gamma.is_none() && chromaticities.is_none() {
        return None;
    }
    let exponent = gamma.map(|gamma| 100_000.0 / gamma as f32);
    if !is_rgb {
        return exponent.map(ColorProfile::new_gray_with_gamma);
    }
    let mut profile = ColorProfile::new_srgb();
    profile.cicp = None;
    if let Some(values) = chromaticities {
        let [white, red, green, blue] = [0, 2, 4, 6].map(|at| Chromaticity {
            x: values[at] as f32 / 100_000.0,
            y: values[at + 1] as f32 / 100_000.0,
        });
        // A y of 0 has no colour.
        if [white, red, green, blue].iter().any(|point| point.y <= 0.0) {
            return None;
        }
        profile.update_rgb_colorimetry(white.to_xyyb(), ColorPrimaries { red, green, blue });
    }
    if let Some(exponent) = exponent {
        let curve = ToneReprCurve::Parametric(vec![exponent]);
        profile.red_trc = Some(curve.clone());
        profile.green_trc = Some(curve.clone());
        profile.blue_trc = Some(curve);
    }
    Some(profile)
}
