// Codecs in the package, under Node: files that one of them decodes first, and codecs that are not there or mean harm. Run by
// `cargo xtask page --test`, which sets the variables below.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { endless, giving, raster, refusing, trapping } from './codec-module.mjs';
import { decodedByCodecs, fileOf } from './decoded.mjs';
import { fetched } from './node-worker.mjs';
import { core, exported, folder, load, photo, resizer, start } from './package.mjs';

const { default: heic } = await load('../heic/index.js');
const { CODECS } = await load('release.js');
const avif = await fileOf(decodedByCodecs.find(({ codec }) => codec === 'avif'));
/** Of the upright picture in it, as its head says. */
const [WIDTH, HEIGHT] = [96, 64];

test('a codec is loaded with the first file that it decodes, and nothing before', async (t) => {
  const made = resizer(t, { codecs: { heic }, workers: 2 });
  fetched.length = 0;
  await made.ready();
  await made.resize(photo, { width: 9 });
  assert.deepEqual(fetched, ['resizer.core.wasm']);
  // The head of a file needs none.
  assert.equal((await made.probe(avif)).codec, 'avif');
  assert.equal(fetched.length, 1);
  await Promise.all([made.resize(avif, { width: 9 }), made.resize(avif, { width: 8 })]);
  await made.resize(avif, { width: 7 });
  assert.deepEqual(fetched, ['resizer.core.wasm', 'avif.core.wasm']);
});

test('the bytes are those of the command line, and the result names the codec', async (t) => {
  const made = resizer(t, { codecs: { heic } });
  for (const { file, codec, recipe, sha256 } of decodedByCodecs) {
    const { codec: used, outputs, info } = await made.resize(await fileOf({ file }), recipe);
    assert.deepEqual([used, info.codec, outputs[0].sha256], [{ name: codec, sha256: CODECS[codec].sha256 }, codec, sha256], file);
  }
  assert.equal((await made.resize(photo, { width: 9 })).codec, undefined);
});

test('what is loaded is told, and then each output', async (t) => {
  const told = [];
  const onProgress = ({ info, loading, output, made }) => told.push([info.format, loading && [loading.name, loading.bytes > 1e6, loading.fraction], output?.width, made]);
  await resizer(t).resize(avif, [{ width: 9 }, { width: 8 }], { onProgress });
  const loads = told.filter(([, loading]) => loading);
  assert.deepEqual([loads.at(0), loads.at(-1)], [0, 1].map((fraction) => ['avif', ['avif', true, fraction], undefined, 0]));
  const rest = told.filter(([, loading]) => !loading);
  assert.deepEqual(rest, [[undefined, 0], [undefined, 0], [9, 1], [8, 2]].map(([width, made]) => ['avif', undefined, width, made]));
});

test('a name that depends on the receipt depends on the codec', async (t) => {
  const made = resizer(t);
  const { outputs } = await made.resize(avif, 'avatar', { key: 'me.avif' });
  const recipes = await exported.loadRecipes();
  const source = Buffer.from(await crypto.subtle.digest('SHA-256', await avif.arrayBuffer())).toString('hex');
  const [{ format, width, height, key }] = outputs;
  const known = { key: 'me.avif', component: made.component, source, formats: [format], sizes: [[width, height]] };
  const keyWith = (codec) => recipes.destinations('avatar', { ...known, codec }).outputs[0].key;
  assert.equal(key, keyWith(CODECS.avif.sha256));
  assert.notEqual(key, keyWith(undefined));
});

