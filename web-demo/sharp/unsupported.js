'use strict';
// Methods of sharp that this package lacks. They throw at once, so that no output is without what was asked for.
const { unsupported } = require('./checks.js');

const NAMES = [
  'affine', 'avif', 'bandbool', 'blur', 'boolean', 'clahe', 'composite', 'convolve', 'dilate', 'erode', 'extractChannel', 'gamma',
  'heif', 'joinChannel', 'jp2', 'jxl', 'keepExif', 'keepGainMap', 'keepXmp', 'linear', 'median', 'modulate', 'negate', 'normalise',
  'normalize', 'pipelineColorspace', 'pipelineColourspace', 'recomb', 'sharpen', 'threshold', 'tiff', 'tile', 'tint', 'trim', 'unflatten',
  'withDensity', 'withExif', 'withExifMerge', 'withGainMap', 'withXmp',
];

const methods = Object.fromEntries(
  NAMES.map((name) => [
    name,
    { [name]() { throw unsupported(name); } }[name],
  ]),
);

module.exports = { methods };
