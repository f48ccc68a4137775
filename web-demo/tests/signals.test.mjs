// What ends the calls of the package, under Node: signals of callers, and closing. Run by `cargo xtask page --test`.
import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { test } from 'node:test';
import { exported, picture, resizer } from './package.mjs';

const FILES = 200;
const listeners = (signal) => getEventListeners(signal, 'abort').length;

/** What the process is warned of while `run` runs. */
async function warnings(run) {
  const said = [];
  const listen = ({ name, message }) => said.push(`${name}: ${message}`);
  process.on('warning', listen);
  try {
    await run();
    // Warnings are told later.
    await new Promise((resume) => setImmediate(resume));
  } finally {
    process.off('warning', listen);
  }
  return said;
}

const INPUTS = {
  Blobs: () => picture(30, 20),
  Responses: () => new Response(picture(30, 20)),
};
for (const [name, input] of Object.entries(INPUTS)) {
  test(`one signal for ${FILES} ${name} is listened to once, and no longer than they take`, async (t) => {
    const made = resizer(t);
    const { signal } = new AbortController();
    const counts = new Set();
    const said = await warnings(() =>
      Promise.all(
        Array.from({ length: FILES }, async () => {
          const call = made.resize(input(), { width: 9 }, { signal });
          counts.add(listeners(signal));
          return call;
        }),
      ),
    );
    assert.deepEqual(said, []);
    assert.deepEqual([...counts], [1]);
    assert.equal(listeners(signal), 0);
  });
}

test(`${FILES} files without a signal make no warning either`, async (t) => {
  const made = resizer(t);
  const said = await warnings(() => Promise.all(Array.from({ length: FILES }, () => made.probe(picture(30, 20)))));
  assert.deepEqual(said, []);
});

test('a signal ends its calls with its reason, and no others', async (t) => {
  const made = resizer(t, { workers: 1 });
  const abort = new AbortController();
  const ended = Array.from({ length: 20 }, () => made.resize(picture(30, 20), { width: 9 }, { signal: abort.signal }));
  const others = [made.resize(picture(30, 20), { width: 8 }), made.resize(picture(30, 20), { width: 7 }, { signal: new AbortController().signal })];
  abort.abort(new Error('enough'));
  const outcomes = await Promise.allSettled(ended);
  assert.deepEqual(new Set(outcomes.map(({ reason }) => reason?.message)), new Set(['enough']));
  assert.deepEqual((await Promise.all(others)).map(({ outputs }) => outputs[0].width), [8, 7]);
  assert.equal(listeners(abort.signal), 0);
  await assert.rejects(made.probe(picture(3, 2), { signal: abort.signal }), { message: 'enough' });
});

test('closing ends all calls, and forgets the signals', async () => {
  const made = exported.createResizer();
  const { signal } = new AbortController();
  const calls = Array.from({ length: 20 }, (_, index) => made.resize(picture(30, 20), { width: 9 }, index % 2 === 0 ? { signal } : {}));
  made.close();
  const outcomes = await Promise.allSettled(calls);
  assert.deepEqual(new Set(outcomes.map(({ reason }) => reason?.name)), new Set(['AbortError']));
  assert.equal(listeners(signal), 0);
});
