//! Writing a header.

use crate::blocks::{BRIGHTEST, C2PA, CICP, EXIF, ICC, THUMBNAIL, WARNING, XMP};
use crate::error::Error;
use crate::header::Header;
use crate::model::Model;
use crate::rendition::Reduction;
use crate::signature::{MAGIC, VERSION};

impl Header<'_> {
    /// The header's bytes. The planes follow, from the first rendition to the last, without gaps.
    ///
    /// # Errors
    /// [`Error::Malformed`] for what could not be read again.
    pub fn write(&self) -> Result<Vec<u8>, Error> {
        self.check()?;
        Ok(write(self))
    }
}

fn write(header: &Header<'_>) -> Vec<u8> {
    let metadata = &header.metadata;
    let mut blocks: Vec<(u8, &[u8])> = Vec::new();
    let mut add =
        |kind, contents| blocks.extend(Some(contents).flatten().map(|bytes| (kind, bytes)));
    add(ICC, metadata.icc.as_deref());
    add(CICP, metadata.cicp.as_ref().map(<[u8; 4]>::as_slice));
    let brightest = metadata.brightest.map(u32::to_le_bytes);
    add(BRIGHTEST, brightest.as_ref().map(<[u8; 4]>::as_slice));
    add(EXIF, metadata.exif.as_deref());
    add(XMP, metadata.xmp.as_deref());
    let thumbnail = header.renditions.iter().find_map(|one| match one {
        Reduction::Thumbnail(width, height) => Some([*width, *height].map(u32::to_le_bytes)),
        _ => None,
    });
    add(
        THUMBNAIL,
        thumbnail.as_ref().map(|sides| sides.as_flattened()),
    );
    add(C2PA, metadata.has_c2pa.then_some(&[]));
    for warning in &metadata.warnings {
        add(WARNING, Some(warning.as_bytes()));
    }
    let (model, of_chroma) = match header.model {
        Model::Gray => (1, [0; 6]),
        Model::Rgb => (2, [0; 6]),
        Model::YCbCr(model) => {
            let of_chroma = [
                model.subsampling.across() as u8,
                model.subsampling.down() as u8,
                model.matrix.code_point(),
                u8::from(model.full_range),
                u8::from(model.siting.between_columns),
                u8::from(model.siting.between_rows),
            ];
            (3, of_chroma)
        }
    };
    let mut bytes = Vec::with_capacity(64);
    bytes.extend(MAGIC);
    bytes.extend(VERSION.to_le_bytes());
    bytes.extend([
        model,
        u8::from(header.alpha),
        header.depth,
        header.orientation,
        header.renditions.len() as u8,
        header.outputs.len() as u8,
    ]);
    let window = header.window;
    for number in [
        header.width,
        header.height,
        window.left,
        window.top,
        window.width,
        window.height,
    ] {
        bytes.extend(number.to_le_bytes());
    }
    bytes.extend(of_chroma);
    bytes.extend((blocks.len() as u16).to_le_bytes());
    for reduction in &header.renditions {
        bytes.extend(reduction.bytes());
    }
    bytes.extend(&header.outputs);
    for (kind, contents) in blocks {
        bytes.push(kind);
        bytes.extend((contents.len() as u32).to_le_bytes());
        bytes.extend(contents);
    }
    bytes
}
