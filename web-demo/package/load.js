// Compiles the modules of WebAssembly, and says why where that is not possible.
import { FOR_VITE, kindOf, ThumboxError, unavailable } from './failure.js';

/** Of every module: `\0asm`. */
const MAGIC = [0, 0x61, 0x73, 0x6d];

/**
 * Compiles a module: at a URL, in a Response, in bytes, or one that is compiled already. `name` is its file in the package,
 * and `digest` its SHA-256 in Base64: another file is refused. Bytes that are given are checked on secure pages only.
 *
 * Rejects with a ThumboxError `unavailable`.
 */
export async function compile(source, { name, digest, option = 'wasm' }) {
  try {
    if (source instanceof WebAssembly.Module) return source;
    if (source instanceof ArrayBuffer || ArrayBuffer.isView(source)) return await ofBytes(source, { name, digest });
    if (source instanceof Response) return await ofBytes(await source.arrayBuffer(), { name, digest });
    if (!(source instanceof URL) && typeof source !== 'string') {
      throw unavailable(`${option} is ${kindOf(source)}; expected a URL, bytes, a Response or a WebAssembly.Module`);
    }
    const url = new URL(source, globalThis.document?.baseURI ?? globalThis.location?.href);
    return await ofUrl(url, { name, digest, option });
  } catch (error) {
    throw error instanceof ThumboxError ? error : unavailable(inWords(error));
  }
}

async function ofUrl(url, { name, digest, option }) {
  const integrity = digest && `sha256-${digest}`;
  const response = await fetch(url, { integrity }).catch((error) => ({ error }));
  // Streaming is quicker, and lets browsers keep the compiled code. It refuses the file where a server does not know the
  // media type of WebAssembly.
  if (response.ok && mediaType(response) === 'application/wasm') {
    try {
      return await WebAssembly.compileStreaming(response);
    } catch (error) {
      throw unavailable(`${url.href}: ${inWords(error)}`);
    }
  }
  // A browser does not say whether nothing came or another file, so it is asked without the digest, which is checked below.
  const found = response.error ? await fetch(url, { cache: 'no-store' }).catch((error) => ({ error })) : response;
  if (!found.ok) throw unavailable(whyNothing(found, { url, name, option }));
  const about = { name, option, where: url.href, type: mediaType(found) };
  if (!response.error) return ofBytes(await found.arrayBuffer(), about);
  return ofBytes(await found.arrayBuffer(), { ...about, digest, isCheckedAlways: true });
}

/** Why there is nothing at an address. */
function whyNothing(response, { url, name, option }) {
  if (!response.error) return `${url.href} was answered with status ${response.status}; ${remedy(name, option)}`;
  return `${url.href} could not be fetched (${response.error.message}): there is no network, the page's connect-src does not allow it, or another origin does not (CORS)`;
}

const remedy = (name, option) => `the package's ${name} has to be there, or its address be given as ${option}. ${FOR_VITE}`;

/**
 * Bytes, from `where`, of which `type` is the media type. With a `digest` they are checked where the page is secure, and
 * elsewhere refused if `isCheckedAlways`.
 */
async function ofBytes(source, { name, digest, isCheckedAlways = false, option = 'wasm', where = `what was given as ${option}`, type = '' }) {
  const bytes = ArrayBuffer.isView(source) ? new Uint8Array(source.buffer, source.byteOffset, source.byteLength) : new Uint8Array(source);
  if (!MAGIC.every((byte, index) => bytes[index] === byte)) {
    throw unavailable(`${where} is ${type || 'something else'}, not WebAssembly; ${remedy(name, option)}`);
  }
  const found = digest && (await digestOf(bytes));
  if (found !== digest && (found !== undefined || isCheckedAlways)) {
    throw unavailable(`${where} is not the ${name} of this release, as its digest is another one; take that of the same package`);
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
