// The calls that are being answered, and what ends them: the signals of callers, and closing.

/** One call after another may have the same signal, and hundreds of them at a time. It is listened to once for all of them. */
export class Calls {
  /** Of each call that is being answered, what aborts its own signal. */
  #open = new Set();
  /** By a caller's signal, those of its calls, and what listens to it. */
  #bySignal = new Map();

  /**
   * Answers a call: resolves or rejects as `answer(own)` does, where `own` is a signal that is aborted with `signal`, if there
   * is one, or by `abort`. Rejects with the reason of a signal that is aborted already.
   */
  async run(signal, answer) {
    signal?.throwIfAborted();
    const controller = new AbortController();
    this.#open.add(controller);
    if (signal) this.#listen(signal, controller);
    try {
      return await answer(controller.signal);
    } finally {
      this.#open.delete(controller);
      if (signal) this.#forget(signal, controller);
    }
  }

  /** Ends all calls that are open. */
  abort(reason) {
    for (const controller of this.#open) controller.abort(reason);
  }

  #listen(signal, controller) {
    let group = this.#bySignal.get(signal);
    if (!group) {
      const calls = new Set();
      const onAbort = () => calls.forEach((call) => call.abort(signal.reason));
      group = { calls, onAbort };
      this.#bySignal.set(signal, group);
      signal.addEventListener('abort', onAbort);
    }
    group.calls.add(controller);
  }

  #forget(signal, controller) {
    const { calls, onAbort } = this.#bySignal.get(signal);
    calls.delete(controller);
    if (calls.size > 0) return;
    this.#bySignal.delete(signal);
    signal.removeEventListener('abort', onAbort);
  }
}
