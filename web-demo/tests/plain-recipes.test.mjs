// Recipes in fields that the component reads itself, beside the reader of recipes, under Node. Run by `cargo xtask page --test`.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { fetched } from './node-worker.mjs';
import { exported, folder, load, photo, picture, resizer } from './package.mjs';

const [{ planOfPlainRecipe, planOfRecipe }, { fixed }] = await Promise.all(['plan.js', 'recipe.js'].map(load));
const isReaderLoaded = () => fetched.includes('recipes_bg.wasm');

test('a recipe for one output without a name needs no reader of recipes', async (t) => {
  const made = resizer(t);
  const file = new File([photo], 'my cat.jpeg');
  const recipes = [{ output: { width: 90, format: 'webp', 'max-bytes': '3kB' } }, { outputs: [{ width: 90 }], limits: { tolerant: true } }, { limits: {} }];
  const results = [];
  for (const recipe of recipes) results.push(await made.resize(file, recipe));
  assert.deepEqual(results.map(({ outputs: [{ width, format, file, key }] }) => [width, format, file.name, key]), [
    [90, 'webp', 'my cat.webp', 'my cat.jpeg'],
    [90, 'jpeg', 'my cat.jpg', 'my cat.jpeg'],
    [128, 'jpeg', 'my cat.jpg', 'my cat.jpeg'],
  ]);
  assert.ok(!isReaderLoaded());
  const mistaken = await made.resize(file, { output: { width: 90, key: '{stm}' } }).catch((error) => error);
  assert.match(mistaken.message, /^the recipe: line 1, column 29: the key "{stm}" has the placeholder {stm}/);
  assert.ok(isReaderLoaded());
});

test('a mistake is told in the words of the reader of recipes', async (t) => {
  const made = resizer(t);
  const rows = [
    [{ output: { widht: 3 } }, /^the recipe: line 1, column 12: unknown field "widht"; did you mean width/],
    [{ output: { 'max-pixels': 3 } }, /: unknown field "max-pixels"; it belongs in the limits, as limits.max-pixels$/],
    [{ output: {}, toJSON: () => undefined }, /^the recipe: line 1, column 5: this is no TOML/],
    [{ output: { width: NaN } }, /: width is null; expected a whole number from 1 to 16384$/],
    [{ output: [] }, /: outputs is a list of 0; expected 1 to 16 outputs$/],
    [{ output: [{}, {}] }, /: outputs 1 and 2 have the same bucket and key, {key}; give each a key/],
    [{ output: {}, outputs: [{}] }, /: output and outputs are both given; use one of them$/],
    [{ output: { width: 3 }, limits: [] }, /: limits is \[\]; expected an object with fields such as max-pixels$/],
  ];
  for (const [recipe, message] of rows) await assert.rejects(made.resize(photo, recipe), { kind: 'invalid-options', message });
});

test('what is asked for is what it was when it was asked for', async (t) => {
  const made = resizer(t);
  // Of a URL the name is known only once it was read, and so is the key.
  const image = pathToFileURL(process.env.THUMBOX_SAMPLE);
  const asked = [{ output: { width: 9 } }, { outputs: [{ width: 9, key: '{stem}' }] }, { width: 9 }];
  const work = asked.map((each) => made.resize(image, each));
  for (const each of asked) Object.assign(each, { output: { width: 0 }, outputs: [], width: -1, version: 'x' });
  for (const { outputs } of await Promise.all(work)) assert.equal(outputs[0].width, 9);
});

test('whatever the reason of an abort is, it is what comes', async (t) => {
  const made = resizer(t);
  for (const reason of [null, 'late', { kind: 'mine' }]) {
    const stop = new AbortController();
    const onProgress = () => stop.abort(reason);
    const outcome = await made.resize(photo, { output: { width: 9 } }, { signal: stop.signal, onProgress }).then(() => 'made', (error) => error);
    assert.equal(outcome, reason);
  }
});

