// Asks the signer (deploy/upload), which knows where uploads may go and signs them. Without one the page uploads nothing.

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

/** A signer at an address that ends in a slash. */
export class Signer {
  constructor(address, fetch = globalThis.fetch.bind(globalThis)) {
    this.address = address;
    this.fetch = fetch;
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

  async #ask(name, options) {
    const url = new URL(name, this.address);
    const response = await this.fetch(url, { cache: 'no-store', credentials: 'omit', ...options }).catch((error) => {
      options.signal?.throwIfAborted();
      throw new CloudError('network', `${url.host} does not answer: ${error.message}`);
    });
    const answer = await response.json().catch(() => undefined);
    options.signal?.throwIfAborted();
    if (response.ok && answer) return answer;
    const { kind = 'answer', message = `${url.pathname} was answered with status ${response.status}` } =
      answer?.error ?? {};
    throw new CloudError(kind, message, { status: response.status });
  }
}

/** A key for a file that nobody else has: who knows its random folder may have the thumbnails signed. */
export function newKey(prefix, name, uuid = crypto.randomUUID()) {
  // Half of a surrogate pair cannot be written in UTF-8. Encoding puts U+FFFD there.
  const text = new TextDecoder().decode(new TextEncoder().encode(name));
  // What the signer would refuse: control characters, and parts of a path that browsers take out.
  const parts = text.replace(/[\u0000-\u001f\u007f-\u009f]/g, '_').split('/');
  const kept = parts.filter((part) => !['', '.', '..'].includes(part));
  return `${prefix}${uuid}/${kept.join('/') || 'unnamed'}`;
}

/** SHA-256 of a blob or of bytes, in lower-case hexadecimal. */
export async function sha256(data) {
  const bytes = data instanceof Blob ? await data.arrayBuffer() : data;
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
