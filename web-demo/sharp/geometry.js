'use strict';
// The geometry of a chain as sharp has it: the same sizes and offsets, to the pixel. sharp's order of operations and its rounding are
// facts of its pipeline (sharp 0.35, src/pipeline.cc and src/common.cc; libvips resample/resize.c).
const turns = require('./turn.js');

/** The nearest integer, and of two the even one, as C's rint(). */
function rounded(value) {
  const low = Math.floor(value);
  if (value - low !== 0.5) return Math.round(value);
  return low % 2 === 0 ? low : low + 1;
}

/** By how much each side is made smaller, `{ across, down }`: below 1 where it becomes larger. A target side may be undefined. */
function shrinkFactors(size, target, { canvas, withoutEnlargement, withoutReduction }) {
  let across = target.width === undefined ? 1 : size.width / target.width;
  let down = target.height === undefined ? 1 : size.height / target.height;
  const isFree = canvas === 'ignore_aspect';
  if (target.width !== undefined && target.height !== undefined) {
    if (canvas === 'crop' || canvas === 'min') across = down = Math.min(across, down);
    if (canvas === 'embed' || canvas === 'max') across = down = Math.max(across, down);
  } else if (target.width !== undefined) {
    if (!isFree) down = across;
  } else if (target.height !== undefined && !isFree) {
    across = down;
  }
  if (withoutReduction) [across, down] = [Math.min(1, across), Math.min(1, down)];
  else if (withoutEnlargement) [across, down] = [Math.max(1, across), Math.max(1, down)];
  return { across: Math.min(across, size.width), down: Math.min(down, size.height) };
}

/**
 * The size that sharp's decoder gives where it makes the picture smaller itself: it decides the rounding of what is computed of it.
 * Nothing of the pixels depends on this here.
 */
function preShrunk(size, { across, down }, format, isFast) {
  const shrink = Math.min(across, down);
  if (format === 'jpeg') {
    const least = isFast ? 1 : 2;
    let divisor = [8, 4, 2].find((candidate) => shrink >= candidate * least) ?? 1;
    if (divisor > 1 && Math.trunc(shrink) === divisor) divisor /= 2;
    return { width: Math.floor(size.width / divisor), height: Math.floor(size.height / divisor) };
  }
  if (format === 'webp' && isFast && shrink > 1) {
    return { width: rounded(size.width / shrink), height: rounded(size.height / shrink) };
  }
  return size;
}

/** The first column and row of what a crop keeps, by sharp's number of a gravity. */
function cropOffset(size, kept, gravity) {
  return offset({ across: size.width - kept.width, down: size.height - kept.height }, gravity, (spare) => (spare + 1) >> 1);
}

/** The first column and row of a picture on a larger canvas. */
function embedOffset(size, canvas, gravity) {
  return offset({ across: canvas.width - size.width, down: canvas.height - size.height }, gravity, (spare) => Math.trunc(spare / 2));
}

/** Numbers of gravities: 0 centre, 1 north, 2 east, 3 south, 4 west, 5 northeast, 6 southeast, 7 southwest, 8 northwest. */
function offset({ across, down }, gravity, half) {
  const isWest = [4, 7, 8].includes(gravity);
  const isEast = [2, 5, 6].includes(gravity);
  const isNorth = [1, 5, 8].includes(gravity);
  const isSouth = [3, 6, 7].includes(gravity);
  return {
    left: isWest ? 0 : isEast ? across : half(across),
    top: isNorth ? 0 : isSouth ? down : half(down),
  };
}

/** A text for a rectangle that is not in the picture: programs match on it. */
const badExtract = (region, size) =>
  new Error(
    `extract_area: bad extract area: ${region.width} x ${region.height} at (${region.left}, ${region.top}) is not within the image, which is ${size.width} x ${size.height} there`,
  );

function checkRegion(region, size) {
  const isInside = region.width > 0 && region.height > 0 && region.left + region.width <= size.width && region.top + region.height <= size.height;
  if (!isInside) throw badExtract(region, size);
}

/**
 * The turns of a chain: `auto` is that of the file's orientation, where it is applied, and `before` what sharp does before anything else.
 * `stored` is the size in the file, `exif` its orientation, from 1, and `size` the size after `before`.
 */
