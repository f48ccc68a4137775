// What the tests of uploads share: the page with the deployed template behind it. Run by `cargo xtask test`, which starts
// the cloud and the demo's server, and sets the variables.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, test } from 'node:test';
import { launch, withoutServiceWorker } from './browser.mjs';
import { png } from './png.mjs';

const { THUMBOX_CHROMIUM: chromium } = process.env;
/** `functionUrl` is the address of the Lambda function that signs. */
export const {
  THUMBOX_PAGE: origin,
  THUMBOX_SIGNER: functionUrl,
  THUMBOX_SAMPLE: sample,
  THUMBOX_SCREENSHOTS: screenshots,
} = process.env;

export let browser;
/** What the signer says of the cloud. */
export let config;
/** The origin of S3. */
export let s3;
before(async () => {
  browser = await launch(chromium);
  config = await (await fetch(`${origin}/api/config`)).json();
  s3 = new URL(functionUrl).origin;
});
after(() => browser?.close());

export const picture = (name, width, height) => ({ name, mimeType: 'image/png', buffer: png(width, height) });
export const digest = (bytes) => createHash('sha256').update(bytes).digest('hex');

/**
 * A test on a page of its own, which knows its cloud when `run` is called, unless `isAlone`. `page.faults` collects what
 * it must not do, and `page.puts` the uploads.
 */
export function onPage(name, run, { url = origin, prepare, isAlone = false, ...options } = {}) {
  test(name, { timeout: 90_000 }, async () => {
    const context = await browser.newContext({ viewport: { width: 1100, height: 900 }, ...options });
    await withoutServiceWorker(context);
    const page = await context.newPage();
    page.setDefaultTimeout(30_000);
    page.faults = [];
    page.puts = [];
    page.on('pageerror', (error) => page.faults.push(`it throws: ${error}`));
    page.on('console', (message) => {
      // A thumbnail that is not there yet is asked for again, and the browser writes down each time that it was not.
      const isExpected = /status of (404|403)|net::ERR_/.test(message.text());
      if (['error', 'warning'].includes(message.type()) && !isExpected) page.faults.push(`it logs: ${message.text()}`);
    });
    page.on('request', (request) => request.method() === 'PUT' && page.puts.push(request));
    try {
      await prepare?.(page);
      await page.goto(url);
      await page.locator('body[data-state="ready"]').waitFor();
      if (!isAlone) await part(page, 'where').filter({ hasText: /./ }).waitFor();
      await run(page);
      assert.deepEqual(page.faults, []);
    } finally {
      await context.close();
    }
  });
}

export const choose = (page, files) => page.locator('#file').setInputFiles(files);
export const part = (page, name) => page.locator(`#cloud [data-part="${name}"]`);
export const views = (page) => page.locator('.upload-view');
export const uploadButton = (page) => views(page).getByRole('button', { name: /Upload|Try again/ });

/** Waits until an upload has come to its end. */
export async function ended(page, state, view = views(page)) {
  const ends = ['done', 'differs', 'failed', 'cancelled'].map((state) => `[data-state="${state}"]`);
  await view.and(page.locator(ends.join())).waitFor();
  const said = await view.locator('.upload-status').textContent();
  assert.equal(await view.getAttribute('data-state'), state, said);
  return said;
}

/** The key of the first thumbnail, which is the upload's as well. */
export const firstKey = async (page) =>
  (await views(page).locator('.upload-marks code').first().textContent()).replace(/^s3:\/\/[^/]+\//, '');

/** An object as it lies on S3. The emulator lets everybody read. */
export async function stored(bucket, key) {
  const path = key.split('/').map(encodeURIComponent).join('/');
  const response = await fetch(`${s3}/${bucket}/${path}`);
  assert.equal(response.status, 200, key);
  return Buffer.from(await response.arrayBuffer());
}
