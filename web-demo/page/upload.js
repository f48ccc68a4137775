// Uploads one file: signs, sends, and tries again where that may help.
import { delay, pause } from './backoff.js';
import { text } from './language.js';
import { put as putWithProgress } from './put.js';
import { CloudError } from './signer.js';

/** How often a file is sent at most. */
export const MOST_ATTEMPTS = 5;

/**
 * Uploads a blob, and resolves with what was signed. `sign(signal)` asks for a signature; every attempt has one of its
 * own, so that none begins with one that is too old. `onState` is told `{ state, loaded?, attempt?, ms?, error? }`, where
 * `state` is `signing`, `sending` or `waiting`.
 *
 * Rejects with a CloudError, or with the signal's reason.
 */
export async function upload({ body, sign, signal, onState = () => {}, put = putWithProgress, delayOf = delay }) {
  for (let attempt = 1; ; attempt++) {
    try {
      onState({ state: 'signing', attempt });
      const signed = await sign(signal);
      onState({ state: 'sending', attempt, loaded: 0 });
      const onProgress = (loaded) => onState({ state: 'sending', attempt, loaded });
      const answer = await put({ ...signed.upload, body, onProgress, signal });
      if (answer.status >= 200 && answer.status < 300) return signed;
      // Nobody else has this key: an attempt before has arrived, and only its answer did not.
      if (answer.status === 412 && attempt > 1) return signed;
      throw refusal(answer);
    } catch (error) {
      signal?.throwIfAborted();
      const again = error instanceof CloudError && (error.passes || error.kind === 'expired');
      if (!again || attempt >= MOST_ATTEMPTS) throw error;
      // A signature that was too old is no sign of trouble.
      const ms = error.kind === 'expired' ? 0 : delayOf(attempt);
      onState({ state: 'waiting', attempt, ms, error });
      await pause(ms, signal);
    }
  }
}

/** What S3 said, from its XML. */
function refusal({ status, text: body }) {
  const element = (name) => new RegExp(`<${name}>([^<]*)</${name}>`).exec(body)?.[1];
  const code = element('Code') ?? 'answer';
  const message = element('Message') ?? text.s3Status(status);
  // There is no code of its own for it.
  const expired = status === 403 && /expired/i.test(message);
  return new CloudError(expired ? 'expired' : code, message, { status });
}
