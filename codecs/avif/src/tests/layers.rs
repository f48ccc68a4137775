//! Images in layers: frames of one item, of which each is better than the one before, and refers to it.

use super::*;
use crate::obu;

/// The planes of a layer, or of the best one.
fn planes(layer: Option<u16>, purpose: Purpose) -> Vec<u8> {
    let file = file("layered");
    let image = Image::from_file(&file).unwrap();
    let tile = &image.picture.tiles[0];
    let data = tile.data.of(&file).unwrap();
    assert_eq!(obu::coded_frames(&data), Some(3));
    let coded = Coded {
        data: &data,
        configuration: tile.configuration,
        width: tile.width,
        height: tile.height,
        operating_point: 0,
        layer,
        purpose,
    };
    let mut planes = Vec::new();
    Av1.decode(coded, &mut |frame| {
        assert!(planes.is_empty());
        planes = bytes_of(frame);
        Ok(())
    })
    .unwrap();
    planes
}

/// As `lsel` names them, from 0 on.
#[test]
fn the_best_layer_is_the_last_one() {
    let best = planes(None, Purpose::EveryPixel);
    let layers = [0, 1, 2].map(|layer| planes(Some(layer), Purpose::EveryPixel));
    assert!(layers[2] == best);
    assert!(layers[0] != layers[1] && layers[0] != best && layers[1] != best);
}

#[test]
fn filters_are_not_left_out() {
    let best = planes(None, Purpose::EveryPixel);
    for purpose in [Purpose::Means, Purpose::Both] {
        assert!(planes(None, purpose) == best, "{purpose:?}");
    }
}
