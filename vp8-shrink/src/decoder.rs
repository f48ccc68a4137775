//! The decoder: from a frame to the rows of one or several pictures.

use crate::error::{Error, filled};
use crate::frame::{Frame, Parser, UNSETTLED_ROWS};
use crate::full::FullRows;
use crate::header;
use crate::means::MeanRows;
use crate::scale::Scale;

/// What to do about damage.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Options {
    /// Go on where the frame is cut off, with gray rows from the first that depends on what is missing;
    /// [`Decoder::damage`] tells which that is. Without it a frame that is cut off is an error. `false` by default. The
    /// header and something of the picture have to be there in any case.
    ///
    /// It costs two passes over the frame before the first row: ask for it where something is known to be missing.
    pub tolerant: bool,
}

/// What rows that are lost are filled with.
const GRAY: u8 = 0x80;

/// Decodes one frame, row by row, at one scale or at several at once.
#[derive(Debug)]
pub struct Decoder<'a> {
    frame: Frame<'a>,
    /// Where rows depend on what is missing: the first of them in the full picture, a multiple of 8 or the height.
    lost_from: Option<usize>,
    renditions: Vec<Rendition>,
    /// Length of the frame in bytes.
    length: usize,
    failed: bool,
}

/// One of the sizes in which the picture is handed out, and how far its rows have been made.
#[derive(Debug)]
struct Rendition {
    scale: Scale,
    width: usize,
    height: usize,
    rows: usize,
    kind: Kind,
    out: Vec<u8>,
}

#[derive(Debug)]
enum Kind {
    Full(FullRows),
    Means(MeanRows),
}

impl<'a> Decoder<'a> {
    /// Reads the header of `frame`, which is the data of a `VP8 ` chunk of a WebP file.
    ///
    /// # Errors
    /// `Malformed` for what is no key frame or has no pixels, `Truncated` where the header is cut off or partitions are
    /// missing, `OutOfMemory`. Where the options are tolerant, partitions may be missing, but not all rows.
    pub fn new(frame: &'a [u8], scale: Scale, options: &Options) -> Result<Self, Error> {
        Self::with_scales(frame, &[scale], options)
    }

    /// The same for several sizes of the picture, all made from one pass over the frame. Each is what a decoder of its
    /// scale alone would give. Their rows come from [`Decoder::next_row_of_any`].
    ///
    /// # Errors
    /// As [`Decoder::new`]. Without any scale the picture is decoded at full size.
    pub fn with_scales(
        frame: &'a [u8],
        scales: &[Scale],
        options: &Options,
    ) -> Result<Self, Error> {
        let scales = if scales.is_empty() {
            &[Scale::Full]
        } else {
            scales
        };
        let (header, partitions) = header::read(frame, options.tolerant)?;
        let (width, height) = (header.width, header.height);
        let parser = Parser::new(header, partitions)?;
        let lost_from = if options.tolerant {
            let lost_row = parser.first_lost_row();
            if lost_row == Some(0) {
                return Err(Error::Truncated {
                    offset: frame.len(),
                });
            }
            lost_row.map(|row| {
                if row == parser.rows() {
                    height
                } else {
                    // The row below changes the last ones of a row that is there.
                    16 * row - UNSETTLED_ROWS
                }
            })
        } else {
            None
        };
        let renditions = scales
            .iter()
            .map(|scale| Rendition::new(*scale, width, height))
            .collect::<Result<_, _>>()?;
        Ok(Self {
            frame: Frame::new(parser)?,
            lost_from,
            renditions,
            length: frame.len(),
            failed: false,
        })
    }

    /// Width of the scaled picture in pixels; of several, the first one's.
    #[must_use]
    pub fn width(&self) -> u32 {
        self.renditions[0].width as u32
    }

    /// Height of the scaled picture in pixels; of several, the first one's.
    #[must_use]
    pub fn height(&self) -> u32 {
        self.renditions[0].height as u32
    }

