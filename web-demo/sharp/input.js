'use strict';
// What a chain begins with: a path, bytes, raw pixels, a picture of one colour, or a stream that is written into it.
const { constants } = require('node:fs');
const { open } = require('node:fs/promises');
const checks = require('./checks.js');
const { colourOf } = require('./colour.js');
const { ignored } = require('./notes.js');
const { pack } = require('./rasters.js');

const { integerIn, isGiven, isInteger, isObject, isPlainObject, isText, invalidParameter, numberIn, switchOf, unsupported, wordOf } = checks;

/** The most pixels of a source where nothing else is said: sharp's limit. */
const MOST_PIXELS = 0x3fff ** 2;
/** The most channels: sharp's limit. */
const MOST_CHANNELS = 5;
/** The most bytes of a file or stream: that of the package thumbox. */
const MOST_BYTES = 256 * 1024 * 1024;

/** Typed arrays that can be a file, or raw pixels. */
const ARRAYS = [Uint8Array, Uint8ClampedArray, Int8Array, Uint16Array, Int16Array, Uint32Array, Int32Array, Float32Array, Float64Array];
const isArray = (value) => ARRAYS.some((array) => value instanceof array);

/** Options of the constructor that this package lacks. `jp2` and its like are for formats that are not read. */
const UNSUPPORTED = ['text', 'join', 'tiff', 'svg', 'pdf', 'openSlide', 'jp2', 'subifd', 'level', 'pdfBackground'];

/** Options that come with a stream: of an object with one of these, the stream is still to be written. */
const OF_STREAMS = [
  'failOn', 'limitInputPixels', 'limitInputChannels', 'unlimited', 'animated', 'autoOrient', 'density', 'page', 'pages', 'sequentialRead', 'raw',
];

/** The input of a chain: `{ file }`, `{ bytes }`, `{ create }` or `{ parts }` of a stream, and its options. */
function inputOf(object, input, given) {
  const descriptor = {
    autoOrient: false, failOn: 'warning', limitInputPixels: MOST_PIXELS, limitInputChannels: MOST_CHANNELS, pages: 1, page: 0,
    file: undefined, bytes: undefined, parts: undefined, raw: undefined, create: undefined,
  };
  let options = given;
  if (isText(input)) descriptor.file = input;
  else if (Buffer.isBuffer(input) || isArray(input)) descriptor.bytes = bytesOf(input, Buffer.isBuffer(input) ? 'Buffer' : 'Bit Array');
  else if (input instanceof ArrayBuffer) descriptor.bytes = bytesOf(new Uint8Array(input), 'bit Array');
  else if (isPlainObject(input) && !isGiven(options)) {
    options = input;
    if (OF_STREAMS.some((name) => isGiven(options[name]))) descriptor.parts = [];
  } else if (!isGiven(input) && !isGiven(options)) descriptor.parts = [];
  else if (Array.isArray(input)) throw unsupported('a list of images to join');
  else {
    const beside = isGiven(options) ? ` when also providing options of type ${typeof options}` : '';
    throw new Error(`Unsupported input '${String(input).slice(0, 100)}' of type ${typeof input}${beside}`);
  }
  if (isObject(options)) readOptions(object, descriptor, input, options);
  else if (isGiven(options)) throw new Error(`Invalid input options ${String(options).slice(0, 100)}`);
  return descriptor;
}

function bytesOf(array, name) {
  if (array.byteLength === 0) throw new Error(`Input ${name} is empty`);
  return Buffer.from(array.buffer, array.byteOffset, array.byteLength);
}

function readOptions(object, descriptor, input, options) {
  const missing = UNSUPPORTED.find((name) => isGiven(options[name]));
  if (missing) throw unsupported(`the input option ${missing}`);
  if (switchOf('ignoreIcc', options.ignoreIcc)) throw unsupported('the input option ignoreIcc');
  descriptor.failOn = wordOf('failOn', options.failOn, ['none', 'truncated', 'error', 'warning']) ?? descriptor.failOn;
  descriptor.autoOrient = switchOf('autoOrient', options.autoOrient) ?? descriptor.autoOrient;
  descriptor.limitInputPixels = limitOf('limitInputPixels', options.limitInputPixels, MOST_PIXELS) ?? descriptor.limitInputPixels;
  if (numberIn('density', options.density, 1, 100_000) !== undefined) ignored(object, 'density', 'no vector image is read, and none has a density');
  // What only says how sharp reads: the pixels do not depend on it.
  switchOf('sequentialRead', options.sequentialRead);
  switchOf('unlimited', options.unlimited);
  descriptor.limitInputChannels = limitOf('limitInputChannels', options.limitInputChannels, MOST_CHANNELS) ?? descriptor.limitInputChannels;
  descriptor.pages = switchOf('animated', options.animated) ? -1 : 1;
  descriptor.pages = integerIn('pages', options.pages, -1, 100_000) ?? descriptor.pages;
  if (![-1, 1].includes(descriptor.pages)) throw unsupported('a number of pages other than 1 and -1');
  descriptor.page = integerIn('page', options.page, 0, 100_000) ?? 0;
  if (descriptor.page !== 0) throw unsupported('a page other than the first one');
  if (isGiven(options.raw)) descriptor.raw = rawOf(options.raw, input);
  if (isGiven(options.create)) descriptor.create = createOf(options.create);
}

