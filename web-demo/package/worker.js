// Runs the component, and the codec that a file needs first. What concerns pictures happens inside them; this file moves bytes
// in and out. The package has it in one file with what it imports (build-worker.mjs).
import { blamingCodec, checkMemory, checkRaster, decoded, limitsOfRaster } from './decoded.js';
import { instantiateResizer } from './guard.js';
import { instantiate } from './resizer.js';

/** Enough for `probe` in nearly every file. */
const HEAD = 64 * 1024;
const CANCELLED = { kind: 'cancelled', message: 'it is no longer wanted' };

let module;
let isCancelled = false;
/** Codecs that were sent, by their names: `{ module, sha256 }`. */
const codecs = new Map();
/** What waits for a codec: `{ name, resolve, reject }`. */
let awaited;

// The first message brings the module; then come requests, one at a time, and while one is worked on `cancel`, and the codec that
// was asked for.
onmessage = async ({ data }) => {
  if (data.cancel) cancel();
  else if (data.codec) receive(data.codec);
  else if (data.module) await begin(data.module);
  else await answer(data);
};

/** A first instance, as a test: after it the component is known to work in this browser. */
async function begin(compiled) {
  try {
    module = compiled;
    await instance();
    postMessage({ ready: true });
  } catch (error) {
    postMessage({ unavailable: String(error) });
  }
}

async function answer(request) {
  isCancelled = false;
  try {
    const work = request.warm ? warm : request.targets ? resize : probe;
    postMessage({ done: await work(request) });
  } catch (error) {
    postMessage({ error: reason(error) });
  }
}

function cancel() {
  isCancelled = true;
  awaited?.reject(CANCELLED);
}

/** A codec that has come, or why it does not. */
function receive({ name, error, ...codec }) {
  if (!error) codecs.set(name, codec);
  if (awaited?.name !== name) return;
  if (error) awaited.reject(error);
  else awaited.resolve(codec);
}

/** The page loads codecs, each once for all Workers. */
async function codecNamed(name) {
  if (codecs.has(name)) return codecs.get(name);
  try {
    return await new Promise((resolve, reject) => {
      awaited = { name, resolve, reject };
      postMessage({ needs: name });
    });
  } finally {
    awaited = undefined;
  }
}

function instance() {
  return instantiateResizer(instantiate, (name) => {
    if (name !== 'resizer.core.wasm') throw new Error(`there is no module ${name}`);
    return module;
  });
}

/**
 * Has the browser optimise what most photos need, before the first one comes: the code that it compiles in haste takes
 * twice as long. Workers share what is optimised. The picture is noise, blown up, as a JPEG; then that as a thumbnail.
 */
async function warm() {
  const side = 128;
  const pixels = Uint8Array.from({ length: side * side * 3 }, (_, index) => (index * 7919) >> 3);
  const resizer = await instance();
  const make = (image, width, format) => {
    const request = JSON.stringify({ outputs: [{ width, enlarge: true, format }] });
    return resizer.resize(image, request, 1).outputs[0].data;
  };
  const noise = new Uint8Array([...new TextEncoder().encode(`P6 ${side} ${side} 255\n`), ...pixels]);
  const photo = make(noise, 1536, 'jpeg');
  for (const format of ['webp', 'jpeg']) make(photo, 256, format);
}

async function probe({ file }) {
  return probed(await instance(), file.size ?? file.length, (length) => bytes(file.slice(0, length)));
}

/** What a file is. No more of it is read than the component asks for: `read(length)` gives so much of its beginning. */
async function probed(resizer, size, read) {
  for (let length = HEAD; ; ) {
    const head = await read(length);
    try {
      return resizer.probe(head);
    } catch (error) {
      if (error.kind !== 'truncated' || length >= size) throw error;
      length = Math.max(error.needed ?? 0, 2 * length);
    }
  }
}

async function resize(request) {
  const image = await bytes(request.file);
  const { warnings, info } = await ofFile(image, request);
  // Here the instance that has refused the file is gone.
  return { warnings: warnings ?? (await ofRaster(image, info, request)) };
}

