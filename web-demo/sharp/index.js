'use strict';
// The function that `require('sharp')` gives: sharp's constructor and chain for what resizing programs call. Pixels are computed by the
// component of the package thumbox, in threads and in a sandbox; here are options, sizes and order. docs/from-sharp.md says what differs.
const { Duplex } = require('node:stream');
const { encoders } = require('./encoders.js');
const { inputOf, takePart } = require('./input.js');
const keep = require('./keep.js');
const metadata = require('./metadata.js');
const operations = require('./operations.js');
const output = require('./output.js');
const resize = require('./resize.js');
const { statics } = require('./statics.js');
const stats = require('./stats.js');
const unsupported = require('./unsupported.js');

/** What a chain is before anything is asked of it. Names are sharp's: tests and plugins read them. -1 stands for nothing. */
const DEFAULTS = {
  topOffsetPre: -1, leftOffsetPre: -1, widthPre: -1, heightPre: -1,
  topOffsetPost: -1, leftOffsetPost: -1, widthPost: -1, heightPost: -1,
  width: -1, height: -1, canvas: 'crop', position: 0, resizeBackground: [0, 0, 0, 255], kernel: 'lanczos3',
  withoutEnlargement: false, withoutReduction: false, fastShrinkOnLoad: true,
  angle: 0, rotateBefore: false, orientBefore: false, flip: false, flop: false,
  extendTop: 0, extendBottom: 0, extendLeft: 0, extendRight: 0, extendBackground: [0, 0, 0, 255], extendWith: 'background',
  flatten: false, flattenBackground: [0, 0, 0, 255], removeAlpha: false, ensureAlpha: -1,
  greyscale: false, colourspace: 'srgb', trimThreshold: -1,
  formatOut: 'input', resolveWithObject: false, timeoutSeconds: 0,
  jpegQuality: 80, jpegProgressive: false, jpegChromaSubsampling: '4:2:0', jpegTrellisQuantisation: false, jpegOvershootDeringing: false,
  jpegOptimiseScans: false, jpegOptimiseCoding: true, jpegQuantisationTable: 0,
  pngProgressive: false, pngCompressionLevel: 6, pngAdaptiveFiltering: false, pngPalette: false, pngQuality: 100, pngEffort: 7, pngColours: 256, pngDither: 1,
  webpQuality: 80, webpAlphaQuality: 100, webpLossless: false, webpNearLossless: false, webpSmartSubsample: false, webpSmartDeblock: false,
  webpPreset: 'default', webpEffort: 4, webpMinSize: false, webpMixed: false, webpExact: false,
  gifColours: 256, gifEffort: 7, gifDither: 1, gifReuse: true, gifProgressive: false, gifInterFrameMaxError: 0, gifInterPaletteMaxError: 3,
  gifKeepDuplicateFrames: false,
  rawDepth: 'uchar',
};

/** A chain: a stream whose writable side takes the file, where no other input was given, and whose readable side gives the output. */
function Sharp(input, options) {
  // An input that is missing by mistake is not a stream.
  if (arguments.length === 1 && (input === undefined || input === null)) throw new Error('Invalid input');
  if (!(this instanceof Sharp)) return new Sharp(input, options);
  Duplex.call(this);
  this.options = { ...DEFAULTS, keep: new Set() };
  this.options.input = inputOf(this, input, options);
}
Object.setPrototypeOf(Sharp.prototype, Duplex.prototype);
Object.setPrototypeOf(Sharp, Duplex);

const stream = {
  /** Another chain with the same options and input. Of a stream that is still written, it has the input when that has ended. */
  clone() {
    const copy = new Sharp();
    copy.options = this._snapshot();
    copy.options.input.parts = this.options.input.parts;
    copy._original = this._original ?? this;
    if (this.options.input.parts) copy._hasInput().then(() => copy.emit('finish'), () => {});
    return copy;
  },

  _write(part, encoding, done) {
    done(takePart(this.options.input, part));
  },

  /** The options as they are now. */
  _snapshot() {
    return { ...this.options, keep: new Set(this.options.keep), input: { ...this.options.input } };
  },

  /** Resolves when the input is there: that of a stream once it is written. Rejects where it is closed before. */
  _hasInput() {
    const written = this._original ?? this;
    if (!this.options.input.parts || written.writableFinished) return Promise.resolve();
    const cut = () => new Error('Input stream was closed before it ended');
    if (written.destroyed) return Promise.reject(cut());
    return new Promise((resolve, reject) => {
      written.once('finish', resolve);
      written.once('error', reject);
      written.once('close', () => reject(cut()));
    });
  },
};

for (const methods of [
  encoders, keep.methods, metadata.methods, operations.methods, output.methods, resize.methods, stats.methods, stream, unsupported.methods,
]) {
  for (const [name, value] of Object.entries(methods)) Object.defineProperty(Sharp.prototype, name, { value, writable: true, configurable: true });
}
Object.assign(Sharp, resize.statics, statics);

module.exports = Sharp;
