// The page with a component that means harm: engine/tests/malicious. Each of its behaviours gives an error on its card, the
// page goes on, and the next picture is made. Run by `cargo xtask sandbox`, which sets the variables below.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { card, choose, settled } from './browser.mjs';
import { browser, onBrokenPage, onPage, text } from './on-page.mjs';

const { THUMBOX_BEHAVIOURS: list, THUMBOX_NEVER_READY: neverReady } = process.env;
const behaviours = JSON.parse(await readFile(list, 'utf8'));
/** Longer than anything but a deadline takes on a busy computer, in milliseconds. */
const PROMPT = 15_000;
/** What all processes of the browser may grow by, in bytes: the component's 512 MiB are not among it, as a Worker's memory is
 * given back with it. Arbitrary. */
const GROWTH = 256 << 20;

const bad = (behaviour, index) => {
  const buffer = Buffer.alloc(behaviour.bytes ?? behaviour.file.length);
  buffer.write(behaviour.file ?? '');
  return { name: `${index}.png`, mimeType: 'image/png', buffer };
};
const good = (name) => ({ name, mimeType: 'image/png', buffer: Buffer.from('a picture') });

/** Bytes that the browser's processes have in memory. */
async function memory() {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  const sizes = processInfo.map(async ({ id }) => {
    const status = await readFile(`/proc/${id}/status`, 'utf8').catch(() => '');
    return Number(status.match(/^RssAnon:\s*(\d+) kB$/m)?.[1] ?? 0) * 1024;
  });
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

/** The page answers at once, whatever its Workers do. */
async function assertResponsive(page, when) {
  const start = performance.now();
  await page.evaluate(() => document.querySelectorAll('.card').length);
  await page.locator('#text').evaluate((element) => element.value.length);
  assert.ok(performance.now() - start < PROMPT, when);
}

async function assertGoesOn(page, name, when) {
  await choose(page, good(name));
  const next = card(page, name);
  assert.equal(await settled(next), 'ready', `after ${when}: ${await text(next, '.message')}`);
  assert.equal(await next.locator('.output img').getAttribute('width'), '1', when);
}

const remove = (page) => page.locator('#remove-all').click();

onPage(
  'what breaks off or lies is an error, and the next picture is made',
  async (page) => {
    await assertGoesOn(page, 'first.png', 'the start');
    const before = await memory();
    for (const [index, behaviour] of behaviours.entries()) {
      const { does, page: expected } = behaviour;
      if (expected === 'deadline') continue;
      const file = bad(behaviour, index);
      const start = performance.now();
      await choose(page, file);
      await assertResponsive(page, does);
      const its = card(page, file.name);
      const state = await settled(its);
      const took = performance.now() - start;
      const message = await text(its, '.message');
      const found = state === 'ready' ? 'made' : await text(its, '.kind');
      console.log(`${does}: ${found}, ${Math.round(took)} ms; ${JSON.stringify(message.slice(0, 160))}`);
      assert.equal(found, expected, `${does}: ${message.slice(0, 1000)}`);
      assert.ok(took < PROMPT, `${does}: ${took} ms`);
      assert.ok(message.length < 5000, does);
      for (const warning of await its.locator('.warnings li').all()) {
        assert.ok((await warning.textContent()).length < 5000, does);
      }
      await assertGoesOn(page, `after-${index}.png`, does);
      await remove(page);
    }
    const grown = (await memory()) - before;
    console.log(`the browser's processes have grown by ${Math.round(grown / 2 ** 20)} MiB`);
    assert.ok(grown < GROWTH, `${grown} bytes`);
  },
  { cores: 1 },
);

onPage(
  'what takes too long is stopped, and the next picture is made',
  async (page) => {
    await assertGoesOn(page, 'first.png', 'the start');
    const before = await memory();
    await page.clock.install({ time: 0 });
    await page.clock.pauseAt(60_000);
    for (const [index, behaviour] of behaviours.entries()) {
      const { does, page: expected } = behaviour;
      if (expected !== 'deadline') continue;
      const file = bad(behaviour, index);
      await choose(page, file);
      const its = card(page, file.name);
      await its.and(page.locator('[aria-busy="true"]')).waitFor();
      await assertResponsive(page, does);
      // The Worker gets its work, and its time, a moment after the card says so.
      for (let turn = 0; turn < 10 && (await its.getAttribute('aria-busy')) === 'true'; turn++) {
        await new Promise((resume) => setTimeout(resume, 100));
        await page.clock.runFor(30_000);
      }
      assert.equal(await settled(its), 'error', does);
      assert.equal(await text(its, '.kind'), 'deadline', does);
      assert.match(await text(its, '.message'), /timed out after 30 s/);
      await assertGoesOn(page, `after-${index}.png`, does);
    }
    const grown = (await memory()) - before;
    console.log(`the browser's processes have grown by ${Math.round(grown / 2 ** 20)} MiB`);
    assert.ok(grown < GROWTH, `${grown} bytes`);
  },
  { cores: 1 },
);

onBrokenPage(
  'a component that never gets ready is told of, and the page lives',
  {
    'thumbox/worker.js': { file: join(neverReady, 'worker.js') },
    'thumbox/release.js': { file: join(neverReady, 'release.js') },
    'thumbox/resizer.core.wasm': { file: join(neverReady, 'resizer.core.wasm') },
  },
  async (page) => {
    // From the beginning, as the first Worker is started at once.
    await page.clock.install({ time: 0 });
    await page.reload();
    await page.locator('body[data-state]').waitFor();
    await page.clock.pauseAt(60_000);
    await choose(page, good('a.png'));
    const its = card(page, 'a.png');
    await its.waitFor();
    for (let turn = 0; turn < 10 && (await its.getAttribute('aria-busy')) === 'true'; turn++) {
      await new Promise((resume) => setTimeout(resume, 200));
      await assertResponsive(page, 'while it does not get ready');
      await page.clock.runFor(30_000);
    }
    assert.equal(await settled(its), 'error');
    assert.equal(await text(its, '.kind'), 'unavailable');
    assert.match(await text(its, '.message'), /not ready after 30 s/);
  },
  { cores: 1 },
);
