// The examples for other people's pages, as they are built, in a browser without a window. Run by
// `cargo xtask page --test`.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { launch, serve } from './browser.mjs';

const { THUMBOX_EXAMPLES: folder, THUMBOX_SAMPLE: sample, THUMBOX_CHROMIUM: chromium } = process.env;

let browser;
before(async () => {
  browser = await launch(chromium);
});
after(() => browser?.close());

/** A test on an example's page, which must not log an error or a warning. */
function onExample(name, path, run) {
  test(name, async () => {
    const server = await serve(join(folder, path));
    const page = await browser.newPage();
    const faults = [];
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) faults.push(message.text());
    });
    page.on('pageerror', (error) => faults.push(String(error)));
    try {
      await page.goto(server.url);
      const photo = { name: 'photo.jpg', mimeType: 'image/jpeg', buffer: await readFile(sample) };
      const text = { name: 'text.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('this is a text') };
      const chooser = page.locator('input[type=file]').first();
      await chooser.waitFor({ state: 'attached' });
      await chooser.setInputFiles([photo, text]);
      await run(page);
      assert.deepEqual(faults, []);
    } finally {
      await page.close();
      server.close();
    }
  });
}

const loaded = (image) => image.evaluate((image) => image.decode().then(() => image.naturalWidth));

onExample('plain HTML', 'plain', async (page) => {
  const image = page.locator('li', { hasText: 'photo.jpg' }).locator('img');
  await image.waitFor();
  assert.equal(await loaded(image), 200);
  assert.match(await page.locator('li', { hasText: 'text.jpg' }).textContent(), /^text\.jpg: this is a text file; Thumbox reads JPEG/);
});

onExample('React with Vite, under a strict content policy', 'react-vite/dist', async (page) => {
  const images = page.locator('li', { hasText: 'photo.jpg' }).locator('img');
  await images.nth(2).waitFor();
  // In the order in which they are made.
  assert.deepEqual(await Promise.all([0, 1, 2].map((at) => loaded(images.nth(at)))), [256, 1280, 800]);
  await page.locator('li', { hasText: 'text.jpg' }).getByRole('alert').waitFor();
});

onExample('Uppy', 'uppy/dist', async (page) => {
  const image = page.locator('.uppy-Dashboard-Item img[src^="blob:"]');
  await image.waitFor();
  assert.equal(await loaded(image), 400);
  await page.getByText(/^text\.jpg: /).first().waitFor();
  assert.equal(await page.locator('.uppy-Dashboard-Item').count(), 1);
});
