// What can be resized under Node, as bytes in memory that no one else has: they are handed to a thread and not copied again.
import { constants, open } from 'node:fs/promises';
import { basename } from 'node:path';
import { Readable } from 'node:stream';
import { fileTooLarge, invalidOptions, kindOf, ThumboxError, unreadable } from '../package/failure.js';
import { asBlob as asBlobShared, isDetached } from '../package/input.js';
import { inWords, pathOf } from './path.js';

/** For how many milliseconds nothing may come of a stream. */
const PATIENCE = 60_000;

/** How many images may be in memory at a time: those that are worked on, and as many that are read meanwhile. */
export const mostHeld = (workers) => 2 * workers;

/** What the pool sends to a thread, with what a File says of itself. */
class FileBytes extends Uint8Array {
  name = '';
  lastModified = undefined;
}

/**
 * An input as bytes, with a name where it has one: bytes, a path or a `file:` URL, a stream, or what browsers take. No more than
 * `most` bytes are read. A stream of which nothing comes for `patience` milliseconds has stopped. It is destroyed if it is not
 * read to its end, but for a request of HTTP, which can still be answered.
 *
 * Rejects with a ThumboxError `invalid-options` of what is no input, `unreadable` of what cannot be read, and `too-large`; and
 * with the signal's reason.
 */
export async function asBlob(input, { signal, most, patience = PATIENCE }) {
  try {
    signal?.throwIfAborted();
    const bytes = await read(input, { signal, most, patience });
    signal?.throwIfAborted();
    return bytes;
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof ThumboxError) throw error;
    throw unreadable(`the image could not be read: ${error?.message ?? error}`);
  }
}

async function read(input, options) {
  if (ArrayBuffer.isView(input) || isBuffer(input)) return ofBytes(input, options);
  if (typeof input === 'string' || (input instanceof URL && input.protocol === 'file:')) return ofPath(pathOf(input, 'the image'), options);
  if (input instanceof ReadableStream) return ofStream(fromWeb(input), '', options);
  if (typeof input?.[Symbol.asyncIterator] === 'function') return ofStream(asReadable(input), nameOf(input), options);
  if (input instanceof Promise) throw invalidOptions('the image is a Promise; await it first');
  if (!isForBrowsers(input)) {
    throw invalidOptions(
      `the image is ${kindOf(input)}; expected a Buffer, a typed array, an ArrayBuffer, a path, a stream, a Blob, a File, a Response or a URL`,
    );
  }
  const blob = await asBlobShared(input, options);
  return named(new FileBytes(await blob.arrayBuffer()), blob);
}

/** By their tags, as a value may be of another realm, such as that of a test. */
const tag = (value) => Object.prototype.toString.call(value).slice(8, -1);
const isBuffer = (value) => ['ArrayBuffer', 'SharedArrayBuffer'].includes(tag(value));
const isForBrowsers = (value) => ['Blob', 'File', 'Response', 'URL'].includes(tag(value));

/** Copied, as the caller keeps them. */
function ofBytes(bytes, { most }) {
  const { buffer = bytes, byteOffset = 0, byteLength } = bytes;
  if (isDetached(buffer)) throw unreadable('the image is an ArrayBuffer that was transferred; pass a copy of it');
  if (byteLength > most) throw fileTooLarge(byteLength, most);
  const copy = new FileBytes(byteLength);
  copy.set(new Uint8Array(buffer, byteOffset, byteLength));
  return copy;
}

async function ofPath(path, { signal, most }) {
  let file;
  try {
    // A FIFO without a writer would be waited for.
    file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    const found = await file.stat();
    if (!found.isFile()) throw unreadable(`${path} is ${found.isDirectory() ? 'a folder' : 'no regular file'}; pass the path of a file, or a stream`);
    if (found.size > most) throw fileTooLarge(found.size, most);
    const bytes = await readWhole(file, found.size, signal);
    return named(bytes, { name: basename(path), lastModified: Math.trunc(found.mtimeMs) });
  } catch (error) {
    if (error instanceof ThumboxError || signal?.aborted) throw error;
    throw unreadable(`${path} could not be read: ${inWords(error)}`);
  } finally {
    await file?.close();
  }
}

/** As many bytes as a file has, or fewer where it was shortened meanwhile. */
async function readWhole(file, size, signal) {
  const bytes = new FileBytes(size);
  for (let length = 0; length < size; ) {
    signal?.throwIfAborted();
    const { bytesRead } = await file.read(bytes, length, size - length, length);
    if (bytesRead === 0) return bytes.slice(0, length);
    length += bytesRead;
  }
  return bytes;
}

async function ofStream(stream, name, { signal, most, patience }) {
  const isRequest = 'httpVersion' in stream;
  let timer;
  const stop = () => stream.destroy(signal.reason);
  const wait = () => {
    clearTimeout(timer);
    timer = setTimeout(() => stream.destroy(unreadable(`the stream has stopped: nothing came for ${patience / 1000} s`)), patience);
  };
  signal?.addEventListener('abort', stop);
  const parts = [];
  let length = 0;
  try {
    wait();
    for await (const part of stream.iterator({ destroyOnReturn: !isRequest })) {
      wait();
      if (!ArrayBuffer.isView(part)) throw unreadable(`the stream gives ${kindOf(part)}; expected bytes, so it must have no encoding`);
      length += part.byteLength;
      if (length > most) throw fileTooLarge(`at least ${length}`, most);
      parts.push(part);
    }
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', stop);
  }
  const bytes = new FileBytes(length);
  let at = 0;
  for (const part of parts) {
    bytes.set(new Uint8Array(part.buffer, part.byteOffset, part.byteLength), at);
    at += part.byteLength;
  }
  return named(bytes, { name });
}

function fromWeb(stream) {
  if (stream.locked) throw unreadable('the stream has a reader already; pass the stream before it is read');
  return Readable.fromWeb(stream);
}

function asReadable(input) {
  if (!(input instanceof Readable)) return Readable.from(input);
  if (input.readableDidRead || input.destroyed) throw unreadable('the stream was read already; pass the stream before it is read');
  return input;
}

/** Of a stream of a file. */
const nameOf = ({ path }) => (typeof path === 'string' ? basename(path) : '');

const named = (bytes, { name = '', lastModified }) => Object.assign(bytes, { name, lastModified });
