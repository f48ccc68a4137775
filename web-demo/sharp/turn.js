'use strict';
// Right angles and mirrors: the eight ways in which a picture can lie, as a mirror from left to right (or none) and then quarter turns
// clockwise.

const UNTURNED = { quarters: 0, mirrored: false };
const FLOP = { quarters: 0, mirrored: true };
const FLIP = { quarters: 2, mirrored: true };

/** In the order of EXIF's orientations, from 1 (Exif 2.32, section 4.6.4, Orientation): what makes the stored picture upright. */
const OF_EXIF = [
  UNTURNED, FLOP, { quarters: 2, mirrored: false }, FLIP, { quarters: 3, mirrored: true }, { quarters: 1, mirrored: false },
  { quarters: 1, mirrored: true }, { quarters: 3, mirrored: false },
];

const quarters = (count) => ((count % 4) + 4) % 4;

/** First `first`, then `second`. */
function then(first, second) {
  const turned = second.mirrored ? -first.quarters : first.quarters;
  return { quarters: quarters(second.quarters + turned), mirrored: first.mirrored !== second.mirrored };
}

/** What undoes a turn. */
function undone({ quarters: count, mirrored }) {
  return mirrored ? { quarters: count, mirrored } : { quarters: quarters(-count), mirrored };
}

/** The turn of so many degrees clockwise, a multiple of 90. */
const ofAngle = (degrees) => ({ quarters: quarters(degrees / 90), mirrored: false });

const isNone = (turn) => turn.quarters === 0 && !turn.mirrored;

/** The size of a turned picture. */
const sized = ({ width, height }, turn) => (turn.quarters % 2 === 1 ? { width: height, height: width } : { width, height });

/** Where a rectangle of a picture of this size is once the picture is turned. */
function moved({ left, top, width, height }, size, turn) {
  let region = { left: turn.mirrored ? size.width - left - width : left, top, width, height };
  let { width: across, height: down } = size;
  for (let count = 0; count < turn.quarters; count++) {
    region = { left: down - region.top - region.height, top: region.left, width: region.height, height: region.width };
    [across, down] = [down, across];
  }
  return region;
}

module.exports = { FLIP, FLOP, OF_EXIF, UNTURNED, isNone, moved, ofAngle, sized, then, undone };
