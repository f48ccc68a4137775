// The package thumbox under Node, as it is published. Run by `cargo xtask page --test`.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { brotliCompressSync, constants } from 'node:zlib';
import { fetched, started } from './node-worker.mjs';
import { png } from './png.mjs';

const { THUMBOX_PACKAGE: folder, THUMBOX_SAMPLE: sample, THUMBOX_COMPONENT: component } = process.env;
const load = (name) => import(pathToFileURL(join(folder, name)));
const exported = await load('index.js');
const { createResizer, loadRecipes, ThumboxError } = exported;
const photo = new Blob([await readFile(sample)]);
const picture = (width, height) => new Blob([png(width, height)]);
const sha256 = async (blob) => createHash('sha256').update(Buffer.from(await blob.arrayBuffer())).digest('hex');

/** A resizer that is closed at the end of its test. */
function resizer(t, options) {
  const resizer = createResizer(options);
  t.after(() => resizer.close());
  return resizer;
}

test('nothing is loaded before it is asked for', async (t) => {
  const made = resizer(t);
  await new Promise((resume) => setTimeout(resume, 50));
  assert.deepEqual([fetched, started], [[], []]);
  await made.ready();
  assert.deepEqual(fetched.toSorted(), ['resizer.core.wasm']);
  assert.equal(started.length, 1);
});

test('the package is small', async (t) => {
  const compressed = async (name) => {
    const bytes = await readFile(join(folder, name));
    const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 24 };
    return { raw: bytes.length, brotli: brotliCompressSync(bytes, { params }).length };
  };
  const component = await compressed('resizer.core.wasm');
  const recipes = await compressed('recipes_bg.wasm');
  const scripts = { raw: 0, brotli: 0 };
  for (const name of await readdir(folder)) {
    if (!name.endsWith('.js')) continue;
    const { raw, brotli } = await compressed(name);
    scripts.raw += raw;
    scripts.brotli += brotli;
  }
  for (const [name, { raw, brotli }] of Object.entries({ component, recipes, scripts })) {
    t.diagnostic(`${name}: ${raw} bytes, ${brotli} with brotli`);
  }
  assert.ok(component.brotli <= 590_000, `${component.brotli}`);
  assert.ok(scripts.brotli <= 40_000, `${scripts.brotli}`);
});

