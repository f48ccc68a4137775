// The package's Workers, under Node. Run by `cargo xtask page --test`.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { started } from './node-worker.mjs';
import { core, load, photo, picture, resizer, start } from './package.mjs';

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

test('a module that does not come is given up, and so is one of which the rest does not', { timeout: 20_000 }, async (t) => {
  const { compile } = await load('load.js');
  const fetchOfFiles = globalThis.fetch;
  t.after(() => (globalThis.fetch = fetchOfFiles));
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const late = () => setImmediate(() => t.mock.timers.tick(300_000));
  const nothing = (signal) =>
    new Promise((_, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason));
      late();
    });
  const half = async (signal) => {
    const start = (controller) => {
      controller.enqueue(new Uint8Array([0, 0x61, 0x73, 0x6d]));
      signal.addEventListener('abort', () => controller.error(signal.reason));
      late();
    };
    return new Response(new ReadableStream({ start }), { headers: { 'Content-Type': 'application/wasm' } });
  };
  const file = new URL('https://example.org/resizer.core.wasm');
  for (const answer of [nothing, half]) {
    globalThis.fetch = (_, { signal }) => answer(signal);
    await assert.rejects(compile(file, { name: 'resizer.core.wasm', digest: '' }), {
      kind: 'unavailable',
      message: /resizer\.core\.wasm was not there after 300 s; try again with a faster network$/,
    });
  }
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
