// What the package takes and refuses, under Node. Run by `cargo xtask page --test`.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { fetched } from './node-worker.mjs';
import { exported, folder, load, photo, resizer } from './package.mjs';

const { createResizer, ThumboxError } = exported;

test('plain options make the bytes of the recipe, without the reader of recipes', async (t) => {
  const made = resizer(t);
  const before = fetched.filter((name) => name === 'recipes_bg.wasm').length;
  const file = new File([await photo.arrayBuffer()], 'my cat.jpeg', { lastModified: 1_234_567 });
  const [one, two] = [{ width: 400, height: 300, fit: 'cover', format: 'webp', quality: 70, maxBytes: 9000 }, { width: 90, chromaSubsampling: '4:4:4' }];
  const told = [];
  const plain = await made.resize(file, [one, two], { onProgress: ({ fraction }) => told.push(fraction) });
  assert.deepEqual(told, [0, 0.5, 1]);
  assert.equal(fetched.filter((name) => name === 'recipes_bg.wasm').length, before);
  const recipe = {
    outputs: [
      { width: 400, height: 300, fit: 'cover', format: 'webp', quality: 70, 'max-bytes': 9000, key: 'a/{stem}' },
      { width: 90, 'chroma-subsampling': '4:4:4', key: 'b.x' },
    ],
  };
  const same = await made.resize(file, recipe);
  assert.deepEqual(plain.outputs.map(({ sha256 }) => sha256), same.outputs.map(({ sha256 }) => sha256));
  assert.deepEqual(plain.outputs.map(({ file }) => file.name), ['my cat-400x300.webp', 'my cat-90x60.jpg']);
  assert.deepEqual(same.outputs.map(({ file }) => file.name), ['my cat.webp', 'b.jpg']);
  assert.deepEqual(plain.outputs.map(({ file }) => [file.type, file.lastModified]), [['image/webp', 1_234_567], ['image/jpeg', 1_234_567]]);
  assert.deepEqual([plain.isFor, plain.outputs[0].key, plain.outputs[0].label], [true, undefined, undefined]);
  const alone = await made.resize(file, two);
  assert.deepEqual([alone.outputs[0].file.name, alone.outputs[0].sha256], ['my cat.jpg', plain.outputs[1].sha256]);
  // No number that JSON does not have.
  assert.equal(JSON.parse(JSON.stringify(plain)).outputs[0].bytes, plain.outputs[0].bytes);
  const { outputs, isFor } = await made.resize(file, { include: ['*.png'] });
  assert.deepEqual([outputs[0].width, isFor], [128, false]);
  await assert.rejects(made.resize(file, one, { limits: { maxFileBytes: 10 } }), { kind: 'too-large' });
  await assert.rejects(made.resize(file, one, { limits: { maxPixels: 10 } }), { kind: 'too-large' });
});