test('what the types promise is there, and no more', async (t) => {
  const types = await readFile(join(folder, 'index.d.ts'), 'utf8');
  const declared = [...types.matchAll(/^export (?:function|class) (\w+)/gm)].map(([, name]) => name);
  assert.deepEqual(Object.keys(exported).toSorted(), declared.toSorted());
  const members = (name) => {
    const [, body] = types.match(new RegExp(`^export interface ${name}(?: extends \\w+)? {\\n(.*?)^}`, 'ms'));
    const names = [...body.matchAll(/^  (?:readonly )?(\w+)\??[(:]/gm)].map(([, member]) => member);
    return [...new Set(names)].toSorted();
  };
  assert.deepEqual(Object.keys(await loadRecipes()).toSorted(), members('Recipes'));
  const made = resizer(t);
  const own = [...Object.keys(made), ...Object.getOwnPropertyNames(Object.getPrototypeOf(made))];
  assert.deepEqual(own.filter((name) => name !== 'constructor').toSorted(), members('Resizer'));
  const result = await made.resize(photo, 'output = { width = 9, thumbhash = true }', { bucket: 'b', key: 'k' });
  assert.deepEqual(Object.keys(result).toSorted(), members('Result'));
  assert.deepEqual(Object.keys(result.outputs[0]).toSorted(), members('Output'));
  for (const member of Object.keys(result.info)) assert.ok(members('ImageInfo').includes(member), member);
  const { recipe } = (await loadRecipes()).read('lab');
  assert.deepEqual(Object.keys(recipe).toSorted(), members('Recipe'));
});

test('TypeScript takes what is right, and refuses what is wrong', async () => {
  const require = createRequire(import.meta.url);
  const config = {
    compilerOptions: {
      strict: true, exactOptionalPropertyTypes: true, noEmit: true, target: 'es2022', module: 'nodenext', types: [],
      lib: ['es2022', 'esnext.disposable', 'dom', 'dom.iterable'],
      paths: { thumbox: [join(folder, 'index.d.ts')], 'thumbox/element.js': [join(folder, 'element.d.ts')] },
    },
    files: [fileURLToPath(new URL('types.ts', import.meta.url)), join(folder, 'index.d.ts')],
  };
  // Beside the packages that it imports.
  const path = fileURLToPath(new URL('types.json', import.meta.url));
  await writeFile(path, JSON.stringify(config));
  const { status, stdout } = spawnSync(process.execPath, [require.resolve('typescript/bin/tsc'), '-p', path], { encoding: 'utf8' });
  assert.equal(status, 0, stdout);
});

test('the digest is that of the component from which the package was made', async (t) => {
  const whole = await readFile(component);
  assert.equal(resizer(t).component, createHash('sha256').update(whole).digest('hex'));
  // The package has the component's code and not the whole file: here it is seen that it is of that file.
  assert.ok(whole.includes(await readFile(join(folder, 'resizer.core.wasm'))));
});

test('what package.json names is there, with the licences', async () => {
  const manifest = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  const { default: module, types } = manifest.exports['.'];
  const present = await readdir(folder);
  const exported = ['./worker.js', './resizer.core.wasm', './recipes_bg.wasm'];
  for (const name of exported) assert.equal(manifest.exports[name], name);
  for (const name of [module, types, ...exported, './LICENSE-MIT', './LICENSE-APACHE', './README.md']) {
    assert.ok(present.includes(name.slice(2)), name);
  }
});

test('each output is told as it is made, the smallest first, and all come in order', async (t) => {
  const told = [];
  const onProgress = ({ info, output, made, total }) => told.push([info.format, output?.width, made, total]);
  const result = await resizer(t).resize(photo, 'responsive', { onProgress, bucket: 'images', key: 'a b/Zoë.jpg' });
  assert.deepEqual(told, [
    ['jpeg', undefined, 0, 3],
    ['jpeg', 256, 1, 3],
    ['jpeg', 1280, 2, 3],
    ['jpeg', 800, 3, 3],
  ]);
  assert.deepEqual(result.outputs.map(({ width }) => width), [1280, 800, 256]);
  assert.equal(result.isFor, true);
  for (const output of result.outputs) {
    assert.equal(output.sha256, await sha256(output.file));
    assert.equal(output.bytes, output.file.size);
    assert.equal(output.bucket, 'images-resized');
  }
  assert.deepEqual(
    result.outputs.map(({ key }) => key),
    ['a b/Zoë.jpg-1600.webp', 'a b/Zoë.jpg-800.webp', 'a b/Zoë.jpg-256.webp'],
  );
});

test('only the outputs that are for the key are made', async (t) => {
  const outputs = [
    { width: 30, key: '{stem}-30', include: ['a/**'] },
    { width: 20, key: '{stem}-20', format: 'webp' },
    { width: 10, key: '{stem}-10', exclude: ['*.jpg'] },
  ];
  const made = resizer(t);
  const told = [];
  const onProgress = ({ total, indexes }) => told.push([total, indexes]);
  const { outputs: [first, second, ...others], isFor } = await made.resize(photo, { outputs }, { onProgress, key: 'a/b.jpg' });
  assert.deepEqual([first.index, first.width, second.index, second.width, others.length], [0, 30, 1, 20, 0]);
  assert.deepEqual([first.key, second.key, isFor], ['b-30', 'b-20', true]);
  assert.deepEqual(told[0], [2, [0, 1]]);
  const { outputs: [second2, third] } = await made.resize(photo, { outputs }, { key: 'b.png' });
  assert.deepEqual([second2.index, third.index, third.label], [1, 2, "10 wide, any height, inside, source's format"]);
  assert.equal(second2.sha256, second.sha256);
  const none = await made.resize(photo, { outputs: outputs.slice(0, 1) }, { key: 'b.png' });
  assert.deepEqual([none.outputs, none.isFor], [[], false]);
});

test('bytes do not depend on the neighbours, nor on how the recipe is given', async (t) => {
  const made = resizer(t);
  const together = await made.resize(photo, 'responsive');
  for (const output of together.outputs) {
    const [width] = output.label.split(' ');
    const alone = await made.resize(photo, { output: { width: Number(width), format: 'webp' } });
    assert.equal(alone.outputs[0].sha256, output.sha256);
  }
  const text = await made.resize(photo, 'output = { width = 1600, format = "webp" }');
  assert.equal(text.outputs[0].sha256, together.outputs[0].sha256);
});

test('warnings and errors are those of one call for all outputs', async (t) => {
  const made = resizer(t);
  const { outputs } = await made.resize(photo, 'output = { width = 300, format = "jpeg" }');
  const plain = Buffer.from(await outputs[0].file.arrayBuffer());
  // After the first marker, EXIF without an entry: a GIF cannot hold it.
  const exif = Buffer.from('ffe10016457869660000 49492a0008000000 0000 00000000'.replaceAll(' ', ''), 'hex');
  const file = Buffer.concat([plain.subarray(0, 2), exif, plain.subarray(2)]);
  const [small, large] = [{ width: 10, format: 'gif', keep: 'all', key: 'a' }, { width: 200, key: 'b' }];
  for (const outputs of [[small, large], [large, small]]) {
    const { warnings, outputs: results } = await made.resize(new Blob([file]), { outputs });
    assert.deepEqual(warnings.map(({ kind }) => kind), ['metadata']);
    assert.deepEqual(results.map(({ width }) => width), outputs.map(({ width }) => width));
  }
  // One part of a picture that is not there, and a file without its end: the request is looked at first.
  const outside = { width: 200, crop: '1000,0,5,5', key: 'c' };
  const half = new Blob([plain.subarray(0, plain.length / 2)]);
  for (const [outputs, kind] of [[[outside, small], 'invalid-options'], [[large, small], 'truncated']]) {
    await assert.rejects(made.resize(half, { outputs }), { kind });
  }
});

test('a name that depends on the receipt is known, but for a JPEG of which Lambda may read less', async (t) => {
  const made = resizer(t);
  const { outputs } = await made.resize(picture(30, 20), 'avatar', { key: 'avatars/me.png' });
  const recipes = await loadRecipes();
  const { outputs: places } = recipes.destinations('avatar', {
    key: 'avatars/me.png',
    component: made.component,
    source: createHash('sha256').update(png(30, 20)).digest('hex'),
  });
  assert.match(outputs[0].key, /^avatars\/me-[0-9a-f]{16}\.jpg$/);
  assert.equal(outputs[0].key, places[0].key);
  const progressive = await made.resize(photo, 'output = { progressive = true, format = "jpeg" }');
  const unknown = await made.resize(progressive.outputs[0].file, 'avatar', { key: 'avatars/me.jpg' });
  assert.equal(unknown.outputs[0].key, undefined);
});

test('a file is probed by its head', async (t) => {
  const info = await resizer(t).probe(picture(300, 200));
  assert.deepEqual([info.format, info.width, info.height, info.autoFormat], ['png', 300, 200, 'png']);
  await assert.rejects(resizer(t).probe(new Blob(['a text'])), { kind: 'unsupported-format' });
});

test('errors have a kind, and words', async (t) => {
  const made = resizer(t);
  const rows = [
    [new Blob(['MZ\x90\0 this program']), 'lab', 'unsupported-format', /./],
    [new Blob([]), 'lab', 'truncated', /./],
    [new Blob([png(300, 200).subarray(0, 120)]), 'lab', 'truncated', /./],
    [photo, 'output.width = 0', 'invalid-options', /^the recipe: line 1, column 16: width is 0; expected/],
    [photo, { limits: { 'max-file-bytes': 10 } }, 'too-large', /^the file has \d+ bytes; max-file-bytes allows 10$/],
  ];
  for (const [file, recipe, kind, message] of rows) {
    const error = await made.resize(file, recipe).catch((error) => error);
    assert.ok(error instanceof ThumboxError, String(error));
    assert.equal(error.kind, kind);
    assert.match(error.message, message);
  }
  assert.equal((await made.resize(photo, 'lab')).outputs[0].width, 128);
});

test('an abort ends what waits and what is worked on, and nothing else', async (t) => {
  const made = resizer(t, { workers: 1 });
  const [running, waiting] = [new AbortController(), new AbortController()];
  const begun = Promise.withResolvers?.() ?? {};
  begun.promise ??= new Promise((resolve) => (begun.resolve = resolve));
  const first = made.resize(photo, 'responsive', { signal: running.signal, onProgress: begun.resolve });
  const second = made.resize(photo, 'responsive', { signal: waiting.signal });
  const third = made.resize(photo, 'lab');
  waiting.abort(new Error('not wanted'));
  await assert.rejects(second, { message: 'not wanted' });
  await begun.promise;
  running.abort();
  await assert.rejects(first, { name: 'AbortError' });
  assert.equal((await third).outputs.length, 1);
  await assert.rejects(made.resize(photo, 'lab', { signal: AbortSignal.abort() }), { name: 'AbortError' });
});

test('closing rejects all work', async () => {
  const made = createResizer({ workers: 1 });
  const work = [made.resize(photo, 'responsive'), made.resize(photo, 'lab')];
  await loadRecipes();
  setTimeout(() => made.close(), 5);
  for (const outcome of await Promise.allSettled(work)) {
    assert.equal(outcome.reason?.name, 'AbortError');
  }
});

/** The component's module, and a Worker, for a pool without a resizer. */
const core = async () => {
  const { compile } = await load('load.js');
  return compile(pathToFileURL(join(folder, 'resizer.core.wasm')), { name: 'resizer.core.wasm' });
};
const { startWorker } = await load('start.js');
const start = () => startWorker();

test('what takes too long is stopped, and the next picture gets a new Worker', async (t) => {
  const { Pool } = await load('pool.js');
  const pool = new Pool({ size: 1, load: core, start });
  t.after(() => pool.close(new Error('over')));
  const request = { file: photo, targets: ['{"width":1280,"format":"webp","effort":6}'], limits: '{}' };
  await pool.run({ warm: true });
  const worker = started.at(-1);
  await assert.rejects(pool.run(request, { limit: 2 }), {
    kind: 'deadline',
    message: 'timed out after 0.002 s; use a smaller image',
  });
  assert.equal(worker.isTerminated, true);
  const { warnings } = await pool.run(request, { limit: 60_000 });
  assert.deepEqual(warnings, []);
  assert.notEqual(started.at(-1), worker);
});

test('a Worker that does not notice that it is cancelled is ended', async (t) => {
  const { Pool } = await load('pool.js');
  const pool = new Pool({ size: 1, load: core, start });
  t.after(() => pool.close(new Error('over')));
  await pool.run({ warm: true });
  const worker = started.at(-1);
  const abort = new AbortController();
  // Some seconds of work in one call.
  const slow = '{"width":6000,"height":6000,"enlarge":true,"fit":"fill","format":"webp","effort":6}';
  const work = pool.run({ file: photo, targets: [slow], limits: '{}' }, {
    signal: abort.signal,
    onMessage: () => setTimeout(() => abort.abort(), 50),
  });
  await assert.rejects(work, { name: 'AbortError' });
  const quick = { file: photo, targets: ['{"width":9,"format":"png"}'], limits: '{}' };
  await pool.run(quick, {});
  assert.equal(worker.isTerminated, true);
});

test('a component that cannot be loaded is told, and loaded again for the next picture', async (t) => {
  const { Pool } = await load('pool.js');
  let attempts = 0;
  const flaky = () => (attempts++ === 0 ? Promise.reject(new Error('no network')) : core());
  const pool = new Pool({ size: 2, load: flaky, start });
  t.after(() => pool.close(new Error('over')));
  const request = { file: photo };
  await assert.rejects(pool.run(request), { kind: 'unavailable', message: /could not be started: Error: no network/ });
  assert.equal((await pool.run(request)).format, 'jpeg');
});

test('Workers that cannot be started are not started again and again', { timeout: 20_000 }, async (t) => {
  const { Pool } = await load('pool.js');
  const request = { file: photo };
  let attempts = 0;
  const neverThere = () => {
    attempts++;
    return new Promise((_, reject) => setTimeout(reject, 1, new Error('no network')));
  };
  const failing = new Pool({ size: 2, load: neverThere, start });
  t.after(() => failing.close(new Error('over')));
  const outcomes = await Promise.allSettled([failing.run(request), failing.run(request), failing.run(request)]);
  assert.deepEqual(outcomes.map(({ reason }) => reason?.kind), Array(3).fill('unavailable'));
  assert.equal(attempts, 1);

  // Memory for one Worker: it does the work of the others, and with each picture one more is tried at most.
  const module = await core();
  const before = started.length;
  const forOne = () => ({ then: (resolve) => resolve(started.length === before + 1 ? module : 'no module') });
  const short = new Pool({ size: 2, load: forOne, start });
  t.after(() => short.close(new Error('over')));
  const infos = await Promise.all(Array.from({ length: 5 }, () => short.run(request)));
  assert.deepEqual(infos.map(({ format }) => format), Array(5).fill('jpeg'));
  assert.ok(started.length <= before + 1 + infos.length, `${started.length - before} were started`);
});

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
    [[photo, { widht: 3 }], invalid, /widht.*width/],
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

test('what cannot be sent to a Worker is refused, and the Worker takes the next image', { timeout: 20_000 }, async (t) => {
  const { Pool } = await load('pool.js');
  const pool = new Pool({ size: 1, load: core, start });
  t.after(() => pool.close(new Error('over')));
  const refused = { kind: 'invalid-options', message: /^the image cannot be sent to a Worker: / };
  const bad = () => pool.run({ file: () => {} });
  await assert.rejects(bad(), refused);
  // Among others, which all have a Worker of their own one after the other.
  const outcomes = await Promise.allSettled([bad(), pool.run({ file: photo }), bad(), bad(), pool.run({ file: picture(30, 20) })]);
  assert.deepEqual(outcomes.map(({ value, reason }) => value?.format ?? reason.kind), ['invalid-options', 'jpeg', 'invalid-options', 'invalid-options', 'png']);
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
    new Response(bytes), new Response(photo.stream()),
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

test('wrong options of a resizer are refused at once', () => {
  const rows = [
    [{ workers: 'auto' }, /^workers is "auto"; expected a whole number from 1/],
    [{ workers: 0 }, /^workers is 0/],
    [{ workers: NaN }, /^workers is NaN/],
    [{ workers: 1.5 }, /^workers is 1.5/],
    [{ keepWorkers: -1 }, /^keepWorkers is -1; expected a whole number/],
    [{ idleTimeout: '5s' }, /^idleTimeout is "5s"; expected milliseconds, or Infinity/],
    [{ idleTimeout: -1 }, /^idleTimeout is -1/],
    [{ worker: 3 }, /^worker is 3; expected a URL, or a function/],
    [{ worckers: 3 }, /^createResizer has no option "worckers"; it has workers, /],
    [null, /^the options of createResizer are null/],
  ];
  for (const [options, message] of rows) {
    assert.throws(() => createResizer(options), (error) => error instanceof ThumboxError && error.kind === 'invalid-options' && message.test(error.message), String(message));
  }
});

test('Workers without work end, and start again', { timeout: 20_000 }, async (t) => {
  const made = resizer(t, { idleTimeout: 20, workers: 2 });
  const before = started.length;
  await Promise.all([made.resize(photo, { width: 9 }), made.resize(photo, { width: 8 })]);
  const own = started.slice(before);
  while (own.some(({ isTerminated }) => !isTerminated)) await new Promise((resume) => setTimeout(resume, 5));
  assert.equal((await made.resize(photo, { width: 7 })).outputs[0].width, 7);
  assert.ok(started.length > before + own.length);
});

test('Workers that are kept stay', { timeout: 20_000 }, async (t) => {
  const made = resizer(t, { idleTimeout: 20, workers: 2, keepWorkers: 1 });
  const before = started.length;
  await Promise.all([made.resize(photo, { width: 9 }), made.resize(photo, { width: 8 })]);
  const own = started.slice(before);
  while (!own.some(({ isTerminated }) => isTerminated)) await new Promise((resume) => setTimeout(resume, 5));
  await new Promise((resume) => setTimeout(resume, 60));
  assert.equal(own.filter(({ isTerminated }) => !isTerminated).length, 1);
  await made.resize(photo, { width: 7 });
  assert.equal(started.length, before + 2);
});

test('after closing, a resizer can be used again; what was begun before is over', async (t) => {
  const made = resizer(t);
  const dispose = Symbol.dispose ?? Symbol.for('Symbol.dispose');
  const begun = [made.resize(photo, 'web'), made.resize(photo, { width: 9 }), made.probe(photo), made.ready()];
  made[dispose]();
  for (const { reason } of await Promise.allSettled(begun)) assert.equal(reason?.name, 'AbortError', String(reason));
  assert.equal((await made.resize(photo, { width: 9 })).outputs.length, 1);
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

test('without Web Workers, as under plain Node, it says so', () => {
  const script = `
    const { createResizer, ThumboxError } = await import(${JSON.stringify(pathToFileURL(join(folder, 'index.js')).href)});
    const error = await createResizer().resize(new Blob(['a']), { width: 3 }).catch((error) => error);
    console.log(error instanceof ThumboxError, error.kind, error.message);`;
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8', timeout: 10_000 });
  assert.match(stdout, /^true unavailable the component could not be started: there are no Web Workers here/, stderr);
});

test('presets, and what is written, are read back', async () => {
  const recipes = await loadRecipes();
  assert.deepEqual(recipes.presets().map(({ name }) => name), ['lab', 'web', 'avatar', 'responsive']);
  for (const { name, text } of recipes.presets()) {
    const { recipe } = recipes.read(name);
    assert.deepEqual(recipes.read(text).recipe, recipe);
    assert.deepEqual(recipes.read(recipes.write(recipe.fields).text).recipe, recipe);
  }
  assert.equal(recipes.read('output.widht = 3').mistake.line, 1);
  assert.equal(recipes.write({ output: { quality: 101 } }).mistake.field, 'quality');
  assert.equal(recipes.commandLine('my cat.jpg', 'lab'), "thumbox resize 'my cat.jpg' -W 128 -H 128 -o thumbnails");
  assert.equal(recipes.sha256(new Uint8Array()), createHash('sha256').digest('hex'));
});
