// The page in a browser without a window. Run by `cargo xtask test`, which sets the variables below.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ask, launch, open, serve, settled, shown } from './browser.mjs';
import { png } from './png.mjs';

const { THUMBOX_PAGE: folder, THUMBOX_SAMPLE: sample, THUMBOX_CHROMIUM: chromium } = process.env;

let browser;
let server;
before(async () => {
  browser = await launch(chromium);
  server = await serve(folder, { 'HappyFace.jpg': { file: sample } });
});
after(async () => {
  await browser?.close();
  server?.close();
});

const picture = (name, width, height) => ({ name, mimeType: 'image/png', buffer: png(width, height) });
const file = (name, text) => ({ name, mimeType: 'image/jpeg', buffer: Buffer.from(text) });
const choose = (page, chosen) => page.locator('#file').setInputFiles(chosen);
const text = (page, id) => page.locator(`#${id}`).textContent();

/** A test on a page of its own, which must not have misbehaved at its end. */
function onPage(name, run, options) {
  test(name, async () => {
    const page = await open(browser, server.url, options);
    try {
      await run(page);
      assert.deepEqual(page.faults, []);
    } finally {
      await page.context().close();
    }
  });
}

/** A test on a page some files of which are replaced. What it logs is not looked at. */
function onBrokenPage(name, replaced, run) {
  test(name, async () => {
    const broken = await serve(folder, replaced);
    const page = await open(browser, broken.url);
    try {
      await run(page);
    } finally {
      await page.context().close();
      broken.close();
    }
  });
}

onPage('the sample becomes a thumbnail of at most 128 x 128', async (page) => {
  await page.locator('#sample').click();
  const result = await shown(page);
  assert.equal(Math.max(result.width, result.height), 128);
  assert.equal(result.format, 'jpeg');
  assert.equal(result.name, 'HappyFace.jpg');
  assert.equal(await text(page, 'command'), 'thumbox resize HappyFace.jpg -W 128 -H 128 -o thumbnails');
  assert.match(await text(page, 'status'), /^Thumbnail ready: \d+ by \d+ pixels/);
});

onPage('a chosen photo of any name is shown at its true size', async (page) => {
  await choose(page, picture('my +grüße.png', 300, 200));
  const result = await shown(page);
  assert.deepEqual([result.width, result.height, result.format], [128, 85, 'png']);
  assert.equal(result.name, 'my +grüße.png');
  assert.equal(await text(page, 'command'), "thumbox resize 'my +grüße.png' -W 128 -H 128 -o thumbnails");
  const box = await page.locator('#thumbnail').boundingBox();
  assert.deepEqual([box.width, box.height], [128, 85]);
});

onPage('the same photo and request give the same bytes again', async (page) => {
  await choose(page, sample);
  const first = await shown(page);
  await choose(page, sample);
  const second = await shown(page);
  assert.equal(second.sha256, first.sha256);
});

onPage('a change in the form makes another thumbnail, without any request', async (page) => {
  await choose(page, picture('a.png', 300, 200));
  await shown(page);
  const before = page.requested.filter((url) => !url.startsWith('blob:')).length;
  await ask(page, { width: 64, height: 64, fit: 'cover', format: 'jpeg', quality: 50 });
  const result = await shown(page);
  assert.deepEqual([result.width, result.height, result.format, result.name], [64, 64, 'jpeg', 'a.jpg']);
  assert.equal(
    await text(page, 'command'),
    'thumbox resize a.png -W 64 -H 64 --fit cover --format jpeg -q 50 -o thumbnails',
  );
  const after = page.requested.filter((url) => !url.startsWith('blob:')).length;
  assert.equal(after, before);
});

onPage('the quality can be set only where it means something', async (page) => {
  const quality = page.locator('#ask-quality');
  assert.equal(await quality.isEnabled(), true);
  await ask(page, { format: 'png' });
  assert.equal(await quality.isEnabled(), false);
});

onPage('of many wishes the last one is shown', async (page) => {
  await choose(page, file('no.jpg', 'not a picture'));
  await choose(page, picture('a.png', 300, 200));
  for (const width of [16, 32, 48, 96]) await ask(page, { width });
  const result = await shown(page);
  assert.deepEqual([result.width, result.height], [96, 64]);
});

