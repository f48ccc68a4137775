// What the tests of @thumbox/react and @thumbox/uppy share: a page of their own with the packages as npm has installed them, in
// Chromium. Run by `cargo xtask page --test`, which sets the variables below.
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import esbuild from 'esbuild';
import { serve } from './browser.mjs';

const { THUMBOX_EXAMPLES: examples } = process.env;

/** Counts what a page must give back: `window.held()` is `{ urls, workers }`. */
const WATCH = `
  const urls = new Set();
  const [create, revoke] = [URL.createObjectURL, URL.revokeObjectURL];
  URL.createObjectURL = (value) => { const url = create(value); urls.add(url); return url; };
  URL.revokeObjectURL = (url) => { urls.delete(url); revoke(url); };
  let workers = 0;
  window.Worker = class extends Worker {
    #isEnded = false;
    constructor(...values) { super(...values); workers += 1; }
    terminate() { super.terminate(); if (!this.#isEnded) workers -= 1; this.#isEnded = true; }
  };
  window.held = () => ({ urls: urls.size, workers });`;

/** The folder of an example with its installed packages. */
export const installed = (example, ...path) => join(examples, example, 'node_modules', ...path);

/**
 * Opens a page that runs `script`, a file beside this one, with the packages that `example` has installed; as in
 * development, where React mounts twice. `replaced` is as for `serve`. Returns `{ page, faults, close }`.
 */
export async function openKit(browser, { example, script, replaced = {} }) {
  const { outputFiles } = await esbuild.build({
    entryPoints: [fileURLToPath(new URL(script, import.meta.url))],
    bundle: true,
    format: 'esm',
    jsx: 'automatic',
    loader: { '.css': 'empty' },
    define: { 'process.env.NODE_ENV': '"development"' },
    nodePaths: [installed(example)],
    write: false,
  });
  // esbuild leaves addresses as they are: the package's files are found beside the script.
  const server = await serve(installed(example, 'thumbox'), {
    'index.html': { text: `<!doctype html><link rel="icon" href="data:,"><script>${WATCH}</script><div id="root"></div><script type="module" src="main.js"></script>`, type: 'text/html' },
    'main.js': { text: outputFiles[0].text, type: 'text/javascript' },
    ...replaced,
  });
  const page = await browser.newPage();
  const faults = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) faults.push(message.text());
  });
  page.on('pageerror', (error) => faults.push(String(error)));
  await page.goto(server.url);
  return { page, faults, close: () => Promise.all([page.close(), server.close()]) };
}

/** Waits until a page holds this much: addresses, and Workers where they matter. */
export const holds = (page, urls, workers) =>
  page.waitForFunction(([urls, workers]) => {
    const held = window.held();
    return held.urls === urls && (workers === undefined || held.workers === workers);
  }, [urls, workers]);
