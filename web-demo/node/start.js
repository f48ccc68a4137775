// Starts threads of Node, which do the work of Web Workers.
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { kindOf, unavailable } from '../package/failure.js';
import { pathOf } from './path.js';
import { pathToFileURL } from 'node:url';

/** How many cores this process may use. */
export const cores = availableParallelism;

/**
 * MB of V8's heaps. Scripts and what they know of one picture take a few; the picture, its file and the component's memory, which
 * has a limit of its own, are outside of them. A table of WebAssembly is in them, and where one grows beyond the limit, V8 ends the
 * process and not the thread. It refuses a table of more than ten million entries, which are 240 MB while it grows: that has room.
 */
const HEAPS = { maxOldGenerationSizeMb: 512, maxYoungGenerationSizeMb: 32 };

/**
 * A thread of node-worker.js. `given` is its path or its address, or a function that returns a Worker of node:worker_threads;
 * without it, it lies beside this module.
 *
 * Throws a ThumboxError `unavailable`.
 */
export function startWorker(given) {
  try {
    if (typeof given === 'function') return new Thread(checked(given()));
    // No hooks of the program, and none of its secrets: the thread runs what it is given, and reads nothing.
    return new Thread(new Worker(addressOf(given), { name: 'thumbox', execArgv: [], env: {}, resourceLimits: HEAPS }));
  } catch (error) {
    throw unavailable(`its thread was refused (${error.message}); ${REMEDY}`);
  }
}

const REMEDY = "the package's node-worker.js has to be there, or its path be given as createResizer({ worker })";

function addressOf(given) {
  if (given === undefined) return new URL('./node-worker.js', import.meta.url);
  return pathToFileURL(pathOf(given, 'worker'));
}

function checked(worker) {
  if (worker instanceof Worker) return worker;
  throw new TypeError(`worker returned ${kindOf(worker)}; expected a Worker of node:worker_threads`);
}

/** Why a thread did not start. `message` is what Node says. */
export async function whyNotStarted(given, message) {
  return `its thread broke off (${message}); ${REMEDY}`;
}

/** A thread with the members of a Web Worker that the pool uses. A process does not wait for it while it is not referenced. */
class Thread {
  #worker;
  #isOver = false;

  constructor(worker) {
    this.#worker = worker;
    worker.on('message', (data) => this.onmessage({ data }));
    worker.on('messageerror', () => this.onmessageerror());
    worker.on('error', (error) => this.#end(String(error?.message ?? error), error?.code));
    worker.on('exit', (code) => this.#end(`its thread ended with code ${code}`));
  }

  /** Bytes of an image belong to the thread from then on. */
  postMessage(message) {
    const { file } = message;
    this.#worker.postMessage(message, file instanceof Uint8Array ? [file.buffer] : []);
  }

  ref() {
    this.#worker.ref();
  }

  unref() {
    this.#worker.unref();
  }

  terminate() {
    this.#isOver = true;
    this.#worker.terminate();
  }

  #end(message, code) {
    if (this.#isOver) return;
    this.#isOver = true;
    const isOutOfMemory = code === 'ERR_WORKER_OUT_OF_MEMORY';
    this.onerror({ message, isOutOfMemory, preventDefault() {} });
  }
}
