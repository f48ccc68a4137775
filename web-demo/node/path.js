// Paths of files, and what the system says of them.
import { fileURLToPath } from 'node:url';
import { getSystemErrorMap } from 'node:util';
import { invalidOptions, kindOf } from '../package/failure.js';

/**
 * The path of a file that is given as a text or as a `file:` URL. `what` is its name in messages.
 *
 * Throws a ThumboxError `invalid-options` of anything else. A text is never fetched: it may come from a stranger.
 */
export function pathOf(given, what) {
  const isUrl = given instanceof URL;
  if (!isUrl && typeof given !== 'string') throw invalidOptions(`${what} is ${kindOf(given)}; expected a path or a file: URL`);
  const text = String(given);
  if (!isUrl && !/^file:/i.test(text)) {
    const shown = text.slice(0, 80);
    if (/^(https?|data|blob):/i.test(text)) throw invalidOptions(`${what} is the text "${shown}", and texts are paths; pass new URL(...), which is fetched`);
    return text;
  }
  try {
    return fileURLToPath(given);
  } catch (error) {
    throw invalidOptions(`${what} is ${text.slice(0, 200)}, which is no path of this system (${error.message})`);
  }
}

/** What a call of the file system says. */
export function inWords(error) {
  return getSystemErrorMap().get(error.errno)?.[1] ?? error.message;
}
