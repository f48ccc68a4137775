//! JPEG, decoded at 1/1, 1/2, 3/8, 1/4 or 1/8 of its size: for each result the smallest that is good enough, all from one
//! pass over the file. So what one result looks like does not depend on the others.

use plan::{Reduction, Scales, smallest};

use jpeg_shrink::{Chroma, Color, Damage, Decoder, Edges, Scale};

use super::shape::Shape;
use super::strips::{Component, Enlargement, Model, StripSource};
use super::terms::{Terms, Wish};
use crate::contract::{Error, ImageFormat, Warning, WarningKind};
use crate::error;
use crate::geometry::Size;
use crate::picture::{Channels, Row};

/// The rows of one or several sizes of the picture.
pub(crate) struct Scaled<'a> {
    decoder: Decoder<'a>,
    scales: Scales<(Scale, Chroma)>,
    /// The length of the file, for messages.
    length: usize,
}

/// A picture whose header is read.
pub(crate) struct Opened<'a> {
    bytes: &'a [u8],
    color: Color,
    /// Smaller scales than 1/1 are of no use: they take means, and cost as much.
    only_full: bool,
    options: jpeg_shrink::Options,
}

impl<'a> Opened<'a> {
    pub(super) fn new(bytes: &'a [u8], terms: Terms) -> Result<Self, Error> {
        let header =
            jpeg_shrink::read_header(bytes).map_err(|error| explain(error, bytes.len()))?;
        Ok(Self {
            bytes,
            color: header.color,
            only_full: header.lossless,
            options: jpeg_shrink::Options {
                tolerant: terms.tolerant,
                max_scans: terms.max_scans,
                max_work: terms.max_work,
            },
        })
    }

    pub(super) fn channels(&self) -> Channels {
        channels(self.color)
    }
}

impl<'a> Scaled<'a> {
    /// For results with these wishes.
    pub(super) fn new(opened: &Opened<'a>, wishes: &[Wish]) -> Result<Self, Error> {
        let scales = Scales::new(wishes.iter().map(|wish| {
            let pixels = wish.source_pixels_per_output;
            match wish.halves_chroma {
                _ if opened.only_full => (Scale::Full, Chroma::Full),
                true if wish.is_drawing => (Scale::Full, Chroma::Half),
                false if wish.is_drawing => (Scale::Full, Chroma::Full),
                true => (smallest(&Scale::ALL, reduction, pixels), Chroma::Half),
                // No transform makes chroma of half the size as large as luma at 3/8.
                false => {
                    const OTHERS: [Scale; 4] =
                        [Scale::Full, Scale::Half, Scale::Quarter, Scale::Eighth];
                    (smallest(&OTHERS, reduction, pixels), Chroma::Full)
                }
            }
        }));
        let length = opened.bytes.len();
        let decoder = Decoder::with_chroma(opened.bytes, &scales.list, &opened.options)
            .map_err(|error| explain(error, length))?;
        Ok(Self {
            decoder,
            scales,
            length,
        })
    }
}

fn channels(color: Color) -> Channels {
    match color {
        Color::Gray => Channels::Gray,
        Color::Rgb => Channels::Rgb,
        Color::Cmyk => Channels::Cmyk,
    }
}

impl StripSource for Scaled<'_> {
    fn channels(&self) -> Channels {
        channels(self.decoder.color())
    }

    fn shapes(&self) -> Vec<Shape> {
        self.decoder
            .sizes()
            .zip(&self.scales.list)
            .map(|((width, height), (scale, _))| Shape {
                size: Size { width, height },
                reduction: reduction(*scale),
                channels: self.channels(),
            })
            .collect()
    }

    fn rendition(&self, result: usize) -> usize {
        self.scales.rendition(result)
    }

    fn model(&self) -> Option<Model> {
        match self.decoder.model() {
            jpeg_shrink::Model::Gray => Some(Model::Pixels(Channels::Gray)),
            jpeg_shrink::Model::YCbCr => Some(Model::YCbCr),
            jpeg_shrink::Model::Rgb => Some(Model::Pixels(Channels::Rgb)),
            jpeg_shrink::Model::Inks => None,
        }
    }

    fn components(&self, rendition: usize) -> Vec<Component> {
        let enlargement = |one| match one {
            jpeg_shrink::Enlargement::Same => Enlargement::Same,
            jpeg_shrink::Enlargement::Smooth => Enlargement::Smooth,
            jpeg_shrink::Enlargement::Repeat { from, to } => Enlargement::Repeat { from, to },
        };
        let components = self.decoder.components(rendition);
        components
            .map(|one| Component {
                width: one.width as usize,
                height: one.height as usize,
                across: enlargement(one.across),
                down: enlargement(one.down),
                reduction: reduction(one.scale),
            })
            .collect()
    }

    fn next_strip(&mut self) -> Result<bool, Error> {
        let length = self.length;
        self.decoder
            .next_strip()
            .map_err(|error| explain(error, length))
    }

    fn strip(&self, rendition: usize, component: usize, take: &mut dyn FnMut(&[u8])) {
        self.decoder.strip(rendition, component).for_each(take);
    }

    fn ready_row(&mut self, rendition: usize) -> Option<Row<'_>> {
        self.decoder.ready_row(rendition).map(Row::Eight)
    }

    fn edges(&self, rendition: usize) -> Edges {
        match self.scales.list[rendition].0 {
            // Means do not overshoot at edges, and to decode everything instead would take much longer.
            Scale::Eighth => Edges::Soft,
            _ => self.decoder.edges(),
        }
    }

    fn work(&self) -> u64 {
        self.decoder.work()
    }

    fn warnings(&mut self) -> Vec<Warning> {
        self.decoder.finish();
        let damage = self.decoder.damage().iter().map(|damage| Warning {
            kind: match damage {
                Damage::BadData { .. } | Damage::LostData { .. } | Damage::LostScans { .. } => {
                    WarningKind::PictureLost
                }
                _ => WarningKind::Damage,
            },
            message: damage.to_string(),
        });
        let further = match self.decoder.further_damage() {
            0 => None,
            further => Some(Warning {
                kind: WarningKind::Damage,
                message: format!("{further} more such errors"),
            }),
        };
        damage.chain(further).collect()
    }
}

/// What the decoder does to a component with a transform of this scale.
fn reduction(scale: Scale) -> Reduction {
    match scale {
        Scale::Full => Reduction::None,
        Scale::Half | Scale::ThreeEighths | Scale::Quarter => Reduction::Transform(scale.eighths()),
        Scale::Eighth => Reduction::Mean(8),
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
