// What can be resized, as a file. Anything else is refused here: a Worker could not be sent it.
import { fileTooLarge, invalidOptions, kindOf, ThumboxError, unreadable } from './failure.js';

/** For how many milliseconds nothing may come of an image that is fetched. */
const PATIENCE = 60_000;

/** How many images may be held at a time: a Blob is no memory of the page. */
export const mostHeld = () => Infinity;

const ACCEPTED = 'expected a Blob, a File, an ArrayBuffer, a typed array, a Response, a ReadableStream, a URL or a canvas';

/** What to do with what is often taken for an image. */
const INSTEAD = {
  HTMLImageElement: 'pass its URL, image.currentSrc',
  HTMLInputElement: 'pass one of its files, input.files[0]',
  FileList: 'pass its files one by one',
  ImageData: 'put it onto a canvas and pass that',
  ImageBitmap: 'draw it onto a canvas and pass that',
  HTMLVideoElement: 'draw a frame onto a canvas and pass that',
  Promise: 'await it first',
};

/**
 * An input as a Blob; a File where it has a name. A canvas gives a PNG, so nothing is lost. A URL is fetched, with `signal`;
 * of it and of a Response no more than `most` bytes are read. A server of which nothing comes for `patience` milliseconds has
 * stopped.
 *
 * Rejects with a ThumboxError `invalid-options` of what is no input, `unreadable` of what cannot be read, and `too-large`;
 * and with the signal's reason.
 */
export async function asBlob(input, { signal, most, patience = PATIENCE }) {
  try {
    const blob = await read(input, { signal, most, patience });
    signal?.throwIfAborted();
    if (blob.size > most) throw fileTooLarge(blob.size, most);
    return blob;
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof ThumboxError) throw error;
    throw unreadable(`the image could not be read: ${error?.message ?? error}`);
  }
}

function read(input, options) {
  // By their tags, as a value may be of another frame, whose classes are others.
  const tag = Object.prototype.toString.call(input).slice(8, -1);
  if (tag === 'Blob' || tag === 'File') return input;
  if (tag === 'ArrayBuffer' || tag === 'SharedArrayBuffer' || ArrayBuffer.isView(input)) return ofBytes(input);
  if (tag === 'Response') return ofResponse(input, options);
  if (tag === 'ReadableStream') return ofResponse(new Response(input), options);
  if (tag === 'URL' || typeof input === 'string') return ofUrl(input, options);
  if (tag === 'HTMLCanvasElement') return ofCanvas(input);
  if (tag === 'OffscreenCanvas') return input.convertToBlob({ type: 'image/png' });
  const advice = INSTEAD[tag] ?? ACCEPTED;
  throw invalidOptions(`the image is ${kindOf(input)}; ${advice}`);
}

/** A Blob copies them. A view of shared memory is copied before, as a Blob takes none. */
function ofBytes(bytes) {
  const buffer = ArrayBuffer.isView(bytes) ? bytes.buffer : bytes;
  if (isDetached(buffer)) throw unreadable('the image is an ArrayBuffer that was transferred; pass a copy of it');
  const isShared = Object.prototype.toString.call(buffer) === '[object SharedArrayBuffer]';
  if (!isShared) return new Blob([bytes]);
  const { byteOffset = 0, byteLength } = bytes;
  return new Blob([new Uint8Array(buffer, byteOffset, byteLength).slice()]);
}

/** `buffer.detached` says so in current browsers only. */
export function isDetached(buffer) {
  try {
    return new Uint8Array(buffer) === undefined;
  } catch {
    return true;
  }
}

function ofCanvas(canvas) {
  return new Promise((resolve, reject) => {
    const { width, height } = canvas;
    const take = (blob) => {
      if (blob) resolve(blob);
      else reject(unreadable(`the canvas of ${width} x ${height} pixels cannot be written; it may be empty or too large`));
    };
    // Throws where a picture of another origin was drawn onto it.
    canvas.toBlob(take, 'image/png');
  });
}

async function ofUrl(address, options) {
  let url;
  try {
    url = new URL(address, globalThis.document?.baseURI ?? globalThis.location?.href);
  } catch {
    throw unreadable(`the image is the text "${String(address).slice(0, 80)}", which is no URL`);
  }
  const fetching = new AbortController();
  const stop = () => fetching.abort();
  options.signal?.addEventListener('abort', stop);
  try {
    const answer = fetch(url, { signal: fetching.signal }).catch((error) => {
      throw unreadable(
        `${shortened(url.href)} could not be fetched: ${error.message}; another origin has to allow it (CORS), and so has the page's connect-src`,
      );
    });
    return await ofResponse(await inTime(answer, options.patience, url.href), options, url);
  } catch (error) {
    stop();
    throw error;
  } finally {
    options.signal?.removeEventListener('abort', stop);
  }
}

/** Rejects where a promise is not settled after some milliseconds. */
async function inTime(promise, patience, name) {
  let timer;
  const late = new Promise((_, reject) => {
    const stop = () => reject(unreadable(`${shortened(name)} has stopped: nothing came for ${patience / 1000} s`));
    timer = setTimeout(stop, patience);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

async function ofResponse(response, { signal, most, patience }, url) {
  const name = url?.href ?? response.url;
  if (response.type === 'opaque') throw unreadable('the Response is opaque; fetch it with CORS');
  if (!response.ok) throw unreadable(`${shortened(name)} was answered with status ${response.status}`);
  if (response.bodyUsed) throw unreadable('the Response was read already; pass response.clone()');
  const parts = [];
  let bytes = 0;
  const reader = response.body?.getReader();
  const stop = () => reader?.cancel(signal.reason).catch(() => {});
  signal?.addEventListener('abort', stop);
  try {
    for (;;) {
      const { done, value } = reader ? await inTime(reader.read(), patience, name) : { done: true };
      if (done) break;
      bytes += value.byteLength;
      if (bytes > most) throw fileTooLarge(`at least ${bytes}`, most);
      parts.push(value);
    }
  } catch (error) {
    reader?.cancel().catch(() => {});
    throw error;
  } finally {
    signal?.removeEventListener('abort', stop);
  }
  const type = response.headers.get('Content-Type') ?? '';
  return new File(parts, nameIn(name), { type });
}

const shortened = (url) => (url ? url.slice(0, 200) : 'the request');

/** The last part of a URL's path. */
function nameIn(url) {
  const part = /([^/?#]*)(?:[?#].*)?$/.exec(url.startsWith('data:') ? '' : url)?.[1] ?? '';
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