function orientation(options, stored, exif) {
  const auto = options.input.autoOrient ? turns.OF_EXIF[exif - 1] : turns.UNTURNED;
  let own = turns.UNTURNED;
  if (options.flip) own = turns.then(own, turns.FLIP);
  if (options.flop) own = turns.then(own, turns.FLOP);
  own = turns.then(own, turns.ofAngle(options.angle));
  const isOwnBefore = options.rotateBefore && !turns.isNone(own);
  const isAutoBefore = (isOwnBefore || options.orientBefore) && !turns.isNone(auto);
  const before = turns.then(isAutoBefore ? auto : turns.UNTURNED, isOwnBefore ? own : turns.UNTURNED);
  return {
    auto,
    before,
    /** What comes after resizing. The two are apart: the first one also exchanges the sides that were asked for. */
    autoAfter: isAutoBefore ? turns.UNTURNED : auto,
    ownAfter: isOwnBefore ? turns.UNTURNED : own,
    isFirst: isAutoBefore || isOwnBefore,
    size: turns.sized(stored, before),
  };
}

/**
 * The steps of a chain for a picture of this size, which `orientation` has turned and a trim cut: a list of `{ crop }`, `{ scale }`,
 * `{ turn }`, `{ salient }` and `{ embed }`, in their order, with the `size` after each.
 *
 * Throws where a region to extract is not in the picture.
 */
function steps(options, { size, autoAfter, ownAfter, isFirst }, { format, isAnimated }) {
  const list = [];
  let now = size;
  const add = (step, next) => {
    list.push({ ...step, size: next });
    now = next;
  };
  if (options.widthPre !== -1) {
    const region = { left: options.leftOffsetPre, top: options.topOffsetPre, width: options.widthPre, height: options.heightPre };
    checkRegion(region, now);
    add({ crop: region }, { width: region.width, height: region.height });
  }

  const box = { width: options.width === -1 ? undefined : options.width, height: options.height === -1 ? undefined : options.height };
  const target = turns.sized(box, autoAfter);
  const isPreShrunk = (box.width ?? box.height) !== undefined && options.widthPre === -1 && options.trimThreshold < 0 && !isFirst;
  const first = shrinkFactors(now, target, options);
  const basis = isPreShrunk ? preShrunk(now, first, format, options.fastShrinkOnLoad) : now;
  const { across, down } = shrinkFactors(basis, target, options);
  const scaled = { width: Math.round(basis.width / across), height: Math.round(basis.height / down) };
  if (scaled.width !== now.width || scaled.height !== now.height) add({ scale: scaled }, scaled);

  const turn = turns.then(autoAfter, ownAfter);
  if (!turns.isNone(turn)) add({ turn }, turns.sized(now, turn));
  if ((turn.quarters % 2 === 1 || (isFirst && options.angle % 180 !== 0)) && isAnimated) throw new Error('Rotate is not supported for multi-page images');

  const canvas = { width: box.width ?? now.width, height: box.height ?? now.height };
  if (now.width !== canvas.width || now.height !== canvas.height) addCanvasStep(options, now, canvas, add);

  if (options.widthPost !== -1) {
    const region = { left: options.leftOffsetPost, top: options.topOffsetPost, width: options.widthPost, height: options.heightPost };
    checkRegion(region, now);
    add({ crop: region }, { width: region.width, height: region.height });
  }
  const { extendLeft: left, extendTop: top, extendRight: right, extendBottom: bottom } = options;
  if (left + top + right + bottom > 0) {
    const larger = { width: now.width + left + right, height: now.height + top + bottom };
    add({ embed: { left, top, background: options.extendBackground, extendWith: options.extendWith } }, larger);
  }
  return list;
}

/**
 * The step that makes of a scaled picture one of the size of the box, by cropping it or putting it on a canvas. `fillsBox` is true where
 * scaling to cover the box, or to fit it, gives the scaled picture.
 */
function addCanvasStep(options, now, box, add) {
  const touches = now.width === box.width || now.height === box.height;
  if (options.canvas === 'crop') {
    const kept = { width: Math.min(box.width, now.width), height: Math.min(box.height, now.height) };
    const fillsBox = touches && kept.width === box.width && kept.height === box.height;
    if (options.position > 8) add({ salient: kept, fillsBox }, kept);
    else add({ crop: { ...cropOffset(now, kept, options.position), ...kept }, gravity: options.position, fillsBox }, kept);
  } else if (options.canvas === 'embed') {
    const canvas = { width: Math.max(box.width, now.width), height: Math.max(box.height, now.height) };
    if (canvas.width === now.width && canvas.height === now.height) return;
    const fillsBox = touches && canvas.width === box.width && canvas.height === box.height;
    const embed = { ...embedOffset(now, canvas, options.position), background: options.resizeBackground };
    add({ embed, gravity: options.position, fillsBox }, canvas);
  }
}

module.exports = { orientation, steps };
