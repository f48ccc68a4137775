// Thumbnails in the browser and under Node, byte for byte those of AWS Lambda and of the command line. The component runs in Workers;
// nothing is loaded before it is asked for, and no file leaves the page. index.d.ts describes what is exported.
//
// Node has other modules in the place of input.js, load.js, output.js and start.js (web-demo/node, build-worker.mjs).
import { Calls } from './calls.js';
import { Codecs } from './codecs.js';
import { invalidOptions, kindOf, ThumboxError, wrongRecipe } from './failure.js';
import { asBlob, mostHeld } from './input.js';
import { compile } from './load.js';
import { named } from './names.js';
import { addFile } from './output.js';
import { Places } from './places.js';
import { isRecipe, MOST_TIME, planOfOptions, planOfPlainRecipe, planOfRecipe } from './plan.js';
import { Pool } from './pool.js';
import { fixed, loadRecipes } from './recipe.js';
import { COMPONENT, CORE } from './release.js';
import { cores, startWorker, whyNotStarted } from './start.js';

export { loadRecipes, ThumboxError };

/** Each Worker holds one picture. More of them than this would need memory rather than save time. */
const MOST_WORKERS = 8;
/** Milliseconds after which a Worker without work ends. Arbitrary: longer than between two photos that somebody chooses. */
const IDLE_TIME = 30_000;
/** Bytes of a file that is only looked at: what a URL gives is read whole. */
const MOST_PROBED = 256 * 1024 * 1024;

/** A `Resizer`, whose Workers are started when there is work for them, or by `ready()`. */
export function createResizer(options) {
  return new Resizer(options);
}

let shared;
const sharedResizer = () => (shared ??= createResizer());

/** As `Resizer.resize`, with a resizer of the module's own. */
export function resize(image, what, options) {
  return sharedResizer().resize(image, what, options);
}

/** As `Resizer.probe`, likewise. */
export function probe(image, options) {
  return sharedResizer().probe(image, options);
}

class Resizer {
  #pool;
  #places;
  #recipes;
  #timeout;
  #calls = new Calls();

  /** The digest of the component. */
  component = COMPONENT;

  constructor(options = {}) {
    const { workers, keepWorkers, idleTimeout, timeout, wasm, worker, recipes, codecs } = checkedOptions(options);
    const loaded = new Codecs(codecs);
    this.#recipes = recipes;
    this.#timeout = timeout;
    this.#places = new Places(mostHeld(workers));
    this.#pool = new Pool({
      size: workers,
      load: () => compile(wasm ?? new URL('./resizer.core.wasm', import.meta.url), { name: 'resizer.core.wasm', digest: CORE }),
      loadCodec: (name, onProgress) => loaded.load(name, onProgress),
      start: () => startWorker(worker),
      whyNot: (message) => whyNotStarted(worker, message),
      idleTime: idleTimeout,
      keep: keepWorkers,
    });
  }

  async ready() {
    await this.#pool.run({ warm: true }, { limit: MOST_TIME });
  }

  async probe(image, options = {}) {
    const { signal } = checkedCall(options, ['signal']);
    return this.#held(signal, async (stop) => {
      const file = await asBlob(image, { signal: stop, most: MOST_PROBED });
      return this.#pool.run({ file }, { signal: stop, limit: this.#timeout });
    });
  }

  async resize(image, what, options = {}) {
    const { signal, ...call } = checkedCall(options, ['signal', 'onProgress', 'bucket', 'key', 'limits']);
    // As it is now: it may change while the image waits.
    const asked = isRecipe(what) ? { recipe: fixed(what) } : { plan: planOfOptions(what, call.limits) };
    if (asked.recipe && call.limits !== undefined) throw invalidOptions('limits are given beside a recipe; write them into it');
    return this.#held(signal, (stop) => this.#resize(image, asked, { ...call, signal: stop }));
  }

  /** Answers a call when its image may be read. */
  #held(signal, answer) {
    return this.#calls.run(signal, (stop) => this.#places.hold(stop, () => answer(stop)));
  }

  async #resize(image, { recipe, plan }, { signal, onProgress, bucket, key }) {
    const upload = (name) => ({ bucket, key: key ?? name });
    const plain = plan ?? planOfPlainRecipe(recipe, upload(nameOf(image)));
    // Where there is no `crypto.subtle`, the reader of recipes has the digest too.
    const needsReader = !plain || !globalThis.crypto?.subtle;
    const recipes = needsReader ? await this.#loadRecipes() : undefined;
    signal.throwIfAborted();
    const planFor = (name) => planOfPlainRecipe(recipe, upload(name)) ?? planOfRecipe(recipes, recipe, upload(name));
    const first = plain ?? planFor(nameOf(image));
    const file = await asBlob(image, { signal, most: first.maxFileBytes });
    // A name that only the file has, such as that of a URL.
    const isNamedLate = recipe !== undefined && nameOf(file) !== nameOf(image);
    const made = this.#make(file, isNamedLate ? planFor(nameOf(file)) : first, { signal, onProgress, sha256: recipes?.sha256 });
    const isUnread = plain !== undefined && recipe !== undefined;
    return isUnread ? made.catch(async (error) => { throw await this.#asOfRecipe(error, recipe); }) : made;
  }

  #loadRecipes() {
    return loadRecipes({ wasm: this.#recipes });
  }

  /** What the reader of recipes says of a recipe that the component has refused: it knows more fields, and their places. */
  async #asOfRecipe(error, recipe) {
    if (!(error instanceof ThumboxError) || error.kind !== 'invalid-options') return error;
    const recipes = await this.#loadRecipes().catch(() => undefined);
    const { mistake } = recipes?.read(recipe) ?? {};
    return mistake ? wrongRecipe(mistake) : error;
  }

  async #make(file, plan, { signal, onProgress, sha256 }) {
    const { indexes } = plan;
    const outputs = [];
    let known = {};
    const placed = () => plan.place(outputs, { source: known.source, codec: known.codec?.sha256 });
    const tell = (more) => {
      const made = outputs.filter(Boolean).length;
      const fraction = indexes.length === 0 ? 1 : made / indexes.length;
      onProgress?.({ info: known.info, made, total: indexes.length, fraction, indexes, ...more });
    };
    const onMessage = (message) => {
      if (message.loading) return tell({ loading: message.loading });
      if (!message.output) {
        known = message;
        return tell();
      }
      const { data } = message;
      const output = { ...message.output, index: indexes[message.output.index] };
      outputs[output.index] = output;
      Object.assign(output, {
        bytes: data.length,
        sha256: output.sha256 ?? sha256(data),
        ...placed().outputs[output.index],
      });
      const name = named(output, { source: nameOf(file), isOne: plan.total === 1 });
      addFile(output, data, { name, lastModified: file.lastModified ?? Date.now() });
      return tell({ output });
    };
    if (indexes.length === 0) {
      tell();
      return { outputs, warnings: [], isFor: false };
    }
    const { targets, limits, first, wantsSource } = plan;
    const request = { file, targets, limits, first, wantsSource };
    const { warnings } = await this.#pool.run(request, { signal, limit: Math.min(this.#timeout, plan.maxMilliseconds), onMessage });
    const { info, codec } = known;
    return { info, codec, outputs: outputs.filter(Boolean), warnings, isFor: placed().isFor };
  }

  close() {
    const reason = new DOMException('the resizer was closed', 'AbortError');
    this.#calls.abort(reason);
    this.#pool.close(reason);
  }

  /** For `using`, where the browser has it. */
  [Symbol.dispose ?? Symbol.for('Symbol.dispose')]() {
    this.close();
  }
}

