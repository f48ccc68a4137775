//! Reading what was written, with decoders of others.

use std::io::Cursor;

use crate::decode::{Terms, open_animation};
use crate::geometry::Size;
use crate::head;
use crate::picture::Picture;

/// A decoded picture: its size and 4 samples of 8 bits a pixel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Rgba {
    pub(super) size: Size,
    pub(super) bytes: Vec<u8>,
}

/// The picture as it should be read.
pub(super) fn rgba(picture: &Picture) -> Rgba {
    Rgba {
        size: picture.size,
        bytes: widened(&picture.to_bytes(), picture.channels.count()),
    }
}

fn widened(bytes: &[u8], count: usize) -> Vec<u8> {
    bytes
        .chunks_exact(count)
        .flat_map(|pixel| match *pixel {
            [gray] => [gray, gray, gray, 255],
            [gray, alpha] => [gray, gray, gray, alpha],
            [red, green, blue] => [red, green, blue, 255],
            _ => [pixel[0], pixel[1], pixel[2], pixel[3]],
        })
        .collect()
}

pub(super) fn jpeg(data: &[u8]) -> Rgba {
    let mut decoder = jpeg_decoder::Decoder::new(data);
    let bytes = decoder.decode().unwrap();
    let info = decoder.info().unwrap();
    let count = info.pixel_format.pixel_bytes();
    Rgba {
        size: Size {
            width: info.width.into(),
            height: info.height.into(),
        },
        bytes: widened(&bytes, count),
    }
}

/// The canvas of an animation, on which its frames are laid.
struct Canvas(Rgba);

impl Canvas {
    fn new(size: Size) -> Self {
        let bytes = vec![0; size.area() as usize * 4];
        Self(Rgba { size, bytes })
    }

    /// Lays a frame at a place, in front of what is there or instead of it. What can be seen then; what is transparent has the
    /// colour that a file chose for it, which is no colour here.
    fn draw(&mut self, (left, top): (u32, u32), frame: &Rgba, replaces: bool) -> Rgba {
        for (at, pixel) in frame.bytes.chunks_exact(4).enumerate() {
            let (x, y) = (at as u32 % frame.size.width, at as u32 / frame.size.width);
            assert!(replaces || matches!(pixel[3], 0 | 255), "nothing is mixed");
            if replaces || pixel[3] > 0 {
                let start = ((top + y) * self.0.size.width + left + x) as usize * 4;
                let seen = if pixel[3] == 0 { &[0; 4] } else { pixel };
                self.0.bytes[start..start + 4].copy_from_slice(seen);
            }
        }
        Rgba {
            size: self.0.size,
            bytes: self.0.bytes.clone(),
        }
    }

    fn clear(&mut self, place: (u32, u32), size: Size) {
        self.draw(place, &Self::new(size).0, true);
    }
}

/// What the frames of a PNG show; palettes are looked up.
pub(super) fn png(data: &[u8]) -> Vec<Rgba> {
    let mut decoder = png::Decoder::new(Cursor::new(data));
    decoder.set_transformations(png::Transformations::EXPAND | png::Transformations::STRIP_16);
    let mut reader = decoder.read_info().unwrap();
    let size = Size {
        width: reader.info().width,
        height: reader.info().height,
    };
    let frames = reader
        .info()
        .animation_control
        .map_or(1, |control| control.num_frames);
    let count = reader.output_color_type().0.samples();
    let mut canvas = Canvas::new(size);
    (0..frames)
        .map(|_| {
            let mut bytes = vec![0; reader.output_buffer_size().unwrap()];
            let info = reader.next_frame(&mut bytes).unwrap();
            let frame = Rgba {
                size: Size {
                    width: info.width,
                    height: info.height,
                },
                bytes: widened(&bytes[..info.buffer_size()], count),
            };
            let Some(control) = reader.info().frame_control else {
                return frame;
            };
            assert_eq!(control.dispose_op, png::DisposeOp::None);
            let replaces = control.blend_op == png::BlendOp::Source;
            canvas.draw((control.x_offset, control.y_offset), &frame, replaces)
        })
        .collect()
}

/// What the frames of a WebP show, with their delays in milliseconds.
///
/// Animations are read by our decoder: `image-webp` makes what is below a transparent pixel darker by a step.
pub(super) fn webp(data: &[u8]) -> Vec<(Rgba, u32)> {
    let head = head::read_whole(data).unwrap();
    let size = Size {
        width: head.width,
        height: head.height,
    };
    let terms = Terms {
        tolerant: false,
        max_scans: 1,
        max_work: u64::MAX,
    };
    let mut frames = Vec::new();
    if let Some(mut source) = open_animation(data, &head, terms).unwrap() {
        while let Some(frame) = source.next_frame().unwrap() {
            let bytes = frame.canvas.to_vec();
            frames.push((Rgba { size, bytes }, frame.milliseconds));
        }
        return frames;
    }
    let mut decoder = image_webp::WebPDecoder::new(Cursor::new(data)).unwrap();
    let count = if decoder.has_alpha() { 4 } else { 3 };
    let mut bytes = vec![0; decoder.output_buffer_size().unwrap()];
    decoder.read_image(&mut bytes).unwrap();
    let bytes = widened(&bytes, count);
    vec![(Rgba { size, bytes }, 0)]
}

/// What the frames of a GIF show, with their delays in hundredths of a second.
pub(super) fn gif(data: &[u8]) -> Vec<(Rgba, u16)> {
    let mut options = gif::DecodeOptions::new();
    options.set_color_output(gif::ColorOutput::RGBA);
    let mut decoder = options.read_info(data).unwrap();
    let mut canvas = Canvas::new(Size {
        width: decoder.width().into(),
        height: decoder.height().into(),
    });
    let mut frames = Vec::new();
    while let Some(frame) = decoder.read_next_frame().unwrap() {
        let place = (frame.left.into(), frame.top.into());
        let size = Size {
            width: frame.width.into(),
            height: frame.height.into(),
        };
        let bytes = frame.buffer.to_vec();
        frames.push((
            canvas.draw(place, &Rgba { size, bytes }, false),
            frame.delay,
        ));
        if frame.dispose == gif::DisposalMethod::Background {
            canvas.clear(place, size);
        }
    }
    frames
}

/// The peak signal-to-noise ratio in dB, of colours that are to be seen.
pub(super) fn psnr(a: &Rgba, b: &Rgba) -> f64 {
    assert_eq!(a.size, b.size);
    let (mut sum, mut count) = (0.0, 0.0);
    for (a, b) in a.bytes.chunks_exact(4).zip(b.bytes.chunks_exact(4)) {
        if a[3] == 0 {
            continue;
        }
        for (a, b) in a[..3].iter().zip(b) {
            sum += (f64::from(*a) - f64::from(*b)).powi(2);
            count += 1.0;
        }
    }
    10.0 * (255.0 * 255.0 * count / f64::max(sum, 1e-9)).log10()
}
