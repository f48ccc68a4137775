// How many images are held at a time. Further calls wait for their turn, and hold nothing meanwhile.

export class Places {
  #free;
  /** In the order in which they came: what gives a call its place. */
  #waiting = new Set();

  /** `count` may be Infinity. */
  constructor(count) {
    this.#free = count;
  }

  /** Does some work when there is a place for it. Rejects with the signal's reason while it waits, and as the work does. */
  async hold(signal, work) {
    await this.#take(signal);
    try {
      return await work();
    } finally {
      this.#release();
    }
  }

  #take(signal) {
    if (this.#free > 0) {
      this.#free -= 1;
      return undefined;
    }
    return new Promise((resolve, reject) => {
      const give = () => {
        signal.removeEventListener('abort', leave);
        resolve();
      };
      const leave = () => {
        this.#waiting.delete(give);
        reject(signal.reason);
      };
      signal.addEventListener('abort', leave, { once: true });
      this.#waiting.add(give);
    });
  }

  #release() {
    const [give] = this.#waiting;
    if (give === undefined) {
      this.#free += 1;
      return;
    }
    this.#waiting.delete(give);
    give();
  }
}
