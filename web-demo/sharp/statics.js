'use strict';
// What sharp tells and sets for all images of a process.
const { integerIn, isObject, isText, invalidParameter } = require('./checks.js');
const { concurrency, counters, queue } = require('./resizer.js');
const { version } = require('./package.json');

const both = { file: true, buffer: true, stream: true };
const neither = { file: false, buffer: false, stream: false };

/** A format as `sharp.format` has it: `suffixes` where it is read, `alias` where it is written under other names too. */
const entry = (id, { suffixes, writes = false, alias }) => ({
  id,
  input: suffixes ? { ...both, fileSuffix: suffixes } : { ...neither },
  output: { ...(writes ? both : neither), ...(alias && { alias }) },
});

/** The formats that sharp names. The component also reads some others. */
const format = {
  jpeg: entry('jpeg', { suffixes: ['.jpg', '.jpeg', '.jpe', '.jfif'], writes: true, alias: ['jpe', 'jpg'] }),
  png: entry('png', { suffixes: ['.png'], writes: true }),
  webp: entry('webp', { suffixes: ['.webp'], writes: true }),
  gif: entry('gif', { suffixes: ['.gif'], writes: true }),
  tiff: entry('tiff', { suffixes: ['.tif', '.tiff'] }),
  heif: entry('heif', { suffixes: ['.avif'] }),
  jxl: entry('jxl', { suffixes: ['.jxl'] }),
  ppm: entry('ppm', { suffixes: ['.pbm', '.pgm', '.ppm', '.pnm'] }),
  raw: { id: 'raw', input: { ...both }, output: { ...both } },
  ...Object.fromEntries(['dcraw', 'dz', 'exr', 'fits', 'jp2', 'magick', 'openslide', 'pdf', 'rad', 'svg', 'vips'].map((id) => [id, entry(id, {})])),
};

/** For `affine`, which is not offered: the names are there for programs that only read them. */
const interpolators = {
  nearest: 'nearest', bilinear: 'bilinear', bicubic: 'bicubic', locallyBoundedBicubic: 'lbb', nohalo: 'nohalo', vertexSplitQuadraticBasisSpline: 'vsqbs',
};

const limits = { memory: 50, files: 20, items: 100 };

/** Nothing is cached between images: each one has a memory of its own. The limits are kept, as programs may ask for them. */
function cache(options) {
  if (typeof options === 'boolean') Object.assign(limits, options ? { memory: 50, files: 20, items: 100 } : { memory: 0, files: 0, items: 0 });
  else if (isObject(options)) {
    for (const name of Object.keys(limits)) limits[name] = integerIn(name, options[name], 0, Number.MAX_SAFE_INTEGER, 'a positive integer') ?? limits[name];
  }
  return {
    memory: { current: 0, high: 0, max: limits.memory },
    files: { current: 0, max: limits.files },
    items: { current: 0, max: limits.items },
  };
}

/** The component always uses SIMD. */
const simd = () => true;

/** Operations of libvips, none of which is in this package: all are blocked. */
function checkOperations(options) {
  if (!isObject(options)) throw invalidParameter('options', 'object', options);
  const { operation } = options;
  if (!Array.isArray(operation) || !operation.every(isText)) throw invalidParameter('operation', 'Array<string>', operation);
}

const versions = { sharp: '0.35.5', thumbox: require('thumbox/package.json').version, '@thumbox/sharp': version, vips: '0.0.0' };

module.exports = {
  statics: {
    cache, concurrency, counters, format, interpolators, queue, simd, versions,
    block: checkOperations,
    unblock: checkOperations,
    bool: { and: 'and', or: 'or', eor: 'eor' },
  },
};