/** A limit as a number, of which 0 is none. */
function limitOf(name, value, usual) {
  if (typeof value === 'boolean') return value ? usual : 0;
  return integerIn(name, value, 0, Number.MAX_SAFE_INTEGER, 'positive integer');
}

function rawOf(raw, input) {
  const isSize = (value) => isInteger(value, 1, 100_000_000);
  if (!isObject(raw) || !isSize(raw.width) || !isSize(raw.height) || !isInteger(raw.channels, 1, 4)) {
    throw new Error('Expected width, height and channels for raw pixel input');
  }
  if (switchOf('raw.premultiplied', raw.premultiplied)) throw unsupported('raw.premultiplied');
  if (isGiven(raw.pageHeight)) throw unsupported('raw.pageHeight');
  const isBytes = !isArray(input) || input instanceof Uint8Array || input instanceof Uint8ClampedArray;
  if (!isBytes && !(input instanceof Uint16Array)) throw unsupported(`raw pixels in a ${input.constructor.name}`);
  return { width: raw.width, height: raw.height, channels: raw.channels, bits: isBytes ? 8 : 16 };
}

function createOf(create) {
  const isSize = (value) => isInteger(value, 1, 100_000_000);
  if (!isObject(create) || !isSize(create.width) || !isSize(create.height) || !isInteger(create.channels)) {
    throw new Error('Expected valid width, height and channels to create a new input image');
  }
  if (isGiven(create.noise)) throw unsupported('create.noise');
  if (isGiven(create.pageHeight)) throw unsupported('create.pageHeight');
  if (!isInteger(create.channels, 3, 4)) throw invalidParameter('create.channels', 'number between 3 and 4', create.channels);
  if (!isGiven(create.background)) throw new Error('Expected valid noise or background to create a new input image');
  return { width: create.width, height: create.height, channels: create.channels, bits: 8, background: colourOf(create.background) };
}

/**
 * The bytes of the file that a chain begins with: raw pixels and a picture of one colour are a raster.
 *
 * Rejects where it cannot be read, is longer than 256 MiB, or has more pixels than `limitInputPixels`.
 */
async function readInput({ file, bytes, parts, raw, create, limitInputPixels }) {
  const size = raw ?? create;
  if (size && limitInputPixels > 0 && size.width * size.height > limitInputPixels) throw new Error('Input image exceeds pixel limit');
  if (create) return plain(create);
  const read = bytes ?? (parts ? Buffer.concat(parts) : await readFile(file));
  if (read.length === 0) throw new Error(`Input ${file === undefined ? 'buffer' : 'file'} contains unsupported image format`);
  return raw ? pack(read, raw) : read;
}

/** A picture of one colour, as a raster. */
function plain(create) {
  const length = create.width * create.height * create.channels;
  if (length > MOST_BYTES) throw tooLong(`the pixels of ${create.width} x ${create.height} are ${length} bytes`);
  return pack(Buffer.alloc(length, Buffer.from(create.background.slice(0, create.channels))), create);
}

async function readFile(path) {
  let handle;
  try {
    // A FIFO without a writer would be waited for.
    handle = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    const found = await handle.stat();
    if (!found.isFile()) throw new Error(`Input file contains unsupported image format: ${path} is no regular file`);
    if (found.size > MOST_BYTES) throw tooLong(`${path} has ${found.size} bytes`);
    return await handle.readFile();
  } catch (error) {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') throw new Error(`Input file is missing: ${path}`, { cause: error });
    throw error;
  } finally {
    await handle?.close();
  }
}

const tooLong = (what) => new Error(`Input image exceeds byte limit: ${what}; at most ${MOST_BYTES} are read`);

/** Takes a part of a stream, or returns the error for what is none. */
function takePart(descriptor, part) {
  if (!descriptor.parts) return new Error('Unexpected data on Writable Stream');
  if (!Buffer.isBuffer(part)) return new Error('Non-Buffer data on Writable Stream');
  const length = (descriptor.partsLength ?? 0) + part.length;
  if (length > MOST_BYTES) return tooLong(`the stream has at least ${length} bytes`);
  descriptor.partsLength = length;
  descriptor.parts.push(part);
  return undefined;
}

module.exports = { inputOf, readInput, takePart };
