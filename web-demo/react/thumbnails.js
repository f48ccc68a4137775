// The thumbnails of one hook, as a store that React subscribes to.
import { shareResizer } from './shared.js';

export class Thumbnails {
  /** By file: what was asked for, what ends it, and the addresses that it holds. */
  #work = new Map();
  /** By file, `{ request, thumbnail }`. Another Map after each change. */
  #made = new Map();
  #listeners = new Set();
  #share;

  subscribe = (listener) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  current = () => this.#made;

  /**
   * Makes the thumbnails of these files and forgets all others. `request` is a text that says what is asked for; where it is
   * as before, nothing is done again. Without `resizer`, the page's is used.
   */
  make(files, { recipe, request, resizer, bucket, limits }) {
    const wanted = new Set(files);
    const isCurrent = (file, work) => wanted.has(file) && work.request === request && work.resizer === resizer;
    for (const [file, work] of this.#work) if (!isCurrent(file, work)) this.#forget(file);
    const call = { ...(bucket !== undefined && { bucket }), ...(limits !== undefined && { limits }) };
    for (const file of wanted) if (!this.#work.has(file)) this.#start(file, { recipe, request, resizer, call });
  }

  /** Ends all work and gives back what it holds. `make` can be called again. */
  clear() {
    for (const file of this.#work.keys()) this.#forget(file);
    this.#share?.release();
    this.#share = undefined;
  }

  async #start(file, { recipe, request, resizer, call }) {
    const abort = new AbortController();
    const { signal } = abort;
    const urls = [];
    this.#work.set(file, { request, resizer, abort, urls });
    // In the order of the recipe, with gaps while some are missing.
    const outputs = [];
    const show = (thumbnail) => this.#set(file, { request, thumbnail: { file, warnings: [], ...thumbnail } });
    const onProgress = ({ info, output, fraction }) => {
      if (signal.aborted) return;
      if (output) {
        const url = URL.createObjectURL(output.file);
        urls.push(url);
        outputs[output.index] = { ...output, url };
      }
      show({ status: 'pending', progress: fraction, info, outputs: outputs.filter(Boolean) });
    };
    try {
      const used = resizer ?? (this.#share ??= shareResizer()).resizer;
      const { info, warnings, isFor } = await used.resize(file, recipe, { ...call, signal, onProgress });
      if (signal.aborted) return;
      show({ status: 'done', progress: 1, info, outputs: outputs.filter(Boolean), warnings, isFor });
    } catch (error) {
      if (signal.aborted) return;
      revoke(urls);
      show({ status: 'error', progress: 1, outputs: [], error });
    }
  }

  #forget(file) {
    const { abort, urls } = this.#work.get(file);
    this.#work.delete(file);
    abort.abort();
    revoke(urls);
    this.#set(file, undefined);
  }

  #set(file, entry) {
    this.#made = new Map(this.#made);
    if (entry) this.#made.set(file, entry);
    else this.#made.delete(file);
    for (const listener of this.#listeners) listener();
  }
}

/** Also empties the list. */
function revoke(urls) {
  for (const url of urls.splice(0)) URL.revokeObjectURL(url);
}
