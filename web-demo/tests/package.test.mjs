// The package thumbox under Node, as it is published. Run by `cargo xtask page --test`.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { brotliCompressSync, constants } from 'node:zlib';
import { fetched, started } from './node-worker.mjs';
import { component, exported, folder, photo, picture, resizer } from './package.mjs';
import { png } from './png.mjs';

const { createResizer, loadRecipes, ThumboxError } = exported;
const sha256 = async (blob) => createHash('sha256').update(Buffer.from(await blob.arrayBuffer())).digest('hex');

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
  const [component, avif, heic, jxl, recipes] = await Promise.all(
    ['resizer.core.wasm', 'avif.core.wasm', '../heic/heic.core.wasm', 'jxl.core.wasm', 'recipes_bg.wasm'].map(compressed),
  );
  const scripts = { raw: 0, brotli: 0 };
  for (const name of await readdir(folder)) {
    if (!name.endsWith('.js') || name.startsWith('node')) continue;
    const { raw, brotli } = await compressed(name);
    scripts.raw += raw;
    scripts.brotli += brotli;
  }
  for (const [name, { raw, brotli }] of Object.entries({ component, recipes, scripts, avif, jxl, heic })) {
    t.diagnostic(`${name}: ${raw} bytes, ${brotli} with brotli`);
  }
  // What the README says, to a tenth.
  const readme = (await readFile(join(folder, 'README.md'), 'utf8')).replace(/\s+/g, ' ');
  const [, ...said] = readme.match(
    /Compressed with Brotli, the component has (\d+) kB, all scripts (\d+) kB, the reader of recipes (\d+) kB, and the codecs (\d+) kB \(AVIF\), (\d+) kB \(JPEG XL\) and (\d+) kB \(HEIC\)/,
  );
  for (const [at, { brotli }] of [component, scripts, recipes, avif, jxl, heic].entries()) {
    const kilobytes = brotli / 1000;
    assert.ok(Math.abs(said[at] / kilobytes - 1) < 0.1, `the README says ${said[at]} kB; it is ${kilobytes} kB`);
  }
  assert.ok(component.brotli <= 642_000, `${component.brotli}`);
  assert.ok(scripts.brotli <= 43_000, `${scripts.brotli}`);
  assert.ok(recipes.brotli <= 156_000, `${recipes.brotli}`);
  for (const [{ brotli }, most] of [[avif, 365_000], [jxl, 395_000], [heic, 150_000]]) assert.ok(brotli <= most, `${brotli}`);
});

test('what the types promise is there, and no more', async (t) => {
  const types = await readFile(join(folder, 'index.d.ts'), 'utf8');
  const declared = [...types.matchAll(/^export (?:function|class|const) (\w+)/gm)].map(([, name]) => name);
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
  const result = await made.resize(photo, 'output = { width = 9, quality = "auto", thumbhash = true }', { bucket: 'b', key: 'k' });
  assert.deepEqual(Object.keys(result).toSorted(), members('Result'));
  // Told only where max-bytes has lowered or raised them, or where a thumbnail of the file was taken.
  const rare = ['colors', 'effort', 'embeddedThumbnail'];
  assert.deepEqual(Object.keys(result.outputs[0]).toSorted(), members('Output').filter((name) => !rare.includes(name)));
  for (const member of Object.keys(result.info)) assert.ok(members('ImageInfo').includes(member), member);
  const { recipe } = (await loadRecipes()).read('lab');
  assert.deepEqual(Object.keys(recipe).toSorted(), members('Recipe'));
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
  const exported = ['./worker.js', './resizer.core.wasm', './avif.core.wasm', './jxl.core.wasm', './recipes_bg.wasm'];
  for (const name of exported) assert.equal(manifest.exports[name], name);
  for (const name of [module, types, ...exported, './LICENSE-MIT', './LICENSE-APACHE', './README.md']) {
    assert.ok(present.includes(name.slice(2)), name);
  }
});

test('the package with the HEIC codec has it, with the licences, and the other one has none of it', async () => {
  const heic = join(folder, '../heic');
  const [present, ours] = await Promise.all([readdir(heic), readdir(folder)]);
  const expected = ['LICENSE-APACHE', 'LICENSE-MIT', 'README.md', 'THIRD-PARTY.txt', 'heic.core.wasm', 'index.d.ts', 'index.js', 'package.json'];
  assert.deepEqual(present.toSorted(), expected);
  assert.deepEqual(ours.filter((name) => /heic/i.test(name)), []);
  // What others wrote of it is said with its licence, each where it is.
  const [inHeic, inOurs] = await Promise.all([heic, folder].map((path) => readFile(join(path, 'THIRD-PARTY.txt'), 'utf8')));
  for (const [name, has, lacks] of [['heifer-hevc-dec', inHeic, inOurs], ['rav1d', inOurs, inHeic], ['jxl', inOurs, inHeic]]) {
    const line = new RegExp(`^${name} [0-9.]+ \\(.+\\)$`, 'm');
    assert.match(has, line);
    assert.doesNotMatch(lacks, line);
  }
  const [own, theirs] = await Promise.all([heic, folder].map(async (path) => JSON.parse(await readFile(join(path, 'package.json'), 'utf8'))));
  // Codecs are those of the release.
  assert.deepEqual([own.version, own.peerDependencies.thumbox], [theirs.version, theirs.version]);
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

test('shrinkToFit makes an output smaller that has too many bytes', async (t) => {
  const made = resizer(t);
  const options = { width: 200, format: 'png', maxBytes: 5000 };
  await assert.rejects(made.resize(photo, options), { kind: 'too-large' });
  const { outputs, warnings } = await made.resize(photo, { ...options, shrinkToFit: true });
  assert.ok(outputs[0].bytes <= 5000 && outputs[0].width < 200);
  assert.equal(warnings[0].kind, 'smaller-than-box');
  assert.match(warnings[0].message, new RegExp(`^an output is ${outputs[0].width} x ${outputs[0].height} in place of 200 x`));
  await assert.rejects(made.resize(photo, { width: 9, shrinkToFit: true }), { kind: 'invalid-options' });
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

test('after closing, a resizer can be used again; what was begun before is over', async (t) => {
  const made = resizer(t);
  const dispose = Symbol.dispose ?? Symbol.for('Symbol.dispose');
  const begun = [made.resize(photo, 'web'), made.resize(photo, { width: 9 }), made.probe(photo), made.ready()];
  made[dispose]();
  for (const { reason } of await Promise.allSettled(begun)) assert.equal(reason?.name, 'AbortError', String(reason));
  assert.equal((await made.resize(photo, { width: 9 })).outputs.length, 1);
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
