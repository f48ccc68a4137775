// One vector through the package `thumbox`, under Node and on a page: what the package says, and the files.
import { withKeys } from './recipe-with-keys.mjs';

/** The cases of `error` in wit/resize.wit. What the package says beside them is about itself. */
const CASES = ['unsupported-format', 'malformed', 'truncated', 'too-large', 'invalid-options', 'limit-exceeded', 'needs-codec'];

/** `{ outputs, warnings, blobs }`, `{ error }` or `{ failure }`. */
export async function resized(resizer, file, recipe) {
  try {
    const { outputs, warnings } = await resizer.resize(file, withKeys(recipe));
    return {
      outputs: outputs.map(({ format, width, height, frames, quality, thumbhash, bytes, sha256 }) => {
        return { format, width, height, frames, quality, thumbhash: thumbhash && hexadecimal(thumbhash), bytes, sha256 };
      }),
      warnings: warnings.map(({ kind }) => kind),
      blobs: outputs.map(({ file }) => file),
    };
  } catch (error) {
    if (CASES.includes(error.kind)) return { error: error.kind };
    return { failure: error.kind ? `${error.kind}: ${error.message}` : String(error) };
  }
}

function hexadecimal(bytes) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
