'use strict';
// What a file says of itself, as far as the component reads it.
const rasters = require('./rasters.js');
const { asStored, inspect, limitsOf, withInput } = require('./run.js');
const { shared } = require('./resizer.js');

/** Formats that sharp calls otherwise. */
const NAMES = { avif: 'heif', heic: 'heif', pnm: 'ppm', raster: 'raw' };
const MEDIA_TYPES = { avif: 'image/avif', heic: 'image/heic', pnm: 'image/x-portable-pixmap', raster: undefined };
/** Kinds of blocks of a raster (docs/raster.md). */
const BLOCKS = { icc: 1, exif: 3, xmp: 4 };

const spaceOf = ({ colorModel, depth }) => {
  if (['cmyk', 'ycck'].includes(colorModel)) return 'cmyk';
  if (colorModel === 'gray') return depth > 8 ? 'grey16' : 'b-w';
  return depth > 8 ? 'rgb16' : 'srgb';
};

const methods = {
  metadata(callback) {
    return this._answer(callback, async () => ({ data: await withInput(await this._ready(), describe) }), ({ data }) => data);
  },
};

async function describe(bytes, signal, { input }) {
  const facts = await inspect(bytes, input, signal);
  const { format, width, height, orientation, alpha, depth, colorModel, frames } = facts;
  const blocks = await blocksOf(bytes, facts, input, signal);
  const isAnimated = input.pages === -1 && frames > 1;
  const upright = orientation >= 5 ? { width: height, height: width } : { width, height };
  const mediaType = format in MEDIA_TYPES ? MEDIA_TYPES[format] : `image/${format}`;
  return {
    format: NAMES[format] ?? format,
    ...(mediaType && { mediaType }),
    ...(input.file === undefined && { size: bytes.length }),
    width,
    height: isAnimated ? height * frames : height,
    space: spaceOf(facts),
    channels: facts.channels,
    depth: depth > 8 ? 'ushort' : 'uchar',
    isProgressive: facts.progressive,
    isPalette: colorModel === 'indexed',
    ...(['png', 'gif'].includes(format) && { bitsPerSample: depth }),
    ...(['gif', 'webp', 'avif', 'heic'].includes(format) && frames > 1 && { pages: frames }),
    ...(isAnimated && { pageHeight: height }),
    ...(format === 'avif' && { compression: 'av1' }),
    ...(format === 'heic' && { compression: 'hevc' }),
    hasProfile: facts.iccProfile !== undefined,
    hasAlpha: alpha,
    ...(orientation !== 1 && { orientation }),
    autoOrient: upright,
    ...blocks,
  };
}

/**
 * EXIF, ICC profile and XMP, `{ exif, icc, xmp, xmpAsString }`, as far as the file has them: the component hands them out with a pixel of
 * the upper left corner. Of a file whose pixels cannot be read there are none.
 */
async function blocksOf(bytes, facts, input, signal) {
  const corner = { crop: { left: 0, top: 0, width: 1, height: 1 }, format: 'raster', keep: ['all'], animation: 'first-frame', ...asStored(facts) };
  let blocks;
  try {
    const { outputs } = await shared().resize(bytes, corner, { limits: { ...limitsOf(input), tolerant: true }, signal });
    ({ blocks } = rasters.unpack(outputs[0].data));
  } catch (error) {
    if (signal?.aborted) throw error;
    return {};
  }
  const found = {};
  for (const [name, kind] of Object.entries(BLOCKS)) if (blocks.has(kind)) found[name] = Buffer.from(blocks.get(kind));
  if (found.exif) found.exif = Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), found.exif]);
  if (found.xmp) found.xmpAsString = found.xmp.toString('utf8');
  return found;
}

module.exports = { methods };
