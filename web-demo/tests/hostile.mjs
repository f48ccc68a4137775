// Sends bombs through the built page, in a browser without a window, and writes a JSON line for each:
//   node hostile.mjs --page FOLDER --chromium FILE --bombs FOLDER --results FILE [--share] [NAME...]
// The folder of bombs is that of conformance/hostile/draw.py. Of the bombs all are sent, or those named.
//
// Each bomb has a page of its own with one Worker. That makes the good pictures, is given the bomb, and makes them again. With
// `--share`, which takes half of the time, bombs with the same recipe follow each other on one page.
import { appendFileSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { card, launch, open, serve, settled, shown } from './browser.mjs';

const HOST = 'page';
const DEFAULT = { output: { width: 128, height: 128 } };

const { values, positionals: names } = parseArgs({
  allowPositionals: true,
  options: {
    page: { type: 'string' },
    chromium: { type: 'string' },
    bombs: { type: 'string' },
    results: { type: 'string' },
    share: { type: 'boolean', default: false },
  },
});

const listed = JSON.parse(readFileSync(join(values.bombs, 'bombs.json'), 'utf8'));
const bombs = listed.bombs.filter(({ name }) => names.length === 0 || names.includes(name));
const folder = join(values.bombs, 'good');
const good = readdirSync(folder).sort().map((name) => join(folder, name));

writeFileSync(values.results, '');
const server = await serve(values.page);
const browser = await launch(values.chromium);
const system = await browser.newBrowserCDPSession();
try {
  let shared;
  for (const bomb of bombs) {
    const recipe = JSON.stringify(Object.keys(bomb.recipe).length > 0 ? bomb.recipe : DEFAULT);
    if (shared?.recipe !== recipe || !values.share) {
      await shared?.page.context().close();
      shared = { recipe, page: await open(browser, server.url, { fragment: `#recipe=${encodeURIComponent(recipe)}`, cores: 1 }) };
    }
    appendFileSync(values.results, `${JSON.stringify(await send(bomb, shared.page))}\n`);
  }
} finally {
  await browser.close();
  server.close();
}

async function send(bomb, page) {
  const before = await makeGood(page);
  const processes = await renderers();
  const held = processes.map(forgetPeak);
  const start = performance.now();
  await page.locator('#file').setInputFiles(bomb.path);
  const outcome = await made(card(page, basename(bomb.path)));
  const seconds = (performance.now() - start) / 1e3;
  const peak = Math.max(...processes.map((id, index) => memory(id, 'VmHWM') - held[index]));
  await clear(page);
  const next = await makeGood(page);
  return { host: HOST, name: bomb.name, bytes: bomb.bytes, seconds, peak, ...outcome, before, next };
}

/** The digests of the good pictures' thumbnails, of which nothing is left on the page. */
async function makeGood(page) {
  await page.locator('#file').setInputFiles(good);
  const digests = [];
  for (const path of good) digests.push((await shown(card(page, basename(path))))[0].sha256);
  await clear(page);
  return digests;
}

async function clear(page) {
  while ((await page.locator('.card').count()) > 0) await page.locator('.card .remove').first().click();
}

async function made(card) {
  if ((await settled(card)) === 'ready') return { outcome: 'thumbnail', message: '', sha256: (await shown(card))[0].sha256 };
  const text = (name) => card.locator(`.${name}`).textContent();
  return { outcome: await text('kind'), message: await text('message') };
}

async function renderers() {
  const { processInfo } = await system.send('SystemInfo.getProcessInfo');
  return processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => id);
}

/** Has the kernel count the peak from now on. Returns what the process holds. */
function forgetPeak(id) {
  writeFileSync(`/proc/${id}/clear_refs`, '5');
  return memory(id, 'VmRSS');
}

/** A number of /proc/ID/status, in bytes. */
function memory(id, name) {
  const status = readFileSync(`/proc/${id}/status`, 'utf8');
  return Number(status.match(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm'))[1]) * 1024;
}
