// The examples for other people's pages, as they are built, in a browser without a window. Run by
// `cargo xtask page --test`.
import assert from 'node:assert/strict';
import { cp, mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { launch, serve } from './browser.mjs';
import { photoFor } from './decoded.mjs';

const { THUMBOX_ALL_EXAMPLES: hasAll, THUMBOX_EXAMPLES: folder, THUMBOX_SAMPLE: sample, THUMBOX_CHROMIUM: chromium } = process.env;

let browser;
before(async () => {
  browser = await launch(chromium);
});
after(() => browser?.close());

/** A test on an example's page, which must not log an error or a warning. */
function onExample(name, path, run, options = {}) {
  test(name, options, async () => {
    const server = await serve(join(folder, path));
    const page = await browser.newPage();
    const faults = [];
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) faults.push(message.text());
    });
    page.on('pageerror', (error) => faults.push(String(error)));
    try {
      await page.goto(server.url);
      const photo = { name: 'photo.jpg', mimeType: 'image/jpeg', buffer: await readFile(sample) };
      const text = { name: 'text.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('this is a text') };
      const chooser = page.locator('input[type=file]').first();
      await chooser.waitFor({ state: 'attached' });
      await chooser.setInputFiles([photo, text]);
      await run(page);
      assert.deepEqual(faults, []);
    } finally {
      await page.close();
      server.close();
    }
  });
}

const loaded = (image) => image.evaluate((image) => image.decode().then(() => image.naturalWidth));

onExample('plain HTML', 'plain', async (page) => {
  const image = page.locator('li', { hasText: 'photo.jpg' }).locator('img');
  await image.waitFor();
  assert.equal(await loaded(image), 200);
  assert.match(await page.locator('li', { hasText: 'text.jpg' }).textContent(), /^text\.jpg: this is a text file; Thumbox reads JPEG/);
});

onExample('React with Vite, under a strict content policy', 'react-vite/dist', async (page) => {
  const images = page.locator('li', { hasText: 'photo.jpg' }).locator('img');
  await images.nth(2).waitFor();
  assert.deepEqual(await Promise.all([0, 1, 2].map((at) => loaded(images.nth(at)))), [1280, 800, 256]);
  await page.locator('li', { hasText: 'text.jpg' }).getByRole('alert').waitFor();
});

onExample('Uppy', 'uppy/dist', async (page) => {
  const image = page.locator('.uppy-Dashboard-Item img[src^="blob:"]');
  await image.waitFor();
  assert.equal(await loaded(image), 400);
  await page.getByText(/^text\.jpg: /).first().waitFor();
  assert.equal(await page.locator('.uppy-Dashboard-Item').count(), 1);
});

/** One thumbnail of the photo, and the reason why there is none of the text. */
async function showsBoth(page) {
  const image = page.locator('li', { hasText: 'photo.jpg' }).locator('img');
  await image.waitFor();
  assert.equal(await loaded(image), 200);
  const text = page.locator('li', { hasText: 'text.jpg' });
  await text.getByText(/this is a text file/).waitFor();
}

onExample('SvelteKit, rendered before and under a strict content policy', 'sveltekit/dist', showsBoth);

const skip = hasAll ? false : 'built by `cargo xtask page --test --all-examples`';
for (const bundler of ['turbopack', 'webpack']) {
  onExample(`Next.js with ${bundler}, rendered before`, `nextjs/dist/${bundler}`, async (page) => {
    await showsBoth(page);
    await assertDecodes(page);
  }, { skip });
}

/** The bundler has found each codec: a file that needs it becomes a thumbnail. */
async function assertDecodes(page) {
  const files = await Promise.all(['avif', 'heic', 'jxl'].map(photoFor));
  await page.locator('input[type=file]').setInputFiles(files);
  for (const { name } of files) {
    const image = page.locator('li', { hasText: name }).locator('img').first();
    await image.waitFor();
    assert.ok((await loaded(image)) > 0, name);
  }
}

