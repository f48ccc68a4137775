// Compiles the modules of WebAssembly, and says why where that is not possible.
import { forVite, kindOf, unavailable } from './failure.js';

/** Milliseconds without a byte after which a download is given up. Arbitrary; as long as an upload may stand still. */
const STALL = 60_000;
/** Milliseconds after which a download is given up that cannot be watched. Arbitrary: for 2 MB at 7 kB a second. */
const LONGEST = 300_000;
/** Of every module: `\0asm`. */
const MAGIC = [0, 0x61, 0x73, 0x6d];

/** A reason why a module is not compiled. */
class NotLoaded extends Error {}

/**
 * Compiles a module: at a URL, in a Response, in bytes, or one that is compiled already. `name` is its file in the package
 * `owner`, and `digest` its SHA-256 in Base64: another file is refused. Bytes that are given are checked on secure pages only.
 * `option` is what it is given as. `onBytes(loaded, response)` is called as bytes come from a URL, where the page is secure.
 *
 * Rejects with what `refuse(reason)` gives: a ThumboxError, `unavailable` unless said otherwise.
 */
export async function compile(source, { option = 'wasm', owner = 'thumbox', refuse = unavailable, ...about }) {
  try {
    return await compiled(source, { option, owner, ...about });
  } catch (error) {
    throw refuse(error instanceof NotLoaded ? error.message : inWords(error));
  }
}

async function compiled(source, about) {
  if (source instanceof WebAssembly.Module) return source;
  if (source instanceof ArrayBuffer || ArrayBuffer.isView(source)) return ofBytes(source, about);
  if (source instanceof Response) return ofBytes(await source.arrayBuffer(), about);
  if (source instanceof URL || typeof source === 'string') {
    return ofUrl(new URL(source, globalThis.document?.baseURI ?? globalThis.location?.href), about);
  }
  throw new NotLoaded(`${about.option} is ${kindOf(source)}; expected a URL, bytes, a Response or a WebAssembly.Module`);
}

async function ofUrl(url, about) {
  // A browser that checks the digest hands out nothing before it has all.
  if (about.onBytes && globalThis.crypto?.subtle) return ofWatched(url, about);
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), LONGEST);
  try {
    return await ofWhole(url, about, late.signal);
  } catch (error) {
    if (!late.signal.aborted) throw error;
    throw new NotLoaded(`${url.href} was not there after ${LONGEST / 1000} s; try again with a faster network`);
  } finally {
    clearTimeout(timer);
  }
}

/** The module at a URL, which `signal` gives up. */
async function ofWhole(url, about, signal) {
  const { digest } = about;
  const integrity = digest && `sha256-${digest}`;
  const response = await fetch(url, { integrity, signal }).catch((error) => ({ error }));
  // Streaming is quicker, and lets browsers keep the compiled code. It refuses the file where a server does not know the
  // media type of WebAssembly.
  if (response.ok && mediaType(response) === 'application/wasm') {
    try {
      return await WebAssembly.compileStreaming(response);
    } catch (error) {
      throw new NotLoaded(`${url.href}: ${inWords(error)}`);
    }
  }
  signal.throwIfAborted();
  // A browser does not say whether nothing came or another file, so it is asked without the digest, which is checked below.
  const found = response.error ? await fetch(url, { cache: 'no-store', signal }).catch((error) => ({ error })) : response;
  if (!found.ok) throw new NotLoaded(whyNothing(found, url, about));
  const isChecked = response.error === undefined;
  const rest = { ...about, where: url.href, type: mediaType(found), ...(isChecked ? { digest: undefined } : { isCheckedAlways: true }) };
  return ofBytes(await found.arrayBuffer(), rest);
}

/** The module at a URL, of which `onBytes` is told how much is there. */
async function ofWatched(url, about) {
  const stalled = new AbortController();
  let timer;
  const isAlive = () => {
    clearTimeout(timer);
    timer = setTimeout(() => stalled.abort(new Error(`nothing came for ${STALL / 1000} s`)), STALL);
  };
  try {
    isAlive();
    const response = await fetch(url, { signal: stalled.signal }).catch((error) => ({ error }));
    if (!response.ok) throw new NotLoaded(whyNothing(response, url, about));
    const bytes = await watched(response, (loaded) => {
      isAlive();
      about.onBytes(loaded, response);
    }).catch(({ message }) => {
      throw new NotLoaded(`${url.href} broke off (${message}); try again with a network`);
    });
    return await ofBytes(bytes, { ...about, isCheckedAlways: true, where: url.href, type: mediaType(response) });
  } finally {
    clearTimeout(timer);
  }
}

/** The bytes of a Response. */
async function watched(response, onLoaded) {
  const parts = [];
  let loaded = 0;
  onLoaded(loaded);
  for (const reader = response.body.getReader(); ; ) {
    const { done, value } = await reader.read();
    if (done) return new Blob(parts).arrayBuffer();
    parts.push(value);
    loaded += value.byteLength;
    onLoaded(loaded);
  }
}

/** Why there is nothing at an address. */
function whyNothing(response, url, about) {
  if (!response.error) return `${url.href} was answered with status ${response.status}; ${remedy(about)}`;
  return `${url.href} could not be fetched (${response.error.message}): there is no network, the page's connect-src does not allow it, or another origin does not (CORS)`;
}

const remedy = ({ name, owner, option }) =>
  `the package's ${name} has to be there, or its address be given as ${option}. ${forVite(owner)}`;

/**
 * Bytes, from `where`, of which `type` is the media type. With a `digest` they are checked where the page is secure, and
 * elsewhere refused if `isCheckedAlways`.
 */
async function ofBytes(source, about) {
  const { name, digest, isCheckedAlways = false, where = `what was given as ${about.option}`, type = '' } = about;
  const bytes = ArrayBuffer.isView(source) ? new Uint8Array(source.buffer, source.byteOffset, source.byteLength) : new Uint8Array(source);
  if (!MAGIC.every((byte, index) => bytes[index] === byte)) {
    throw new NotLoaded(`${where} is ${type || 'something else'}, not WebAssembly; ${remedy(about)}`);
  }
  const found = digest && (await digestOf(bytes));
  if (found !== digest && (found !== undefined || isCheckedAlways)) {
    throw new NotLoaded(`${where} is not the ${name} of this release, as its digest is another one; take that of the same release`);
  }
  return WebAssembly.compile(bytes);
}

/** SHA-256 in Base64; undefined on pages that are not secure, which have no `crypto.subtle`. */
async function digestOf(bytes) {
  if (!globalThis.crypto?.subtle) return undefined;
  return btoa(String.fromCharCode(...new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))));
}

const mediaType = (response) => (response.headers?.get('Content-Type') ?? '').split(';')[0].trim();

/** What a browser says where it does not compile, and what to do. */
function inWords(error) {
  const message = String(error);
  if (!/content security policy|unsafe-eval|blocked by CSP/i.test(message)) return `${message}; use a current browser`;
  return `the page's Content-Security-Policy does not allow WebAssembly; add 'wasm-unsafe-eval' to its script-src`;
}
