//! Heads of AVIF and HEIC files by themselves, with all of what they say.

use isobmff::{Error, Extents, Image, MAX_TILES, Picture};

/// Reads the head of the file, of every beginning that is asked for, and finds its data.
///
/// # Panics
/// Where a promise of the reader is broken.
pub fn check(file: &[u8]) {
    let mut length = 0;
    loop {
        match Image::from_beginning(&file[..length]) {
            Ok(image) => {
                check_image(&image, file);
                break;
            }
            Err(Error::Truncated { needed }) => {
                assert!(needed > length as u64, "{needed} of {length}");
                match usize::try_from(needed) {
                    Ok(needed) if needed <= file.len() => length = needed,
                    _ => break,
                }
            }
            Err(error) => {
                assert!(!error.to_string().is_empty());
                break;
            }
        }
    }
    if let Ok(image) = Image::from_file(file) {
        check_image(&image, file);
    }
}

fn check_image(image: &Image, file: &[u8]) {
    let (width, height) = image.picture.size();
    let window = image.window;
    assert!(window.width > 0 && window.height > 0);
    assert!(u64::from(window.left) + u64::from(window.width) <= u64::from(width));
    assert!(u64::from(window.top) + u64::from(window.height) <= u64::from(height));
    assert!((1..=8).contains(&image.orientation));
    check_picture(&image.picture, file);
    if let Some(alpha) = &image.alpha {
        assert_eq!(alpha.picture.size(), image.picture.size());
        check_picture(&alpha.picture, file);
    }
    for extents in [&image.exif, &image.xmp].into_iter().flatten() {
        check_data(extents, file);
    }
}

fn check_picture(picture: &Picture, file: &[u8]) {
    assert!(picture.width > 0 && picture.height > 0);
    let tiles = picture.columns as usize * picture.rows as usize;
    assert_eq!(picture.tiles.len(), tiles);
    assert!((1..=MAX_TILES).contains(&tiles));
    assert!((8..=16).contains(&picture.depth()));
    for tile in &picture.tiles {
        assert!(tile.width > 0 && tile.height > 0);
        check_data(&tile.data, file);
    }
}

/// Whatever numbers are in a head, no more than the file is copied.
fn check_data(extents: &Extents, file: &[u8]) {
    if let Ok(data) = extents.of(file) {
        assert!(data.len() <= file.len());
    }
}
