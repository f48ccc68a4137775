// Asks the signer (deploy/upload), which knows where uploads may go and signs them. Without one the page uploads nothing.

import { text } from './language.js';

/** For how many milliseconds a signer may think. */
const PATIENCE = 20_000;

/** A signer, or S3, said no. `kind` is for programs, the message for people. */
export class CloudError extends Error {
  constructor(kind, message, { status = 0 } = {}) {
    super(message);
    this.name = 'CloudError';
    this.kind = kind;
    this.status = status;
  }

  /** Whether the same request may succeed a little later: no answer, another attempt under way, or trouble behind it. */
  get passes() {
    return this.kind === 'network' || [409, 429].includes(this.status) || this.status >= 500;
  }
}

/** The signer's address, which the page names in `<meta name="thumbox-api">`. */
export function signerAddress(document) {
  return new URL(document.querySelector('meta[name="thumbox-api"]').content, document.baseURI);
}

/** A signal that is aborted with another one, if there is one, and after some milliseconds. */
export function within(ms, signal) {
  const limit = AbortSignal.timeout(ms);
  return signal ? AbortSignal.any([signal, limit]) : limit;
}

/** A signer at an address that ends in a slash. `patience` is in milliseconds. */
export class Signer {
  constructor(address, fetch = globalThis.fetch.bind(globalThis), { patience = PATIENCE } = {}) {
    this.address = address;
    this.fetch = fetch;
    this.patience = patience;
  }

  /** Where uploads go, and what becomes of them: `{ bucket, destination, prefix, maxBytes, recipe }`. */
  config(signal) {
    return this.#ask('config', { signal });
  }

  /** URLs for one upload: `{ upload: { url, headers }, results: [{ bucket, key, url }] }`. */
  sign({ key, size, type, sha256, results }, signal) {
    const places = results.map(({ bucket, key }) => ({ bucket, key }));
    const body = JSON.stringify({ key, size, type, sha256, results: places });
    return this.#ask('sign', { method: 'POST', headers: { 'content-type': 'application/json' }, body, signal });
  }

  /** What the function has done lately. Only the demo's server knows. */
  monitor(signal) {
    return this.#ask('monitor', { signal });
  }

  async #ask(name, { signal, ...options }) {
    const url = new URL(name, this.address);
    const limit = within(this.patience, signal);
    const failed = (error) => {
      signal?.throwIfAborted();
      const why = limit.aborted ? text.silent(this.patience / 1000) : error.message;
      throw new CloudError('network', text.noAnswer(url.host, why));
    };
    const request = { cache: 'no-store', credentials: 'omit', ...options, signal: limit };
    const response = await this.fetch(url, request).catch(failed);
    const answer = await response.json().catch((error) => {
      // An answer that is no JSON has a status; one that does not end has nothing.
      if (limit.aborted) failed(error);
    });
    signal?.throwIfAborted();
    if (response.ok && answer) return answer;
    const { kind = 'answer', message = text.status(url.pathname, response.status) } =
      answer?.error ?? {};
    throw new CloudError(kind, message, { status: response.status });
  }
}

/** A key for a file that nobody else has: who knows its random folder may have the thumbnails signed. */
export function newKey(prefix, name, uuid = crypto.randomUUID()) {
  // Half of a surrogate pair cannot be written in UTF-8. Encoding puts U+FFFD there.
  const whole = new TextDecoder().decode(new TextEncoder().encode(name));
  // What the signer would refuse: control characters, and parts of a path that browsers take out.
  const parts = whole.replace(/[\u0000-\u001f\u007f-\u009f]/g, '_').split('/');
  const kept = parts.filter((part) => !['', '.', '..'].includes(part));
  return `${prefix}${uuid}/${kept.join('/') || 'unnamed'}`;
}

/** SHA-256 of a blob or of bytes, in lower-case hexadecimal. */
export async function sha256(data) {
  const bytes = data instanceof Blob ? await data.arrayBuffer() : data;
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
