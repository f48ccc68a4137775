'use strict';
// Output options of sharp, checked, and what the component is asked for.
const { integerIn, isGiven, isObject, isText, invalidParameter, numberIn, switchOf, unsupported, wordOf } = require('./checks.js');
const { ignored } = require('./notes.js');

/** Words for `toFormat()` and endings of files, and the methods that they stand for. */
const METHODS = {
  jpeg: 'jpeg', jpg: 'jpeg', jpe: 'jpeg', png: 'png', webp: 'webp', gif: 'gif', raw: 'raw',
  heic: 'heif', heif: 'heif', avif: 'avif', tiff: 'tiff', tif: 'tiff', dz: 'tile', tile: 'tile',
  jp2: 'jp2', jpx: 'jp2', j2k: 'jp2', j2c: 'jp2', jxl: 'jxl',
};

const SAMPLES = ['char', 'uchar', 'short', 'ushort', 'int', 'uint', 'float', 'complex', 'double', 'dpcomplex'];

/** Sets checked options of the chain: those of `values` that are given. */
function set(object, values) {
  for (const [name, value] of Object.entries(values)) if (value !== undefined) object.options[name] = value;
}

/** Chooses the format, unless `force: false` leaves that to the input. */
function choose(object, format, options) {
  if (!(isObject(options) && options.force === false)) object.options.formatOut = format;
  return object;
}

const animationOptions = (options) => {
  const name = ['loop', 'delay'].find((candidate) => isGiven(options[candidate]));
  if (name === undefined) return;
  if (name === 'loop') integerIn('loop', options.loop, 0, 65_535);
  const delays = Array.isArray(options.delay) ? options.delay : [options.delay];
  if (name === 'delay' && !delays.every((delay) => Number.isInteger(delay) && delay >= 0 && delay <= 65_535)) {
    throw invalidParameter('delay', 'integer or an array of integers between 0 and 65535', options.delay);
  }
  throw unsupported(`the output option ${name}`);
};

/** Tells which given options change nothing. `why` says it for all of them. */
function ignoreAll(object, options, names, why) {
  for (const name of names) if (isGiven(options[name])) ignored(object, name, why);
}

