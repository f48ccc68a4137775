// Adds thousands of small pictures to the built page, and prints how long that takes and what it costs, as lines of text:
//   node thousands.mjs --page FOLDER --chromium FILE [--files N]
import { parseArgs } from 'node:util';
import { launch, open, serve } from './browser.mjs';
import { png } from './png.mjs';

const { values } = parseArgs({
  options: { page: { type: 'string' }, chromium: { type: 'string' }, files: { type: 'string', default: '2000' } },
});
const count = Number(values.files);
const server = await serve(values.page);
const browser = await launch(values.chromium);
try {
  const page = await open(browser, server.url, { fragment: '#preset=lab' });
  const session = await page.context().newCDPSession(page);
  /** MB of the page's scripts, and its number of nodes. Pictures are in the browser's other memory. */
  const cost = async () => {
    await session.send('HeapProfiler.collectGarbage');
    const { usedSize } = await session.send('Runtime.getHeapUsage');
    const { nodes } = await session.send('Memory.getDOMCounters');
    return `${(usedSize / 1e6).toFixed(1)} MB of scripts, ${nodes} nodes`;
  };
  console.log(`before: ${await cost()}`);
  const pictures = Array.from({ length: count }, (_, index) => png(40 + (index % 50), 30).toString('base64'));
  const { adding, all, slowest, long } = await page.evaluate(async (pictures) => {
    const transfer = new DataTransfer();
    for (const [index, base64] of pictures.entries()) {
      transfer.items.add(new File([Uint8Array.from(atob(base64), (c) => c.charCodeAt())], `${index}.png`, { type: 'image/png' }));
    }
    // What follows is the page's own work.
    await new Promise((resume) => setTimeout(resume, 100));
    const long = [];
    new PerformanceObserver((list) => long.push(...list.getEntries().map(({ duration }) => duration))).observe({ type: 'longtask' });
    const start = performance.now();
    document.body.dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, bubbles: true }));
    const adding = performance.now() - start;
    let slowest = 0;
    // The page says when all are made. Asking all cards would take longer than what is measured.
    const status = document.querySelector('#status');
    for (let last = performance.now(); status.textContent === ''; last = performance.now()) {
      await new Promise((resume) => setTimeout(resume, 10));
      slowest = Math.max(slowest, performance.now() - last);
    }
    return { adding, all: performance.now() - start, slowest, long };
  }, pictures);
  const longest = Math.max(0, ...long);
  console.log(`${count} files added in ${adding.toFixed(0)} ms, all made after ${(all / 1000).toFixed(1)} s`);
  console.log(`meanwhile the page answered after ${slowest.toFixed(0)} ms at most; ${long.length} tasks over 50 ms, the longest ${longest.toFixed(0)} ms`);
  console.log(`after: ${await cost()}`);
  const timed = (what) =>
    page.evaluate(async (what) => {
      const frame = () => new Promise((resume) => requestAnimationFrame(() => setTimeout(resume)));
      const acts = {
        scrolling: () => scrollTo(0, document.documentElement.scrollHeight / 2),
        'small cards': () => document.querySelector('#compact').click(),
        filtering: () => {
          document.querySelector('#filter').value = 'refused';
          document.querySelector('#filter').dispatchEvent(new Event('change'));
        },
        'removing all': () => document.querySelector('#remove-all').click(),
      };
      await frame();
      const start = performance.now();
      acts[what]();
      await frame();
      return performance.now() - start;
    }, what);
  for (const what of ['scrolling', 'small cards', 'filtering', 'removing all']) console.log(`${what}: ${(await timed(what)).toFixed(0)} ms`);
  console.log(`after that: ${await cost()}`);
  if (page.faults.length > 0) throw new Error(`the page misbehaves: ${page.faults.join('; ')}`);
} finally {
  await browser.close();
  server.close();
}
