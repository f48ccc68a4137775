// The package under Node with a component that means harm: engine/tests/malicious. Each of its behaviours is an error of one image,
// and the next one is made. Run by `cargo xtask sandbox`, which sets the variables below.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';

const { THUMBOX_PACKAGE: folder, THUMBOX_BEHAVIOURS: list, THUMBOX_NEVER_READY: neverReady } = process.env;
const behaviours = JSON.parse(await readFile(list, 'utf8'));
/** What the process may grow by, in bytes, as on the page. */
const GROWTH = 256 << 20;

const load = (path) => import(pathToFileURL(join(path, 'node.js')));
const bad = ({ file = '', bytes = file.length }) => {
  const buffer = Buffer.alloc(bytes);
  buffer.write(file);
  return buffer;
};
const good = Buffer.from('a picture');

/** Bytes of this process that are no files'. */
async function anonymous() {
  const status = await readFile('/proc/self/status', 'utf8');
  return Number(status.match(/^RssAnon:\s*(\d+) kB$/m)[1]) * 1024;
}

async function assertGoesOn(resizer, when) {
  const { outputs } = await resizer.resize(good, { width: 1 });
  assert.equal(outputs[0].width, 1, when);
}

for (const [name, isEndless, timeout] of [['breaks off or lies', false, 30_000], ['takes too long', true, 1000]]) {
  test(`what ${name} is an error, and the next image is made`, { timeout: 300_000 }, async (t) => {
    const { createResizer, ThumboxError } = await load(folder);
    const resizer = createResizer({ workers: 1, timeout });
    t.after(() => resizer.close());
    await assertGoesOn(resizer, 'the start');
    const before = await anonymous();
    for (const behaviour of behaviours) {
      const { does, page: expected } = behaviour;
      if ((expected === 'deadline') !== isEndless) continue;
      const result = await resizer.resize(bad(behaviour), { width: 1 }).catch((error) => error);
      const found = result instanceof Error ? result.kind : 'made';
      assert.equal(found, expected, `${does}: ${result.message}`);
      if (found !== 'made') assert.ok(result instanceof ThumboxError && result.message.length < 5000, does);
      for (const { message } of result.warnings ?? []) assert.ok(message.length < 5000, does);
      await assertGoesOn(resizer, does);
    }
    // A thread that was ended gives its memory back a moment later; what never comes back, the test's limit of time finds.
    for (;;) {
      const grown = (await anonymous()) - before;
      if (grown < GROWTH) return t.diagnostic(`the process has grown by ${Math.round(grown / 2 ** 20)} MiB`);
      await new Promise((resume) => setTimeout(resume, 100));
    }
  });
}

test('an image that is only probed is one that fails, too', async (t) => {
  const { createResizer, ThumboxError } = await load(folder);
  const resizer = createResizer({ workers: 1, timeout: 1000 });
  t.after(() => resizer.close());
  for (const behaviour of behaviours.filter(({ file = '' }) => file.startsWith('probe'))) {
    const info = await resizer.probe(bad(behaviour)).catch((error) => error);
    assert.ok(info instanceof ThumboxError || info.width === 1, `${behaviour.does}: ${info}`);
    await assertGoesOn(resizer, behaviour.does);
  }
});

test('a component that never gets ready is told of', { timeout: 120_000 }, async (t) => {
  const { createResizer } = await load(neverReady);
  const resizer = createResizer({ workers: 1 });
  t.after(() => resizer.close());
  await assert.rejects(resizer.resize(good, { width: 1 }), { kind: 'unavailable', message: /not ready after 30 s/ });
});
