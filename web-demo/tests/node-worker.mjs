// Web Workers and `fetch` of files, for the package under Node: worker.js itself runs, in a thread.
import { readFile } from 'node:fs/promises';
import { Worker as Thread } from 'node:worker_threads';

/** Addresses that were fetched. */
export const fetched = [];
/** Workers that were started. */
export const started = [];

const { fetch } = globalThis;
globalThis.fetch = async (url, options) => {
  if (new URL(url).protocol !== 'file:') return fetch(url, options);
  fetched.push(new URL(url).pathname.split('/').pop());
  const type = url.pathname.endsWith('.wasm') ? 'application/wasm' : 'text/javascript';
  return new Response(await readFile(url), { headers: { 'Content-Type': type } });
};

globalThis.Worker = class {
  #thread;

  constructor(url) {
    this.#thread = new Thread(new URL('./node-worker-thread.mjs', import.meta.url), { workerData: String(url) });
    this.#thread.on('message', (data) => this.onmessage({ data }));
    this.#thread.on('error', ({ message }) => this.onerror({ message, preventDefault() {} }));
    started.push(this);
  }

  postMessage(message) {
    this.#thread.postMessage(message);
  }

  terminate() {
    this.isTerminated = true;
    this.#thread.terminate();
  }
};