const encoders = {
  jpeg(options) {
    if (isObject(options)) {
      const eitherSpelling = (one, other) => switchOf(one, isGiven(options[other]) ? options[other] : options[one]);
      set(this, {
        jpegQuality: integerIn('quality', options.quality, 1, 100),
        jpegProgressive: switchOf('jpegProgressive', options.progressive),
        jpegChromaSubsampling: wordOf('chromaSubsampling', options.chromaSubsampling, ['4:2:0', '4:4:4']),
        jpegOptimiseCoding: eitherSpelling('optimiseCoding', 'optimizeCoding'),
      });
      if (switchOf('mozjpeg', options.mozjpeg)) {
        set(this, { jpegTrellisQuantisation: true, jpegOvershootDeringing: true, jpegOptimiseScans: true, jpegProgressive: true, jpegQuantisationTable: 3 });
      }
      const scans = eitherSpelling('optimiseScans', 'optimizeScans');
      const table = isGiven(options.quantizationTable) ? options.quantizationTable : options.quantisationTable;
      set(this, {
        jpegTrellisQuantisation: eitherSpelling('trellisQuantisation', 'trellisQuantization'),
        jpegOvershootDeringing: switchOf('overshootDeringing', options.overshootDeringing),
        jpegOptimiseScans: scans,
        jpegProgressive: scans || undefined,
        jpegQuantisationTable: integerIn('quantisationTable', table, 0, 8),
      });
      ignoreAll(this, options, ['overshootDeringing'], 'the encoder has no such step');
      if (this.options.jpegOptimiseCoding === false) ignored(this, 'optimiseCoding', 'Huffman codes are always fitted to the picture');
      const other = this.options.jpegQuantisationTable;
      if (other !== 0 && other !== 3) throw unsupported(`quantisationTable: ${other}`);
    }
    return choose(this, 'jpeg', options);
  },

  png(options) {
    if (isObject(options)) {
      const colours = integerIn('colours', options.colours || options.colors, 2, 256);
      const impliesPalette = ['quality', 'effort', 'colours', 'colors', 'dither'].some((name) => isGiven(options[name]));
      set(this, {
        pngProgressive: switchOf('pngProgressive', options.progressive),
        pngCompressionLevel: integerIn('compressionLevel', options.compressionLevel, 0, 9),
        pngAdaptiveFiltering: switchOf('pngAdaptiveFiltering', options.adaptiveFiltering),
        pngColours: colours,
        pngPalette: isGiven(options.palette) ? switchOf('pngPalette', options.palette) : impliesPalette || undefined,
      });
      if (this.options.pngPalette) {
        set(this, {
          pngQuality: integerIn('quality', options.quality, 0, 100),
          pngEffort: integerIn('effort', options.effort, 1, 10),
          pngDither: numberIn('dither', options.dither, 0, 1, 'number between 0.0 and 1.0'),
        });
      }
      ignoreAll(this, options, ['quality'], 'a PNG with a palette has the colours that `colours` allows');
      ignoreAll(this, options, ['adaptiveFiltering'], 'filters are chosen by the effort');
      if (options.progressive) ignored(this, 'progressive', 'PNG is written without interlacing');
    }
    return choose(this, 'png', options);
  },

  webp(options) {
    if (isObject(options)) {
      set(this, {
        webpQuality: integerIn('quality', options.quality, 1, 100),
        webpAlphaQuality: integerIn('alphaQuality', options.alphaQuality, 0, 100),
        webpLossless: switchOf('webpLossless', options.lossless),
        webpNearLossless: switchOf('webpNearLossless', options.nearLossless),
        webpSmartSubsample: switchOf('webpSmartSubsample', options.smartSubsample),
        webpSmartDeblock: switchOf('webpSmartDeblock', options.smartDeblock),
        webpPreset: wordOf('preset', options.preset, ['default', 'photo', 'picture', 'drawing', 'icon', 'text']),
        webpEffort: integerIn('effort', options.effort, 0, 6),
        webpMinSize: switchOf('webpMinSize', options.minSize),
        webpMixed: switchOf('webpMixed', options.mixed),
        webpExact: switchOf('webpExact', options.exact),
      });
      animationOptions(options);
      ignoreAll(this, options, ['alphaQuality'], 'the alpha channel is written without loss');
      ignoreAll(this, options, ['smartSubsample', 'smartDeblock', 'preset', 'minSize', 'mixed', 'exact'], 'the encoder has no such choice');
      if (options.nearLossless) ignored(this, 'nearLossless', 'the file is written without any loss');
    }
    return choose(this, 'webp', options);
  },

  gif(options) {
    if (isObject(options)) {
      set(this, {
        gifColours: integerIn('colours', options.colours || options.colors, 2, 256),
        gifEffort: integerIn('effort', options.effort, 1, 10),
        gifDither: numberIn('dither', options.dither, 0, 1, 'number between 0.0 and 1.0'),
        gifReuse: switchOf('gifReuse', options.reuse),
        gifProgressive: switchOf('gifProgressive', options.progressive),
        gifInterFrameMaxError: numberIn('interFrameMaxError', options.interFrameMaxError, 0, 32, 'number between 0.0 and 32.0'),
        gifInterPaletteMaxError: numberIn('interPaletteMaxError', options.interPaletteMaxError, 0, 256, 'number between 0.0 and 256.0'),
        gifKeepDuplicateFrames: switchOf('keepDuplicateFrames', options.keepDuplicateFrames),
      });
      animationOptions(options);
      ignoreAll(this, options, ['effort', 'reuse', 'interFrameMaxError', 'interPaletteMaxError', 'keepDuplicateFrames'], 'the encoder has no such choice');
      if (options.progressive) ignored(this, 'progressive', 'GIF is written without interlacing');
    }
    return choose(this, 'gif', options);
  },

  raw(options) {
    if (isObject(options)) {
      const depth = wordOf('depth', options.depth, SAMPLES);
      if (depth !== undefined && !['uchar', 'ushort'].includes(depth)) throw unsupported(`raw({ depth: '${depth}' })`);
      set(this, { rawDepth: depth });
    }
    return choose(this, 'raw');
  },

  toFormat(format, options) {
    const name = String(isObject(format) && isText(format.id) ? format.id : format).toLowerCase();
    if (!Object.hasOwn(METHODS, name)) throw invalidParameter('format', `one of: ${Object.keys(METHODS).join(', ')}`, format);
    return this[METHODS[name]](options);
  },
};

/** The component's effort for a PNG, 1 to 10, at zlib's level, 0 to 9. */
const effortOfLevel = (level) => Math.max(1, Math.min(10, level));

/** The fields that say how a file is written. `lossless` is the file between two passes of an animation. */
function outputFields(format, options) {
  const keep = options.keep.size > 0 ? { keep: [...options.keep] } : {};
  switch (format) {
    case 'jpeg':
      return {
        format,
        quality: options.jpegQuality,
        progressive: options.jpegProgressive,
        chromaSubsampling: options.jpegChromaSubsampling,
        tables: options.jpegQuantisationTable === 3 ? 'photographic' : 'default',
        effort: jpegEffort(options),
        ...keep,
      };
    case 'png':
      return options.pngPalette
        ? { format, palette: true, colors: options.pngColours, dither: options.pngDither, effort: options.pngEffort, ...keep }
        : { format, effort: effortOfLevel(options.pngCompressionLevel), ...keep };
    case 'webp': {
      const lossless = options.webpLossless || options.webpNearLossless;
      return { format, lossless, ...(!lossless && { quality: options.webpQuality }), effort: options.webpEffort, ...keep };
    }
    case 'gif':
      return { format, colors: options.gifColours, dither: options.gifDither, ...keep };
    case 'lossless':
      return { format: 'webp', lossless: true, effort: 0, ...keep };
    default:
      return { format: 'raster', depth: options.formatOut === 'raw' && options.rawDepth === 'ushort' ? 16 : 8, ...keep };
  }
}

/** From 1 on coefficients are chosen by what they cost (trellis quantisation), and from 2 on scans are fitted. Huffman codes always are. */
function jpegEffort({ jpegTrellisQuantisation, jpegOptimiseScans, jpegProgressive }) {
  if (jpegProgressive && jpegOptimiseScans) return jpegTrellisQuantisation ? 3 : 2;
  return jpegTrellisQuantisation ? 1 : 0;
}

module.exports = { METHODS, encoders, outputFields };
