// The page as an app: its manifest, opening it without a network, and photos that other apps share. Run by
// `cargo xtask page --test`.
import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { card, choose, open, settled, shown } from './browser.mjs';
import { photoFor } from './decoded.mjs';
import { browser, onPage, picture, sample, servePage, text } from './on-page.mjs';

const PAGE = process.env.THUMBOX_PAGE;
const read = async (name) => JSON.parse(await readFile(join(PAGE, name), 'utf8'));

test('the manifest names icons that are there, and what a phone needs to share photos', async () => {
  const manifest = await read('manifest.webmanifest');
  for (const { src, type, sizes } of manifest.icons) {
    const bytes = await readFile(join(PAGE, src));
    if (type === 'image/png') assert.equal(`${bytes.readUInt32BE(16)}x${bytes.readUInt32BE(20)}`, sizes, src);
    else assert.match(String(bytes), /^<svg/);
  }
  const { share_target: share } = manifest;
  assert.deepEqual([share.method, share.enctype, share.params.files[0].accept], ['POST', 'multipart/form-data', ['image/*']]);
});

/** What no page loads at first: what is for developers, this list's own place, and codecs. */
const NOT_LOADED = /(avif|heic|jxl)\.core\.wasm$|\.d\.c?ts$|\.md$|LICENSE|THIRD-PARTY|package\.json$|thumbox\/(element\.js|node[^/]*)$|^(index\.html|offline\.json|service-worker\.js)$/;