onPage('the old thumbnail stays until the new one is there', async (page) => {
  await choose(page, picture('a.png', 300, 200));
  await shown(page);
  await ask(page, { width: 32 });
  assert.equal(await page.locator('#result').getAttribute('aria-busy'), 'true');
  assert.equal(await page.locator('#thumbnail').isVisible(), true);
  assert.equal((await shown(page)).width, 32);
});

onPage('a photo can be dropped, and another one pasted', async (page) => {
  const transfer = (name, buffer) =>
    page.evaluateHandle(
      ([name, bytes]) => {
        const transfer = new DataTransfer();
        transfer.items.add(new File([new Uint8Array(bytes)], name, { type: 'image/png' }));
        return transfer;
      },
      [name, [...buffer]],
    );
  const dropped = await transfer('dropped.png', png(40, 30));
  await page.dispatchEvent('#drop', 'dragover', { dataTransfer: dropped });
  assert.equal(await page.locator('body').getAttribute('class'), 'dragging');
  await page.dispatchEvent('#drop', 'drop', { dataTransfer: dropped });
  assert.equal((await shown(page)).name, 'dropped.png');
  assert.equal(await page.locator('body').getAttribute('class'), '');

  const pasted = await transfer('pasted.png', png(30, 40));
  await page.evaluate((clipboardData) => {
    document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true }));
  }, pasted);
  assert.equal((await shown(page)).name, 'pasted.png');
});

onPage("what is no photo is refused in the component's words, and the next photo works", async (page) => {
  for (const [name, content, kind] of [
    ['text.jpg', 'this is a text', 'unsupported-format'],
    ['empty.jpg', '', 'truncated'],
    ['cut.png', png(300, 200).subarray(0, 120), 'truncated'],
  ]) {
    await choose(page, file(name, content));
    assert.equal(await settled(page), 'error', name);
    assert.equal(await text(page, 'error-kind'), kind, name);
    assert.notEqual(await text(page, 'error-message'), '', name);
    assert.equal(await page.locator('#thumbnail').isVisible(), false);
  }
  await choose(page, picture('a.png', 300, 200));
  assert.equal((await shown(page)).width, 128);
});

onPage('an impossible request is refused, and the field to blame is marked', async (page) => {
  const invalid = (id) => page.locator(`#ask-${id}`).getAttribute('aria-invalid');
  await choose(page, picture('a.png', 300, 200));
  await ask(page, { width: 'wide' });
  assert.equal(await settled(page), 'error');
  assert.match(await text(page, 'error-message'), /the width is "wide"/);
  assert.equal(await invalid('width'), 'true');

  await ask(page, { width: 0 });
  await page.locator('#error-message', { hasNotText: 'wide' }).waitFor();
  assert.equal(await text(page, 'error-kind'), 'invalid-options');

  await ask(page, { width: '', height: 50 });
  const result = await shown(page);
  assert.deepEqual([result.width, result.height], [75, 50]);
  assert.equal(await invalid('width'), 'false');
});

onPage('a recipe takes the place of the form, and its errors are shown beside it', async (page) => {
  await choose(page, picture('a.png', 300, 200));
  await shown(page);
  await page.locator('#recipe summary').click();
  await ask(page, { recipe: '{"output": {"fit": "stretch"}}' });
  assert.equal(await settled(page), 'error');
  assert.match(await text(page, 'recipe-error'), /line 1, column \d+: the fit is "stretch"; expected one of inside,/);
  assert.equal(await page.locator('#ask-recipe').getAttribute('aria-invalid'), 'true');

  const output = { width: 60, height: 50, fit: 'contain', background: '#ff0000', format: 'gif', thumbhash: true };
  await ask(page, { recipe: JSON.stringify({ output, options: { 'max-work': 1e12, tolerant: true } }) });
  const result = await shown(page);
  assert.deepEqual([result.width, result.height, result.format, result.name], [60, 50, 'gif', 'a.gif']);
  assert.equal(await text(page, 'recipe-error'), '');
  assert.notEqual(await text(page, 'thumbhash'), '');
  assert.equal(
    await text(page, 'command'),
    "thumbox resize a.png -W 60 -H 50 --background '#ff0000' --fit contain --format gif --thumbhash --max-work 1000000000000 --tolerant -o thumbnails",
  );
});

