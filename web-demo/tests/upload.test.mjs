// From a photo on the page to its thumbnails on S3, through the deployed template. Run by `cargo xtask test`, which starts
// the cloud and the demo's server, and sets the variables.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { choose, config, digest, ended, onPage, origin, part, picture, s3, sample, stored, uploadButton, views } from './on-cloud.mjs';

const { THUMBOX_UPLOAD_SECONDS: seconds } = process.env;

onPage('photos with odd names get the thumbnails in the cloud that the page shows', async (page) => {
  const names = ['summer 1+1 Zoë.jpg', '100%20 & ?#[a]=b;.png', '日本 \'"$.png'];
  const buffer = await readFile(sample);
  await choose(page, [
    { name: names[0], mimeType: 'image/jpeg', buffer },
    picture(names[1], 301, 200),
    picture(names[2], 90, 600),
  ]);
  await views(page).nth(2).waitFor();
  await part(page, 'all').click();
  const cards = await page.locator('#cards > *').all();
  assert.equal(cards.length, 3);
  for (const card of cards) {
    const view = card.locator('.upload-view');
    assert.equal(await ended(page, 'done', view), '2 of 2 thumbnails are identical');
    const name = await card.locator('.name').textContent();
    const marks = await view.locator('.upload-marks li').all();
    const keys = [name, name.replace(/\.[a-z]+$/, '-300.webp')];
    assert.equal(marks.length, keys.length);
    for (const [index, mark] of marks.entries()) {
      assert.match(await mark.textContent(), /^identical ✓/);
      const place = await mark.locator('code').textContent();
      const start = `s3://${config.destination}/`;
      assert.ok(place.startsWith(start), place);
      const key = place.slice(start.length);
      assert.match(key, /^[0-9a-f-]{36}\//);
      assert.equal(key.slice(37), keys[index]);
      // Not what the page says, but what is there.
      const thumbnail = await stored(config.destination, key);
      assert.equal(digest(thumbnail), await card.locator('.sha256').nth(index).textContent());
    }
  }
  assert.equal(page.puts.length, 3);
});

onPage('progress is shown, and an upload can be cancelled and started again, all by keyboard', async (page) => {
  let letGo;
  const held = new Promise((resolve) => (letGo = resolve));
  await page.route(`${s3}/${config.bucket}/**`, async (route) => {
    if (route.request().method() === 'PUT') await held;
    await route.continue().catch(() => {});
  });
  const focused = () => page.evaluate(() => document.activeElement.textContent);
  await choose(page, picture('a.png', 300, 200));
  await uploadButton(page).focus();
  await page.keyboard.press('Enter');
  await views(page).locator('.upload-percent', { hasText: /^\d+ %$/ }).waitFor();
  assert.equal(await views(page).locator('.upload-status').textContent(), 'Uploading…');
  assert.equal(await page.getByRole('progressbar').isVisible(), true);
  assert.equal(await focused(), 'Cancel');
  await page.keyboard.press('Enter');
  assert.equal(await ended(page, 'cancelled'), 'Cancelled');
  assert.equal(await page.getByRole('progressbar').isVisible(), false);
  letGo();
  await page.unroute(`${s3}/${config.bucket}/**`);
  assert.equal(await focused(), 'Try again');
  await page.keyboard.press('Enter');
  await ended(page, 'done');
});

onPage('a broken connection is tried again', async (page) => {
  let broken = 0;
  await page.route(`${s3}/${config.bucket}/**`, (route) => {
    if (route.request().method() !== 'PUT' || broken > 0) return route.continue();
    broken++;
    return route.abort('connectionreset');
  });
  await choose(page, picture('a.png', 300, 200));
  // It may be there for a moment only.
  const said = await views(page).locator('.upload-status').evaluateHandle((status) => {
    const said = [];
    new MutationObserver(() => said.push(status.textContent)).observe(status, { childList: true });
    return said;
  });
  await uploadButton(page).click();
  await ended(page, 'done');
  assert.match((await said.jsonValue()).join('\n'), /Attempt 2 in/);
  assert.deepEqual([broken, page.puts.length], [1, 2]);
});

onPage('a signature that is too old is asked for again', async (page) => {
  let late = 0;
  const statuses = [];
  page.on('response', (response) => response.request().method() === 'PUT' && statuses.push(response.status()));
  await page.route(`${s3}/${config.bucket}/**`, async (route) => {
    if (route.request().method() === 'PUT' && late++ === 0) await pause((Number(seconds) + 2) * 1_000);
    await route.continue();
  });
  await choose(page, picture('a.png', 300, 200));
  await uploadButton(page).click();
  await ended(page, 'done');
  assert.deepEqual(statuses, [403, 200]);
});

onPage('what the component refuses is not uploaded', async (page) => {
  await choose(page, { name: 'broken.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('no picture') });
  await page.locator('#cards .kind', { hasText: 'unsupported-format' }).waitFor();
  assert.equal(await views(page).count(), 0);
  assert.equal(await part(page, 'all').isEnabled(), false);
  assert.deepEqual(page.puts, []);
});

onPage('only what went wrong is red', async (page) => {
  const color = () => views(page).locator('.upload-status').evaluate((status) => getComputedStyle(status).color);
  const error = await page.evaluate(() => {
    const probe = Object.assign(document.createElement('p'), { style: 'color: var(--error)' });
    document.body.append(probe);
    const { color } = getComputedStyle(probe);
    probe.remove();
    return color;
  });
  await choose(page, picture('a.png', 300, 200));
  await uploadButton(page).click();
  await ended(page, 'done');
  assert.notEqual(await color(), error);
  await page.route(`${origin}/api/sign`, (route) => route.fulfill({ status: 403, json: { error: { kind: 'no', message: 'no' } } }));
  await uploadButton(page).click();
  await ended(page, 'failed');
  assert.equal(await color(), error);
});

onPage('leaving is asked about while something is sent, and all uploads are summed up', async (page) => {
  let letGo;
  const held = new Promise((resolve) => (letGo = resolve));
  await page.route(`${s3}/${config.bucket}/**`, async (route) => {
    if (route.request().method() === 'PUT') await held;
    await route.continue().catch(() => {});
  });
  const asks = () => page.evaluate(() => !window.dispatchEvent(new Event('beforeunload', { cancelable: true })));
  assert.equal(await part(page, 'all').isDisabled(), true);
  const look = () => part(page, 'all').evaluate((button) => getComputedStyle(button).backgroundColor);
  const disabled = await look();
  await choose(page, [1, 2, 3, 4, 5].map((number) => picture(`${number}.png`, 300, 200)));
  await views(page).nth(4).waitFor();
  assert.notEqual(await look(), disabled);
  assert.equal(await asks(), false);
  await part(page, 'all').click();
  await part(page, 'total').filter({ hasText: /^5 uploads: 5 to go; 0 bytes of .* sent$/ }).waitFor();
  await page.locator('.upload-view[data-state="queued"]').nth(1).waitFor();
  assert.equal(await views(page).filter({ hasText: 'Waiting for its turn' }).count(), 2);
  assert.equal(await part(page, 'all').isDisabled(), true);
  assert.equal(await asks(), true);
  await page.locator('.upload-view[data-state="queued"]').first().getByRole('button', { name: 'Cancel' }).click();
  letGo();
  await part(page, 'total').filter({ hasText: /^5 uploads: 4 identical, 1 cancelled; (.*) of .* sent$/ }).waitFor();
  assert.equal(await asks(), false);
  assert.equal(page.puts.length, 4);
  // Read out once, not for each photo.
  await page.locator('#status').filter({ hasText: /^5 uploads: 4 identical, 1 cancelled/ }).waitFor({ state: 'attached' });
  assert.equal(await views(page).locator('[role="status"]').count(), 0);
});
