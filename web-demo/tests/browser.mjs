// What the tests and the demo share: a server for the built page, a browser with the page open, one photo resized.
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import { basename, extname, join, normalize } from 'node:path';
import { chromium } from 'playwright-core';

const MEDIA_TYPES = {
  '.css': 'text/css',
  '.html': 'text/html',
  '.jpg': 'image/jpeg',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.json': 'application/json',
  '.md': 'text/markdown',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
};

/**
 * Serves a folder on the loopback interface, as any static server would, under a path that is not the root.
 * `replaced` maps paths, such as `thumbox/worker.js`, to files to send or texts to send instead, or to what handles
 * requests. `headers` go with every answer.
 */
export async function serve(folder, replaced = {}, headers = {}) {
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, 'http://page');
    const name = normalize(decodeURIComponent(pathname)).replace(/^\/page\//, '') || 'index.html';
    const type = { ...headers, 'Content-Type': MEDIA_TYPES[extname(name)] ?? 'application/octet-stream' };
    const instead = replaced[name];
    if (instead?.handle) return instead.handle(request, response);
    if (instead?.type) type['Content-Type'] = instead.type;
    if (instead?.text !== undefined) return response.writeHead(200, type).end(instead.text);
    const path = instead?.file ?? join(folder, name);
    const found = await stat(path).catch(() => undefined);
    if (!found?.isFile()) return response.writeHead(404).end();
    createReadStream(path).pipe(response.writeHead(200, type));
  });
  await new Promise((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${server.address().port}/page/`, close: () => server.close() && server.closeAllConnections() };
}

/** Starts a browser without a window and without calls home. */
export function launch(executablePath) {
  const args = [
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-gpu',
    '--disable-quic',
    '--disable-sync',
    '--no-first-run',
  ];
  // Chromium's own sandbox does not start for root.
  if (process.getuid?.() === 0) args.push('--no-sandbox');
  return chromium.launch({ executablePath, args });
}

/**
 * Opens the page, with what follows its address, and watches it. `page.faults` collects what it must never do: call
 * another origin, log an error, break its own content policy. `page.requested` collects the addresses it asks for.
 * `withoutPickers` takes away what saves into files that are chosen. `cores` is how many the computer is said to have, and so how many Workers there are at most.
 * Without `isApp` there is no service worker: it would ask for files of its own.
 */
export async function open(browser, url, { fragment = '', cores, withoutPickers, isApp = false, ...options } = {}) {
  const context = await browser.newContext({ viewport: { width: 1100, height: 760 }, ...options });
  if (cores) {
    await context.addInitScript((value) => Object.defineProperty(navigator, 'hardwareConcurrency', { value }), cores);
  }
  // As a browser that cannot write into chosen files.
  if (withoutPickers) await context.addInitScript(() => delete window.showSaveFilePicker);
  if (!isApp) await withoutServiceWorker(context);
  const page = await context.newPage();
  page.faults = [];
  page.requested = [];
  const { origin } = new URL(url);
  context.on('request', (request) => {
    page.requested.push(request.url());
    const own = [`${origin}/`, `blob:${origin}/`].some((start) => request.url().startsWith(start));
    if (!own) page.faults.push(`it asks for ${request.url()}`);
  });
  // Broken content policies are among these.
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) page.faults.push(`it logs: ${message.text()}`);
  });
  page.on('pageerror', (error) => page.faults.push(`it throws: ${error}`));
  await page.goto(url + fragment);
  await page.locator('body[data-state]').waitFor({ timeout: 20_000 }).catch((error) => {
    throw new Error(`the page does not start: ${page.faults.join('; ') || error.message}`);
  });
  return page;
}

/** As a browser without service workers. */
export const withoutServiceWorker = (context) =>
  context.addInitScript(() => Object.defineProperty(navigator, 'serviceWorker', { value: undefined }));

/** Gives the page files, or paths of files. */
export async function choose(page, chosen) {
  // Playwright takes either the ones or the others.
  const read = async (path) => ({ name: basename(path), mimeType: 'image/jpeg', buffer: await readFile(path) });
  const files = [chosen].flat().map((file) => (typeof file === 'string' ? read(file) : file));
  await page.locator('#file').setInputFiles(await Promise.all(files));
}

/** The card of the file with this name; with none, the first. */
export function card(page, name) {
  return name === undefined ? page.locator('.card').first() : page.locator(`.card[aria-label=${JSON.stringify(name)}]`);
}

/** Waits until a card has dealt with everything asked of it, and returns its state, such as `ready` or `error`. */
export async function settled(card) {
  await card.and(card.page().locator('[aria-busy="false"]')).waitFor({ timeout: 90_000 });
  return card.getAttribute('data-state');
}

/** What a card says about its outputs. Digests are of the files behind the links, and equal those shown. */
export async function shown(card) {
  if ((await settled(card)) !== 'ready') {
    throw new Error(`${await card.locator('.kind').textContent()}: ${await card.locator('.message').textContent()}`);
  }
  const outputs = [];
  for (const figure of await card.locator('.output').all()) outputs.push(await output(figure));
  return outputs;
}

async function output(figure) {
  const text = (name) => figure.locator(`.${name}`).textContent();
  const value = async (name) => Number(await figure.locator(`.${name}`).getAttribute('value'));
  const link = figure.locator('.save');
  const [download] = await Promise.all([figure.page().waitForEvent('download'), link.click()]);
  const bytes = await readFile(await download.path());
  const result = {
    width: Number(await figure.locator('img').getAttribute('width')),
    height: Number(await figure.locator('img').getAttribute('height')),
    format: (await text('format')).split(',')[0],
    bytes: await value('count'),
    ms: await value('ms'),
    sha256: createHash('sha256').update(bytes).digest('hex'),
  };
  const displayed = await text('sha256');
  if (displayed !== result.sha256 || bytes.length !== result.bytes) {
    throw new Error(`the page says ${displayed}, ${result.bytes} bytes; the file has ${result.sha256}, ${bytes.length} bytes`);
  }
  return { ...result, key: await text('key'), name: download.suggestedFilename() };
}
