//! What a call gives back, in JSON.

use serde::Serialize;

use crate::contract::{
    ColorModel, FrameCount, ImageFormat, ImageInfo, OutputFormat, QualityBy, Resized, Warning,
};

/// All of what was made but the files.
pub(crate) fn of_resized(resized: &Resized) -> String {
    #[derive(Serialize)]
    struct Facts<'a> {
        outputs: Vec<Output>,
        warnings: &'a [Warning],
    }

    #[derive(Serialize)]
    #[serde(rename_all = "kebab-case")]
    struct Output {
        format: OutputFormat,
        width: u32,
        height: u32,
        frames: u32,
        bytes: usize,
        #[serde(skip_serializing_if = "Option::is_none")]
        quality: Option<u8>,
        #[serde(skip_serializing_if = "Option::is_none")]
        score: Option<f64>,
        #[serde(skip_serializing_if = "Option::is_none")]
        quality_by: Option<QualityBy>,
        #[serde(skip_serializing_if = "Option::is_none")]
        colors: Option<u16>,
        #[serde(skip_serializing_if = "Option::is_none")]
        effort: Option<u8>,
        #[serde(skip_serializing_if = "Option::is_none")]
        thumbhash: Option<String>,
        #[serde(skip_serializing_if = "std::ops::Not::not")]
        embedded_thumbnail: bool,
    }

    let outputs = resized.outputs.iter().map(|output| Output {
        format: output.format,
        width: output.width,
        height: output.height,
        frames: output.frames,
        bytes: output.data.len(),
        quality: output.quality,
        score: output.score.map(|hundredths| f64::from(hundredths) / 100.0),
        quality_by: output.quality_by,
        colors: output.colors,
        effort: output.effort,
        thumbhash: output.thumbhash.as_deref().map(base64),
        embedded_thumbnail: output.embedded_thumbnail,
    });
    json(&Facts {
        outputs: outputs.collect(),
        warnings: &resized.warnings,
    })
}

/// What the header of a file says.
pub(crate) fn of_info(info: &ImageInfo) -> String {
    #[derive(Serialize)]
    #[serde(rename_all = "kebab-case")]
    struct Facts<'a> {
        format: ImageFormat,
        width: u32,
        height: u32,
        orientation: u8,
        frames: u32,
        frames_complete: bool,
        alpha: bool,
        depth: u8,
        color_model: ColorModel,
        #[serde(skip_serializing_if = "Option::is_none")]
        icc_profile: Option<&'a str>,
        #[serde(skip_serializing_if = "Option::is_none")]
        cicp: Option<[u8; 4]>,
        #[serde(skip_serializing_if = "std::ops::Not::not")]
        c2pa: bool,
        progressive: bool,
        working_memory: u64,
        auto_format: OutputFormat,
        #[serde(skip_serializing_if = "Option::is_none")]
        codec: Option<&'static str>,
    }

    let (frames, frames_complete) = match info.frames {
        FrameCount::Exactly(frames) => (frames, true),
        FrameCount::AtLeast(frames) => (frames, false),
    };
    json(&Facts {
        format: info.format,
        width: info.width,
        height: info.height,
        orientation: info.orientation,
        frames,
        frames_complete,
        alpha: info.alpha,
        depth: info.depth,
        color_model: info.color_model,
        icc_profile: info.icc_profile.as_deref().map(beginning),
        cicp: info.cicp,
        c2pa: info.c2pa,
        progressive: info.progressive,
        working_memory: info.working_memory,
        auto_format: info.auto_format,
        codec: info.codec,
    })
}

/// Bytes of a description that are told. Those of profiles have a few dozen, and a file may have millions.
const LONGEST_DESCRIPTION: usize = 1000;

fn beginning(text: &str) -> &str {
    &text[..text.floor_char_boundary(LONGEST_DESCRIPTION)]
}

/// Records of numbers, texts and lists always are JSON.
pub(crate) fn json(facts: &impl Serialize) -> String {
    serde_json::to_string(facts).unwrap_or_default()
}

