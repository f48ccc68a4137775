'use strict';
// Makes a chain's output: reads the input, finds out its size, plans the passes, and has the component make them.
const { unsupported } = require('./checks.js');
const { outputFields } = require('./encoders.js');
const { asSharp, timedOut } = require('./failure.js');
const geometry = require('./geometry.js');
const { readInput } = require('./input.js');
const { fieldsOf, passesOf } = require('./plan.js');
const rasters = require('./rasters.js');
const { counted, shared } = require('./resizer.js');

/** Bytes in which nearly all files have their header. */
const HEAD = 64 * 1024;
/** The most pixels that the component takes a limit for. */
const NO_LIMIT = 2 ** 32 - 1;

/** What the component is asked not to exceed. */
function limitsOf({ failOn, limitInputPixels }) {
  return { maxPixels: limitInputPixels === 0 ? NO_LIMIT : Math.min(limitInputPixels, NO_LIMIT), tolerant: failOn === 'none', maxSide: 65535 };
}

/** Channels of colour models that have not three. */
const COLOUR_CHANNELS = { gray: 1, cmyk: 4, ycck: 4 };

/** Formats whose orientation is a part of the image, and always applied. */
const UPRIGHT = ['avif', 'heic', 'jxl'];

/** What the head of a file says: sizes are those in the file, before its EXIF orientation is applied. */
async function inspect(bytes, input, signal) {
  const found = await probeOf(bytes, signal);
  const facts = UPRIGHT.includes(found.format) ? { ...found, orientation: 1 } : found;
  const isTurned = facts.orientation >= 5;
  const stored = isTurned ? { width: facts.height, height: facts.width } : { width: facts.width, height: facts.height };
  if (input.limitInputPixels > 0 && stored.width * stored.height > input.limitInputPixels) throw new Error('Input image exceeds pixel limit');
  const channels = (COLOUR_CHANNELS[facts.colorModel] ?? 3) + (facts.alpha ? 1 : 0);
  if (input.limitInputChannels > 0 && channels > input.limitInputChannels) throw new Error('Input image exceeds channel limit');
  return { ...facts, ...stored, channels };
}

/** The field that leaves the pixels as they are in the file, where they are not upright. */
const asStored = ({ orientation }) => (orientation === 1 ? {} : { orientation: 'ignore' });

/** Of the head, or of the whole file where that is not enough or the number of frames counts. */
async function probeOf(bytes, signal) {
  if (bytes.length <= HEAD) return shared().probe(bytes, { signal });
  try {
    const facts = await shared().probe(bytes.subarray(0, HEAD), { signal });
    if (facts.framesComplete) return facts;
  } catch (error) {
    if (error.kind !== 'truncated') throw error;
  }
  return shared().probe(bytes, { signal });
}

/** Runs `work(bytes, signal, options)` on the input of a chain, with its timeout, and gives errors as sharp has them. */
async function withInput(options, work) {
  const { input, timeoutSeconds } = options;
  const signal = timeoutSeconds > 0 ? AbortSignal.timeout(timeoutSeconds * 1000) : undefined;
  return counted(async (begin) => {
    try {
      const bytes = await readInput(input);
      begin();
      return await work(bytes, signal, options);
    } catch (error) {
      if (signal?.aborted && error === signal.reason) throw timedOut(timeoutSeconds);
      throw asSharp(error, { isFile: input.file !== undefined });
    }
  });
}

/** The output of a chain: `{ data, info }`, as `toBuffer({ resolveWithObject: true })` gives it. */
function render(options) {
  return withInput(options, async (bytes, signal) => {
    const facts = await inspect(bytes, options.input, signal);
    const isRaw = options.input.raw !== undefined || options.input.create !== undefined;
    const format = formatOf(options.formatOut, facts.format, isRaw);
    const isAnimated = options.input.pages === -1 && facts.frames > 1;
    if (isAnimated && !['webp', 'gif'].includes(format)) throw unsupported(`${format} output of an animation`);
    const first = geometry.orientation(options, facts, facts.orientation);
    const steps = geometry.steps(options, first, { format: facts.format, isAnimated });
    checkSize(steps.at(-1)?.size ?? first.size, format);
    const passes = passesOf(steps, { first, options, alpha: facts.alpha, format });
    const made = await makeAll(bytes, passes, {
      options, format, isAnimated, signal, orientation: options.input.autoOrient ? {} : asStored(facts),
    });
    return finished(made, { options, format, facts, steps, isAnimated });
  });
}