/** By its tag, as it may be of another frame. */
const isSignal = (value) => Object.prototype.toString.call(value) === '[object AbortSignal]';

const nameOf = (file) => (typeof file?.name === 'string' ? file.name : '');

function checkedOptions(options) {
  const most = Math.max(1, Math.min(cores(), MOST_WORKERS));
  const known = { workers: most, keepWorkers: 0, idleTimeout: IDLE_TIME, timeout: MOST_TIME, wasm: undefined, worker: undefined, recipes: undefined, codecs: undefined };
  checkNames(options, Object.keys(known), 'createResizer');
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  const all = { ...known, ...Object.fromEntries(given) };
  const { workers, keepWorkers, idleTimeout, timeout, worker } = all;
  if (!Number.isSafeInteger(workers) || workers < 1) throw invalidOptions(`workers is ${shown(workers)}; expected a whole number from 1`);
  if (!Number.isSafeInteger(keepWorkers) || keepWorkers < 0) throw invalidOptions(`keepWorkers is ${shown(keepWorkers)}; expected a whole number`);
  // Longer than a browser's timers can be is for ever.
  const isTime = idleTimeout === Infinity || (Number.isSafeInteger(idleTimeout) && idleTimeout >= 0 && idleTimeout < 2 ** 31);
  if (!isTime) throw invalidOptions(`idleTimeout is ${shown(idleTimeout)}; expected milliseconds, or Infinity`);
  const isLimit = Number.isSafeInteger(timeout) && timeout >= 1 && timeout <= MOST_TIME;
  if (!isLimit) throw invalidOptions(`timeout is ${shown(timeout)}; expected milliseconds from 1 to ${MOST_TIME}`);
  const isAddress = worker === undefined || typeof worker === 'string' || typeof worker === 'function' || worker instanceof URL;
  if (!isAddress) throw invalidOptions(`worker is ${kindOf(worker)}; expected a URL, or a function that returns a Worker`);
  return all;
}

function checkedCall(options, names) {
  checkNames(options, names, 'the call');
  const { signal, onProgress, bucket, key } = options;
  if (signal !== undefined && !isSignal(signal)) throw invalidOptions(`signal is ${kindOf(signal)}; expected an AbortSignal`);
  if (onProgress !== undefined && typeof onProgress !== 'function') throw invalidOptions(`onProgress is ${kindOf(onProgress)}; expected a function`);
  for (const [name, value] of Object.entries({ bucket, key })) {
    if (value !== undefined && typeof value !== 'string') throw invalidOptions(`${name} is ${kindOf(value)}; expected a string`);
  }
  return options;
}

function checkNames(options, names, what) {
  if (typeof options !== 'object' || options === null) throw invalidOptions(`the options of ${what} are ${kindOf(options)}; expected an object`);
  const unknown = Object.keys(options).find((name) => !names.includes(name));
  if (unknown !== undefined) throw invalidOptions(`${what} has no option "${unknown}"; it has ${names.join(', ')}`);
}

const shown = (value) => (typeof value === 'string' ? `"${value}"` : kindOf(value));