test('what is no image, no option or no recipe is refused in words, and nothing hangs', { timeout: 20_000 }, async (t) => {
  const made = resizer(t, { workers: 1 });
  const detached = new ArrayBuffer(8);
  structuredClone(detached, { transfer: [detached] });
  const invalid = 'invalid-options';
  const rows = [
    [[{}, { width: 9 }], invalid, /^the image is an Object; expected a Blob, a File, an ArrayBuffer/],
    [[() => 1, {}], invalid, /^the image is a function; expected/],
    [[null, {}], invalid, /^the image is null; expected/],
    [[photo.arrayBuffer(), {}], invalid, /^the image is a Promise; await it first/],
    [[photo], invalid, /^no recipe was given; pass options such as/],
    [[photo, null], invalid, /^no recipe was given/],
    [[photo, 7], invalid, /^the options are 7; expected an object/],
    [[photo, []], invalid, /^the list of options is empty/],
    [[photo, [{ width: 3 }, 'web']], invalid, /^the options are a string; expected an object/],
    [[photo, { width: 3, key: 'a' }], invalid, /^key is a field of recipes; pass a recipe/],
    [[photo, { width: 3, 'cache-control': 'a' }], invalid, /^cacheControl is a field of recipes/],
    [[photo, { width: 3, format: 'webp', quality: { webp: 70 } }], invalid, /^quality is an object for several formats, which only recipes have; pass one/],
    [[photo, { widht: 3 }], invalid, /widht.*width/],
    [[photo, new Map([['width', 3]])], invalid, /^the options are a Map; expected an object such as/],
    [[photo, { width: 3, onProgress: () => {} }], invalid, /^onProgress belongs to the call: resize\(image, options, \{ onProgress \}\)$/],
    [[photo, { width: 3, signal: AbortSignal.timeout(9) }], invalid, /^signal belongs to the call/],
    [[photo, { width: () => 3 }], invalid, /^width is a function; expected a value that can be written as JSON$/],
    [[photo, 'wep'], invalid, /^the recipe: "wep" is no preset; there are lab, web, avatar, responsive$/],
    [[photo, { width: 3, fit: 'crop' }], invalid, /fit is "crop"; expected one of/],
    [[photo, { width: 3n }], invalid, /^the options cannot be written as JSON/],
    [[photo, { output: { width: 3n } }], invalid, /^the recipe cannot be written as JSON/],
    [[photo, 'web', { limits: {} }], invalid, /^limits are given beside a recipe/],
    [[photo, {}, { limits: 3 }], invalid, /^limits are 3; expected an object/],
    [[photo, {}, { limits: { maxFileBytes: '3 MB' } }], invalid, /^maxFileBytes is 3 MB; expected a whole number/],
    [[photo, {}, { onprogress: () => {} }], invalid, /^the call has no option "onprogress"; it has signal, onProgress/],
    [[photo, {}, { onProgress: true }], invalid, /^onProgress is true; expected a function/],
    [[photo, {}, { signal: {} }], invalid, /^signal is an Object; expected an AbortSignal/],
    [[photo, 'lab', { key: 3 }], invalid, /^key is 3; expected a string/],
    [[photo, {}, null], invalid, /^the options of the call are null/],
    [[detached, {}], 'unreadable', /was transferred/],
    [['not a URL', {}], 'unreadable', /^the image is the text "not a URL", which is no URL/],
    [[new Response('', { status: 404 }), {}], 'unreadable', /was answered with status 404/],
  ];
  for (const [call, kind, message] of rows) {
    const error = await made.resize(...call).catch((error) => error);
    assert.ok(error instanceof ThumboxError, `${message}: ${error}`);
    assert.equal(error.kind, kind, error.message);
    assert.match(error.message, message);
  }
  await assert.rejects(made.probe({}), { kind: invalid });
  const read = new Response('a');
  await read.text();
  await assert.rejects(made.resize(read, {}), { kind: 'unreadable', message: /already; pass response.clone/ });
  // A Worker is still there, and free.
  assert.equal((await made.resize(photo, { width: 9 })).outputs[0].width, 9);
});

test('an option that is undefined is one that is not there', { timeout: 20_000 }, async (t) => {
  const made = resizer(t);
  const sizes = async (options) => (await made.resize(photo, options)).outputs.map(({ width, height }) => [width, height]);
  assert.deepEqual(await sizes([{ width: undefined }, {}, { width: undefined, height: 64, fit: undefined }]), [[128, 85], [128, 85], [96, 64]]);
});

test('what onProgress throws is the outcome, and the Worker takes the next image', { timeout: 20_000 }, async (t) => {
  const made = resizer(t, { workers: 1 });
  const onProgress = ({ output }) => {
    if (output) throw new Error('no room');
  };
  await assert.rejects(made.resize(photo, [{ width: 9 }, { width: 8 }], { onProgress }), { message: 'no room' });
  assert.equal((await made.resize(photo, { width: 9 })).outputs.length, 1);
});

test('bytes, views and Responses are taken as they are', { timeout: 20_000 }, async (t) => {
  const made = resizer(t);
  const expected = (await made.resize(photo, { width: 9 })).outputs[0].sha256;
  const bytes = new Uint8Array(await photo.arrayBuffer());
  const padded = new Uint8Array(bytes.length + 5);
  padded.set(bytes, 3);
  const shared = new Uint8Array(new SharedArrayBuffer(bytes.length));
  shared.set(bytes);
  const images = [
    bytes, bytes.buffer, Buffer.from(bytes), padded.subarray(3, 3 + bytes.length), new DataView(bytes.buffer), shared, shared.buffer,
    new Response(bytes), new Response(photo.stream()), photo.stream(),
  ];
  for (const image of images) assert.equal((await made.resize(image, { width: 9 })).outputs[0].sha256, expected);
  assert.equal((await made.probe(bytes)).format, 'jpeg');
  // A stream without an end is read as far as the limit.
  const endless = new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array(1000)) });
  await assert.rejects(made.resize(new Response(endless), {}, { limits: { maxFileBytes: 5000 } }), {
    kind: 'too-large', message: /^the file has at least 6000 bytes; max-file-bytes allows 5000/,
  });
  const stuck = new Response(new ReadableStream({ pull: () => new Promise(() => {}) }));
  await assert.rejects(made.resize(stuck, {}, { signal: AbortSignal.timeout(20) }), { name: 'TimeoutError' });
});

