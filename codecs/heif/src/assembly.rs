//! A raster put together of the pictures that decoders hand over, tile by tile.

use crate::error::Error;
use raster::{Header, Metadata, Reduction, Window};

use crate::canvas::{Canvas, Component};
use crate::color::Interpretation;
use crate::frame::{Chroma, ColorPoints, Frame, Purpose};
use crate::mapping::Mapping;
use crate::unpremultiply::{Alpha, unpremultiply};

/// What is known of the picture before any of it is decoded.
pub(crate) struct Outline<'a> {
    /// Columns and rows, as stored.
    pub(crate) size: (u32, u32),
    /// As EXIF counts them, 1 to 8.
    pub(crate) orientation: u8,
    /// What is to be seen of it.
    pub(crate) window: Window,
    /// Whether there is alpha.
    pub(crate) alpha: bool,
    /// What the file says of its colours.
    pub(crate) color: Option<ColorPoints>,
    /// What comes along, without the code points of colours.
    pub(crate) metadata: Metadata<'a>,
}

impl Outline<'_> {
    /// Whether all of the picture is to be seen.
    pub(crate) fn is_whole(&self) -> bool {
        (self.window.width, self.window.height) == self.size
    }
}

/// How tiles lie: row by row, all of one size.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Layout {
    pub(crate) columns: u32,
    pub(crate) rows: u32,
    /// Columns and rows of a tile.
    pub(crate) tile: (u32, u32),
}

impl Layout {
    /// Where a tile begins. It is inside of what a number of 32 bits says, where the picture is.
    fn place(self, index: u32) -> (u32, u32) {
        let (width, height) = self.tile;
        (
            (index % self.columns).saturating_mul(width),
            (index / self.columns).saturating_mul(height),
        )
    }

    /// Whether boxes of so many samples, of luma and of chroma, end where tiles do. Before a tile is decoded, it is not known
    /// how its chroma is subsampled: by 2 at most.
    pub(crate) fn allows(self, shrink: u32) -> bool {
        let fits = |tiles: u32, side: u32| tiles == 1 || side.is_multiple_of(2 * shrink);
        fits(self.columns, self.tile.0) && fits(self.rows, self.tile.1)
    }
}

/// Which renditions there are to be, and which is for which output.
#[derive(Clone)]
pub(crate) struct Renditions {
    pub(crate) list: Vec<Reduction>,
    pub(crate) outputs: Vec<u8>,
}

impl Renditions {
    /// Of means of so many pixels, along each side, for each output. For any request where there is none.
    pub(crate) fn new(shrinks: &[u8]) -> Self {
        let mut list = shrinks.to_vec();
        list.sort_unstable();
        list.dedup();
        let place = |shrink: &u8| list.iter().position(|other| other == shrink);
        let outputs = shrinks.iter().filter_map(place).map(|place| place as u8);
        let outputs = outputs.collect();
        let reduction = |shrink: &u8| match shrink {
            0 | 1 => Reduction::None,
            more => Reduction::Mean(*more),
        };
        Self {
            list: match shrinks {
                [] => vec![Reduction::None],
                _ => list.iter().map(reduction).collect(),
            },
            outputs,
        }
    }

    /// The same, with a thumbnail of this width and height for the outputs that are true here. Renditions that no output needs then
    /// are left out.
    pub(crate) fn with_thumbnail(
        &self,
        (width, height): (u32, u32),
        of_thumbnail: &[bool],
    ) -> Self {
        let thumbnail = Reduction::Thumbnail(width, height);
        let outputs = self.outputs.iter().zip(of_thumbnail);
        let chosen: Vec<Reduction> = outputs
            .map(|(index, of_thumbnail)| match of_thumbnail {
                true => thumbnail,
                false => self.list[usize::from(*index)],
            })
            .collect();
        let all = self.list.iter().copied().chain([thumbnail]);
        let list: Vec<Reduction> = all.filter(|one| chosen.contains(one)).collect();
        let place = |one: &Reduction| list.iter().position(|other| other == one);
        let outputs = chosen.iter().filter_map(place).map(|place| place as u8);
        Self {
            outputs: outputs.collect(),
            list,
        }
    }

    /// What the image is needed for; `None` where no rendition is made of it.
    pub(crate) fn purpose(&self) -> Option<Purpose> {
        let has_means = self
            .list
            .iter()
            .any(|one| matches!(one, Reduction::Mean(_)));
        match (self.list.contains(&Reduction::None), has_means) {
            (false, false) => None,
            (true, false) => Some(Purpose::EveryPixel),
            (false, true) => Some(Purpose::Means),
            (true, true) => Some(Purpose::Both),
        }
    }
}

/// A raster in the making.
pub(crate) struct Assembly<'a> {
    canvas: Canvas<'a>,
    layout: Layout,
    /// What all tiles have to be.
    kind: Kind,
    mapping: Mapping,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Kind {
    depth: u8,
    chroma: Chroma,
}

impl Kind {
    fn of(frame: &Frame<'_>) -> Self {
        Self {
            depth: frame.depth,
            chroma: frame.chroma,
        }
    }
}

