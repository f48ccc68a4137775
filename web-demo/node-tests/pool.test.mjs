// The threads of the package under Node. Run by `cargo xtask test node`.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import { Worker } from 'node:worker_threads';
import heic from '@thumbox/heic';
import { createResizer } from 'thumbox';
import { decodedByCodecs, pathOf } from './decoded.mjs';
import { bytes, folder, node, photo, resizer } from './kit.mjs';

const small = { width: 9, format: 'png' };
/** Seconds of work. */
const slow = { width: 6000, height: 6000, enlarge: true, fit: 'fill', format: 'webp', effort: 6 };
const address = join(dirname(createRequire(import.meta.url).resolve('thumbox')), 'node-worker.js');

test('a script ends when its work is done, and not before', async () => {
  const script = `
    import { resize } from 'thumbox';
    resize(${JSON.stringify(photo)}, [{ width: 30 }, { width: 20 }]).then(({ outputs }) => console.log(outputs.length));`;
  const { status, stdout, stderr } = await node('--input-type=module', '--eval', script);
  assert.deepEqual([status, stdout, stderr], [0, '2\n', '']);
});

test('nothing is read or started before it is asked for', async () => {
  const script = `
    import { createResizer } from 'thumbox';
    createResizer();
    console.log(process.getActiveResourcesInfo().filter((name) => /Worker|Port|FSReq/.test(name)).join());`;
  const { status, stdout } = await node('--input-type=module', '--eval', script);
  assert.deepEqual([status, stdout], [0, '\n']);
});

test('the other condition of Node gives the same copy', async () => {
  const script = `
    const common = require('thumbox');
    import('thumbox').then((module) => console.log(Object.keys(module).every((name) => module[name] === common[name]), Object.keys(module).sort().join()));`;
  const { stdout } = await node('--eval', script);
  assert.equal(stdout, 'true ThumboxError,createResizer,loadRecipes,probe,resize\n');
});

test('images wait, and no more of them are held than there are places', async (t) => {
  const made = resizer(t, { workers: 1 });
  let open = 0;
  let most = 0;
  const image = () => {
    // Read when its turn comes.
    const stream = Readable.from((async function* () {
      most = Math.max(most, (open += 1));
      yield bytes;
    })());
    // The place is given to the next one before the promise is kept.
    return made.resize(stream, small, { onProgress: ({ output }) => output && (open -= 1) });
  };
  const results = await Promise.all(Array.from({ length: 20 }, image));
  assert.deepEqual(results.map(({ outputs }) => outputs[0].width), Array(20).fill(9));
  assert.equal(most, 2);
});

test('an abort ends what waits, what is read and what is worked on', async (t) => {
  const made = resizer(t, { workers: 1 });
  await made.ready();
  const aborted = { name: 'AbortError' };
  const begun = new AbortController();
  const work = made.resize(photo, slow, { signal: begun.signal, onProgress: () => setTimeout(() => begun.abort(), 30) });
  const stuck = new Readable({ read() {} });
  const reading = new AbortController();
  const read = made.resize(stuck, small, { signal: reading.signal });
  const waiting = new AbortController();
  const waits = made.resize(photo, small, { signal: waiting.signal });
  const last = made.resize(photo, small);
  waiting.abort();
  await assert.rejects(waits, aborted);
  reading.abort();
  await assert.rejects(read, aborted);
  assert.equal(stuck.destroyed, true);
  await assert.rejects(work, aborted);
  assert.equal((await last).outputs.length, 1);
  await assert.rejects(made.resize(photo, small, { signal: AbortSignal.abort() }), aborted);
});

test('what takes too long is ended, and the next image is made', async (t) => {
  const made = resizer(t, { workers: 1, timeout: 200 });
  await assert.rejects(made.resize(photo, slow), { kind: 'deadline', message: 'timed out after 0.2 s; use a smaller image' });
  const patient = resizer(t, { workers: 1 });
  assert.equal((await patient.resize(photo, small)).outputs.length, 1);
});

