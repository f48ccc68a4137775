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
const turns = require('./turn.js');

/** Bytes in which nearly all files have their header. */
const HEAD = 64 * 1024;
/** The most pixels that the component takes a limit for. */
const NO_LIMIT = 2 ** 32 - 1;

/** What the component is asked not to exceed. */
function limitsOf({ failOn, limitInputPixels }) {
  return { maxPixels: limitInputPixels === 0 ? NO_LIMIT : Math.min(limitInputPixels, NO_LIMIT), tolerant: failOn === 'none', maxSide: 65535 };
}

/** What the head of a file says: sizes are those in the file, before its orientation is applied. */
async function inspect(bytes, input, signal) {
  const facts = await probeOf(bytes, signal);
  const isTurned = facts.orientation >= 5;
  const stored = isTurned ? { width: facts.height, height: facts.width } : { width: facts.width, height: facts.height };
  if (input.limitInputPixels > 0 && stored.width * stored.height > input.limitInputPixels) throw new Error('Input image exceeds pixel limit');
  return { ...facts, ...stored };
}

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

/** Runs `work(bytes, signal, begin)` on the input of a chain, with its timeout, and gives errors as sharp has them. */
async function withInput(options, work) {
  const { input, timeoutSeconds } = options;
  const signal = timeoutSeconds > 0 ? AbortSignal.timeout(timeoutSeconds * 1000) : undefined;
  return counted(async (begin) => {
    try {
      const bytes = await readInput(input);
      begin();
      return await work(bytes, signal);
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
    // The component makes the picture upright before all else.
    const upright = turns.OF_EXIF[facts.orientation - 1];
    const { passes, size } = passesOf(steps, {
      size: first.size, turn: turns.then(turns.undone(upright), first.before), options, alpha: facts.alpha, format,
    });
    const made = await makeAll(bytes, passes, size, { options, facts, format, isAnimated, signal });
    return finished(made, { options, format, facts, steps, isAnimated });
  });
}

/** The name of what is written, as the component knows it. */
function formatOf(asked, source, isRaw) {
  if (asked === 'raw') return 'raster';
  if (asked !== 'input') return asked;
  if (isRaw) return 'png';
  if (['jpeg', 'png', 'webp', 'gif'].includes(source)) return source;
  throw unsupported(`${source} output, which is what the input is; name one with toFormat()`);
}

async function makeAll(bytes, passes, size, { options, facts, format, isAnimated, signal }) {
  const limits = limitsOf(options.input);
  const resize = async (source, fields) => {
    const { outputs } = await shared().resize(source, fields, { limits, signal });
    return outputs[0];
  };
  const between = { ...outputFields('raster', options, {}), ...(isAnimated && outputFields('lossless', options, {})) };
  let data = bytes;
  let made;
  for (const [index, pass] of passes.entries()) {
    const isLast = index === passes.length - 1;
    if (!turns.isNone(pass.turn)) {
      if (isAnimated) throw unsupported('a turn of an animation');
      made = await resize(data, { ...between, ...wholeOf(facts) });
      data = rasters.oriented(made.data, 1 + turns.OF_EXIF.findIndex((turn) => turn.quarters === pass.turn.quarters && turn.mirrored === pass.turn.mirrored));
    }
    const encoding = isLast ? outputFields(format, options, { depth: facts.depth }) : between;
    made = await resize(data, { ...fieldsOf(pass, size, { kernel: options.kernel, isAnimated }), ...encoding });
    data = made.data;
    if (pass.edits.length > 0 && isAnimated) throw unsupported('a change of the alpha channel of an animation');
    for (const edit of pass.edits) data = edited(data, edit);
  }
  return { ...made, data };
}

/** The size of the upright picture. */
function wholeOf(facts) {
  const { width, height } = turns.sized(facts, turns.OF_EXIF[facts.orientation - 1]);
  return { width, height, fit: 'fill', animation: 'first-frame' };
}

function edited(raster, { flatten, removeAlpha, ensureAlpha }) {
  if (flatten) return rasters.flattened(raster, flatten);
  if (removeAlpha) return rasters.withoutAlpha(raster);
  return rasters.withAlpha(raster, ensureAlpha);
}

/** What was made, with what sharp tells of it. */
function finished({ data, width, height, frames }, { options, format, facts, steps, isAnimated }) {
  const isScaled = steps.some(({ scale }) => scale);
  const common = { width, height, premultiplied: isScaled && facts.alpha && !options.flatten };
  if (format === 'raster') {
    const isGray = options.greyscale || options.colourspace === 'b-w';
    const { channels, pixels, bits } = rasters.unpack(isGray ? data : rasters.withColour(data));
    const info = { format: 'raw', ...common, channels, depth: bits === 16 ? 'ushort' : 'uchar', hasAlpha: channels % 2 === 0, size: pixels.length };
    return { data: pixels, info };
  }
  const embedsTransparently = steps.some(({ embed }) => embed && embed.background[3] < 255);
  const isTransparent = (facts.alpha && !options.flatten && !options.removeAlpha) || embedsTransparently || options.ensureAlpha !== -1;
  const hasAlpha = format !== 'jpeg' && isTransparent;
  const info = { format, ...common, channels: colourChannels(format, facts, steps) + (hasAlpha ? 1 : 0), hasAlpha, size: data.length };
  if (isAnimated) Object.assign(info, { height: height * frames, pages: frames, pageHeight: height });
  return { data, info };
}

/** A gray picture is written with one channel where the format has that, unless it is on a canvas of a colour. */
function colourChannels(format, { colorModel }, steps) {
  const isOnColour = steps.some(({ embed }) => embed && new Set(embed.background.slice(0, 3)).size > 1);
  return colorModel === 'gray' && ['jpeg', 'png'].includes(format) && !isOnColour ? 1 : 3;
}

module.exports = { inspect, limitsOf, render, withInput };
