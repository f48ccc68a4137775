//! The thumbnail of a file in place of its image. When it is taken is the same for AVIF, whose tests have more of that.

use isobmff::Picture;
use raster::Reduction;

use super::*;

/// The file has an image of 192 x 120 pixels, and a thumbnail of 64 x 40.
const FILE: &str = "embedded-thumbnail";

fn decode(file: &[u8], request: &str) -> Vec<u8> {
    let request = Request::read(request).unwrap();
    <Heic as codec::Decoder>::decode(file, &request).unwrap()
}

fn header(raster: &[u8]) -> (Header<'_>, usize) {
    Header::read(raster).unwrap()
}

/// The planes of a rendition.
fn rendition(raster: &[u8], index: usize) -> &[u8] {
    let (header, start) = header(raster);
    let planes = header.planes(index);
    let (first, last) = (planes[0], planes[planes.len() - 1]);
    let end = last.start + last.row_bytes * u64::from(last.height);
    &raster[start + first.start as usize..start + end as usize]
}

fn thumbnail() -> Reduction {
    Reduction::Thumbnail(64, 40)
}

#[test]
fn it_is_used_where_it_is_asked_for_and_has_twice_the_pixels() {
    let file = file(FILE);
    let raster = decode(
        &file,
        r#"{"outputs": [{"width": 32, "embedded-thumbnail": true}]}"#,
    );
    let (header, _) = header(&raster);
    assert_eq!((header.width, header.height), (192, 120));
    assert_eq!(header.renditions, [thumbnail()]);
    assert_eq!(header.outputs, [0]);
    let item = Image::from_file(&file).unwrap().thumbnail.unwrap();
    assert!(rendition(&raster, 0) == planes_of_thumbnail(&file, item));
}

/// The image itself is there.
#[test]
fn a_damaged_one_is_none() {
    let mut file = file(FILE);
    let request = |more| format!(r#"{{"outputs": [{{"width": 32{more}}}]}}"#);
    let expected = decode(&file, &request(""));
    let item = Image::from_file(&file).unwrap().thumbnail.unwrap();
    let data = item.tiles[0].data.of(&file).unwrap().into_owned();
    let at = file.windows(data.len()).position(|bytes| bytes == data);
    let at = at.unwrap();
    file[at..at + data.len()].fill(0xff);
    let asked = decode(&file, &request(r#", "embedded-thumbnail": true"#));
    assert!(asked == expected);
}

/// Its planes, of which its tile has more rows.
fn planes_of_thumbnail(file: &[u8], thumbnail: Picture<'_>) -> Vec<u8> {
    let planes = decoded(file, &thumbnail.tiles[0]).unwrap();
    let (luma, chroma) = planes.split_at(64 * 64);
    let (cb, cr) = chroma.split_at(32 * 32);
    [&luma[..64 * 40], &cb[..32 * 20], &cr[..32 * 20]].concat()
}
