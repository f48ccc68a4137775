'use strict';
// Raw pixels in and out, as rasters: the container that the component reads and writes (docs/raster.md).
const { unsupported } = require('./checks.js');

const SIGNATURE = Buffer.from('\x89RASTER\n', 'latin1');
/** Bytes before the pixels of a raster with one rendition, no outputs and no blocks. */
const HEADER = 50;
const GRAY = 1;
const RGB = 2;

/** Pixels by rows, with 1 to 4 channels by turns, as a raster. Samples have 8 bits, or 16 in the byte order of the machine. */
function pack(pixels, { width, height, channels, bits }) {
  const length = (width * height * channels * bits) / 8;
  if (pixels.length < length) {
    throw new Error(`Input raw pixels have ${pixels.length} bytes; expected ${length} for ${width} x ${height} with ${channels} channels of ${bits} bits`);
  }
  const header = Buffer.alloc(HEADER);
  SIGNATURE.copy(header);
  header.writeUInt16LE(1, 8);
  header[10] = channels < 3 ? GRAY : RGB;
  header[11] = channels % 2 === 0 ? 1 : 0;
  header[12] = bits;
  header[13] = 1;
  header[14] = 1;
  for (const [at, value] of [[16, width], [20, height], [32, width], [36, height]]) header.writeUInt32LE(value, at);
  return Buffer.concat([header, pixels.subarray(0, length)]);
}

/** A raster that the component has written: `{ width, height, channels, bits, pixels, blocks }`. Blocks are by their kinds. */
function unpack(raster) {
  const blocks = new Map();
  let at = HEADER;
  for (let left = raster.readUInt16LE(46); left > 0; left--) {
    const length = raster.readUInt32LE(at + 1);
    blocks.set(raster[at], raster.subarray(at + 5, at + 5 + length));
    at += 5 + length;
  }
  return {
    width: raster.readUInt32LE(16),
    height: raster.readUInt32LE(20),
    channels: (raster[10] === GRAY ? 1 : 3) + raster[11],
    bits: raster[12],
    pixels: raster.subarray(at),
    blocks,
  };
}

/** The same raster with other pixels of 8 bits; profile and metadata stay. */
function withPixels(raster, pixels, channels) {
  const { pixels: old } = unpack(raster);
  const header = Buffer.from(raster.subarray(0, raster.length - old.length));
  header[10] = channels < 3 ? GRAY : RGB;
  header[11] = channels % 2 === 0 ? 1 : 0;
  return Buffer.concat([header, pixels]);
}

/** Each pixel of 8-bit samples through `change(from, at, to, into)`, which writes `channels` samples. */
function mapped(raster, channels, change) {
  const { pixels, bits, channels: before } = unpack(raster);
  if (bits !== 8) throw unsupported('a change of the alpha channel of samples with more than 8 bits');
  const made = Buffer.alloc((pixels.length / before) * channels);
  for (let at = 0, into = 0; at < pixels.length; at += before, into += channels) change(pixels, at, made, into);
  return withPixels(raster, made, channels);
}

const hasAlpha = (channels) => channels % 2 === 0;

/** Without the alpha channel: colours stay as they are. */
function withoutAlpha(raster) {
  const { channels } = unpack(raster);
  if (!hasAlpha(channels)) return raster;
  return mapped(raster, channels - 1, (from, at, to, into) => from.copy(to, into, at, at + channels - 1));
}

/** With an alpha channel of this value, 0 to 255, where there is none. */
function withAlpha(raster, alpha) {
  const { channels } = unpack(raster);
  if (hasAlpha(channels)) return raster;
  return mapped(raster, channels + 1, (from, at, to, into) => {
    from.copy(to, into, at, at + channels);
    to[into + channels] = alpha;
  });
}

/** On a background, without alpha. `background` is red, green and blue from 0 to 255. */
function flattened(raster, background) {
  const { channels } = unpack(raster);
  if (!hasAlpha(channels)) return raster;
  const colours = channels - 1;
  return mapped(raster, 3, (from, at, to, into) => {
    const alpha = from[at + colours];
    for (let channel = 0; channel < 3; channel++) {
      const colour = from[at + (colours === 1 ? 0 : channel)];
      to[into + channel] = Math.round((colour * alpha + background[channel] * (255 - alpha)) / 255);
    }
  });
}

/** Three channels of a gray one. */
function withColour(raster) {
  const { channels } = unpack(raster);
  if (channels > 2) return raster;
  return mapped(raster, channels + 2, (from, at, to, into) => {
    to.fill(from[at], into, into + 3);
    if (hasAlpha(channels)) to[into + 3] = from[at + 1];
  });
}

module.exports = { flattened, pack, unpack, withAlpha, withColour, withoutAlpha };