onPage('what is worth knowing about a photo is shown with its thumbnail', async (page) => {
  const warnings = page.locator('#warnings');
  await choose(page, picture('a.png', 300, 200));
  await shown(page);
  assert.equal(await warnings.isVisible(), false);
  await page.locator('#recipe summary').click();
  await ask(page, { recipe: '{"options": {"tolerant": true}}' });
  const cut = png(300, 200);
  await choose(page, { name: 'cut.png', mimeType: 'image/png', buffer: cut.subarray(0, cut.length / 2) });
  await shown(page);
  assert.match(await warnings.textContent(), /picture-lost: /);
  assert.equal(await warnings.isVisible(), true);
});

onPage('the keyboard reaches the chooser and opens it', async (page) => {
  const opened = page.waitForEvent('filechooser');
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'file');
  await page.keyboard.press('Enter');
  await (await opened).setFiles(picture('a.png', 300, 200));
  await shown(page);
});

onPage(
  'nothing sticks out on a telephone',
  async (page) => {
    await choose(page, picture(`${'long'.repeat(30)}.png`, 900, 600));
    await ask(page, { width: 800, height: 800 });
    await shown(page);
    const wide = await page.evaluate(() => document.scrollingElement.scrollWidth);
    assert.ok(wide <= 360, `the page is ${wide} wide`);
  },
  { viewport: { width: 360, height: 740 } },
);

onBrokenPage(
  'a trap is reported, and the next photo gets a fresh instance',
  {
    'resizer/resizer.js': {
      text: `let calls = 0;
        export const instantiate = async () => ({ resizer: { resize() {
          if (calls++ === 0) throw new WebAssembly.RuntimeError('unreachable');
          const output = { data: new Uint8Array([1, 2]), format: 'png', width: 3, height: 4, frames: 1 };
          return { outputs: [output], warnings: [] };
        } } });`,
    },
  },
  async (page) => {
    await choose(page, picture('a.png', 3, 4));
    assert.equal(await settled(page), 'error');
    assert.equal(await text(page, 'error-kind'), 'trap');
    assert.match(await text(page, 'error-message'), /RuntimeError: unreachable.*please report it/);
    await choose(page, picture('b.png', 3, 4));
    assert.equal((await shown(page)).bytes, 2);
  },
);

onBrokenPage(
  'what takes too long is stopped, and the next photo gets a new worker',
  { 'worker.js': { text: `postMessage({ answer: 'ready' });` } },
  async (page) => {
    await page.clock.install();
    await choose(page, picture('a.png', 3, 4));
    await page.clock.runFor(29_000);
    assert.equal(await text(page, 'status'), 'Resizing…');
    const stopped = page.workers()[0].waitForEvent('close');
    await page.clock.runFor(2_000);
    assert.equal(await settled(page), 'error');
    assert.equal(await text(page, 'error-kind'), 'deadline');
    await stopped;
    const started = page.waitForEvent('worker');
    await choose(page, picture('b.png', 3, 4));
    await page.clock.runFor(1_000);
    await started;
  },
);

onBrokenPage(
  'a component that cannot be loaded is reported',
  { 'resizer/resizer.core.wasm': { text: 'not what it should be' } },
  async (page) => {
    await choose(page, picture('a.png', 3, 4));
    assert.equal(await settled(page), 'error');
    assert.equal(await text(page, 'error-kind'), 'unavailable');
    assert.match(await text(page, 'error-message'), /could not be started: CompileError/);
  },
);

onBrokenPage('a worker that cannot be loaded is reported', { 'worker.js': { file: '/nowhere' } }, async (page) => {
  await choose(page, picture('a.png', 3, 4));
  assert.equal(await settled(page), 'error');
  assert.equal(await text(page, 'error-kind'), 'unavailable');
});

onBrokenPage('a sample that is not there is reported', { 'HappyFace.jpg': { file: '/nowhere' } }, async (page) => {
  await page.locator('#sample').click();
  assert.equal(await settled(page), 'error');
  assert.match(await text(page, 'error-message'), /HappyFace.jpg could not be read: .*status 404/);
});

onBrokenPage(
  'a page that calls another origin, or writes to the log, would be noticed',
  {
    'main.js': {
      text: `import init from './host/host.js';
        await init();
        await fetch('http://127.0.0.2:9/').catch(() => {});
        console.error('noticed');
        document.documentElement.dataset.done = 'yes';`,
    },
  },
  async (page) => {
    await page.waitForFunction(() => document.documentElement.dataset.done);
    assert.ok(page.faults.some((fault) => fault.includes('Content Security Policy')), `${page.faults}`);
    assert.ok(page.faults.includes('it logs: noticed'));
  },
);
