//! Properties of items (HEIF, clause 6.5, and those of AVIF).

use crate::boxes::Kind;
use crate::configuration::Configuration;
use crate::cursor::Cursor;
use crate::error::{Error, malformed, unsupported};
use crate::image::{Color, Light, MasteringDisplay, Nclx};
use crate::placement::Transform;

/// A property as the file has it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Property<'a> {
    pub(crate) kind: Kind,
    pub(crate) contents: &'a [u8],
}

/// All properties of an item.
#[derive(Debug, Clone, Default)]
pub(crate) struct Properties<'a> {
    /// `ispe`: width and height.
    pub(crate) size: Option<(u32, u32)>,
    pub(crate) configuration: Option<Configuration<'a>>,
    pub(crate) color: Color<'a>,
    pub(crate) light: Light,
    /// In the order in which they are applied.
    pub(crate) transforms: Vec<Transform>,
    /// `auxC`: what an auxiliary image is for, a URN.
    pub(crate) auxiliary: Option<&'a [u8]>,
    /// `lsel`.
    pub(crate) layer: Option<u16>,
    /// `a1op`.
    pub(crate) operating_point: Option<u8>,
}

/// How many transforms an item may have. Each kind is allowed once.
const MAX_TRANSFORMS: usize = 16;

impl<'a> Properties<'a> {
    /// # Errors
    /// [`Error::Unsupported`] for an essential property that is unknown, and the others as their names say.
    pub(crate) fn add(&mut self, property: &Property<'a>, is_essential: bool) -> Result<(), Error> {
        let kind = property.kind;
        let mut cursor = Cursor::new(kind, property.contents);
        match &kind.0 {
            b"ispe" => {
                cursor.version_and_flags()?;
                self.size = Some((cursor.u32()?, cursor.u32()?));
            }
            b"av1C" => self.configuration = Some(Configuration::av1(property.contents)?),
            b"hvcC" => self.configuration = Some(Configuration::hevc(property.contents)?),
            b"colr" => self.add_color(cursor)?,
            b"irot" => self.transform(Transform::Rotation(cursor.u8()? & 3))?,
            b"imir" => self.transform(Transform::Mirror {
                swaps_columns: cursor.u8()? & 1 == 1,
            })?,
            b"clap" => self.transform(clean_aperture(&mut cursor)?)?,
            b"auxC" => {
                cursor.version_and_flags()?;
                self.auxiliary = cursor.rest().split(|byte| *byte == 0).next();
            }
            b"lsel" => self.layer = Some(cursor.u16()?),
            b"a1op" => self.operating_point = Some(cursor.u8()?),
            b"clli" => self.light.content = Some((cursor.u16()?, cursor.u16()?)),
            b"mdcv" => self.light.mastering = Some(mastering(&mut cursor)?),
            // The depth is the configuration's, and the sizes of layers only save work.
            b"pixi" | b"a1lx" | b"pasp" => {}
            _ if is_essential => {
                return Err(unsupported(format!("the essential property {kind}")));
            }
            _ => {}
        }
        Ok(())
    }

    fn transform(&mut self, transform: Transform) -> Result<(), Error> {
        if self.transforms.len() == MAX_TRANSFORMS {
            return Err(malformed("an item has too many transforms"));
        }
        self.transforms.push(transform);
        Ok(())
    }

    /// `colr` (14496-12, clause 12.1.5). There may be one with code points and one with a profile.
    fn add_color(&mut self, mut cursor: Cursor<'a>) -> Result<(), Error> {
        match &cursor.u32()?.to_be_bytes() {
            b"nclx" => {
                self.color.nclx = Some(Nclx {
                    primaries: cursor.u16()?,
                    transfer: cursor.u16()?,
                    matrix: cursor.u16()?,
                    full_range: cursor.u8()? >> 7 == 1,
                });
            }
            b"prof" | b"rICC" => self.color.icc = Some(cursor.rest()),
            _ => {}
        }
        Ok(())
    }
}

/// `clap` (14496-12, clause 12.1.4): four fractions.
fn clean_aperture(cursor: &mut Cursor<'_>) -> Result<Transform, Error> {
    let mut fraction = |is_signed: bool| -> Result<(i64, i64), Error> {
        let (over, under) = (cursor.u32()?, cursor.u32()?);
        if under == 0 {
            return Err(malformed("its clap box has a fraction over 0"));
        }
        let over = match is_signed {
            true => i64::from(over as i32),
            false => i64::from(over),
        };
        Ok((over, i64::from(under)))
    };
    Ok(Transform::CleanAperture {
        width: fraction(false)?,
        height: fraction(false)?,
        right: fraction(true)?,
        down: fraction(true)?,
    })
}

/// `mdcv` (14496-12, clause 12.1.7).
fn mastering(cursor: &mut Cursor<'_>) -> Result<MasteringDisplay, Error> {
    let mut points = [(0, 0); 4];
    for point in &mut points {
        *point = (cursor.u16()?, cursor.u16()?);
    }
    let [green, blue, red, white] = points;
    Ok(MasteringDisplay {
        primaries: [red, green, blue],
        white,
        max_luminance: cursor.u32()?,
        min_luminance: cursor.u32()?,
    })
}
