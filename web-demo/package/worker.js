// Runs the component. What concerns pictures happens inside it; this file moves bytes in and out.
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
  const make = (image, width, tag) => {
    const target = { width, enlarge: true, encoding: { tag, val: {} } };
    return resizer.resize(image, [target], {}).outputs[0].data;
  };
  const noise = new Uint8Array([...new TextEncoder().encode(`P6 ${side} ${side} 255\n`), ...pixels]);
  const photo = make(noise, 1536, 'jpeg');
  for (const tag of ['webp', 'jpeg']) make(photo, 256, tag);
}

/** Reads no more of the file than the component asks for. */
async function probe({ file }) {
  const { probe } = await instance();
  for (let length = HEAD; ; ) {
    const head = await bytes(file.slice(0, length));
    try {
      return probe(head);
    } catch (error) {
      if (error.tag !== 'truncated' || length >= file.size) throw error;
      length = Math.max(Number(error.val.needed ?? 0), 2 * length);
    }
  }
}

async function resize({ file, targets, options, first, wantsSource }) {
  const image = await bytes(file);
  // An instance of its own for every picture: nothing survives from one to the next, not even a trap.
  const resizer = await instance();
  const info = about(resizer, image);
  // Lambda reads less of a progressive JPEG where that is enough. What it will have read, is not known here.
  const source = wantsSource && !(info?.format === 'jpeg' && info.progressive) ? await sha256(image) : undefined;
  postMessage({ info, source });

  // JSON has no BigInt, so the one number of 64 bits comes as a text.
  if (options.maxWork !== undefined) options.maxWork = BigInt(options.maxWork);
  const call = async (group) => {
    // A pause in which a message that cancels is heard.
    await new Promise((resume) => setTimeout(resume));
    if (isCancelled) throw { tag: 'cancelled', val: 'it is no longer wanted' };
    const start = performance.now();
    const made = resizer.resize(image, group.map((index) => targets[index]), options);
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
    if (error instanceof Error || error.tag === 'cancelled') throw error;
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
    throw { tag: 'unreadable', val: `the file could not be read: ${error.message}` };
  }
}

/** In hexadecimal; undefined on pages that are not secure, which have no `crypto.subtle`. */
async function sha256(data) {
  if (!globalThis.crypto?.subtle) return undefined;
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', data));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** The component's own errors are thrown as the contract's variant; an Error is a bug in it, or here. */
function reason(error) {
  if (error instanceof Error) return { tag: 'trap', message: String(error) };
  // Only `truncated` carries more than a sentence, and that is of use for `probe` alone.
  return { tag: error.tag, message: error.val.message ?? error.val };
}