    /// Width and height in pixels of each picture, in the order of the scales.
    pub fn sizes(&self) -> impl Iterator<Item = (u32, u32)> {
        self.renditions
            .iter()
            .map(|one| (one.width as u32, one.height as u32))
    }

    /// The first row of the full picture that depends on what is missing, a multiple of 8; it and all rows below it are
    /// gray. The height where none does. `None` where nothing is missing, and unless [`Options::tolerant`].
    #[must_use]
    pub fn damage(&self) -> Option<u32> {
        self.lost_from.map(|row| row as u32)
    }

    /// The next row of the scaled picture, from the top: `width()` pixels of red, green and blue. An empty row after
    /// the last. Of several pictures, the first one's; the others' rows are passed over.
    ///
    /// # Errors
    /// `Truncated` where the frame is cut off, unless the options are tolerant. After an error each call gives the same
    /// error.
    pub fn next_row(&mut self) -> Result<&[u8], Error> {
        loop {
            match self.next_ready()? {
                None => return Ok(&[]),
                Some(0) => return Ok(self.row(0)),
                Some(other) => self.renditions[other].rows += 1,
            }
        }
    }

    /// The next row of one of the renditions, and the index of that rendition: that of its scale. Each picture's rows come in
    /// order; which picture is next, the sizes decide. `None` after all rows of all pictures.
    ///
    /// # Errors
    /// As [`Decoder::next_row`].
    pub fn next_row_of_any(&mut self) -> Result<Option<(usize, &[u8])>, Error> {
        let Some(rendition) = self.next_ready()? else {
            return Ok(None);
        };
        Ok(Some((rendition, self.row(rendition))))
    }

    /// Decodes until there is a row that [`Decoder::ready_row`] can give. `false` after all rows of all pictures.
    ///
    /// # Errors
    /// As [`Decoder::next_row`].
    pub fn next_strip(&mut self) -> Result<bool, Error> {
        Ok(self.next_ready()?.is_some())
    }

    /// The next row of this rendition, where what is decoded suffices for it.
    pub fn ready_row(&mut self, rendition: usize) -> Option<&[u8]> {
        let settled = self.settled();
        self.renditions[rendition]
            .is_ready(settled)
            .then(|| self.row(rendition))
    }

    /// Rows of the full picture that can be had, 0 being the first.
    fn settled(&self) -> usize {
        // Rows that are lost need no decoding.
        match self.lost_from {
            Some(row) if row <= self.frame.settled() => usize::MAX,
            _ => self.frame.settled(),
        }
    }

    /// The place of a picture whose next row can be made, once enough is decoded for it.
    fn next_ready(&mut self) -> Result<Option<usize>, Error> {
        if self.failed {
            return Err(self.truncated());
        }
        loop {
            let settled = self.settled();
            let ready = self.renditions.iter().position(|one| one.is_ready(settled));
            if ready.is_some() || self.renditions.iter().all(Rendition::is_finished) {
                return Ok(ready);
            }
            if !self.frame.decode_row() && self.lost_from.is_none() {
                self.failed = true;
                return Err(self.truncated());
            }
        }
    }

    /// Whether what has been decoded so far has hard edges and flat parts, as drawings have: a smaller scale than
    /// [`Scale::Full`] loses much. It does not depend on the scales.
    #[must_use]
    pub fn is_drawing(&self) -> bool {
        self.frame.statistics.are_of_a_drawing()
    }

    fn row(&mut self, rendition: usize) -> &[u8] {
        self.renditions[rendition].row(&self.frame, self.lost_from)
    }

    fn truncated(&self) -> Error {
        Error::Truncated {
            offset: self.length,
        }
    }
}

impl Rendition {
    fn new(scale: Scale, width: usize, height: usize) -> Result<Self, Error> {
        let divisor = scale.divisor() as usize;
        let columns = width.div_ceil(16);
        let kind = match scale {
            Scale::Full => Kind::Full(FullRows::new(columns)?),
            _ => Kind::Means(MeanRows::new(columns, divisor)?),
        };
        let (width, height) = (width.div_ceil(divisor), height.div_ceil(divisor));
        Ok(Self {
            scale,
            width,
            height,
            rows: 0,
            kind,
            out: filled(0, 3 * width)?,
        })
    }

