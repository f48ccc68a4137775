//! What the component says in JSON, as `wit/resize.wit` describes it. Fields that are not known here are left alone.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use recipe::{ImageFormat, OutputFormat, QualityBy};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::contract::shortened;
use crate::info::{ColorModel, FormatSupport, FrameCount, ImageInfo};
use crate::output::{Output, Warning, WarningKind};

/// Bytes of the longest text of facts. Sixteen outputs and 32 warnings have a tenth of that.
const LONGEST: usize = 1 << 20;

/// Facts about outputs, without their files, and the warnings.
///
/// # Errors
/// What is wrong with the text, as a clause.
pub(crate) fn resized(text: &str) -> Result<(Vec<Facts>, Vec<Warning>), String> {
    #[derive(Deserialize)]
    struct Resized {
        outputs: Vec<Facts>,
        warnings: Vec<Told>,
    }

    #[derive(Deserialize)]
    struct Told {
        kind: WarningKind,
        message: String,
    }

    let Resized { outputs, warnings } = read(text)?;
    let warnings = warnings.into_iter().map(|told| Warning {
        kind: told.kind,
        message: shortened(told.message),
    });
    Ok((outputs, warnings.collect()))
}

/// How many bytes these facts say that all files have together; none where they say it in no way that is understood.
pub(crate) fn bytes_of_results(text: &str) -> usize {
    let Ok((outputs, _)) = resized(text) else {
        return 0;
    };
    let bytes = outputs.iter().map(|facts| facts.bytes);
    bytes.fold(0, usize::saturating_add)
}

/// What there is to know about an output besides its file.
#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Facts {
    format: OutputFormat,
    width: u32,
    height: u32,
    frames: u32,
    bytes: usize,
    quality: Option<u8>,
    score: Option<f64>,
    quality_by: Option<QualityBy>,
    colors: Option<u16>,
    effort: Option<u8>,
    thumbhash: Option<String>,
    #[serde(default)]
    embedded_thumbnail: bool,
}

impl Facts {
    /// The output, with its file.
    ///
    /// # Errors
    /// What is wrong, as a clause.
    pub(crate) fn with(self, data: Vec<u8>) -> Result<Output, String> {
        if data.len() != self.bytes {
            return Err(format!(
                "a file of {} bytes, which has {}",
                self.bytes,
                data.len()
            ));
        }
        let hash = self.thumbhash.map(|text| BASE64_STANDARD.decode(text));
        Ok(Output {
            data,
            format: self.format,
            width: self.width,
            height: self.height,
            frames: self.frames,
            quality: self.quality,
            score: self.score,
            quality_by: self.quality_by,
            colors: self.colors,
            effort: self.effort,
            thumbhash: hash
                .transpose()
                .map_err(|_| "a ThumbHash that is not Base64")?,
            embedded_thumbnail: self.embedded_thumbnail,
        })
    }
}

/// What `probe` says.
///
/// # Errors
/// What is wrong with the text, as a clause.
pub(crate) fn info(text: &str) -> Result<ImageInfo, String> {
    #[derive(Deserialize)]
    #[serde(rename_all = "kebab-case")]
    struct Info {
        format: ImageFormat,
        width: u32,
        height: u32,
        orientation: u8,
        frames: u32,
        frames_complete: bool,
        alpha: bool,
        depth: u8,
        color_model: ColorModel,
        icc_profile: Option<String>,
        cicp: Option<[u8; 4]>,
        progressive: bool,
        #[serde(default)]
        c2pa: bool,
        working_memory: u64,
        auto_format: OutputFormat,
        codec: Option<String>,
    }

    let info: Info = read(text)?;
    Ok(ImageInfo {
        format: info.format,
        width: info.width,
        height: info.height,
        orientation: info.orientation,
        frames: match info.frames_complete {
            true => FrameCount::Exactly(info.frames),
            false => FrameCount::AtLeast(info.frames),
        },
        alpha: info.alpha,
        depth: info.depth,
        color_model: info.color_model,
        icc_profile: info.icc_profile.map(shortened),
        cicp: info.cicp,
        progressive: info.progressive,
        c2pa: info.c2pa,
        working_memory: info.working_memory,
        auto_format: info.auto_format,
        codec: info.codec.map(shortened),
    })
}

/// What `formats` says.
///
/// # Errors
/// What is wrong with the text, as a clause.
pub(crate) fn formats(text: &str) -> Result<Vec<FormatSupport>, String> {
    read(text)
}

fn read<T: DeserializeOwned>(text: &str) -> Result<T, String> {
    if text.len() > LONGEST {
        return Err(format!("facts of {} bytes", text.len()));
    }
    serde_json::from_str(text).map_err(|error| {
        format!(
            "facts that cannot be read: {}",
            shortened(error.to_string())
        )
    })
}
