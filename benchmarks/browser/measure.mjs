// One library in a browser, one run for each line on standard input:
//   node measure.mjs --library NAME --thumbox FOLDER --chromium FILE PHOTO
//
// Each run is on a page of its own, on which the library is loaded and started before the photo is chosen, as on a form that
// people look at first. The time is from the choice of the photo to the frame in which its thumbnail is on the page.
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';
import { serve } from './serve.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    library: { type: 'string' },
    thumbox: { type: 'string' },
    chromium: { type: 'string' },
  },
});

const server = await serve({ '/page/': new URL('page/', import.meta.url), '/node_modules/': new URL('node_modules/', import.meta.url), '/thumbox/': values.thumbox });
const args = ['--disable-background-networking', '--disable-component-update', '--disable-gpu', '--no-first-run'];
// Chromium's own sandbox does not start for root.
if (process.getuid?.() === 0) args.push('--no-sandbox');
const browser = await chromium.launch({ executablePath: values.chromium, args });
const system = await browser.newBrowserCDPSession();

for await (const _ of createInterface({ input: process.stdin })) console.log(JSON.stringify(await run()));
await browser.close();
server.close();

async function run() {
  const context = await browser.newContext();
  const page = await context.newPage();
  try {
    server.sent.clear();
    await page.goto(`${server.url}/page/index.html?library=${values.library}`);
    await page.locator('body[data-state="ready"]').waitFor({ timeout: 60_000 });
    const before = await processorTime();
    await page.locator('#file').setInputFiles(positionals[0]);
    await page.locator('body[data-state="shown"]').waitFor({ timeout: 60_000 });
    const cpu_ms = (await processorTime()) - before;
    const { width, height, ...times } = await page.evaluate(() => globalThis.result);
    const transferred = await server.compressed();
    return { ...times, cpu_ms, transferred, version: browser.version(), outputs: [{ width, height }] };
  } catch (error) {
    throw new Error(`${values.library}: ${(await page.locator('#problem').textContent()) || error}`);
  } finally {
    await context.close();
  }
}

/** Of all processes of the browser, in milliseconds. */
async function processorTime() {
  const { processInfo } = await system.send('SystemInfo.getProcessInfo');
  return processInfo.reduce((sum, { cpuTime }) => sum + cpuTime * 1e3, 0);
}
