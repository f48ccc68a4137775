// The page in Firefox and in WebKitGTK: it must make the bytes that it makes in Chromium.
// Run by `cargo xtask test`, which sets the variables below.
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { after, before, test } from 'node:test';
import puppeteer from 'puppeteer-core';
import { violations } from './axe.mjs';
import { card, choose, launch, open, serve, settled } from './browser.mjs';
import { decodedByCodecs, pathOf } from './decoded.mjs';
import { png } from './png.mjs';
import { startWebKit } from './webdriver.mjs';

const {
  THUMBOX_PAGE: folder,
  THUMBOX_SAMPLE: sample,
  THUMBOX_CHROMIUM: chromium,
  THUMBOX_FIREFOX: firefox,
  THUMBOX_WEBKIT_DRIVER: driver,
  THUMBOX_WEBKIT_BROWSER: webkit,
} = process.env;

/** Several sizes, a lossy format with much arithmetic, and the one of the lab. */
const FRAGMENTS = ['#preset=responsive', '#preset=lab'];
/** How long a browser may take for all photos, in milliseconds. */
const LIMIT = 90_000;

/** An expression: the digests of each card by its file's name, once all cards are done; else null. */
const DIGESTS = `(() => {
  const cards = [...document.querySelectorAll('.card')];
  if (cards.length === 0 || cards.some((card) => card.getAttribute('aria-busy') !== 'false')) return null;
  const digests = (card) => [...card.querySelectorAll('.output .sha256')].map(({ textContent }) => textContent);
  return cards.map((card) => [card.getAttribute('aria-label'), card.dataset.state, digests(card)]);
})()`;

let made;
let server;
let photos;
/** By fragment, what Chromium shows. */
const expected = {};

before(async () => {
  made = await mkdtemp(join(tmpdir(), 'thumbox-'));
  const drawn = join(made, 'Zoë 1+1.png');
  await writeFile(drawn, png(301, 203));
  // And a file for each codec.
  const decoded = Object.values(Object.fromEntries(decodedByCodecs.map((row) => [row.codec, row])));
  photos = [sample, drawn, ...decoded.map(pathOf)];
  server = await serve(folder);
  const browser = await launch(chromium);
  for (const fragment of FRAGMENTS) {
    const page = await open(browser, server.url, { fragment });
    await choose(page, photos);
    // Chromium gives up downloads of which there are ten in a short time, so no file is read here.
    for (const photo of photos) await settled(card(page, basename(photo)));
    expected[fragment] = await page.evaluate(DIGESTS);
    const states = expected[fragment].map(([name, state, { length }]) => [name, state, length > 0]);
    assert.deepEqual(states, photos.map((photo) => [basename(photo), 'ready', true]));
    await page.context().close();
  }
  await browser.close();
});

after(async () => {
  server?.close();
  await rm(made, { recursive: true, force: true });
});

const launchFirefox = () => puppeteer.launch({ browser: 'firefox', executablePath: firefox, headless: true });

test('Firefox makes the same bytes', async () => {
  const browser = await launchFirefox();
  try {
    for (const fragment of FRAGMENTS) {
      const page = await browser.newPage();
      await page.goto(server.url + fragment);
      await page.waitForSelector('body[data-state]');
      const field = await page.$('#file');
      await field.uploadFile(...photos);
      assert.deepEqual(await eventually(() => page.evaluate(DIGESTS)), expected[fragment]);
      await page.close();
    }
  } finally {
    await browser.close();
  }
});

test('axe-core finds nothing in Firefox', async () => {
  const browser = await launchFirefox();
  try {
    const page = await browser.newPage();
    await page.goto(`${server.url}#preset=responsive`);
    await page.waitForSelector('body[data-state]');
    assert.deepEqual(await violations(page), []);
    const notAPhoto = join(made, 'text.jpg');
    await writeFile(notAPhoto, 'no photo');
    await (await page.$('#file')).uploadFile(sample, notAPhoto);
    assert.equal((await eventually(() => page.evaluate(DIGESTS))).length, 2);
    await page.click('#editor summary');
    assert.deepEqual(await violations(page), []);
    await page.click('.card[data-state="ready"] .compare');
    await page.waitForSelector('#compare-original[src]');
    assert.deepEqual(await violations(page), []);
  } finally {
    await browser.close();
  }
});

test('WebKitGTK makes the same bytes', async () => {
  const page = await startWebKit({ driver, browser: webkit });
  try {
    for (const fragment of FRAGMENTS) {
      await page.open('about:blank');
      await page.open(server.url + fragment);
      await eventually(() => page.evaluate('document.body.dataset.state ?? null'));
      await page.choose('#file', photos);
      assert.deepEqual(await eventually(() => page.evaluate(DIGESTS)), expected[fragment]);
    }
  } finally {
    await page.close();
  }
});

/** Asks until the answer is not null. */
async function eventually(ask) {
  for (const start = Date.now(); Date.now() - start < LIMIT; ) {
    const answer = await ask();
    if (answer !== null) return answer;
    await new Promise((resume) => setTimeout(resume, 100));
  }
  throw new Error(`nothing after ${LIMIT / 1000} s`);
}
