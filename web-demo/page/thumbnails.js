// Waits for the thumbnails of an upload, and compares each with the one that the page has made.
import { delay, pause } from './backoff.js';
import { CloudError, sha256 } from './signer.js';

/** After how many milliseconds a thumbnail counts as missing. Arbitrary; with a cold start it takes a second or two. */
export const LIMIT = 60_000;
/** Signatures are renewed before S3 refuses them after 15 minutes. */
const RENEW = 10 * 60_000;

/** What a thumbnail's metadata says it was made of. */
const RECEIPT = { component: 'x-amz-meta-thumbox-component', recipe: 'x-amz-meta-thumbox-recipe' };

/**
 * Waits until everything is known about every expected thumbnail, and resolves with the outcomes in their order.
 *
 * `expected` is `[{ bucket, key, sha256, bytes, component?, recipe? }]`. `failed` is the place of the description of a
 * failure, `{ bucket, key }`, where the recipe has one. `sign(signal)` answers with `results` for all of these, `failed`
 * last. `onOutcome(index, outcome)` is told each as soon as it is known. An outcome is one of:
 *
 * - `{ state: 'identical' }`
 * - `{ state: 'differs', differences: [{ what, expected, found }] }`
 * - `{ state: 'failed', kind, message }`: the function says that there will be none
 * - `{ state: 'missing', message }`: it was not there in time
 *
 * Rejects only with the signal's reason.
 */
export async function thumbnails({
  expected,
  failed,
  sign,
  signal,
  onOutcome = () => {},
  limit = LIMIT,
  fetch = globalThis.fetch.bind(globalThis),
  delayOf = (number) => delay(number, { first: 200, most: 5_000 }),
}) {
  const outcomes = expected.map(() => undefined);
  const settle = (index, outcome) => {
    outcomes[index] = outcome;
    onOutcome(index, outcome);
  };
  const waiting = () => expected.map((_, index) => index).filter((index) => !outcomes[index]);
  const end = performance.now() + limit;
  let urls = { signed: -Infinity };
  let trouble;
  for (let round = 1; waiting().length > 0; round++) {
    try {
      if (performance.now() - urls.signed > RENEW) {
        const { results } = await sign(signal);
        urls = { signed: performance.now(), results: results.map(({ url }) => url) };
      }
      await Promise.all(
        waiting().map(async (index) => {
          const found = await read(urls.results[index], fetch, signal);
          if (found) settle(index, await compare(expected[index], found));
        }),
      );
      if (failed && waiting().length > 0) {
        const found = await read(urls.results[expected.length], fetch, signal);
        if (found) for (const index of waiting()) settle(index, { state: 'failed', ...(await reason(found)) });
      }
      trouble = undefined;
    } catch (error) {
      signal?.throwIfAborted();
      // S3 refuses what is too old; so does a signer what it never will sign, and then waiting is of no use.
      urls = { signed: -Infinity };
      trouble = error;
      if (error instanceof CloudError && !error.passes && error.kind !== 'expired') break;
    }
    if (waiting().length === 0) break;
    const ms = Math.min(delayOf(round), end - performance.now());
    if (ms <= 0) break;
    await pause(ms, signal);
  }
  const seconds = Math.round(limit / 1000);
  const message = trouble?.message ?? `it was not there after ${seconds} s; the function's log may say why`;
  for (const index of waiting()) settle(index, { state: 'missing', message });
  return outcomes;
}

/** An object, or undefined where there is none yet. */
async function read(url, fetch, signal) {
  const response = await fetch(url, { cache: 'no-store', credentials: 'omit', signal }).catch((error) => {
    signal?.throwIfAborted();
    throw new CloudError('network', `${new URL(url).host} does not answer: ${error.message}`);
  });
  if (response.status === 404) return undefined;
  if (response.ok) return response;
  const text = await response.text();
  const expired = response.status === 403 && /expired/i.test(text);
  const { status } = response;
  throw new CloudError(expired ? 'expired' : 'answer', `S3 answered with status ${status}`, { status });
}

async function compare(expected, response) {
  const data = await response.arrayBuffer();
  const digest = await sha256(data);
  if (digest === expected.sha256) return { state: 'identical' };
  const found = { sha256: digest, bytes: data.byteLength };
  // Readable only where the bucket's CORS rules expose them.
  for (const [what, header] of Object.entries(RECEIPT)) found[what] = response.headers.get(header) ?? undefined;
  const differences = ['component', 'recipe', 'bytes', 'sha256']
    .map((what) => ({ what, expected: expected[what], found: found[what] }))
    .filter(({ expected, found }) => expected !== undefined && found !== undefined && expected !== found);
  return { state: 'differs', differences };
}

/** Why there is no thumbnail, from the description that the function has written. */
async function reason(response) {
  const { kind = 'failed', error = 'the function has made no thumbnail' } = await response.json().catch(() => ({}));
  return { kind, message: error };
}
