'use strict';
// Size, part and edges of the picture.
const { integerIn, invalidParameter, isGiven, isInteger, isObject, switchOf, unsupported } = require('./checks.js');
const { colourOf } = require('./colour.js');
const { ignored } = require('./notes.js');
const { KERNELS } = require('./plan.js');

/** Numbers of gravities, strategies and positions, as sharp counts them. */
const gravity = { center: 0, centre: 0, north: 1, east: 2, south: 3, west: 4, northeast: 5, southeast: 6, southwest: 7, northwest: 8 };
const strategy = { entropy: 16, attention: 17 };
const position = { top: 1, right: 2, bottom: 3, left: 4, 'right top': 5, 'right bottom': 6, 'left bottom': 7, 'left top': 8 };

/** Kernels by their names: all of sharp's, of which `plan.js` has those that are offered. */
const kernel = {
  nearest: 'nearest', linear: 'linear', cubic: 'cubic', mitchell: 'mitchell', lanczos2: 'lanczos2', lanczos3: 'lanczos3', mks2013: 'mks2013', mks2021: 'mks2021',
};
const fit = { contain: 'contain', cover: 'cover', fill: 'fill', inside: 'inside', outside: 'outside' };

/** What a fit is called in `options.canvas`. */
const CANVASES = { contain: 'embed', cover: 'crop', fill: 'ignore_aspect', inside: 'max', outside: 'min' };

const MOST = 100_000_000;

/** Whether a turn was asked for. */
const isTurned = ({ angle }) => angle % 360 !== 0;

const side = (name, value) => integerIn(name, value, 1, MOST, `positive integer between 1 and ${MOST}`);

/** The number of a position: itself, or by its name. */
function positionOf(value) {
  const named = [strategy, position, gravity].find((names) => Object.hasOwn(names, value));
  const number = isInteger(value) ? value : named?.[value];
  if (!isInteger(number, 0, 8) && !isInteger(number, 16, 17)) throw invalidParameter('position', 'valid position/gravity/strategy', value);
  if (number === strategy.entropy) throw unsupported("position: 'entropy'");
  return number;
}

const methods = {
  resize(widthOrOptions, height, given) {
    const { options } = this;
    let more = given;
    options.width = -1;
    if (isGiven(widthOrOptions)) {
      if (isObject(widthOrOptions) && !isGiven(given)) more = widthOrOptions;
      else options.width = side('width', widthOrOptions);
    }
    options.height = side('height', height) ?? -1;
    if (isObject(more)) {
      options.width = side('width', more.width) ?? options.width;
      options.height = side('height', more.height) ?? options.height;
      if (isGiven(more.fit)) {
        if (!Object.hasOwn(CANVASES, more.fit)) throw invalidParameter('fit', 'valid fit', more.fit);
        options.canvas = CANVASES[more.fit];
      }
      if (isGiven(more.position)) options.position = positionOf(more.position);
      options.resizeBackground = colourOf(more.background) ?? options.resizeBackground;
      if (isGiven(more.kernel)) {
        if (!Object.hasOwn(kernel, more.kernel)) throw invalidParameter('kernel', 'valid kernel name', more.kernel);
        if (!Object.hasOwn(KERNELS, more.kernel)) throw unsupported(`kernel: '${more.kernel}'`);
        options.kernel = more.kernel;
      }
      options.withoutEnlargement = switchOf('withoutEnlargement', more.withoutEnlargement) ?? options.withoutEnlargement;
      options.withoutReduction = switchOf('withoutReduction', more.withoutReduction) ?? options.withoutReduction;
      options.fastShrinkOnLoad = switchOf('fastShrinkOnLoad', more.fastShrinkOnLoad) ?? options.fastShrinkOnLoad;
      if (more.fastShrinkOnLoad === false) ignored(this, 'fastShrinkOnLoad', 'decoding at a smaller scale stays within the quality of docs/fidelity.md');
    }
    if (isTurned(options) && (options.width !== -1 || options.height !== -1)) options.rotateBefore = true;
    return this;
  },

  extract(region) {
    const { options } = this;
    const isAfter = options.width !== -1 || options.height !== -1 || options.widthPre !== -1;
    const suffix = isAfter ? 'Post' : 'Pre';
    for (const [name, key] of [['left', 'leftOffset'], ['top', 'topOffset'], ['width', 'width'], ['height', 'height']]) {
      if (!isInteger(region?.[name], 0, MOST)) throw invalidParameter(name, `integer between 0 and ${MOST}`, region?.[name]);
      options[key + suffix] = region[name];
    }
    if (isTurned(options) && options.width === -1 && options.height === -1 && (options.widthPre === -1 || options.widthPost === -1)) options.rotateBefore = true;
    if (options.input.autoOrient) options.orientBefore = true;
    return this;
  },

  extend(given) {
    const { options } = this;
    const edges = ['Top', 'Bottom', 'Left', 'Right'];
    if (isInteger(given)) {
      const width = integerIn('extend', given, 1, MOST);
      for (const edge of edges) options[`extend${edge}`] = width;
      return this;
    }
    if (!isObject(given)) throw invalidParameter('extend', 'integer or object', given);
    for (const edge of edges) {
      const name = edge.toLowerCase();
      options[`extend${edge}`] = integerIn(name, given[name], 0, MOST) ?? options[`extend${edge}`];
    }
    options.extendBackground = colourOf(given.background) ?? options.extendBackground;
    if (isGiven(given.extendWith)) {
      const known = ['background', 'copy', 'repeat', 'mirror'];
      if (!known.includes(given.extendWith)) throw invalidParameter('extendWith', `one of: ${known.join(', ')}`, given.extendWith);
      options.extendWith = given.extendWith;
    }
    return this;
  },
};

module.exports = { methods, statics: { gravity, strategy, kernel, fit, position } };
