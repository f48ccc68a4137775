// The Workers: as many as there is work for, up to a number, each with one picture at a time. The rest waits in line.
import { deadline, invalidOptions, needsCodec, outOfMemory, reported, unavailable } from './failure.js';

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
  #loadCodec;
  #start;
  #whyNot;
  #idleTime;
  #keep;
  #module;
  #crew = new Set();
  #waiting = [];

  /**
   * At most `size` Workers. `load` gives a promise of the component's module, which is compiled once and shared;
   * `loadCodec(name, onProgress)` one of `{ module, sha256 }`, where a Worker needs a codec. `start` starts a Worker, and
   * `whyNot(message)` gives a promise of the reason, in words, where its script did not run. A Worker ends after `idleTime`
   * milliseconds without work, but for the last `keep`.
   */
  constructor({ size, load, loadCodec, start, whyNot = async (message) => message, idleTime = Infinity, keep = 0 }) {
    this.#size = size;
    this.#load = load;
    this.#loadCodec = loadCodec;
    this.#start = start;
    this.#whyNot = whyNot;
    this.#idleTime = idleTime;
    this.#keep = keep;
  }

  /**
   * Has a Worker answer a request. `onMessage` gets what it posts on the way; the promise is kept with the last message.
   * `limit` is in milliseconds, from when a Worker begins; while a codec is loaded for it, its time stands still.
   */
  run(request, { signal, limit, onMessage } = {}) {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const cancel = () => this.#cancel(job, signal.reason);
      const settle = (how) => (value) => {
        signal?.removeEventListener('abort', cancel);
        job.isSettled = true;
        how(value);
      };
      const job = { request, limit, onMessage, isSettled: false, resolve: settle(resolve), reject: settle(reject) };
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
      this.#stopTimer(member);
      member.timer = setTimeout(() => this.#replace(member), GRACE);
    }
  }

  #assign() {
    const idle = [...this.#crew].filter(({ isReady, job }) => isReady && !job);
    while (idle.length > 0 && this.#waiting.length > 0) {
      if (this.#give(idle.at(-1), this.#waiting.shift())) idle.pop();
    }
    let starting = [...this.#crew].filter(({ isReady }) => !isReady).length;
    for (; starting < this.#waiting.length && this.#crew.size < this.#size; starting++) {
      if (!this.#hire()) break;
    }
    for (const member of this.#crew) if (member.isReady && !member.job) this.#rest(member);
  }

  /** Ends a Worker that has nothing to do for a while: it keeps some MB. The next one needs no download. */
  #rest(member) {
    // Under Node, a program may end meanwhile.
    member.worker.unref?.();
    if (member.timer !== undefined || this.#idleTime === Infinity) return;
    member.timer = setTimeout(() => {
      if (this.#crew.size > this.#keep) this.#dismiss(member);
    }, this.#idleTime);
    member.timer.unref?.();
  }

  /** Sends a Worker its work; false where that is refused, and the Worker is still free. */
  #give(member, job) {
    this.#stopTimer(member);
    try {
      member.worker.postMessage(job.request);
    } catch (error) {
      // What cannot be cloned.
      job.reject(invalidOptions(`the image cannot be sent to a Worker: ${error.message}`));
      return false;
    }
    member.job = job;
    member.worker.ref?.();
    this.#startTimer(member, job.limit);
    return true;
  }

  /** Gives a Worker so many milliseconds for its work; where `left` is undefined, as many as it needs. */
  #startTimer(member, left) {
    if (left === undefined) return;
    const { job } = member;
    job.until = performance.now() + left;
    member.timer = setTimeout(() => {
      job.reject(deadline(job.limit));
      this.#replace(member);
    }, left);
  }

  /** Sends a Worker the codec that it needs, or the reason why it cannot be had. */
  async #sendCodec(member, name) {
    const { job } = member;
    const left = job.until === undefined ? undefined : Math.max(job.until - performance.now(), 0);
    const isWanted = () => this.#crew.has(member) && member.job === job && !job.isSettled;
    if (!isWanted()) return;
    this.#stopTimer(member);
    const answer = await this.#loadCodec(name, (loading) => isWanted() && this.#tell(member, { loading })).catch(
      ({ kind, message, codec }) => ({ error: { kind, message, codec } }),
    );
    if (!isWanted()) return;
    this.#startTimer(member, left);
    try {
      member.worker.postMessage({ codec: { name, ...answer } });
    } catch (error) {
      job.reject(needsCodec(name, `cannot be sent to a Worker (${error.message}); save the image as JPEG or PNG`));
      this.#replace(member);
    }
  }

  /** Starts a Worker; false where the browser refuses it. */
  #hire() {
    let worker;
    try {
      worker = this.#start();
    } catch (error) {
      if (this.#crew.size === 0) this.#rejectWaiting(unavailable(error));
      return false;
    }
    const member = { worker, isReady: false, job: undefined, timer: undefined };
    this.#crew.add(member);
    worker.onmessage = ({ data }) => this.#onMessage(member, data);
    worker.onmessageerror = () => this.#fail(member, 'a message could not be read');
    worker.onerror = async (event) => {
      event.preventDefault();
      // Node limits the memory of scripts, and says when that was exceeded.
      if (event.isOutOfMemory) member.job?.reject(outOfMemory());
      // Where others are there, or are starting, nobody is told.
      const isTold = !member.isReady && this.#crew.size === 1;
      this.#fail(member, isTold ? await this.#whyNot(event.message).catch(String) : event.message);
    };
    const loading = (this.#module ??= this.#load());
    loading.then(
      (module) => {
        if (!this.#crew.has(member)) return;
        try {
          worker.postMessage({ module });
        } catch (error) {
          return this.#fail(member, `its module cannot be sent to a Worker (${error.message})`);
        }
        member.timer = setTimeout(() => this.#fail(member, `it was not ready after ${START / 1000} s`), START);
      },
      (error) => {
        // The next Worker loads it again, unless another one already does.
        if (this.#module === loading) this.#module = undefined;
        this.#fail(member, error);
      },
    );
    return true;
  }

  #onMessage(member, message) {
    if (message.ready) {
      this.#stopTimer(member);
      member.isReady = true;
      return this.#assign();
    }
    if (message.unavailable) return this.#fail(member, message.unavailable);
    if (message.needs) return this.#sendCodec(member, message.needs);
    const { job } = member;
    if (!('done' in message) && !message.error) return this.#tell(member, message);
    this.#stopTimer(member);
    member.job = undefined;
    if (message.error) job.reject(reported(message.error));
    else job.resolve(message.done);
    this.#assign();
  }

  /** Hands on what a Worker has posted on the way. What its receiver throws is the outcome. */
  #tell({ job }, message) {
    if (!job || job.isSettled) return;
    try {
      job.onMessage?.(message);
    } catch (error) {
      this.#cancel(job, error);
    }
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

  #stopTimer(member) {
    clearTimeout(member.timer);
    member.timer = undefined;
  }

  #dismiss(member) {
    this.#stopTimer(member);
    member.worker.terminate();
    this.#crew.delete(member);
  }
}
