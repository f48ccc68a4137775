//! Rotations, mirrors and crops in any order, against an image whose pixels are moved one by one.

use super::builder::{File, clap, imir, irot};
use crate::{Error, Image, Window};

/// Rows of numbers.
type Pixels = Vec<Vec<u32>>;

fn stored() -> Pixels {
    (0..48)
        .map(|y| (0..64).map(|x| y * 64 + x).collect())
        .collect()
}

fn mirrored(pixels: &Pixels, mode: u8) -> Pixels {
    let mut pixels = pixels.clone();
    match mode {
        0 => pixels.reverse(),
        _ => pixels.iter_mut().for_each(|row| row.reverse()),
    }
    pixels
}

/// Anticlockwise: the last column becomes the first row.
fn rotated(pixels: &Pixels, right_angles: u8) -> Pixels {
    let mut pixels = pixels.clone();
    for _ in 0..right_angles {
        let width = pixels[0].len();
        let column = |x: usize| pixels.iter().map(|row| row[x]).collect();
        pixels = (0..width).rev().map(column).collect();
    }
    pixels
}

fn cropped(pixels: &Pixels, window: Window) -> Pixels {
    let rows = window.top as usize..(window.top + window.height) as usize;
    let columns = window.left as usize..(window.left + window.width) as usize;
    pixels[rows]
        .iter()
        .map(|row| row[columns.clone()].to_vec())
        .collect()
}

/// What a reader makes of the description: the window, and then what EXIF says of the orientation (TIFF 6.0, tag 274).
fn seen(image: &Image) -> Pixels {
    let window = cropped(&stored(), image.window);
    match image.orientation {
        1 => window,
        2 => mirrored(&window, 1),
        3 => rotated(&window, 2),
        4 => mirrored(&window, 0),
        5 => mirrored(&rotated(&window, 1), 0),
        6 => rotated(&window, 3),
        7 => mirrored(&rotated(&window, 1), 1),
        8 => rotated(&window, 1),
        other => panic!("{other}"),
    }
}

#[derive(Debug, Clone, Copy)]
enum Step {
    Rotate(u8),
    Mirror(u8),
    /// Width, height and shift of the centre.
    Crop([i32; 4]),
}

impl Step {
    fn property(self) -> Vec<u8> {
        match self {
            Self::Rotate(right_angles) => irot(right_angles),
            Self::Mirror(mode) => imir(mode),
            Self::Crop(numbers) => clap(numbers, 1),
        }
    }

    fn applied(self, pixels: &Pixels) -> Pixels {
        match self {
            Self::Rotate(right_angles) => rotated(pixels, right_angles),
            Self::Mirror(mode) => mirrored(pixels, mode),
            Self::Crop([width, height, right, down]) => {
                let start = |side: usize, length: i32, shift: i32| {
                    (2 * shift + side as i32 - length).div_euclid(2) as u32
                };
                let window = Window {
                    left: start(pixels[0].len(), width, right),
                    top: start(pixels.len(), height, down),
                    width: width as u32,
                    height: height as u32,
                };
                cropped(pixels, window)
            }
        }
    }
}

#[test]
fn all_orders_of_three_come_out_as_the_pixels_do() {
    let with_crop = |crop: [i32; 4]| {
        let turns = (0..4).map(Step::Rotate).chain((0..2).map(Step::Mirror));
        turns.chain([Step::Crop(crop)])
    };
    // Each crop lies in the one before, any way up.
    for first in with_crop([40, 30, 3, -2]) {
        for second in with_crop([12, 8, -2, 1]) {
            for third in with_crop([4, 4, 1, -1]) {
                let order = [first, second, third];
                let file = File::still(&order.map(Step::property)).bytes();
                let image = Image::from_file(&file).unwrap();
                let steps = order.iter();
                let expected = steps.fold(stored(), |pixels, step| step.applied(&pixels));
                assert_eq!(seen(&image), expected, "{order:?}");
            }
        }
    }
}

fn window(clap: Vec<u8>) -> Result<Window, Error> {
    Image::from_file(&File::still(&[clap]).bytes()).map(|image| image.window)
}

#[test]
fn a_crop_in_fractions_takes_whole_pixels() {
    // 21.5 x 10.5 pixels: as many whole ones as are inside.
    let inside = Window {
        left: 21,
        top: 18,
        width: 21,
        height: 10,
    };
    assert_eq!(window(clap([43, 21, 0, 0], 2)), Ok(inside));
}

#[test]
fn a_crop_is_what_is_inside_of_the_image() {
    let corner = Window {
        left: 54,
        top: 0,
        width: 10,
        height: 14,
    };
    assert_eq!(window(clap([20, 20, 32, -20], 1)), Ok(corner));
    let whole = Window {
        left: 0,
        top: 0,
        width: 64,
        height: 48,
    };
    assert_eq!(window(clap([-1, -1, 0, 0], 1)), Ok(whole));
}

#[test]
fn a_crop_that_leaves_nothing_is_refused() {
    for (numbers, under) in [
        ([0, 10, 0, 0], 1),
        ([1, 10, 0, 0], 2),
        ([10, 10, 1000, 0], 1),
        ([10, 10, 0, i32::MIN], 1),
    ] {
        let error = window(clap(numbers, under)).unwrap_err();
        assert_eq!(
            error.to_string(),
            "its clap box leaves nothing of the image"
        );
    }
    let error = window(clap([10, 10, 0, 0], 0)).unwrap_err();
    assert_eq!(error.to_string(), "its clap box has a fraction over 0");
    // The largest numbers that there are.
    assert!(window(clap([i32::MAX, -1, i32::MIN, i32::MIN], u32::MAX)).is_err());
}