/// Base64 with padding (RFC 4648, section 4).
fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for group in bytes.chunks(3) {
        let bits = group
            .iter()
            .fold(0, |bits, byte| bits << 8 | u32::from(*byte))
            << (8 * (3 - group.len()));
        for digit in 0..4 {
            let index = bits >> (18 - 6 * digit) & 63;
            text.push(match digit <= group.len() {
                true => char::from(DIGITS[index as usize]),
                false => '=',
            });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::WarningKind;

    #[test]
    fn what_was_made_is_told_without_the_file() {
        let output = crate::Output {
            data: vec![0; 5],
            format: OutputFormat::Webp,
            width: 300,
            height: 200,
            frames: 1,
            quality: Some(80),
            score: None,
            quality_by: None,
            colors: None,
            effort: Some(6),
            thumbhash: Some(b"foobar".to_vec()),
            embedded_thumbnail: false,
        };
        let plain = crate::Output {
            format: OutputFormat::Png,
            quality: None,
            colors: Some(64),
            effort: None,
            thumbhash: None,
            embedded_thumbnail: true,
            ..output.clone()
        };
        let warning = Warning {
            kind: WarningKind::ColorProfile,
            message: "it is for \"gray\"".to_owned(),
        };
        let resized = Resized {
            outputs: vec![output, plain],
            warnings: vec![warning],
        };
        assert_eq!(
            of_resized(&resized),
            concat!(
                r#"{"outputs":[{"format":"webp","width":300,"height":200,"frames":1,"bytes":5,"quality":80,"#,
                r#""effort":6,"thumbhash":"Zm9vYmFy"},"#,
                r#"{"format":"png","width":300,"height":200,"frames":1,"bytes":5,"colors":64,"embedded-thumbnail":true}],"#,
                r#""warnings":[{"kind":"color-profile","message":"it is for \"gray\""}]}"#,
            )
        );
    }

    #[test]
    fn of_a_long_description_the_beginning_is_told() {
        assert_eq!(beginning("sRGB"), "sRGB");
        assert_eq!(beginning(&"x".repeat(5000)).len(), 1000);
        assert_eq!(beginning(&"日".repeat(5000)).len(), 999);
    }

    #[test]
    fn what_a_header_says_is_told() {
        let info = ImageInfo {
            format: ImageFormat::Gif,
            width: 300,
            height: 200,
            orientation: 1,
            frames: FrameCount::AtLeast(7),
            alpha: true,
            depth: 8,
            color_model: ColorModel::Indexed,
            icc_profile: None,
            cicp: None,
            c2pa: false,
            progressive: false,
            working_memory: 1 << 20,
            auto_format: OutputFormat::Gif,
            codec: None,
        };
        let rest = concat!(
            r#""alpha":true,"depth":8,"color-model":"indexed","progressive":false,"working-memory":1048576,"#,
            r#""auto-format":"gif"}"#,
        );
        let start = r#"{"format":"gif","width":300,"height":200,"orientation":1,"#;
        assert_eq!(
            of_info(&info),
            format!(r#"{start}"frames":7,"frames-complete":false,{rest}"#)
        );
        let signed = ImageInfo {
            c2pa: true,
            ..info.clone()
        };
        assert!(of_info(&signed).contains(r#""color-model":"indexed","c2pa":true,"#));
        let colored = ImageInfo {
            cicp: Some([9, 16, 0, 1]),
            ..info.clone()
        };
        assert!(of_info(&colored).contains(r#""color-model":"indexed","cicp":[9,16,0,1],"#));
        let coded = ImageInfo {
            codec: Some("avif"),
            ..info.clone()
        };
        assert!(of_info(&coded).ends_with(r#""auto-format":"gif","codec":"avif"}"#));
        let whole = ImageInfo {
            frames: FrameCount::Exactly(7),
            ..info
        };
        assert_eq!(
            of_info(&whole),
            format!(r#"{start}"frames":7,"frames-complete":true,{rest}"#)
        );
    }

    /// RFC 4648, section 10.
    #[test]
    fn the_vectors_of_base64() {
        let rows = [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
            ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ];
        for (bytes, text) in rows {
            assert_eq!(base64(bytes.as_bytes()), text);
        }
    }
}