test('an image whose server stops is not waited for without end', { timeout: 20_000 }, async (t) => {
  const { asBlob } = await load('input.js');
  const open = new Set();
  const server = createServer(({ url, socket }, response) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket));
    if (url === '/silent') return;
    response.writeHead(200, { 'Content-Length': 1000 }).write('half');
    if (url === '/slow') setTimeout(() => response.end('a'.repeat(996)), 150);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close() && server.closeAllConnections());
  const address = (path) => `http://127.0.0.1:${server.address().port}/${path}`;
  const read = (image, patience) => asBlob(image, { most: 5000, patience });
  for (const path of ['silent', 'stopped']) {
    await assert.rejects(read(address(path), 100), { name: 'ThumboxError', kind: 'unreadable', message: `${address(path)} has stopped: nothing came for 0.1 s` });
  }
  const stuck = new Response(new ReadableStream({ pull: () => new Promise(() => {}) }));
  await assert.rejects(read(stuck, 20), { kind: 'unreadable', message: 'the request has stopped: nothing came for 0.02 s' });
  // As long as something comes, it may take its time; what was given up is not read any more.
  assert.equal((await read(address('slow'), 10_000)).size, 1000);
  while (open.size > 1) await new Promise((resolve) => setTimeout(resolve, 5));
});

test('wrong options of a resizer are refused at once', () => {
  const rows = [
    [{ workers: 'auto' }, /^workers is "auto"; expected a whole number from 1/],
    [{ workers: 0 }, /^workers is 0/],
    [{ workers: NaN }, /^workers is NaN/],
    [{ workers: 1.5 }, /^workers is 1.5/],
    [{ keepWorkers: -1 }, /^keepWorkers is -1; expected a whole number/],
    [{ idleTimeout: '5s' }, /^idleTimeout is "5s"; expected milliseconds, or Infinity/],
    [{ idleTimeout: -1 }, /^idleTimeout is -1/],
    [{ timeout: 0 }, /^timeout is 0; expected milliseconds from 1 to 30000/],
    [{ timeout: '5s' }, /^timeout is "5s"/],
    [{ worker: 3 }, /^worker is 3; expected a URL, or a function/],
    [{ worckers: 3 }, /^createResizer has no option "worckers"; it has workers, /],
    [null, /^the options of createResizer are null/],
  ];
  for (const [options, message] of rows) {
    assert.throws(() => createResizer(options), (error) => error instanceof ThumboxError && error.kind === 'invalid-options' && message.test(error.message), String(message));
  }
});

test('the modules can be given: as bytes, compiled, or in a Response; another file is refused', { timeout: 30_000 }, async (t) => {
  const bytes = await readFile(join(folder, 'resizer.core.wasm'));
  const before = fetched.length;
  for (const wasm of [bytes, new Uint8Array(bytes).buffer, await WebAssembly.compile(bytes), new Response(bytes)]) {
    assert.equal((await resizer(t, { wasm }).resize(photo, { width: 9 })).outputs.length, 1);
  }
  assert.equal(fetched.length, before);
  const changed = Buffer.from(bytes);
  changed[changed.length - 1] ^= 1;
  const rows = [
    [changed, /: what was given as wasm is not the resizer\.core\.wasm of this release/],
    [Buffer.from('<!doctype html>'), /: what was given as wasm is .*not WebAssembly/],
    [7, /: wasm is 7; expected a URL, bytes, a Response or a WebAssembly\.Module/],
  ];
  for (const [wasm, message] of rows) {
    await assert.rejects(resizer(t, { wasm }).resize(photo, { width: 9 }), (error) => {
      assert.ok(error instanceof ThumboxError && error.kind === 'unavailable', String(error));
      assert.match(error.message, message);
      return true;
    });
  }
});

test('a connection that breaks once is no other file', { timeout: 20_000 }, async (t) => {
  const { fetch } = globalThis;
  t.after(() => (globalThis.fetch = fetch));
  let attempts = 0;
  globalThis.fetch = (url, options) => {
    if (String(url).endsWith('resizer.core.wasm') && attempts++ === 0) return Promise.reject(new TypeError('Failed to fetch'));
    return fetch(url, options);
  };
  assert.equal((await resizer(t).resize(photo, { width: 9 })).outputs.length, 1);
  assert.equal(attempts, 2);
});

test('without Web Workers, as under plain Node, it says so', () => {
  const script = `
    const { createResizer, ThumboxError } = await import(${JSON.stringify(pathToFileURL(join(folder, 'index.js')).href)});
    const error = await createResizer().resize(new Blob(['a']), { width: 3 }).catch((error) => error);
    console.log(error instanceof ThumboxError, error.kind, error.message);`;
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8', timeout: 10_000 });
  assert.match(stdout, /^true unavailable the component could not be started: there are no Web Workers here/, stderr);
});
