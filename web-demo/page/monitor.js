// The figures of the function, asked for while somebody sees them.

/** Milliseconds between two questions. */
export const EVERY = 3_000;

/**
 * Asks again and again while `isSeen()`, and hands `show` the figures, or the error. `seen` is an EventTarget that says
 * `change` when `isSeen()` may answer something else. Returns a function that ends it.
 */
export function watch({ ask, show, isSeen, seen, every = EVERY }) {
  const end = new AbortController();
  let timer;
  let running = false;
  const run = async () => {
    clearTimeout(timer);
    if (running || end.signal.aborted || !isSeen()) return;
    running = true;
    try {
      show({ figures: await ask(end.signal) });
    } catch (error) {
      if (!end.signal.aborted) show({ error });
    }
    running = false;
    if (!end.signal.aborted && isSeen()) timer = setTimeout(run, every);
  };
  seen.addEventListener('change', run, { signal: end.signal });
  run();
  return () => {
    end.abort();
    clearTimeout(timer);
  };
}

/** The figures as people read them: `[[name, text]]`. What there is nothing about is a dash. */
export function texts({ invocations, duration, errors, successRate, throttles }) {
  const or = (value, text) => (value === null || value === undefined ? '–' : text(value));
  const ms = (value) => `${Math.round(value)} ms`;
  return [
    ['Invocations', or(invocations, String)],
    ['Duration, shortest', or(duration?.minimum, ms)],
    ['Duration, average', or(duration?.average, ms)],
    ['Duration, longest', or(duration?.maximum, ms)],
    ['Errors', or(errors, String)],
    ['Success rate', or(successRate, (value) => `${value.toFixed(1)} %`)],
    ['Throttles', or(throttles, String)],
  ];
}