/** The name of what is written, as the component knows it. */
function formatOf(asked, source, isRaw) {
  if (asked === 'raw') return 'raster';
  if (asked !== 'input') return asked;
  if (isRaw) return 'raster';
  if (['jpeg', 'png', 'webp', 'gif'].includes(source)) return source;
  throw unsupported(`${source} output (the format of the input)`);
}

/** The most pixels a side of formats, and what sharp calls these. */
const MOST_SIDE = { jpeg: [65_535, 'JPEG'], webp: [16_383, 'WebP'], gif: [65_535, 'GIF'] };

function checkSize({ width, height }, format) {
  const [most, name] = MOST_SIDE[format] ?? [Infinity];
  if (Math.max(width, height) > most) throw new Error(`Processed image is too large for the ${name} format`);
}

async function makeAll(bytes, passes, { options, format, isAnimated, signal, orientation }) {
  const limits = limitsOf(options.input);
  const resize = async (source, fields) => {
    const { outputs } = await shared().resize(source, fields, { limits, signal });
    return outputs[0];
  };
  // A raster has one frame, and does not tell how its pixels lie: for both there is WebP without loss, whose pixels are not at hand.
  const keepsOrientation = orientation.orientation !== undefined && options.keep.has('all');
  const between = outputFields(isAnimated || keepsOrientation ? 'lossless' : 'raster', options);
  let data = bytes;
  let made;
  for (const [index, pass] of passes.entries()) {
    const isLast = index === passes.length - 1;
    const encoding = isLast ? outputFields(format, options) : between;
    made = await resize(data, { ...fieldsOf(pass, { kernel: options.kernel, isAnimated }), ...orientation, ...encoding });
    data = made.data;
    if (pass.edits.length > 0 && isAnimated) throw unsupported('a change of the alpha channel of an animation');
    if (pass.edits.length > 0 && keepsOrientation) throw unsupported('a change of the alpha channel that keeps the orientation');
    for (const edit of pass.edits) data = edited(data, edit);
  }
  return { ...made, data };
}

function edited(raster, { flatten, removeAlpha, ensureAlpha }) {
  if (flatten) return rasters.flattened(raster, flatten);
  if (removeAlpha) return rasters.withoutAlpha(raster);
  return rasters.withAlpha(raster, ensureAlpha);
}

/** What was made, with what sharp tells of it. */
function finished({ data, width, height, frames }, { options, format, facts, steps, isAnimated }) {
  const isGray = options.greyscale || options.colourspace === 'b-w';
  const isScaled = steps.some(({ scale }) => scale);
  const common = { width, height, premultiplied: isScaled && facts.alpha && !options.flatten };
  if (format === 'raster') {
    const { channels, pixels, bits } = rasters.unpack(isGray ? rasters.withoutAlpha(data) : rasters.withColour(data));
    const info = { format: 'raw', ...common, channels, depth: bits === 16 ? 'ushort' : 'uchar', hasAlpha: channels % 2 === 0, size: pixels.length };
    return { data: pixels, info };
  }
  const embedsTransparently = steps.some(({ embed }) => embed && embed.background[3] < 255);
  const isTransparent = (facts.alpha && !options.flatten && !options.removeAlpha) || embedsTransparently || options.ensureAlpha !== -1;
  const hasAlpha = format !== 'jpeg' && isTransparent;
  const isWrittenGray = ['jpeg', 'png'].includes(format) && (isGray || (facts.colorModel === 'gray' && !isOnColour(steps)));
  const info = { format, ...common, channels: (isWrittenGray ? 1 : 3) + (hasAlpha ? 1 : 0), hasAlpha, size: data.length };
  if (isAnimated) Object.assign(info, { height: height * frames, pages: frames, pageHeight: height });
  return { data, info };
}

/** Whether a canvas makes a gray picture coloured. */
const isOnColour = (steps) => steps.some(({ embed }) => embed && new Set(embed.background.slice(0, 3)).size > 1);

module.exports = { asStored, inspect, limitsOf, render, withInput };
