// AVIF, HEIC and JPEG XL on the page. Run by `cargo xtask page --test`.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { card, choose, settled, shown } from './browser.mjs';
import { decodedByCodecs, photoFor } from './decoded.mjs';
import { onBrokenPage, onPage, picture, text } from './on-page.mjs';

const PAGE = process.env.THUMBOX_PAGE;
const codecsOf = (page) => page.requested.map((url) => url.split('/').pop()).filter((name) => /^(avif|heic|jxl)\.core\.wasm$/.test(name));

onPage('a codec is asked for with the first photo that needs it, once, and not for others', async (page) => {
  await page.locator('#sample').click();
  await choose(page, picture('a.png', 60, 40));
  for (const name of ['HappyFace.jpg', 'a.png']) assert.equal(await settled(card(page, name)), 'ready');
  assert.deepEqual(codecsOf(page), []);
  for (const codec of ['avif', 'heic', 'jxl']) {
    const photo = await photoFor(codec);
    await choose(page, [photo, { ...photo, name: `again-${photo.name}` }]);
    for (const name of [photo.name, `again-${photo.name}`]) {
      assert.equal((await shown(card(page, name)))[0].width, 48, name);
    }
  }
  assert.deepEqual(codecsOf(page), ['avif.core.wasm', 'heic.core.wasm', 'jxl.core.wasm']);
}, { fragment: `#recipe=${encodeURIComponent('output = { width = 48, height = 48, format = "png" }')}` });

onPage('the thumbnails have the bytes that the command line makes', async (page) => {
  for (const { file, codec, sha256 } of decodedByCodecs) {
    const name = file.split('/').pop();
    await choose(page, { name, mimeType: `image/${codec}`, buffer: await readFile(join(process.env.THUMBOX_CODECS, file)) });
    assert.equal((await shown(card(page, name)))[0].sha256, sha256, file);
  }
}, { fragment: `#recipe=${encodeURIComponent('output = { width = 48, height = 48, format = "png" }')}` });

/** Sends half of a codec, and the rest once `finish` is called. */
async function half(name) {
  const bytes = await readFile(join(PAGE, 'thumbox', name));
  const middle = bytes.length >> 1;
  let finish;
  const rest = new Promise((resolve) => (finish = resolve));
  const handle = async (_, response) => {
    response.writeHead(200, { 'Content-Type': 'application/wasm', 'Content-Length': bytes.length });
    response.write(bytes.subarray(0, middle));
    await rest;
    response.end(bytes.subarray(middle));
  };
  return { handle, finish, bytes: bytes.length };
}

const LOADING = [
  ['en', (size) => `Loading the AVIF decoder, ${size} MB: (49|50) %`],
  ['de', (size) => `Decoder für AVIF wird geladen, ${size} MB: (49|50) %`],
  ['ko', (size) => `AVIF 디코더를 불러오는 중, ${size} MB: (49|50)%`],
];

for (const [locale, said] of LOADING) {
  const slow = await half('avif.core.wasm');
  const megabytes = (slow.bytes / 1e6).toLocaleString(locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
  const words = new RegExp(`^${said(megabytes.replace('.', '\\.'))}$`);
  onBrokenPage(`the card says what is loaded (${locale}), and can be cancelled meanwhile`, { 'thumbox/avif.core.wasm': slow }, async (page) => {
    const photo = await photoFor('avif');
    await choose(page, [photo, { ...photo, name: 'other.avif' }, picture('a.png', 60, 40)]);
    const state = card(page, photo.name).locator('.state');
    await state.filter({ hasText: words }).waitFor();
    // Others do not wait for it.
    assert.equal(await settled(card(page, 'a.png')), 'ready');
    await card(page, 'other.avif').locator('.cancel').click();
    assert.equal(await settled(card(page, 'other.avif')), 'cancelled');
    slow.finish();
    assert.equal(await settled(card(page, photo.name)), 'ready', await text(card(page, photo.name), '.message'));
  }, { locale, cores: 4 });
}

onPage('of a photo that the browser cannot show, the comparison has what the component makes of it', async (page) => {
  for (const codec of ['heic', 'jxl']) {
    const photo = await photoFor(codec);
    await choose(page, photo);
    await shown(card(page, photo.name));
    await card(page, photo.name).locator('.compare').click();
    const original = page.locator('#compare-original[src]');
    await original.waitFor();
    // Twice the pixels of the thumbnail, or all that there are.
    assert.equal(await original.evaluate((image) => image.decode().then(() => image.naturalWidth)), 96, codec);
    await page.locator('#close-compare').click();
  }
}, { fragment: `#recipe=${encodeURIComponent('output = { width = 48, height = 48, format = "png" }')}` });

onBrokenPage('a codec that is not there is an error of its photo, which says what to do', { 'thumbox-heic/heic.core.wasm': { file: '/nowhere' } }, async (page) => {
  const photo = await photoFor('heic');
  await choose(page, [photo, picture('a.png', 60, 40)]);
  assert.equal(await settled(card(page, photo.name)), 'error');
  assert.equal(await text(card(page, photo.name), '.kind'), 'needs-codec');
  assert.match(await text(card(page, photo.name), '.message'), /the codec heic.* could not be loaded: .*status 404/);
  assert.equal(await settled(card(page, 'a.png')), 'ready');
});
