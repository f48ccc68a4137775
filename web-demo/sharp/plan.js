'use strict';
// What the component is asked for, so that a chain of sharp's comes out: one pass where it can do all steps at once, and otherwise
// several, with a lossless picture between two.
const { asHex } = require('./colour.js');
const { unsupported } = require('./checks.js');
const turns = require('./turn.js');

/** The component's word for sharp's number of a gravity. */
const GRAVITIES = ['center', 'north', 'east', 'south', 'west', 'northeast', 'southeast', 'southwest', 'northwest'];

const KERNELS = { nearest: 'nearest', linear: 'bilinear', cubic: 'catmull-rom', mitchell: 'mitchell', lanczos3: 'lanczos3' };

/** A pass of the component, as far as it is known. Steps are added while they are in the order in which the component takes them. */
class Pass {
  /** The size of the picture that comes in, once it is turned. */
  start;
  turn = turns.UNTURNED;
  crop = undefined;
  /** `{ width, height, fit, position }` */
  box = undefined;
  /** Pixels around the result, `{ top, right, bottom, left }`, and which: `extendWith`. */
  extend = undefined;
  extendWith = undefined;
  /** What a canvas has where the picture is not. */
  background = undefined;
  isGray = false;
  /** What is done to the pixels of the result before the next pass. */
  edits = [];

  constructor(start) {
    this.start = start;
  }

  /** Adds a step to a picture of the size `before`, or returns false where it needs a pass of its own. */
  take(step, before) {
    if (this.extend) return false;
    if (step.embed) return this.#embed(step, before);
    if (step.crop && !this.box) {
      const { left = 0, top = 0 } = this.crop ?? {};
      this.crop = { ...step.crop, left: step.crop.left + left, top: step.crop.top + top };
      return true;
    }
    if (step.scale && !this.box) {
      this.box = { ...step.size, fit: 'fill' };
      return true;
    }
    const isScaledOnly = this.box?.fit === 'fill' || !this.box;
    if (!isScaledOnly) return false;
    if (step.crop && step.fillsBox) this.box = { ...step.size, fit: 'cover', position: middleOf(step.crop, this.box ?? this.crop ?? before) };
    else if (step.salient && (step.fillsBox || !this.box)) {
      this.box = { ...step.size, fit: 'cover', position: 'attention', keepsSize: !step.fillsBox };
    }
    else return false;
    return true;
  }

  #embed({ embed: { left, top, background, extendWith = 'background' }, gravity, fillsBox, size }, before) {
    const colour = asHex(background);
    if (this.background !== undefined && (this.background !== colour || extendWith !== 'background')) return false;
    this.background = extendWith === 'background' ? colour : undefined;
    if (fillsBox && (!this.box || this.box.fit === 'fill')) this.box = { ...size, fit: 'contain', position: GRAVITIES[gravity] };
    else {
      this.extend = { left, top, right: size.width - before.width - left, bottom: size.height - before.height - top };
      this.extendWith = extendWith;
    }
    return true;
  }
}

/** The middle of a region in shares of the sides: the component keeps a window around it, and has no other way to name a column. */
const middleOf = ({ left, top, width, height }, size) => ({ x: (left + width / 2) / size.width, y: (top + height / 2) / size.height });

/** Steps with all turns before them: `{ turn, list }`. Regions and sizes are moved through the turns. */
function turnsFirst(size, list) {
  let turn = turns.UNTURNED;
  const moved = [];
  let now = size;
  const sizes = [];
  for (const step of list) {
    if (step.turn) {
      for (const [index, earlier] of moved.entries()) {
        if (earlier.crop) earlier.crop = turns.moved(earlier.crop, sizes[index], step.turn);
        earlier.size = turns.sized(earlier.size, step.turn);
        sizes[index] = turns.sized(sizes[index], step.turn);
      }
      turn = turns.then(turn, step.turn);
    } else {
      moved.push({ ...step });
      sizes.push(now);
    }
    now = step.size;
  }
  return { turn, list: moved };
}

/**
 * The passes for a list of steps, which come after the turns of `first` (geometry.js). `alpha` says whether the picture can be
 * transparent, `format` what is written.
 */
function passesOf(steps, { first, options, alpha, format }) {
  const { turn, list } = turnsFirst(first.size, steps);
  let now = turns.sized(first.size, turn);
  const passes = [new Pass(now)];
  // The component applies the orientation of the file before all else.
  passes[0].turn = turns.then(turns.undone(first.auto), turns.then(first.before, turn));
  const last = () => passes[passes.length - 1];
  const isFlattened = options.flatten && alpha;
  const writesAlpha = format !== 'jpeg';
  // The component has one background for a canvas and for what is transparent.
  const embeds = list.some((step) => step.embed);
  const flattensItself = isFlattened && !writesAlpha && !embeds;
  let toFlatten = isFlattened && !flattensItself;
  const flatten = () => {
    if (toFlatten) last().edits.push({ flatten: options.flattenBackground });
    toFlatten = false;
  };
  for (const step of list) {
    if (step.embed && toFlatten) {
      flatten();
      passes.push(new Pass(now));
    }
    if (!last().take(step, now)) {
      passes.push(new Pass(now));
      last().take(step, now);
    }
    now = step.size;
  }
  flatten();
  if (options.removeAlpha) last().edits.push({ removeAlpha: true });
  if (options.ensureAlpha !== -1 && format !== 'jpeg') last().edits.push({ ensureAlpha: Math.round(options.ensureAlpha * 255) });
  const background = flattensItself ? [...options.flattenBackground.slice(0, 3), 255] : [0, 0, 0, 255];
  const isTransparentJpeg = !writesAlpha && alpha && !isFlattened && last().background !== undefined;
  if ((last().edits.length > 0 && format !== 'raster') || isTransparentJpeg) passes.push(new Pass(now));
  if (!writesAlpha) last().background ??= asHex(background);
  last().isGray = options.greyscale || options.colourspace === 'b-w';
  return passes;
}

/** The fields of an output of the component. */
function fieldsOf(pass, { kernel, isAnimated }) {
  const { width, height, fit, position, keepsSize = false } = pass.box ?? { ...(pass.crop ?? pass.start), fit: 'fill' };
  const filter = KERNELS[kernel];
  const { turn, background, extend, extendWith, isGray } = pass;
  if (filter === undefined) throw unsupported(`kernel: '${kernel}'`);
  return {
    width,
    height,
    fit,
    ...(position && { position }),
    ...(background && { background }),
    ...(pass.crop && { crop: { left: pass.crop.left, top: pass.crop.top, width: pass.crop.width, height: pass.crop.height } }),
    ...(turn.mirrored && { flop: true }),
    ...(turn.quarters > 0 && { rotate: turn.quarters * 90 }),
    ...(extend && { extend, extendWith }),
    ...(isGray && { grayscale: true }),
    enlarge: !keepsSize,
    shrink: !keepsSize,
    filter,
    animation: isAnimated ? 'all' : 'first-frame',
  };
}

module.exports = { KERNELS, fieldsOf, passesOf };