test('a thread that dies costs one image', async (t) => {
  const threads = [];
  const worker = () => {
    const thread = new Worker(address);
    threads.push(thread);
    return thread;
  };
  const made = resizer(t, { workers: 1, worker });
  await made.ready();
  let told = 0;
  const onProgress = () => (told++ === 0 ? threads[0].terminate() : undefined);
  const [first, second] = await Promise.allSettled([made.resize(photo, slow, { onProgress }), made.resize(photo, small)]);
  assert.equal(first.reason.kind, 'trap');
  assert.match(first.reason.message, /its thread ended with code 1/);
  assert.equal(second.value.outputs.length, 1);
  assert.equal(threads.length, 2);
});

test('a thread whose scripts take too much memory costs one image', async (t) => {
  const own = await folder(t);
  // A thread that is right until the first image comes, and then fills its heap.
  const path = join(own, 'greedy.mjs');
  await writeFile(path, `
    import { parentPort } from 'node:worker_threads';
    parentPort.on('message', (message) => {
      if (message.module) return parentPort.postMessage({ ready: true });
      const held = [];
      for (;;) held.push(Array(1000).fill().map(() => ({})));
    });`);
  const worker = () => new Worker(path, { resourceLimits: { maxOldGenerationSizeMb: 32 } });
  const made = resizer(t, { workers: 1, worker });
  await assert.rejects(made.resize(photo, small), { kind: 'memory-limit', message: /needs more memory than a Worker may have/ });
});

test('what is missing is said, with what to do', async (t) => {
  const own = await folder(t);
  const none = join(own, 'none.js');
  const other = join(own, 'other.wasm');
  await writeFile(other, Buffer.from('0061736d01000000', 'hex'));
  const rows = [
    [{ worker: none }, photo, 'unavailable', /its thread broke off \(Cannot find module.*node-worker\.js has to be there/s],
    [{ wasm: none }, photo, 'unavailable', /none\.js could not be read \(no such file or directory\); the package's resizer\.core\.wasm has to be there/],
    [{ wasm: other }, photo, 'unavailable', /is not the resizer\.core\.wasm of this release/],
    [{ worker: 'http://a/b.js' }, photo, 'unavailable', /texts are paths/],
    [{ codecs: { avif: none } }, pathOf(decodedByCodecs[0]), 'needs-codec', /codecs\.avif/],
  ];
  for (const [options, image, kind, message] of rows) {
    await assert.rejects(resizer(t, options).resize(image, small), (error) => {
      assert.deepEqual([error.kind, message.test(error.message)], [kind, true], error.message);
      return true;
    });
  }
});

test('codecs are loaded with the first file that needs them', async (t) => {
  const made = resizer(t, { codecs: { heic } });
  for (const row of decodedByCodecs) {
    const { outputs: [output], codec } = await made.resize(pathOf(row), row.recipe);
    assert.deepEqual([output.sha256, codec.name], [row.sha256, row.codec], row.file);
  }
  const without = resizer(t);
  const ofHeic = decodedByCodecs.find(({ codec }) => codec === 'heic');
  await assert.rejects(without.resize(pathOf(ofHeic), small), { kind: 'needs-codec', codec: 'heic', message: /install @thumbox\/heic/ });
});

test('the memory of a process stays where it is', { timeout: 300_000 }, async (t) => {
  const made = resizer(t, { workers: 2, codecs: { heic } });
  const files = [bytes, ...decodedByCodecs.map(pathOf), bytes.subarray(0, 3000), Buffer.from('a text')];
  const rounds = 10;
  const round = async () => {
    const asked = Array.from({ length: 100 }, (_, index) => made.resize(files[index % files.length], { width: 64, format: 'webp' }));
    const outcomes = await Promise.allSettled(asked);
    return outcomes.map(({ value, reason }) => value?.outputs[0].sha256 ?? reason.kind).join();
  };
  const first = await round();
  await round();
  const before = anonymous();
  for (let count = 2; count < rounds; count++) assert.equal(await round(), first);
  const grown = anonymous() - before;
  t.diagnostic(`${rounds * 100} files; memory has grown by ${(grown / 2 ** 20).toFixed(1)} MiB from the 200th on`);
  assert.ok(grown < 64 << 20, `${grown} bytes`);
});

/** Bytes of this process that are no files'. */
const anonymous = () => Number(readFileSync('/proc/self/status', 'utf8').match(/^RssAnon:\s*(\d+) kB$/m)[1]) * 1024;
