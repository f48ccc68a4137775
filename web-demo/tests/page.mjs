// Resizes one photo on the built page, in a browser without a window, and prints what came out as one line of JSON:
//   node page.mjs --page FOLDER --chromium FILE --screenshot FILE PHOTO
import { parseArgs } from 'node:util';
import { card, choose, launch, open, serve, shown } from './browser.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    page: { type: 'string' },
    chromium: { type: 'string' },
    screenshot: { type: 'string' },
  },
});
const { page: folder, chromium, screenshot } = values;

const server = await serve(folder);
const browser = await launch(chromium);
try {
  const page = await open(browser, server.url, { fragment: '#preset=lab' });
  await choose(page, positionals[0]);
  const [{ name, key, ...result }] = await shown(card(page));
  await page.screenshot({ path: screenshot, fullPage: true });
  if (page.faults.length > 0) throw new Error(`the page misbehaves: ${page.faults.join('; ')}`);
  console.log(JSON.stringify({ ...result, browser: `Chromium ${browser.version()}` }));
} finally {
  await browser.close();
  server.close();
}