test('a codec that is not there is told, with what to do', async (t) => {
  const heicFile = await fileOf(decodedByCodecs.find(({ codec }) => codec === 'heic'));
  const text = new TextEncoder().encode('<!doctype html>').buffer;
  const rows = [
    [{}, heicFile, /install @thumbox\/heic and pass createResizer\(\{ codecs: \{ heic \} \}\), or save the image as JPEG or PNG$/],
    [{ avif: false }, avif, /is left out of this resizer by codecs\.avif; pass its address, or save the image as JPEG or PNG$/],
    [{ avif: text }, avif, /could not be loaded: what was given as codecs\.avif is something else, not WebAssembly; the package's avif\.core\.wasm has to be there/],
    [{ heic: text }, heicFile, /optimizeDeps\.exclude must name '@thumbox\/heic'/],
    [{ avif: heic }, avif, /heic\.core\.wasm is not the avif\.core\.wasm of this release/],
    [{ avif: 7 }, avif, /codecs\.avif is 7; expected a URL, bytes/],
  ];
  for (const [codecs, file, message] of rows) {
    const error = await resizer(t, { codecs }).resize(file, { width: 9 }).catch((error) => error);
    assert.ok(error instanceof exported.ThumboxError, String(error));
    assert.match(error.message, message);
    assert.deepEqual([error.kind, error.codec], ['needs-codec', file === avif ? 'avif' : 'heic']);
  }
  for (const codecs of [null, 'heic', { heif: heic }]) {
    assert.throws(() => exported.createResizer({ codecs }), { kind: 'invalid-options' });
  }
});

test('a codec that could not be loaded is loaded again for the next picture', async (t) => {
  const gone = pathToFileURL(join(folder, 'gone.wasm'));
  const fetchOfFiles = globalThis.fetch;
  t.after(() => (globalThis.fetch = fetchOfFiles));
  globalThis.fetch = async (url) => (url.href === gone.href ? new Response('', { status: 404 }) : fetchOfFiles(url));
  const made = resizer(t, { codecs: { avif: gone } });
  await assert.rejects(made.resize(avif, { width: 9 }), { kind: 'needs-codec', message: /was answered with status 404/ });
  globalThis.fetch = (url) => fetchOfFiles(url.href === gone.href ? pathToFileURL(join(folder, 'avif.core.wasm')) : url);
  assert.equal((await made.resize(avif, { width: 9 })).outputs[0].width, 9);
});

test('a codec of which nothing comes any more is given up', { timeout: 60_000 }, async (t) => {
  const fetchOfFiles = globalThis.fetch;
  t.after(() => (globalThis.fetch = fetchOfFiles));
  const made = resizer(t, { workers: 1 });
  await made.ready();
  t.mock.timers.enable({ apis: ['setTimeout'] });
  // As a browser does it: the signal ends what is being read.
  globalThis.fetch = async (_, { signal }) => {
    const body = new ReadableStream({
      start(controller) {
        controller.enqueue(new Uint8Array([0, 0x61, 0x73, 0x6d]));
        signal.addEventListener('abort', () => controller.error(signal.reason));
        setImmediate(() => t.mock.timers.tick(60_000));
      },
    });
    return new Response(body, { headers: { 'Content-Type': 'application/wasm' } });
  };
  await assert.rejects(made.resize(avif, { width: 9 }), { kind: 'needs-codec', message: /avif\.core\.wasm broke off \(nothing came for 60 s\)/ });
  globalThis.fetch = fetchOfFiles;
  assert.equal((await made.resize(avif, { width: 9 })).outputs[0].width, 9);
});

test('bytes and a compiled module are taken as well', async (t) => {
  const bytes = await readFile(join(folder, 'avif.core.wasm'));
  for (const given of [bytes, await WebAssembly.compile(bytes)]) {
    const { outputs } = await resizer(t, { codecs: { avif: given } }).resize(avif, { width: 9 });
    assert.equal(outputs[0].width, 9);
  }
});

test('what a codec gives is checked before it counts', { timeout: 60_000 }, async (t) => {
  const right = raster(WIDTH, HEIGHT);
  const rows = {
    'the right raster': [giving(right), 'made'],
    'one for so many outputs': [giving(raster(WIDTH, HEIGHT, { outputs: [0] })), 'made'],
    'another size': [giving(raster(HEIGHT, WIDTH)), 'invalid-result', /the codec avif gave a raster of 64 x 96 pixels with orientation 1, of an image of 96 x 64 pixels with orientation 1/],
    'another orientation': [giving(raster(WIDTH, HEIGHT, { orientation: 3 })), 'invalid-result', /orientation 3/],
    'a size for which the bytes are missing': [giving(raster(60_000, 9).subarray(0, 4096)), 'invalid-result'],
    'a raster that is cut off': [giving(right.subarray(0, -1)), 'invalid-result', /the codec avif gave a raster/],
    'bytes behind the raster, which nobody reads': [giving(Buffer.concat([right, Buffer.alloc(1)])), 'made'],
    'a head only': [giving(right.subarray(0, 30)), 'invalid-result', /the codec avif gave a raster/],
    'nothing': [giving(Buffer.alloc(0)), 'invalid-result', /the codec avif gave a raster/],
    'another number of outputs': [giving(raster(WIDTH, HEIGHT, { outputs: [0, 0] })), 'invalid-result', /the codec avif gave a raster for 2 outputs, of 1/],
    'a picture of another format': [giving(Buffer.from(await photo.arrayBuffer()).subarray(0, 60_000)), 'invalid-result', /gave a file of jpeg, where a raster was expected/],
    'the file itself': [giving(Buffer.from(await avif.arrayBuffer())), 'invalid-result', /gave a file of avif, where a raster was expected/],
    'bytes beyond its memory': [giving(right, { length: 0xffff_fff0 }), 'invalid-result', /a list ends beyond its memory/],
    'an address beyond its memory': [giving(right, { address: 0xffff_0000 }), 'invalid-result', /a list ends beyond its memory/],
    'the right raster, of all memory that there is': [giving(right, { pages: 16_384 }), 'memory-limit'],
    'a trap': [trapping(), 'trap'],
    'an error of its own': [refusing('malformed', 'a box is missing'), 'malformed', /^a box is missing$/],
    'an error of an unknown kind': [refusing('nonsense'), 'invalid-result'],
    'an error that wants itself': [refusing('needs-codec', 'again'), 'needs-codec', /^again$/],
  };
  for (const [gives, [module, expected, message = /./]] of Object.entries(rows)) {
    const made = resizer(t, { workers: 1, codecs: { avif: module } });
    const outcome = await made.resize(avif, { width: 9 }).then(() => ({ kind: 'made', message: '-' }), (error) => error);
    assert.equal(outcome.kind, expected, `${gives}: ${outcome.message}`);
    assert.match(outcome.message, message, gives);
    // The next picture is made, by the same Worker.
    assert.equal((await made.resize(photo, { width: 9 })).outputs.length, 1, gives);
    made.close();
  }
});

test('the deadline is one for codec and component, and stands still while the codec is loaded', { timeout: 60_000 }, async (t) => {
  const { Pool } = await load('pool.js');
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const limit = 30_000;
  const poolWith = (loadCodec) => {
    const pool = new Pool({ size: 1, load: core, loadCodec, start });
    t.after(() => pool.close(new Error('over')));
    return pool;
  };
  const request = { file: avif, targets: ['{"width":9}'], limits: '{}' };
  // Both get ready before time passes.
  const late = poolWith(async () => {
    t.mock.timers.tick(2 * limit);
    return { module: await WebAssembly.compile(await readFile(join(folder, 'avif.core.wasm'))), sha256: '' };
  });
  assert.deepEqual(await late.run(request, { limit }), { warnings: [] });

  const bad = poolWith(async () => ({ module: endless(), sha256: '' }));
  await bad.run({ file: photo });
  const outcome = bad.run(request, { limit }).catch(({ kind }) => kind);
  const isOver = outcome.then(() => true);
  while (!(await Promise.race([isOver, new Promise((resume) => setImmediate(resume))]))) t.mock.timers.tick(limit / 100);
  assert.equal(await outcome, 'deadline');
  assert.equal((await bad.run({ file: photo })).format, 'jpeg');
});

test('an abort while a codec is loaded ends the wait, and the Worker takes the next picture', { timeout: 20_000 }, async (t) => {
  const { Pool } = await load('pool.js');
  const abort = new AbortController();
  const pool = new Pool({
    size: 1,
    load: core,
    start,
    loadCodec: () => {
      abort.abort();
      return new Promise(() => {});
    },
  });
  t.after(() => pool.close(new Error('over')));
  const request = { file: avif, targets: ['{"width":9}'], limits: '{}' };
  await assert.rejects(pool.run(request, { signal: abort.signal }), { name: 'AbortError' });
  assert.equal((await pool.run({ file: photo }, {})).format, 'jpeg');
});
