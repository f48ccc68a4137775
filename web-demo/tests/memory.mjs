// Adds many photos to built pages, one page after the other, and prints what memory the browser has, in MB, as lines of text:
//   node memory.mjs --page FOLDER [--page FOLDER]... --chromium FILE [--files N] [--rounds N] PHOTO
// Memory is the proportional set size (PSS) of all the browser's processes, which Linux tells. The last lines have the medians of
// all rounds, and how many times those of the first page they are.
import { link, mkdtemp, readFile, rm } from 'node:fs/promises';
import { extname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { launch, open, serve } from './browser.mjs';

/** Milliseconds until the page's Workers, which have nothing to do, have ended: 30 s, and some more. */
const IDLE = 40_000;
/** What is measured, in this order. */
const MOMENTS = ['open', 'all made', 'garbage collected', 'idle'];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    page: { type: 'string', multiple: true },
    chromium: { type: 'string' },
    files: { type: 'string', default: '200' },
    rounds: { type: 'string', default: '1' },
  },
});
const [photo] = positionals;
const pages = values.page ?? [];
if (pages.length === 0 || photo === undefined) throw new Error('a page and a photo are missing: memory.mjs --page FOLDER --chromium FILE PHOTO');
const count = Number(values.files);

// Beside the photo, as links do not leave a file system. A browser reads each as a file of its own.
const folder = await mkdtemp(join(resolve(photo), '..', 'photos-'));
const rounds = new Map(pages.map((page) => [page, []]));
try {
  const files = Array.from({ length: count }, (_, index) => join(folder, `photo-${index + 1}${extname(photo)}`));
  for (const file of files) await link(photo, file);
  for (let round = 0; round < Number(values.rounds); round += 1) {
    for (const page of pages) {
      const used = await measured(page, files);
      rounds.get(page).push(used);
      console.log(`${page}: ${MOMENTS.map((moment, index) => `${moment} ${used[index].toFixed(0)}`).join(', ')}`);
    }
  }
} finally {
  await rm(folder, { recursive: true });
}
const medians = pages.map((page) => MOMENTS.map((_, index) => median(rounds.get(page).map((used) => used[index]))));
for (const [at, page] of pages.entries()) {
  const told = MOMENTS.map((moment, index) => `${moment} ${medians[at][index].toFixed(0)} (${(medians[at][index] / medians[0][index]).toFixed(2)})`);
  console.log(`median of ${page}: ${told.join(', ')}`);
}

/** MB at each of the moments. */
async function measured(folder, files) {
  const server = await serve(folder);
  const browser = await launch(values.chromium);
  try {
    // With the recipe that the page begins with, and as many Workers on each computer.
    const page = await open(browser, server.url, { cores: 2 });
    const session = await browser.newBrowserCDPSession();
    const collector = await page.context().newCDPSession(page);
    const used = [await memory(session)];
    await page.locator('#file').setInputFiles(files);
    const made = (most) => document.querySelectorAll('.card[data-state="ready"]').length === most;
    await page.waitForFunction(made, files.length, { timeout: 600_000, polling: 500 });
    used.push(await memory(session));
    await collector.send('HeapProfiler.collectGarbage');
    used.push(await memory(session));
    await new Promise((resume) => setTimeout(resume, IDLE));
    await collector.send('HeapProfiler.collectGarbage');
    used.push(await memory(session));
    return used;
  } finally {
    await browser.close();
    server.close();
  }
}

async function memory(session) {
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  const sizes = await Promise.all(processInfo.map(async ({ id }) => {
    const text = await readFile(`/proc/${id}/smaps_rollup`, 'utf8').catch(() => '');
    return Number(/^Pss:\s+(\d+) kB$/m.exec(text)?.[1] ?? 0) / 1024;
  }));
  return sizes.reduce((sum, size) => sum + size, 0);
}

function median(numbers) {
  const sorted = numbers.toSorted((one, other) => one - other);
  return (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
}
