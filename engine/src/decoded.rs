//! Images that a codec decodes first.

use raster::Header;

use crate::{Error, ImageErrorKind, ImageInfo};

/// Which rule a raster breaks that a codec has made of an image for so many outputs, if it does.
///
/// # Errors
/// What is wrong, as a clause.
pub(crate) fn check_raster(file: &[u8], info: &ImageInfo, outputs: usize) -> Result<(), String> {
    let (header, start) = Header::read(file).map_err(|problem| format!("a raster: {problem}"))?;
    let window = (header.window.width, header.window.height);
    let size = match header.orientation {
        5..=8 => (window.1, window.0),
        _ => window,
    };
    if (size, header.orientation) != ((info.width, info.height), info.orientation) {
        return Err(format!(
            "a raster of {} x {} pixels with orientation {}, of an image of {} x {} with orientation {}",
            size.0, size.1, header.orientation, info.width, info.height, info.orientation
        ));
    }
    if !header.outputs.is_empty() && header.outputs.len() != outputs {
        return Err(format!(
            "a raster for {} outputs, of {outputs}",
            header.outputs.len()
        ));
    }
    let bytes = start as u64 + header.bytes_of_planes();
    if file.len() as u64 != bytes {
        return Err(format!(
            "a raster of {} bytes, which has {bytes}",
            file.len()
        ));
    }
    Ok(())
}

/// What went wrong when the raster was resized. What is wrong with it is the codec's fault, and not the file's.
pub(crate) fn blame_codec(error: Error) -> Error {
    match error {
        Error::Image {
            kind:
                ImageErrorKind::UnsupportedFormat
                | ImageErrorKind::Malformed
                | ImageErrorKind::Truncated
                | ImageErrorKind::NeedsCodec,
            message,
            ..
        } => Error::InvalidResult { reason: message },
        error => error,
    }
}

#[cfg(test)]
mod tests {
    use raster::Model;
    use recipe::{ImageFormat, OutputFormat};

    use super::*;
    use crate::{ColorModel, FrameCount};

    /// Of an image that is to be turned by a quarter.
    fn info() -> ImageInfo {
        ImageInfo {
            format: ImageFormat::Avif,
            width: 3,
            height: 5,
            orientation: 6,
            frames: FrameCount::Exactly(1),
            alpha: false,
            depth: 8,
            color_model: ColorModel::Ycbcr,
            icc_profile: None,
            cicp: None,
            progressive: false,
            c2pa: false,
            working_memory: 0,
            auto_format: OutputFormat::Jpeg,
            codec: Some("avif".to_owned()),
        }
    }

    fn raster(width: u32, height: u32, change: fn(&mut Header)) -> Vec<u8> {
        let mut header = Header::new(width, height, Model::Gray, false);
        header.orientation = 6;
        change(&mut header);
        let mut file = header.write().expect("a header");
        file.resize(file.len() + header.bytes_of_planes() as usize, 0);
        file
    }

    fn problem(file: &[u8]) -> String {
        check_raster(file, &info(), 1).expect_err("it is wrong")
    }

    #[test]
    fn a_raster_is_of_the_image_that_the_head_describes() {
        assert_eq!(check_raster(&raster(5, 3, |_| {}), &info(), 1), Ok(()));
        assert_eq!(
            problem(&raster(3, 5, |_| {})),
            "a raster of 5 x 3 pixels with orientation 6, of an image of 3 x 5 with orientation 6"
        );
        let upright = raster(3, 5, |header| header.orientation = 1);
        assert!(problem(&upright).contains("orientation 1, of an image"));
    }

    #[test]
    fn a_raster_has_all_of_its_bytes_and_outputs() {
        let mut file = raster(5, 3, |_| {});
        file.pop();
        assert!(problem(&file).starts_with("a raster of 64 bytes, which has 65"));
        file.extend([0, 0]);
        assert!(problem(&file).starts_with("a raster of 66 bytes, which has 65"));
        let of_two = raster(5, 3, |header| header.outputs = vec![0, 0]);
        assert_eq!(problem(&of_two), "a raster for 2 outputs, of 1");
        assert!(problem(b"no raster").starts_with("a raster: "));
        assert!(problem(b"").starts_with("a raster: "));
    }

    #[test]
    fn what_is_wrong_with_a_raster_is_the_fault_of_the_codec() {
        let image = |kind| Error::Image {
            kind,
            message: "so".to_owned(),
            needed: None,
        };
        let malformed = blame_codec(image(ImageErrorKind::Malformed));
        assert!(matches!(malformed, Error::InvalidResult { reason } if reason == "so"));
        let limit = image(ImageErrorKind::TooLarge);
        assert_eq!(blame_codec(limit.clone()), limit);
    }
}
