//! JPEG, decoded at 1/1, 1/2, 1/4 or 1/8 of its size, whichever is the smallest that is large enough.

use jpeg_shrink::{Color, Damage, Decoder, Scale};

use super::{Request, RowSource};
use crate::contract::{Error, ImageFormat, Warning, WarningKind};
use crate::error;
use crate::head::Head;
use crate::picture::{Channels, Row};
use crate::plan::Size;

struct Rows<'a> {
    decoder: Decoder<'a>,
    shrink: u32,
    /// The length of the file, for messages.
    length: usize,
}

pub(super) fn open<'a>(
    bytes: &'a [u8],
    head: &Head,
    request: Request,
) -> Result<Box<dyn RowSource + 'a>, Error> {
    let wanted = request.wanted;
    let scale = Scale::smallest_covering(head.width, head.height, wanted.width, wanted.height);
    let options = jpeg_shrink::Options {
        tolerant: request.tolerant,
        max_scans: request.max_scans,
        max_work: request.max_work,
    };
    let decoder =
        Decoder::new(bytes, scale, &options).map_err(|error| explain(error, bytes.len()))?;
    Ok(Box::new(Rows {
        decoder,
        shrink: scale.divisor(),
        length: bytes.len(),
    }))
}

impl RowSource for Rows<'_> {
    fn size(&self) -> Size {
        Size {
            width: self.decoder.width(),
            height: self.decoder.height(),
        }
    }

    fn shrink(&self) -> u32 {
        self.shrink
    }

    fn channels(&self) -> Channels {
        match self.decoder.color() {
            Color::Gray => Channels::Gray,
            Color::Rgb => Channels::Rgb,
            Color::Cmyk => Channels::Cmyk,
        }
    }

    fn next_row(&mut self) -> Result<Row<'_>, Error> {
        let length = self.length;
        self.decoder
            .next_row()
            .map(Row::Eight)
            .map_err(|error| explain(error, length))
    }

    fn warnings(&mut self) -> Vec<Warning> {
        self.decoder.finish();
        let damage = self.decoder.damage().iter().map(|damage| Warning {
            kind: match damage {
                Damage::LostData { .. } | Damage::LostScans { .. } => WarningKind::PictureLost,
                _ => WarningKind::Damage,
            },
            message: damage.to_string(),
        });
        let further = match self.decoder.further_damage() {
            0 => None,
            further => Some(Warning {
                kind: WarningKind::Damage,
                message: format!("{further} more such faults"),
            }),
        };
        damage.chain(further).collect()
    }
}

fn explain(error: jpeg_shrink::Error, length: usize) -> Error {
    match error {
        jpeg_shrink::Error::Unsupported(feature) => {
            error::unsupported_feature(ImageFormat::Jpeg, &feature)
        }
        jpeg_shrink::Error::Malformed(problem) => error::malformed(ImageFormat::Jpeg, &problem),
        jpeg_shrink::Error::Truncated { .. } => error::truncated(ImageFormat::Jpeg, length),
        jpeg_shrink::Error::Limit(problem) => error::too_much_work(ImageFormat::Jpeg, &problem),
        jpeg_shrink::Error::OutOfMemory { bytes } => error::out_of_memory(bytes),
        other => error::malformed(ImageFormat::Jpeg, &other.to_string()),
    }
}