for (const bundler of ['esbuild', 'rollup', 'vite', 'webpack']) {
  onExample(`${bundler}, under a strict content policy`, `bundlers/dist/${bundler}`, async (page) => {
    const images = page.locator('li', { hasText: 'photo.jpg' }).locator('img');
    await images.nth(1).waitFor();
    assert.deepEqual(await Promise.all([0, 1].map((at) => loaded(images.nth(at)))), [200, 128]);
    assert.match(await page.locator('li', { hasText: 'text.jpg' }).textContent(), /^text\.jpg: this is a text file/);
    await assertDecodes(page);
  });

  test(`${bundler} ships what is used, and nothing else`, async () => {
    const files = (await readdir(join(folder, 'bundlers/dist', bundler), { recursive: true, withFileTypes: true })).filter((file) => file.isFile());
    const count = (ending) => files.filter(({ name }) => name.endsWith(ending)).length;
    // The component, the reader of recipes and three codecs; the page's script, the recipes' and the Worker.
    assert.deepEqual([count('.wasm'), count('.js'), count('.html'), files.length], [5, 3, 1, 9], files.map(({ name }) => name).join());
  });
}

/** Vite's development server for a copy of the example, where `prepare` has changed something. */
async function withDevelopmentServer(name, prepare, run) {
  const project = join(folder, 'bundlers', name);
  await rm(project, { recursive: true, force: true });
  await mkdir(join(project, 'node_modules'), { recursive: true });
  for (const file of ['index.html', 'main.js', 'package.json']) await cp(join(folder, 'bundlers', file), join(project, file));
  for (const name of ['thumbox', '@thumbox/heic']) {
    await cp(join(folder, 'bundlers/node_modules', name), join(project, 'node_modules', name), { recursive: true });
  }
  // The server writes a script and styles into the page.
  const html = await readFile(join(project, 'index.html'), 'utf8');
  await writeFile(join(project, 'index.html'), html.replace(/<meta http-equiv.*?>/, ''));
  const options = await prepare(project);
  const { createServer } = await import(pathToFileURL(join(folder, 'bundlers/node_modules/vite/dist/node/index.js')));
  const server = await createServer({ root: project, configFile: false, logLevel: 'silent', server: { host: '127.0.0.1', port: 0, hmr: false }, ...options });
  const page = await browser.newPage();
  try {
    await server.listen();
    await page.goto(server.resolvedUrls.local[0]);
    await page.locator('input').setInputFiles({ name: 'photo.jpg', mimeType: 'image/jpeg', buffer: await readFile(sample) });
    await run(page);
  } finally {
    await page.close();
    await server.close();
    await rm(project, { recursive: true });
  }
}

const isExcluded = { optimizeDeps: { exclude: ['thumbox', '@thumbox/heic'] } };

test("Vite's development server", { timeout: 60_000 }, () =>
  withDevelopmentServer('served', () => isExcluded, async (page) => {
    await page.locator('li img').nth(1).waitFor();
    assert.equal(await loaded(page.locator('li img').first()), 200);
    await assertDecodes(page);
  }));

test("Vite's development server that bundles the package says which setting is missing", { timeout: 60_000 }, () =>
  withDevelopmentServer('bundled', () => ({}), async (page) => {
    await page.getByText(/With Vite: optimizeDeps\.exclude must name 'thumbox'/).waitFor();
  }));

test("Vite's development server with a linked folder says how to install it", { timeout: 60_000 }, () =>
  withDevelopmentServer(
    'linked',
    async (project) => {
      const installed = join(project, 'node_modules/thumbox');
      await rm(installed, { recursive: true });
      // As `npm install FOLDER` does.
      await symlink(process.env.THUMBOX_PACKAGE, installed);
      return { ...isExcluded, server: { host: '127.0.0.1', port: 0, hmr: false, fs: { allow: [project] } } };
    },
    async (page) => {
      await page.getByText(/npm install --install-links/).waitFor();
    },
  ));
