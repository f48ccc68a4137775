// Why there is no result, in words for people. The component's own errors come with words; here are the host's.

/** What every promise of this package is rejected with, but for an abort, which has the signal's reason. */
export class ThumboxError extends Error {
  /** `kind` is a stable tag; `more` are further properties, such as line and column of a recipe's mistake. */
  constructor(kind, message, more = {}) {
    super(message);
    this.name = 'ThumboxError';
    this.kind = kind;
    Object.assign(this, more);
  }
}

/** An error that a Worker has posted. */
export function reported({ kind, message, codec }) {
  if (kind !== 'trap') return new ThumboxError(kind, message, codec === undefined ? {} : { codec });
  return new ThumboxError(
    kind,
    `the component stopped unexpectedly (${message}); this is a bug, please report it with the image`,
  );
}

export function deadline(milliseconds) {
  const seconds = milliseconds / 1000;
  return new ThumboxError('deadline', `timed out after ${seconds} s; use a smaller image`);
}

export function outOfMemory() {
  return new ThumboxError('memory-limit', 'the image needs more memory than a Worker may have; use a smaller image');
}

export function fileTooLarge(bytes, limit) {
  return new ThumboxError('too-large', `the file has ${bytes} bytes; max-file-bytes allows ${limit}`, { maxFileBytes: limit });
}

export function invalidOptions(message) {
  return new ThumboxError('invalid-options', message);
}

export function unreadable(message) {
  return new ThumboxError('unreadable', message);
}

/** An output that could not be written, under Node. */
export function unwritable(message) {
  return new ThumboxError('unwritable', message);
}

/** `reason` says what was found, what was expected, and what to do. */
export function unavailable(reason) {
  if (reason instanceof ThumboxError) return reason;
  return new ThumboxError('unavailable', `the component could not be started: ${reason}`);
}

/** `reason` says why the codec is not there, and what to do. */
export function needsCodec(codec, reason) {
  return new ThumboxError('needs-codec', `the codec ${codec}, which has to decode the image first, ${reason}`, { codec });
}

export function wrongRecipe({ message, line, column }) {
  const where = line === undefined ? '' : `line ${line}, column ${column}: `;
  return new ThumboxError('invalid-options', `the recipe: ${where}${message}`, { line, column });
}

/** What a value is, for messages: `a string`, `an HTMLImageElement`, `null`. */
export function kindOf(value) {
  if (value === null || value === undefined) return String(value);
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  const name = typeof value === 'object' ? (value.constructor?.name ?? 'Object') : typeof value;
  return `${/^[aeiou]|^HTML/i.test(name) ? 'an' : 'a'} ${name}`;
}

/** What two common settings of Vite's development server lead to. */
export const forVite = (name = 'thumbox') =>
  `With Vite: optimizeDeps.exclude must name '${name}', and the package must lie inside the project (npm install --install-links)`;
