// Runs the component. What concerns pictures happens inside it; this file moves bytes in and out. The package has it in one
// file with what it imports (build-worker.mjs).
import { instantiateGuarded } from './guard.js';
import { instantiate } from './resizer.js';

/** Enough for `probe` in nearly every file. */
const HEAD = 64 * 1024;

let module;
let isCancelled = false;

// The first message brings the module; then come requests, one at a time, and `cancel` while one is worked on.
onmessage = async ({ data }) => {
  if (data.cancel) isCancelled = true;
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

function instance() {
  return instantiateGuarded(instantiate, (name) => {
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

/** Reads no more of the file than the component asks for. */
async function probe({ file }) {
  const { probe } = await instance();
  for (let length = HEAD; ; ) {
    const head = await bytes(file.slice(0, length));
    try {
      return probe(head);
    } catch (error) {
      if (error.kind !== 'truncated' || length >= file.size) throw error;
      length = Math.max(error.needed ?? 0, 2 * length);
    }
  }
}

async function resize({ file, targets, limits, first, wantsSource }) {
  const image = await bytes(file);
  // An instance of its own for every picture: nothing survives from one to the next, not even a trap.
  const resizer = await instance();
  const info = about(resizer, image);
  // Lambda reads less of a progressive JPEG where that is enough. What it will have read, is not known here.
  const source = wantsSource && !(info?.format === 'jpeg' && info.progressive) ? await sha256(image) : undefined;
  postMessage({ info, source });

  const call = async (group) => {
    // A pause in which a message that cancels is heard.
    await new Promise((resume) => setTimeout(resume));
    if (isCancelled) throw { kind: 'cancelled', message: 'it is no longer wanted' };
    const start = performance.now();
    const outputs = group.map((index) => targets[index]).join(',');
    const made = resizer.resize(image, `{"outputs":[${outputs}],"limits":${limits}}`, group.length);
    return { ...made, group, ms: performance.now() - start };
  };
  const posted = new Set();
  const post = async ({ outputs, group, ms }) => {
    for (const [at, { data, ...output }] of outputs.entries()) {
      const index = group[at];
      if (posted.has(index)) continue;
      posted.add(index);
      const digest = await sha256(data);
      postMessage({ output: { ...output, index, ms, together: group.length, sha256: digest }, data }, [data.buffer]);
    }
  };

  const all = [...targets.keys()];
  // A small output comes first, alone, from a JPEG: it is decoded at an eighth for that, so the others come hardly later,
  // and bytes do not depend on one another. What is wrong, or worth knowing, is what one call for all says of it.
  const isFirstAlone = first !== undefined && all.length > 1 && info?.format === 'jpeg';
  let made = isFirstAlone ? await unlessRefused(call([first])) : undefined;
  if (made) {
    await post(made);
    made = made.warnings.length === 0 ? await unlessRefused(call(all.filter((index) => index !== first))) : undefined;
  }
  made ??= await call(all);
  await post(made);
  return { warnings: made.warnings };
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

async function bytes(blob) {
  try {
    return new Uint8Array(await blob.arrayBuffer());
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
  return { kind: error.kind, message: error.message };
}