/** Values of fields, good ones and others. */
const OUTPUT = {
  width: [9, 40, 300, 0, 2.5, '9', 17_000],
  height: [8, 30.0, -1],
  'aspect-ratio': ['16:9', '1:0', 2],
  scale: [0.1, 0.5, 11],
  'device-pixel-ratio': [2, 0.7, 20],
  dpr: [1.5],
  fit: ['inside', 'cover', 'contain', 'fill', 'crop'],
  position: ['north', 'attention', '0.2,0.3', { x: 0.1, y: 0.9 }, 'up'],
  crop: ['1,2,20,10', '10%,10%,50%,50%', { left: 1, top: 1, width: 5, height: 5 }, '900,0,5,5', 'all'],
  enlarge: [true, false, 'yes'],
  shrink: [false, true],
  background: ['#fff', 'red', 'transparent', 'reddish'],
  filter: ['nearest', 'cubic', 'lanczos3', 'best'],
  linear: [true, null],
  sharpen: [true],
  animation: ['all', 'first-frame', 'none'],
  thumbhash: [true],
  format: ['auto', 'jpeg', 'png', 'webp', 'gif', 'jpg', 'tiff'],
  quality: [1, 70, 101, 'auto', 'score=70', { score: 70 }, { jpeg: 50 }, { png: 3 }],
  progressive: [true, false],
  'chroma-subsampling': ['4:4:4', '4:2:0', '4:2:2'],
  tables: ['photographic', 'default'],
  lossless: [true, false],
  effort: [0, 2, 7],
  palette: [true],
  colors: [16, 300],
  dither: [0.1, 1, 1.5],
  depth: [8, 16, 9],
  'max-bytes': [700, '2kB', '20 MB', 'much'],
  'shrink-to-fit': [true],
  'embedded-thumbnail': [true],
  keep: ['icc', ['icc', 'copyright'], ['exif']],
  key: ['{stem}.{ext}', 'a/{name}'],
  tags: [{ team: 'web' }],
  widths: [[9, 20]],
  include: [['*.png'], ['*.jpg']],
  maxBytes: [700],
};
const LIMITS = {
  'max-pixels': [1000, 100, 1_000_000],
  'max-file-bytes': [10, '1MB', 'much'],
  'max-side': [20, 70_000],
  'max-work': [2 ** 53, 2 ** 54],
  tolerant: [true, 1],
  width: [3],
};

/** Numbers from 0 to 1, the same ones each time (Lehmer's generator with the parameters of MINSTD). */
function numbers(seed) {
  let state = seed;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}

/** Some fields of these, up to `most`. */
function chosen(fields, most, next) {
  const pick = (list) => list[Math.floor(next() * list.length)];
  const count = Math.floor(next() * (most + 1));
  return Object.fromEntries(Array.from({ length: count }, () => pick(Object.keys(fields))).map((name) => [name, pick(fields[name])]));
}

test('the component and the reader of recipes make the same, and refuse the same', { timeout: 300_000 }, async (t) => {
  const made = resizer(t);
  const image = new File([picture(48, 32)], 'gradient.png');
  const outcome = async (recipe) => {
    const { outputs, isFor, warnings } = await made.resize(image, recipe).catch(({ kind, message }) => ({ outputs: [], isFor: kind, warnings: message }));
    const told = outputs.map(({ file: { name }, key, index, width, height, format, sha256 }) => ({ name, key, index, width, height, format, sha256 }));
    return { outputs: told, isFor, warnings };
  };
  const next = numbers(7);
  const counts = { plain: 0, made: 0, refused: 0 };
  while (counts.plain < 500) {
    const output = chosen(OUTPUT, 4, next);
    const limits = next() < 0.3 ? chosen(LIMITS, 2, next) : undefined;
    const recipe = next() < 0.5 ? { output, limits } : { outputs: [output], limits };
    const isPlain = planOfPlainRecipe(fixed(recipe), { key: '' }) !== undefined;
    if (!isPlain) continue;
    // The version says nothing, and is one of the things that only the reader knows. At the end, it moves no mistake.
    const [plain, read] = [await outcome(recipe), await outcome({ ...recipe, version: 1 })];
    assert.deepEqual(plain, read, JSON.stringify(recipe));
    counts.plain += 1;
    counts[plain.outputs.length > 0 ? 'made' : 'refused'] += 1;
  }
  t.diagnostic(JSON.stringify(counts));
  assert.ok(counts.made > 50 && counts.refused > 50, JSON.stringify(counts));
});

test('for every preset and every recipe of the documents, both plan the same', async () => {
  const recipes = await exported.loadRecipes();
  const texts = recipes.presets().map(({ text }) => text);
  const docs = join(process.env.THUMBOX_CODECS, '../docs');
  for (const name of ['recipes.md', 'reference.md']) {
    const page = await readFile(join(docs, name), 'utf8');
    for (const [, text] of page.matchAll(/^```(?:toml|json)\n(.*?)^```/gms)) texts.push(text);
  }
  assert.ok(texts.length > 10, `${texts.length}`);
  let plain = 0;
  for (const text of texts) {
    const { fields } = recipes.read(text).recipe;
    // Each output also by itself, without where it goes.
    const alone = fields.outputs.map(({ key, bucket, ...output }) => ({ outputs: [output], limits: fields.limits }));
    for (const recipe of [fields, ...alone]) {
      const upload = { key: 'summer/cat.jpg' };
      const ours = planOfPlainRecipe(fixed(recipe), upload);
      if (!ours) continue;
      plain += 1;
      const { place, ...theirs } = planOfRecipe(recipes, recipe, upload);
      // As the reader writes it.
      const [{ target }] = recipes.read({ output: JSON.parse(ours.targets[0]) }).recipe.outputs;
      const { limits } = recipes.read({ limits: JSON.parse(ours.limits) }).recipe;
      assert.deepEqual({ ...ours, targets: [target], limits, place: undefined }, { ...theirs, place: undefined }, JSON.stringify(recipe));
      const [{ key }] = place([], {}).outputs;
      assert.deepEqual(ours.place([], {}), { isFor: true, outputs: [{ key }] });
    }
  }
  assert.ok(plain > 5, `${plain}`);
});