test('offline.json names all files of the page', async () => {
  const entries = await readdir(PAGE, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map(({ parentPath, path, name }) => join(parentPath ?? path, name).slice(join(PAGE, '/').length));
  const { files: listed } = await read('offline.json');
  assert.deepEqual(listed.toSorted(), files.filter((name) => !NOT_LOADED.test(name)).sort());
});

onPage('browsers take the manifest', async (page) => {
  const session = await page.context().newCDPSession(page);
  const { url, errors } = await session.send('Page.getAppManifest');
  assert.deepEqual([errors, url.split('/').pop()], [[], 'manifest.webmanifest']);
  const { installabilityErrors } = await session.send('Page.getInstallabilityErrors');
  // A window without a profile installs nothing.
  assert.deepEqual(installabilityErrors.filter(({ errorId }) => errorId !== 'in-incognito'), []);
}, { isApp: true });

const copies = (page) =>
  page.evaluate(async () => {
    const found = [];
    for (const name of await caches.keys()) {
      const isWhole = await (await caches.open(name)).match(new URL('.', location));
      if (name.includes(' copy ') && isWhole) found.push(name);
    }
    return found.sort();
  });

/** Waits until a page has kept a copy other than `before`, and the service worker answers for the next one. */
async function kept(page, before = []) {
  for (;;) {
    const found = (await copies(page)).filter((name) => !before.includes(name));
    const isActive = await page.evaluate(async () => (await navigator.serviceWorker.ready).active.state === 'activated');
    if (found.length > 0 && isActive) return found.at(-1);
    await new Promise((resume) => setTimeout(resume, 20));
  }
}

/** Has what is kept count as a day older, and keeps anew. */
const keepAnew = (page) =>
  page.evaluate(async () => {
    for (const name of await caches.keys()) {
      const [, start, time] = /^(.* copy )(\d+)$/.exec(name) ?? [];
      if (!time) continue;
      const [old, aged] = [await caches.open(name), await caches.open(start + (Number(time) - 25 * 60 * 60 * 1000))];
      for (const request of await old.keys()) await aged.put(request, await old.match(request));
      await caches.delete(name);
    }
    (await navigator.serviceWorker.ready).active.postMessage('keep');
  });

/** A test with a server of its own: `server.replaced` can be changed, and `server.isDown` ends every connection. */
function onApp(name, run) {
  test(name, { timeout: 120_000 }, async () => {
    const replaced = { 'HappyFace.jpg': { file: sample } };
    const state = { replaced, isDown: false };
    const gone = { handle: (request) => request.socket.destroy() };
    const served = await servePage(new Proxy(replaced, { get: (files, file) => (state.isDown ? gone : files[file]) }));
    const page = await open(browser, served.url, { fragment: '#preset=lab', isApp: true });
    try {
      await run(page, Object.assign(state, served));
    } finally {
      await page.context().close();
      served.close();
    }
  });
}

onApp('the page opens without a network, and makes thumbnails', async (page, server) => {
  await kept(page);
  server.isDown = true;
  await page.reload();
  await page.locator('body[data-state="ready"]').waitFor();
  await page.locator('#sample').click();
  assert.equal((await shown(card(page, 'HappyFace.jpg')))[0].width, 128);
  await page.goto(`${server.url}index.html#preset=web`);
  await page.locator('body[data-state="ready"]').waitFor();
});

onApp('a codec is there without a network once it was used, and another one is asked for', async (page, server) => {
  const first = await kept(page);
  const [avif, other, jxl] = await Promise.all(['avif', 'avif', 'jxl'].map(photoFor));
  await choose(page, avif);
  assert.equal(await settled(card(page, avif.name)), 'ready');
  await kept(page, [first]);
  server.isDown = true;
  await page.reload();
  await page.locator('body[data-state="ready"]').waitFor();
  await choose(page, [other, jxl]);
  assert.equal(await settled(card(page, other.name)), 'ready', await text(card(page, other.name), '.message'));
  assert.equal(await settled(card(page, jxl.name)), 'error');
  assert.match(await text(card(page, jxl.name), '.message'), /the codec jxl.* could not be loaded: .*there is no network/);
  assert.equal(await text(card(page, jxl.name), '.kind'), 'needs-codec');
  server.isDown = false;
  // With the next copy as well.
  const before = await copies(page);
  await keepAnew(page);
  await kept(page, before);
  const files = await page.evaluate(async (name) => (await (await caches.open(name)).keys()).map(({ url }) => url), (await copies(page)).at(-1));
  assert.deepEqual(files.filter((url) => /(avif|heic|jxl)\.core/.test(url)), [`${server.url}thumbox/avif.core.wasm`]);
});

onApp('while there is a network, the page comes from there', async (page, server) => {
  await kept(page);
  const html = await readFile(join(PAGE, 'index.html'), 'utf8');
  server.replaced['index.html'] = { text: html.replace(/<title.*<\/title>/, '<title>newer</title>') };
  await page.reload();
  assert.equal(await page.title(), 'newer');
});

onApp('a page that was opened from a copy gets all of its files from there', async (page, server) => {
  await kept(page);
  const korean = () => page.evaluate(async () => (await (await fetch('strings/ko.js')).text()).slice(0, 5));
  server.replaced['strings/ko.js'] = { text: 'newer', type: 'text/javascript' };
  server.isDown = true;
  await page.reload();
  await page.locator('body[data-state="ready"]').waitFor();
  server.isDown = false;
  assert.notEqual(await korean(), 'newer');
  // Also when another page has kept a newer copy meanwhile.
  const other = await page.context().newPage();
  await other.goto(server.url);
  await other.locator('body[data-state="ready"]').waitFor();
  await keepAnew(other);
  await new Promise((resume) => setTimeout(resume, 200));
  await page.reload();
  assert.equal(await korean(), 'newer');
});

onApp('of a release that is being replaced no copy is kept', async (page, server) => {
  const first = await kept(page);
  let count = 0;
  server.replaced['words.js'] = { handle: (request, response) => response.writeHead(200, { 'Content-Type': 'text/javascript' }).end(`// ${count++}`) };
  await keepAnew(page);
  while (count < 2) await new Promise((resume) => setTimeout(resume, 20));
  delete server.replaced['words.js'];
  const aged = await copies(page);
  assert.equal(aged.length, 1);
  assert.notEqual(aged[0], first);
  // Nor where a file is missing.
  server.replaced['words.js'] = { file: '/nowhere' };
  await page.evaluate(async () => (await navigator.serviceWorker.ready).active.postMessage('keep'));
  await new Promise((resume) => setTimeout(resume, 300));
  assert.deepEqual(await copies(page), aged);
  delete server.replaced['words.js'];
  await page.evaluate(async () => (await navigator.serviceWorker.ready).active.postMessage('keep'));
  await kept(page, aged);
  while ((await copies(page)).length > 1) await new Promise((resume) => setTimeout(resume, 20));
});

/** Shares files as another app does: a form is sent to the address in the manifest. */
async function share(page, server, files) {
  const { share_target: target } = await read('manifest.webmanifest');
  server.replaced['app.html'] = {
    type: 'text/html',
    text: `<meta charset="utf-8"><form method="${target.method}" enctype="${target.enctype}" action="${target.action}">
      <input type="file" name="${target.params.files[0].name}" multiple><button>Share</button></form>`,
  };
  await page.goto(`${server.url}app.html`);
  await page.locator('input').setInputFiles(files);
  server.isDown = server.isDownWhenShared ?? false;
  await page.locator('button').click();
  await page.locator('body[data-state="ready"]').waitFor();
}

onApp('photos that another app shares get cards, without anything being sent', async (page, server) => {
  await kept(page);
  await page.reload();
  server.isDownWhenShared = true;
  await share(page, server, [picture('grüße.png', 300, 200), picture('b.png', 60, 40)]);
  assert.equal(page.url(), server.url);
  assert.equal((await shown(card(page, 'grüße.png'))).length, 3);
  assert.equal(await settled(card(page, 'b.png')), 'ready');
  assert.equal(await page.locator('.card').count(), 2);
  // They are not there once more.
  await page.reload();
  await page.locator('body[data-state="ready"]').waitFor();
  assert.equal(await page.locator('.card').count(), 0);
});

onApp('photos that cannot be kept are told of', async (page, server) => {
  await kept(page);
  await page.goto(`${server.url}?not-shared#preset=web`);
  await page.locator('body[data-state="ready"]').waitFor();
  assert.match(await text(page, '#found'), /^The shared photos could not be kept/);
  assert.equal(page.url(), `${server.url}#preset=web`);
  await choose(page, picture('a.png', 60, 40));
  assert.equal(await settled(card(page)), 'ready');
});
