// The figures of the function, asked for while somebody sees them.

import { text } from './language.js';
import { withTenths } from './words.js';

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
  const or = (value, written) => (value === null || value === undefined ? '–' : written(value));
  const names = text.figures;
  const ms = (value) => `${Math.round(value)} ms`;
  return [
    [names.invocations, or(invocations, String)],
    [names.shortest, or(duration?.minimum, ms)],
    [names.average, or(duration?.average, ms)],
    [names.longest, or(duration?.maximum, ms)],
    [names.errors, or(errors, String)],
    [names.successRate, or(successRate, (value) => text.percent(withTenths(value)))],
    [names.throttles, or(throttles, String)],
  ];
}
