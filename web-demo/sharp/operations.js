'use strict';
// Turns, mirrors, and what becomes of transparency and colour.
const { invalidParameter, isGiven, isInteger, isNumber, isObject, isText, numberIn, unsupported } = require('./checks.js');
const { colourOf } = require('./colour.js');

const onUnlessFalse = (value) => (typeof value === 'boolean' ? value : true);

const methods = {
  rotate(angle) {
    if (!isGiven(angle)) return this.autoOrient();
    if (!isNumber(angle)) throw invalidParameter('angle', 'numeric', angle);
    if (!isInteger(angle) || angle % 90 !== 0) throw unsupported(`rotate(${angle}), which is no multiple of 90,`);
    this.options.angle = angle;
    return this;
  },

  autoOrient() {
    this.options.input.autoOrient = true;
    return this;
  },

  flip(flip) {
    this.options.flip = onUnlessFalse(flip);
    return this;
  },

  flop(flop) {
    this.options.flop = onUnlessFalse(flop);
    return this;
  },

  greyscale(greyscale) {
    this.options.greyscale = onUnlessFalse(greyscale);
    return this;
  },

  grayscale(grayscale) {
    return this.greyscale(grayscale);
  },

  flatten(given) {
    this.options.flatten = onUnlessFalse(given);
    if (isObject(given)) this.options.flattenBackground = colourOf(given.background) ?? this.options.flattenBackground;
    return this;
  },

  removeAlpha() {
    this.options.removeAlpha = true;
    return this;
  },

  ensureAlpha(alpha) {
    this.options.ensureAlpha = numberIn('alpha', alpha, 0, 1) ?? 1;
    return this;
  },

  toColourspace(colourspace) {
    if (!isText(colourspace)) throw invalidParameter('colourspace', 'string', colourspace);
    if (!['srgb', 'b-w'].includes(colourspace)) throw unsupported(`toColourspace('${colourspace}')`);
    this.options.colourspace = colourspace;
    return this;
  },

  toColorspace(colorspace) {
    return this.toColourspace(colorspace);
  },
};

module.exports = { methods };
