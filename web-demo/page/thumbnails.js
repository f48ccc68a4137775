// Waits for the thumbnails of an upload, and compares each with the one that the page has made.
import { delay, pause } from './backoff.js';
import { text } from './language.js';
import { CloudError, sha256, within } from './signer.js';

/** After how many milliseconds a thumbnail counts as missing. Arbitrary; with a cold start it takes a second or two. */
export const LIMIT = 60_000;
/** For how many milliseconds S3 may be silent about one thumbnail. */
const PATIENCE = 15_000;
/** Signatures are renewed before S3 refuses them after 15 minutes. */
const RENEW = 10 * 60_000;

/** What a thumbnail's metadata says it was made of. */
const RECEIPT = {
  component: 'x-amz-meta-thumbox-component',
  codec: 'x-amz-meta-thumbox-codec',
  recipe: 'x-amz-meta-thumbox-recipe',
};

/**
 * Waits until everything is known about every expected thumbnail, and resolves with the outcomes in their order.
 *
 * `expected` is `[{ bucket, key, sha256, bytes, component?, codec?, recipe? }]`. `failed` is the place of the description of a
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
  patience = PATIENCE,
  fetch = globalThis.fetch.bind(globalThis),
  delayOf = (number) => delay(number, { first: 200, most: 5_000 }),
}) {
  const outcomes = expected.map(() => undefined);
  const settle = (index, outcome) => {
    outcomes[index] = outcome;
    onOutcome(index, outcome);
  };
  const ask = (url) => read(url, { fetch, signal, patience });
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
          const found = await ask(urls.results[index]);
          if (found) settle(index, compare(expected[index], found));
        }),
      );
      if (failed && waiting().length > 0) {
        const found = await ask(urls.results[expected.length]);
        if (found) for (const index of waiting()) settle(index, { state: 'failed', ...reason(found) });
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
  const message = trouble?.message ?? text.missing(seconds);
  for (const index of waiting()) settle(index, { state: 'missing', message });
  return outcomes;
}

/** An object, `{ headers, data, sha256 }`, or undefined where there is none yet. */
async function read(url, { fetch, signal, patience }) {
  const limit = within(patience, signal);
  try {
    const response = await fetch(url, { cache: 'no-store', credentials: 'omit', signal: limit });
    if (response.status === 404) return undefined;
    const data = await response.arrayBuffer();
    if (response.ok) return { headers: response.headers, data, sha256: await sha256(data) };
    const expired = response.status === 403 && /expired/i.test(new TextDecoder().decode(data));
    const { status } = response;
    throw new CloudError(expired ? 'expired' : 'answer', text.s3Status(status), { status });
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof CloudError) throw error;
    const why = limit.aborted ? text.silent(patience / 1000) : error.message;
    throw new CloudError('network', text.noAnswer(new URL(url).host, why));
  }
}

function compare(expected, { headers, data, sha256: digest }) {
  if (digest === expected.sha256) return { state: 'identical' };
  const found = { sha256: digest, bytes: data.byteLength };
  // Readable only where the bucket's CORS rules expose them.
  for (const [what, header] of Object.entries(RECEIPT)) found[what] = headers.get(header) ?? undefined;
  const differences = ['component', 'codec', 'recipe', 'bytes', 'sha256']
    .map((what) => ({ what, expected: expected[what], found: found[what] }))
    .filter(({ expected, found }) => expected !== undefined && found !== undefined && expected !== found);
  return { state: 'differs', differences };
}

/** Why there is no thumbnail, from the description that the function has written. */
function reason({ data }) {
  try {
    const { kind = 'failed', error = text.notMade } = JSON.parse(new TextDecoder().decode(data));
    return { kind, message: error };
  } catch {
    return { kind: 'failed', message: text.notMade };
  }
}
