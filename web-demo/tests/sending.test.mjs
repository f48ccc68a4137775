// What is sent from the page in a browser, where servers stop or have something else. Run by `cargo xtask page --test`.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { choose, card, shown } from './browser.mjs';
import { failingCloud } from './failing-cloud.mjs';
import { edit, madeAnew, onBrokenPage, picture } from './on-page.mjs';

/** Takes a request and never answers. */
const silent = { handle: (request) => request.resume() };
/** Takes nothing of a request. */
const deaf = { handle: (request) => request.pause() };

for (const [what, handler] of Object.entries({ silent, deaf })) {
  onBrokenPage(`an upload to a server that is ${what} ends with a reason`, { upload: handler }, async (page) => {
    const error = await page.evaluate(async () => {
      const { put } = await import('./put.js');
      const body = new Blob([new Uint8Array(20e6)]);
      return put({ url: new URL('upload', location.href).href, headers: {}, body, patience: 500 }).catch(
        ({ kind, message, passes }) => ({ kind, message, passes }),
      );
    });
    assert.equal(error.kind, 'network');
    assert.match(error.message, /has stopped answering: nothing was sent for 0.5 s$/);
    assert.equal(error.passes, true);
  });
}

const part = (page, name) => page.locator(`#cloud [data-part="${name}"]`);
/** What a card says of where its picture is. */
const place = (page) => Promise.all(['.where', '.key'].map((name) => page.locator(`.output ${name}`).textContent()));
const PAGE = process.env.THUMBOX_PAGE;

const gone = { isGone: true };
onBrokenPage('a signer that was gone is asked again, and the recipe stays as it was edited meanwhile', await failingCloud(PAGE, gone), async (page) => {
  await part(page, 'error').filter({ hasText: /^Nothing can be uploaded: .* does not answer/ }).waitFor();
  await choose(page, picture('a.png', 300, 200));
  await edit(page, 'output.width = 60');
  await madeAnew(card(page), 60);
  await part(page, 'again').focus();
  await page.keyboard.press('Enter');
  await part(page, 'error').filter({ hasText: /does not answer/ }).waitFor();
  assert.equal(await part(page, 'again').evaluate((button) => button === document.activeElement), true);
  gone.isGone = false;
  await page.keyboard.press('Enter');
  await page.locator('.upload-view').waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.id), 'cloud-title');
  assert.deepEqual([await part(page, 'error').isVisible(), await part(page, 'again').isVisible(), await part(page, 'all').isEnabled()], [false, false, true]);
  assert.equal(await page.locator('#text').inputValue(), 'output.width = 60');
  await part(page, 'warning').waitFor();
}, { fragment: '' });

onBrokenPage('a picture is not said to be stored where the cloud has another one', await failingCloud(PAGE, { found: 'other bytes' }), async (page) => {
  await choose(page, picture('a.png', 300, 200));
  await shown(card(page));
  assert.deepEqual(await place(page), ['Will be stored at', 's3://thumbnails/…/a.png']);
  await page.locator('.upload-view button').first().click();
  await page.locator('.upload-view[data-state="differs"]').waitFor();
  assert.deepEqual(await place(page), ['Stored at', 'nowhere: the cloud has another picture, as is told below']);
}, { fragment: '' });

const empty = {};
onBrokenPage('a picture is said to be stored only once it is compared', await failingCloud(PAGE, empty), async (page) => {
  await choose(page, picture('a.png', 300, 200));
  await shown(card(page));
  const [download] = await Promise.all([page.waitForEvent('download'), page.locator('.save').click()]);
  await page.locator('.upload-view button').first().click();
  await page.locator('.upload-marks li[data-state="waiting"]').waitFor();
  const [where, key] = await place(page);
  assert.equal(where, 'Will be stored at');
  assert.match(key, /^s3:\/\/thumbnails\/.{36}\/a\.png$/);
  empty.found = await readFile(await download.path());
  await page.locator('.upload-view[data-state="done"]').waitFor();
  assert.deepEqual(await place(page), ['Stored at', key]);
}, { fragment: '' });

const late = {};
onBrokenPage('the keyboard stays with uploads that begin and end', await failingCloud(PAGE, late), async (page) => {
  const focused = () => page.evaluate(() => document.activeElement.dataset.part ?? document.activeElement.id);
  await choose(page, ['a.png', 'b.png'].map((name) => picture(name, 300, 200)));
  await page.locator('.upload-view').nth(1).waitFor();
  await part(page, 'all').focus();
  await page.keyboard.press('Enter');
  await part(page, 'stop').waitFor();
  await part(page, 'stop').and(page.locator(':focus')).waitFor();
  // Pressed, it goes, and the other one is there again.
  await page.keyboard.press('Enter');
  await part(page, 'stop').waitFor({ state: 'hidden' });
  assert.equal(await focused(), 'all');
  await page.keyboard.press('Enter');
  await part(page, 'stop').and(page.locator(':focus')).waitFor();
  late.found = 'other bytes';
  await part(page, 'stop').waitFor({ state: 'hidden' });
  assert.equal(await focused(), 'cloud-title');
}, { fragment: '' });

const other = { recipe: 'include = ["never/*"]\n[output]\nwidth = 9' };
onBrokenPage('a name that turns the direction does so for itself alone in the reason, too', await failingCloud(PAGE, other), async (page) => {
  await choose(page, picture('photo\u202egnp.exe.png', 300, 200));
  await page.locator('.upload-view button').first().click();
  await page.locator('.upload-view[data-state="failed"]').waitFor();
  const status = page.locator('.upload-status');
  assert.match(await status.textContent(), /^Not uploaded: the function's recipe leaves out uploads with the key "[^/]+\/photo\u202egnp\.exe\.png"$/);
  assert.equal(await status.locator('bdi').textContent(), 'photo\u202egnp.exe.png"');
}, { fragment: '' });

onBrokenPage('photos of which the cloud has another picture can be shown alone', await failingCloud(PAGE, { found: 'other bytes' }), async (page) => {
  await choose(page, ['a.png', 'b.png'].map((name) => picture(name, 300, 200)));
  for (const name of ['a.png', 'b.png']) await shown(card(page, name));
  const seen = () => page.locator('.card').evaluateAll((cards) => cards.filter((card) => card.checkVisibility()).map((card) => card.querySelector('.name').textContent));
  await page.locator('#filter').selectOption('not identical');
  assert.deepEqual(await seen(), []);
  await page.locator('#none').filter({ hasText: 'No thumbnail is known to differ' }).waitFor();
  await page.locator('#filter').selectOption('all');
  await card(page, 'b.png').locator('.upload-view button').first().click();
  await page.locator('.upload-view[data-state="differs"]').waitFor();
  await page.locator('#filter').selectOption('not identical');
  assert.deepEqual(await seen(), ['b.png']);
}, { fragment: '' });