impl<'a> Assembly<'a> {
    /// For tiles like this one.
    ///
    /// # Errors
    /// `limit-exceeded` where there is no memory for the raster; as [`Interpretation::new`] otherwise.
    pub(crate) fn new(
        outline: &Outline<'a>,
        layout: Layout,
        renditions: &Renditions,
        first: &Frame<'_>,
    ) -> Result<Self, Error> {
        let meaning = Interpretation::new(outline.color, first.color, first.chroma)?;
        let (width, height) = outline.size;
        let mut header = Header::new(width, height, meaning.model, outline.alpha);
        header.depth = first.depth;
        header.orientation = outline.orientation;
        header.window = outline.window;
        header.renditions = renditions.list.clone();
        header.outputs = renditions.outputs.clone();
        header.metadata = outline.metadata.clone();
        // A profile says more than code points, and in a raster these would count before it.
        if header.metadata.icc.is_none() {
            header.metadata.cicp = meaning.cicp;
        }
        let mapping = match meaning.model {
            raster::Model::YCbCr(_) => Mapping::Same,
            raster::Model::Gray | raster::Model::Rgb => {
                Mapping::to_full_range(first.depth, meaning.full_range, first.depth)
            }
        };
        Ok(Self {
            canvas: Canvas::new(header)?,
            layout,
            kind: Kind::of(first),
            mapping,
        })
    }

    /// Puts a tile of the thumbnail, which has a layout of its own, into its rendition.
    ///
    /// # Errors
    /// `malformed` where it is not like those of the image, or has another size than the layout says.
    pub(crate) fn put_thumbnail(
        &mut self,
        layout: Layout,
        index: u32,
        frame: &Frame<'_>,
    ) -> Result<(), Error> {
        self.put(layout, index, frame)
    }

    /// Puts a tile, or rows of it, into its place.
    ///
    /// # Errors
    /// `malformed` where it is not like the others.
    pub(crate) fn put_color(&mut self, index: u32, frame: &Frame<'_>) -> Result<(), Error> {
        self.put(self.layout, index, frame)
    }

    fn put(&mut self, layout: Layout, index: u32, frame: &Frame<'_>) -> Result<(), Error> {
        if Kind::of(frame) != self.kind {
            return Err(Error::malformed(format!(
                "tile {index} has {} bits a sample and chroma {:?}, and the first one {} and {:?}",
                frame.depth, frame.chroma, self.kind.depth, self.kind.chroma
            )));
        }
        check_size("tile", index, frame, layout.tile)?;
        let (left, top) = layout.place(index);
        let top = top.saturating_add(frame.rows.start);
        let rows = frame.rows.end.saturating_sub(frame.rows.start);
        for (number, plane) in frame.planes.iter().enumerate() {
            let (across, down) = match number {
                0 => (1, 1),
                _ => (frame.chroma.across(), frame.chroma.down()),
            };
            if !left.is_multiple_of(across) || !top.is_multiple_of(down) {
                return Err(Error::malformed(format!(
                    "tile {index} begins at column {left} and row {top}, between two samples of chroma"
                )));
            }
            self.canvas.put(
                Component::Color(number),
                frame.purpose,
                plane,
                (frame.width.div_ceil(across), rows.div_ceil(down)),
                (left / across, top / down),
                &self.mapping,
            );
        }
        Ok(())
    }

    /// Puts a tile of alpha, of which only luma counts, into its place.
    ///
    /// # Errors
    /// `malformed` where it has another size than the layout says.
    pub(crate) fn put_alpha(
        &mut self,
        layout: Layout,
        index: u32,
        frame: &Frame<'_>,
    ) -> Result<(), Error> {
        check_size("alpha tile", index, frame, layout.tile)?;
        let full_range = frame.color.points.full_range;
        let mapping = Mapping::to_full_range(frame.depth, full_range, self.kind.depth);
        if let Some(plane) = frame.planes.first() {
            self.canvas.put(
                Component::Alpha,
                frame.purpose,
                plane,
                (frame.width, frame.height),
                layout.place(index),
                &mapping,
            );
        }
        Ok(())
    }

    /// Makes alpha straight, where colours were multiplied by it.
    ///
    /// # Errors
    /// `limit-exceeded` where there is no memory for a copy of alpha.
    pub(crate) fn unpremultiply(&mut self) -> Result<(), Error> {
        let alpha = Alpha::of(&mut self.canvas)?;
        unpremultiply(&mut self.canvas, &alpha);
        Ok(())
    }

    pub(crate) fn into_raster(self) -> Vec<u8> {
        self.canvas.into_bytes()
    }
}

fn check_size(
    name: &str,
    index: u32,
    frame: &Frame<'_>,
    expected: (u32, u32),
) -> Result<(), Error> {
    if (frame.width, frame.height) == expected {
        return Ok(());
    }
    Err(Error::malformed(format!(
        "{name} {index} is coded with {} x {} pixels, and its header says {} x {}",
        frame.width, frame.height, expected.0, expected.1
    )))
}