    fn is_finished(&self) -> bool {
        self.rows >= self.height
    }

    /// Whether the next row can be made of this many rows of the frame. All that are there are a multiple of 8 or all.
    fn is_ready(&self, settled: usize) -> bool {
        !self.is_finished() && self.rows * (self.scale.divisor() as usize) < settled
    }

    /// Makes the next row.
    fn row(&mut self, frame: &Frame<'_>, lost_from: Option<usize>) -> &[u8] {
        let first = self.rows * self.scale.divisor() as usize;
        if lost_from.is_some_and(|row| first >= row) {
            self.out.fill(GRAY);
        } else {
            match &mut self.kind {
                Kind::Full(rows) => rows.fill(frame, self.rows, &mut self.out),
                Kind::Means(rows) => rows.fill(frame, self.rows, &mut self.out),
            }
        }
        self.rows += 1;
        &self.out
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::color;

    /// All settled samples of a frame: luma, and rows of chroma as they are kept.
    fn planes(bytes: &[u8]) -> (Vec<Vec<u8>>, Vec<Vec<[u8; 16]>>) {
        let (header, partitions) = header::read(bytes, false).expect("a header");
        let parser = Parser::new(header, partitions).expect("memory");
        let mut frame = Frame::new(parser).expect("memory");
        let (mut luma, mut chroma) = (Vec::new(), Vec::new());
        for _ in 0..frame.parser.rows() {
            assert!(frame.decode_row());
            for y in luma.len()..frame.settled() {
                luma.push(frame.luma(y).flatten().copied().collect());
                if y % 2 == 0 {
                    chroma.push(frame.chroma(y / 2).copied().collect());
                }
            }
        }
        (luma, chroma)
    }

    /// Of a square of samples, as far as it is in the plane. Places are those of the square.
    fn mean(
        (x, y): (usize, usize),
        side: usize,
        (width, height): (usize, usize),
        sample: impl Fn(usize, usize) -> u8,
    ) -> u8 {
        let (mut sum, mut count) = (0, 0);
        for y in side * y..(side * (y + 1)).min(height) {
            for x in side * x..(side * (x + 1)).min(width) {
                sum += u32::from(sample(x, y));
                count += 1;
            }
        }
        ((sum + count / 2) / count) as u8
    }

    #[test]
    fn samples_of_small_pictures_are_means() {
        for bytes in [
            &include_bytes!("../tests/pictures/1x1.webp")[20..],
            &include_bytes!("../tests/pictures/5x2.webp")[20..],
            &include_bytes!("../tests/pictures/q75.webp")[20..],
            &include_bytes!("../tests/pictures/segments.webp")[20..],
            &include_bytes!("../tests/pictures/17x15.webp")[20..],
        ] {
            let (width, height) = header::read_size(bytes).expect("a size");
            let (width, height) = (width as usize, height as usize);
            let (luma, chroma) = planes(bytes);
            for scale in [Scale::Half, Scale::Quarter, Scale::Eighth] {
                let side = scale.divisor() as usize;
                let mut decoder =
                    Decoder::new(bytes, scale, &Options::default()).expect("a header");
                for y in 0..height.div_ceil(side) {
                    let row = decoder.next_row().expect("a row");
                    for (x, pixel) in row.chunks(3).enumerate() {
                        let half = (width.div_ceil(2), height.div_ceil(2));
                        let of_chroma = |plane: usize| {
                            mean((x, y), side / 2, half, |x, y| {
                                chroma[y][x / 8][8 * plane + x % 8]
                            })
                        };
                        let luma = mean((x, y), side, (width, height), |x, y| luma[y][x]);
                        let expected = color::rgb(luma, of_chroma(0), of_chroma(1));
                        assert_eq!(pixel, expected, "{x} {y} at {scale:?}");
                    }
                }
            }
        }
    }
}
