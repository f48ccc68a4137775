// The Workers: as many as there is work for, up to a number, each with one picture at a time. The rest waits in line.
import { deadline, reported, unavailable } from './failure.js';

/**
 * How long a Worker may take to notice that its picture is no longer wanted, in milliseconds. Only ending it interrupts
 * the component, and starting another one takes longer than most pictures.
 */
const GRACE = 300;
/** How long a Worker may take to load its scripts and to begin, in milliseconds. A bad component never comes to an end. */
const START = 30_000;

export class Pool {
  #size;
  #load;
  #module;
  #crew = new Set();
  #waiting = [];

  /** `load` gives a promise of the component's module, which is compiled once and shared. */
  constructor(size, load) {
    this.#size = size;
    this.#load = load;
  }

  /**
   * Has a Worker answer a request. `onMessage` gets what it posts on the way; the promise is kept with the last message.
   * `limit` is in milliseconds, from when a Worker begins.
   */
  run(request, { signal, limit, onMessage } = {}) {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const cancel = () => this.#cancel(job, signal.reason);
      const settle = (how) => (value) => {
        signal?.removeEventListener('abort', cancel);
        how(value);
      };
      const job = { request, limit, onMessage, resolve: settle(resolve), reject: settle(reject) };
      signal?.addEventListener('abort', cancel);
      this.#waiting.push(job);
      this.#assign();
    });
  }

  /** Ends all Workers. What is still wanted of them is rejected with `reason`. */
  close(reason) {
    for (const member of this.#crew) {
      member.job?.reject(reason);
      this.#dismiss(member);
    }
    this.#rejectWaiting(reason);
  }

  #cancel(job, reason) {
    job.reject(reason);
    const at = this.#waiting.indexOf(job);
    if (at >= 0) return this.#waiting.splice(at, 1);
    for (const member of this.#crew) {
      if (member.job !== job) continue;
      member.worker.postMessage({ cancel: true });
      clearTimeout(member.timer);
      member.timer = setTimeout(() => this.#replace(member), GRACE);
    }
  }

  #assign() {
    const idle = [...this.#crew].filter(({ isReady, job }) => isReady && !job);
    while (idle.length > 0 && this.#waiting.length > 0) this.#give(idle.pop(), this.#waiting.shift());
    let starting = [...this.#crew].filter(({ isReady }) => !isReady).length;
    for (; starting < this.#waiting.length && this.#crew.size < this.#size; starting++) this.#start();
  }

  #give(member, job) {
    member.job = job;
    member.worker.postMessage(job.request);
    if (job.limit === undefined) return;
    member.timer = setTimeout(() => {
      job.reject(deadline(job.limit));
      this.#replace(member);
    }, job.limit);
  }

  #start() {
    // Bundlers look for just these words.
    const worker = new Worker(new URL('./worker.js', import.meta.url), { type: 'module' });
    const member = { worker, isReady: false, job: undefined, timer: undefined };
    this.#crew.add(member);
    worker.onmessage = ({ data }) => this.#onMessage(member, data);
    worker.onmessageerror = () => this.#fail(member, 'a message could not be read');
    worker.onerror = (event) => {
      event.preventDefault();
      this.#fail(member, event.message || 'the worker could not be loaded');
    };
    const loading = (this.#module ??= this.#load());
    loading.then(
      (module) => {
        if (!this.#crew.has(member)) return;
        worker.postMessage({ module });
        member.timer = setTimeout(() => this.#fail(member, `it was not ready after ${START / 1000} s`), START);
      },
      (error) => {
        // The next Worker loads it again, unless another one already does.
        if (this.#module === loading) this.#module = undefined;
        this.#fail(member, error);
      },
    );
  }

  #onMessage(member, message) {
    if (message.ready) {
      clearTimeout(member.timer);
      member.isReady = true;
      return this.#assign();
    }
    if (message.unavailable) return this.#fail(member, message.unavailable);
    const { job } = member;
    if (!('done' in message) && !message.error) return job.onMessage?.(message);
    clearTimeout(member.timer);
    member.job = undefined;
    if (message.error) job.reject(reported(message.error));
    else job.resolve(message.done);
    this.#assign();
  }

  /**
   * A Worker has broken down: at its work, which costs the picture, or before it. Then others do the work, as when a page
   * is without its network. One in its place would fail as well, and so on without an end.
   */
  #fail(member, reason) {
    if (!this.#crew.has(member)) return;
    this.#dismiss(member);
    if (member.isReady) {
      member.job?.reject(reported({ kind: 'trap', message: String(reason) }));
      this.#assign();
    } else if (this.#crew.size === 0) {
      this.#rejectWaiting(unavailable(reason));
    }
  }

  #rejectWaiting(reason) {
    for (const { reject } of this.#waiting.splice(0)) reject(reason);
  }

  #replace(member) {
    this.#dismiss(member);
    this.#assign();
  }

  #dismiss(member) {
    clearTimeout(member.timer);
    member.worker.terminate();
    this.#crew.delete(member);
  }
}
