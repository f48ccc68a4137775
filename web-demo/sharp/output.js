'use strict';
// Where an output goes: a buffer, a file, or a stream.
const { randomUUID } = require('node:crypto');
const { realpath, rename, rm, writeFile } = require('node:fs/promises');
const path = require('node:path');
const { integerIn, invalidParameter, isInteger, isObject, isPlainObject, isText, switchOf } = require('./checks.js');
const { METHODS } = require('./encoders.js');
const { render } = require('./run.js');

const methods = {
  toBuffer(given, callback) {
    if (isObject(given)) this.options.resolveWithObject = switchOf('resolveWithObject', given.resolveWithObject) ?? false;
    else this.options.resolveWithObject = false;
    const { resolveWithObject } = this.options;
    return this._answer(typeof given === 'function' ? given : callback, () => this._render(), ({ data, info }) => (resolveWithObject ? { data, info } : data));
  },

  toUint8Array() {
    return this._answer(undefined, () => this._render(), ({ data, info }) => ({ data: new Uint8Array(data), info }));
  },

  toFile(file, callback) {
    const mistake = mistakeOf(file, this.options);
    const write = async () => {
      if (mistake) throw new Error(mistake);
      const ending = path.extname(file).slice(1).toLowerCase();
      if (this.options.formatOut === 'input' && Object.hasOwn(METHODS, ending)) this[METHODS[ending]]();
      const made = await this._render();
      await replace(file, made.data);
      return { data: made.info, info: made.info };
    };
    return this._answer(callback, write, ({ info }) => info);
  },

  timeout(given) {
    if (!isPlainObject(given)) throw invalidParameter('options', 'object', given);
    if (!isInteger(given.seconds)) throw invalidParameter('seconds', 'integer between 0 and 3600', given.seconds);
    this.options.timeoutSeconds = integerIn('seconds', given.seconds, 0, 3600);
    return this;
  },

  /** The options as they are now, what is asked of the object later is not part of them, once the input is there. */
  async _ready() {
    const options = this._snapshot();
    await this._hasInput();
    return options;
  },

  /** The output of the chain as it is now. */
  async _render() {
    return render(await this._ready());
  },

  /** Answers with a promise, or to a callback `(error, data, info)`. An error has the stack of the call. */
  _answer(callback, work, result) {
    const called = new Error();
    const failed = ({ message, kind, cause }) => Object.assign(called, { message, ...(kind && { kind }), ...(cause && { cause }) });
    if (typeof callback !== 'function') return work().then(result, (error) => Promise.reject(failed(error)));
    // What a callback throws is the program's, and not an outcome of the work.
    const tell = (...words) => process.nextTick(() => callback(...words));
    work().then(({ data, info }) => tell(null, data, info), (error) => tell(failed(error)));
    return this;
  },

  /** The readable side: the output, once. Emits `info`. */
  _read() {
    if (this._isRead) return;
    this._isRead = true;
    this._render().then(
      ({ data, info }) => {
        this.emit('info', info);
        this.push(data);
      },
      // As sharp: what waits for the end of a stream that has failed is not left waiting.
      (error) => this.emit('error', error),
    ).finally(() => this.push(null));
    this.once('end', () => this.destroy());
  },
};

function mistakeOf(file, { input }) {
  if (!isText(file)) return 'Missing output file path';
  if (isText(input.file) && path.resolve(input.file) === path.resolve(file)) return 'Cannot use same file for input and output';
  return undefined;
}

/** Writes beside the path under a temporary name and renames that, so that readers see the old file or the new one. */
async function replace(file, data) {
  const target = await realpath(file).catch(() => file);
  const temporary = path.join(path.dirname(target), `.thumbox-${randomUUID()}.tmp`);
  try {
    await writeFile(temporary, data, { flag: 'wx' });
    await rename(temporary, target);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {});
    throw new Error(`${file} could not be written: ${error.message}`, { cause: error });
  }
}

module.exports = { methods };
