// Waiting between attempts: twice as long every time, and a little by chance, so that many pages do not come together.

/** Milliseconds before attempt `number`, counted from 1: half of `first` doubled, to all of it, at most `most`. */
export function delay(number, { first = 500, most = 10_000, random = Math.random } = {}) {
  const whole = Math.min(first * 2 ** (number - 1), most);
  return whole / 2 + (whole / 2) * random();
}

/** Resolves after some milliseconds, or rejects with the signal's reason as soon as it is aborted. */
export function pause(ms, signal) {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const stop = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, ms);
    signal?.addEventListener('abort', stop, { once: true });
  });
}