/** Makes the outputs, and gives the warnings; or gives the `info` of an image that a codec has to decode first. */
async function ofFile(image, { targets, limits, first, wantsSource }) {
  // An instance of its own for every picture: nothing survives from one to the next, not even a trap.
  const resizer = await instance();
  const info = about(resizer, image);
  // Lambda reads less of a progressive JPEG where that is enough. What it will have read, is not known here.
  const source = wantsSource && !(info?.format === 'jpeg' && info.progressive) ? await sha256(image) : undefined;
  postMessage({ info, source });

  const call = async (group) => {
    await checkWanted();
    const start = performance.now();
    const made = resizer.resize(image, requestOf(group.map((index) => targets[index]), limits), group.length);
    return { ...made, group, ms: performance.now() - start };
  };
  const posted = new Set();
  const all = [...targets.keys()];
  // A small output comes first, alone, from a JPEG: it is decoded at an eighth for that, so the others come hardly later,
  // and bytes do not depend on one another. What is wrong, or worth knowing, is what one call for all says of it.
  const isFirstAlone = first !== undefined && all.length > 1 && info?.format === 'jpeg';
  let made = isFirstAlone ? await unlessRefused(call([first])) : undefined;
  if (made) {
    await post(made, posted);
    made = made.warnings.length === 0 ? await unlessRefused(call(all.filter((index) => index !== first))) : undefined;
  }
  try {
    made ??= await call(all);
  } catch (error) {
    if (error.kind !== 'needs-codec') throw error;
    const whole = await probed(resizer, image.length, (length) => image.subarray(0, length));
    if (whole.codec === undefined) throw error;
    return { info: whole };
  }
  await post(made, posted);
  return { warnings: made.warnings };
}

/** Has a codec decode the image, makes the outputs of its raster, and gives the warnings. */
async function ofRaster(image, info, { targets, limits, wantsSource }) {
  const { codec: name } = info;
  const { module, sha256: digest } = await codecNamed(name);
  await checkWanted();
  const source = wantsSource ? await sha256(image) : undefined;
  postMessage({ info, source, codec: { name, sha256: digest } });
  const start = performance.now();
  const raster = await decoded(image, requestOf(targets, limits), module);
  await checkWanted();
  const made = await blamingCodec(name, async () => {
    const resizer = await instance();
    const head = await probed(resizer, raster.length, (length) => raster.subarray(0, length));
    const count = targets.length;
    checkRaster(raster, head, { info, name, count });
    const made = resizer.resize(raster, requestOf(targets, limitsOfRaster(limits, raster)), count);
    checkMemory(resizer, raster);
    return made;
  });
  await post({ ...made, group: [...targets.keys()], ms: performance.now() - start });
  return made.warnings;
}

const requestOf = (targets, limits) => `{"outputs":[${targets.join(',')}],"limits":${limits}}`;

/** A pause in which a message that cancels is heard. */
async function checkWanted() {
  await new Promise((resume) => setTimeout(resume));
  if (isCancelled) throw CANCELLED;
}

/** Sends outputs, but for those that are among `posted`, and adds them to these. */
async function post({ outputs, group, ms }, posted = new Set()) {
  for (const [at, { data, ...output }] of outputs.entries()) {
    const index = group[at];
    if (posted.has(index)) continue;
    posted.add(index);
    const digest = await sha256(data);
    postMessage({ output: { ...output, index, ms, together: group.length, sha256: digest }, data }, [data.buffer]);
  }
}

/** Undefined where the component says that something is wrong, which is an answer and no failure. */
async function unlessRefused(made) {
  try {
    return await made;
  } catch (error) {
    if (error instanceof Error || error.kind === 'cancelled') throw error;
    return undefined;
  }
}

/** Undefined where the head is not enough, or no picture's: resizing then says what is wrong. */
function about(resizer, image) {
  try {
    return resizer.probe(image.subarray(0, HEAD));
  } catch {
    return undefined;
  }
}

/** Of a Blob, or as Node sends them. */
async function bytes(file) {
  if (file instanceof Uint8Array) return file;
  try {
    return new Uint8Array(await file.arrayBuffer());
  } catch (error) {
    throw { kind: 'unreadable', message: `the file could not be read: ${error.message}` };
  }
}

/** In hexadecimal; undefined on pages that are not secure, which have no `crypto.subtle`. */
async function sha256(data) {
  if (!globalThis.crypto?.subtle) return undefined;
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', data));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** The component's own errors are thrown as guard.js describes them; an Error is a bug in it, or here. */
function reason(error) {
  if (error instanceof Error) return { kind: 'trap', message: String(error) };
  return { kind: error.kind, message: error.message, codec: error.codec };
}
