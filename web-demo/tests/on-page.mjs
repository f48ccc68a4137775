// What the tests of the page share. Run by `cargo xtask page --test`, which sets the variables below.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { launch, open, serve } from './browser.mjs';
import { png } from './png.mjs';

const { THUMBOX_PAGE: folder, THUMBOX_CHROMIUM: chromium } = process.env;
export const { THUMBOX_SAMPLE: sample, THUMBOX_SCREENSHOTS: screenshots } = process.env;

export let browser;
export let server;
before(async () => {
  browser = await launch(chromium);
  server = await servePage();
});
after(async () => {
  await browser?.close();
  server?.close();
});

/** Serves the page, with some of its files replaced. */
export const servePage = (replaced = { 'HappyFace.jpg': { file: sample } }) => serve(folder, replaced);

export const picture = (name, width, height) => ({ name, mimeType: 'image/png', buffer: png(width, height) });
export const file = (name, content) => ({ name, mimeType: 'image/jpeg', buffer: Buffer.from(content) });
export const text = (within, selector) => within.locator(selector).textContent();
/** Writes a recipe and leaves the text, from when on it is in force. On a phone the sheet with the editor stays. */
export const edit = async (page, recipe) => {
  const text = page.locator('#text');
  if (!(await text.isVisible())) await page.locator('#editor summary').click();
  await text.fill(recipe);
  await text.blur();
};
/** Waits for a card to show results of this width. */
export const madeAnew = (card, width) => card.locator(`.output img[width="${width}"]`).first().waitFor({ state: 'attached' });

/** A test on a page of its own, which must not have misbehaved at its end. */
export function onPage(name, run, { fragment = '#preset=lab', ...options } = {}) {
  test(name, async () => {
    const page = await open(browser, server.url, { fragment, ...options });
    try {
      await run(page);
      assert.deepEqual(page.faults, []);
    } finally {
      await page.context().close();
    }
  });
}

/** A test on a page some files of which are replaced. What it logs is not looked at. */
export function onBrokenPage(name, replaced, run, options = {}) {
  test(name, async () => {
    const broken = await servePage(replaced);
    const page = await open(browser, broken.url, { fragment: '#preset=lab', ...options });
    try {
      await run(page);
    } finally {
      await page.context().close();
      broken.close();
    }
  });
}
