// The runner of a browser:
//   browser.mjs PACKAGE chromium EXECUTABLE
//   browser.mjs PACKAGE firefox EXECUTABLE
//   browser.mjs PACKAGE webkit DRIVER EXECUTABLE
//
// PACKAGE is the folder of `thumbox`, beside which that of `@thumbox/heic` lies. A page imports it, fetches vectors from here and sends back what was made
// of them (page.mjs), so a browser only has to be started, and all of them are asked in the same way. WebKitGTK needs a
// screen. This file runs where `node::packages` (xtask/src/node.rs) copies it to, beside the page's tests.
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import puppeteer from 'puppeteer-core';
import { launch, serve as serveFolder } from '../tests/browser.mjs';
import { startWebKit } from '../tests/webdriver.mjs';
import { checked, serve } from './protocol.mjs';
import { Queue } from './queue.mjs';

/** How long a browser may take to load the page and the package, in milliseconds. */
const START_LIMIT = 60_000;

const PAGE = '<!doctype html><title>Vectors</title><script type="module" src="page.mjs"></script>';

/** For each browser what starts it: a function that opens a page, its name with its version, and a function that ends it. */
const BROWSERS = {
  async chromium(executable) {
    const browser = await launch(executable);
    const open = async (url) => (await browser.newPage()).goto(url);
    return { open, engine: `Chromium ${browser.version()}`, close: () => browser.close() };
  },
  async firefox(executable) {
    const browser = await puppeteer.launch({ browser: 'firefox', executablePath: executable, headless: true });
    const open = async (url) => (await browser.newPage()).goto(url);
    // "firefox/140.1.0"
    const [, version] = (await browser.version()).split('/');
    return { open, engine: `Firefox ${version}`, close: () => browser.close() };
  },
  async webkit(driver, executable) {
    const browser = await startWebKit({ driver, browser: executable });
    return { open: browser.open, engine: `WebKitGTK ${browser.version}`, close: browser.close };
  },
};

const [folder, name, ...programs] = process.argv.slice(2);
const queue = new Queue();
const script = (file) => ({ file: fileURLToPath(new URL(file, import.meta.url)) });
const heic = (file) => ({ file: resolve(folder, '../heic', file), type: file.endsWith('.js') ? 'text/javascript' : 'application/wasm' });
const server = await serveFolder(resolve(folder), {
  'index.html': { text: PAGE },
  'heic/index.js': heic('index.js'),
  'heic/heic.core.wasm': heic('heic.core.wasm'),
  'page.mjs': script('page.mjs'),
  'with-package.mjs': script('with-package.mjs'),
  'recipe-with-keys.mjs': script('recipe-with-keys.mjs'),
  hello: { handle: queue.hello },
  next: { handle: queue.next },
  answer: { handle: queue.answer },
});
const browser = await BROWSERS[name](...programs);
try {
  await browser.open(`${server.url}index.html`);
  const { component } = await queue.greeted(START_LIMIT);
  await serve({ engine: browser.engine, component }, async ({ input, recipe }) => {
    const { said, files } = await queue.ask(recipe, await readFile(input));
    return checked(said, files);
  });
} finally {
  await browser.close();
  server.close();
}
