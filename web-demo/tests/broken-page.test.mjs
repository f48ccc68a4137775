// What the page says where files of its own are missing or misbehave. Run by `cargo xtask page --test`.
import assert from 'node:assert/strict';
import { bundled } from '../build-worker.mjs';
import { card, choose, settled } from './browser.mjs';
import { onBrokenPage, picture, text } from './on-page.mjs';

onBrokenPage(
  'a trap is reported, and the next photo gets a fresh instance',
  {
    'thumbox/worker.js': {
      text: await bundled({ decoder: 'export const instantiate = undefined;', resizer: `export const instantiate = async () => {
          let isBroken = false;
          return { resizer: {
            probe() { throw { kind: 'malformed', message: '', details: [] }; },
            resize(image) {
              const width = image[19];
              isBroken ||= width === 3;
              if (isBroken) throw new WebAssembly.RuntimeError('unreachable');
              const output = { format: 'png', width: 3, height: 4, frames: 1, bytes: 2 };
              const facts = JSON.stringify({ outputs: [output], warnings: [] });
              return { facts: () => facts, take: () => new Uint8Array([1, 2]) };
            },
          } };
        };` }),
    },
  },
  async (page) => {
    await choose(page, picture('a.png', 3, 4));
    assert.equal(await settled(card(page, 'a.png')), 'error');
    assert.equal(await text(page, '.kind'), 'trap');
    assert.match(await text(page, '.message'), /RuntimeError: unreachable.*please report it/);
    await choose(page, picture('b.png', 5, 4));
    assert.equal(await settled(card(page, 'b.png')), 'ready');
  },
);

onBrokenPage(
  'what takes too long is stopped, and the next photo gets a new worker',
  { 'thumbox/worker.js': { text: `onmessage = ({ data }) => postMessage(data.module ? { ready: true } : data.warm ? { done: {} } : {});` } },
  async (page) => {
    await page.clock.install({ time: 0 });
    // From here on no time passes but what the test lets pass.
    await page.clock.pauseAt(60_000);
    await choose(page, picture('a.png', 3, 4));
    await page.locator('.card[data-state="working"]').waitFor();
    await page.clock.runFor(29_999);
    assert.equal(await card(page).getAttribute('aria-busy'), 'true');
    const [worker] = page.workers();
    const stopped = worker.waitForEvent('close');
    await page.clock.runFor(1);
    assert.equal(await settled(card(page)), 'error');
    assert.equal(await text(page, '.kind'), 'deadline');
    await stopped;
    await choose(page, picture('b.png', 3, 4));
    await card(page, 'b.png').and(page.locator('[data-state="working"]')).waitFor();
  },
  // A computer with more would have another worker, which is idle.
  { cores: 1 },
);

onBrokenPage(
  'a component that cannot be loaded is reported',
  { 'thumbox/resizer.core.wasm': { text: 'not what it should be' } },
  async (page) => {
    // More than there are Workers, so that several fail at once.
    const names = ['a.png', 'b.png', 'c.png'];
    await choose(page, names.map((name) => picture(name, 3, 4)));
    for (const name of names) {
      assert.equal(await settled(card(page, name)), 'error');
      assert.equal(await text(card(page, name), '.kind'), 'unavailable');
      assert.match(await text(card(page, name), '.message'), /could not be started: .*resizer\.core\.wasm is application\/wasm, not WebAssembly/);
    }
  },
);

onBrokenPage('a worker that cannot be loaded is reported', { 'thumbox/worker.js': { file: '/nowhere' } }, async (page) => {
  await choose(page, picture('a.png', 3, 4));
  assert.equal(await settled(card(page)), 'error');
  assert.equal(await text(page, '.kind'), 'unavailable');
});

onBrokenPage('recipes that cannot be loaded are reported', { 'thumbox/recipes_bg.wasm': { file: '/nowhere' } }, async (page) => {
  await page.getByText(/recipes_bg.wasm was answered with status 404/).waitFor();
});

onBrokenPage('a sample that is not there is reported', { 'HappyFace.jpg': { file: '/nowhere' } }, async (page) => {
  await page.locator('#sample').click();
  assert.equal(await settled(card(page)), 'error');
  assert.match(await text(page, '.message'), /HappyFace.jpg could not be read: .*status 404/);
});

onBrokenPage(
  'a page that calls another origin, or writes to the log, would be noticed',
  {
    'app.js': {
      text: `await fetch('http://127.0.0.2:9/').catch(() => {});
        console.error('noticed');
        document.body.dataset.state = 'ready';`,
    },
  },
  async (page) => {
    assert.ok(page.faults.some((fault) => fault.includes('Content Security Policy')), `${page.faults}`);
    assert.ok(page.faults.includes('it logs: noticed'));
  },
);
