// What the tests and the demo share: a server for the built page, a browser with the page open, one photo resized.
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { chromium } from 'playwright-core';

const MEDIA_TYPES = {
  '.css': 'text/css',
  '.html': 'text/html',
  '.jpg': 'image/jpeg',
  '.js': 'text/javascript',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
};

/**
 * Serves a folder on the loopback interface, as any static server would, under a path that is not the root.
 * `replaced` maps paths, such as `worker.js`, to files to send or texts to send instead.
 */
export async function serve(folder, replaced = {}) {
  const server = createServer(async ({ url }, response) => {
    const { pathname } = new URL(url, 'http://page');
    const name = normalize(decodeURIComponent(pathname)).replace(/^\/page\//, '') || 'index.html';
    const type = { 'Content-Type': MEDIA_TYPES[extname(name)] ?? 'application/octet-stream' };
    const instead = replaced[name];
    if (instead?.text !== undefined) return response.writeHead(200, type).end(instead.text);
    const path = instead?.file ?? join(folder, name);
    const found = await stat(path).catch(() => undefined);
    if (!found?.isFile()) return response.writeHead(404).end();
    createReadStream(path).pipe(response.writeHead(200, type));
  });
  await new Promise((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${server.address().port}/page/`, close: () => server.close() };
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
 * Opens the page and watches it. `page.faults` collects what it must never do: call another origin, log an error,
 * break its own content policy. `page.requested` collects the addresses it asks for.
 */
export async function open(browser, url, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1100, height: 760 }, ...options });
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
  await page.goto(url);
  await page.locator('#result[data-state="empty"]').waitFor({ timeout: 20_000 }).catch((error) => {
    throw new Error(`the page does not start: ${page.faults.join('; ') || error.message}`);
  });
  return page;
}

/** Waits until the page has dealt with everything asked of it, and returns `ready` or `error`. */
export async function settled(page) {
  const result = page.locator('#result[aria-busy="false"]:is([data-state="ready"], [data-state="error"])');
  await result.waitFor({ timeout: 60_000 });
  return result.getAttribute('data-state');
}

/** Fills the form's fields, such as `{ width: 64, format: 'png' }`. */
export async function ask(page, fields) {
  for (const [name, value] of Object.entries(fields)) {
    const field = page.locator(`#form [name="${name}"]`);
    if (['fit', 'format'].includes(name)) await field.selectOption(String(value));
    else await field.fill(String(value));
  }
}

/** What the page says about the thumbnail. The digest is of the file behind the link, and equals the one shown. */
export async function shown(page) {
  if ((await settled(page)) === 'error') {
    const kind = await page.locator('#error-kind').textContent();
    throw new Error(`${kind}: ${await page.locator('#error-message').textContent()}`);
  }
  const value = (id) => page.locator(`#${id}`).getAttribute('value');
  const [download] = await Promise.all([page.waitForEvent('download'), page.locator('#download').click()]);
  const bytes = await readFile(await download.path());
  const result = {
    width: Number(await value('width')),
    height: Number(await value('height')),
    format: await value('format'),
    bytes: Number(await value('bytes')),
    ms: Number(await value('ms')),
    sha256: createHash('sha256').update(bytes).digest('hex'),
  };
  const displayed = await page.locator('#sha256').textContent();
  if (displayed !== result.sha256 || bytes.length !== result.bytes) {
    throw new Error(`the page says ${displayed}, ${result.bytes} bytes; the file has ${result.sha256}, ${bytes.length} bytes`);
  }
  return { ...result, name: download.suggestedFilename() };
}
