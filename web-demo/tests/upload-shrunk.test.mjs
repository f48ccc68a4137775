// Photos that are shrunk before they are uploaded, and what axe-core finds about uploads. Run by `cargo xtask test`, which starts
// the cloud and the demo's server, and sets the variables.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { violations } from './axe.mjs';
import { choose, config, ended, firstKey, onPage, part, picture, screenshots, stored, uploadButton, views } from './on-cloud.mjs';

onPage('a photo can be shrunk before, and its thumbnails are still identical', async (page) => {
  await choose(page, picture('large.png', 900, 600));
  await part(page, 'shrink').check();
  await part(page, 'side').fill('200');
  await uploadButton(page).click();
  await ended(page, 'done');
  const uploaded = await stored(config.bucket, await firstKey(page));
  // Width and height in the head of a PNG.
  assert.deepEqual([uploaded.readUInt32BE(16), uploaded.readUInt32BE(20)], [200, 133]);
});

onPage('a mistake in the side blocks the upload, and is explained', async (page) => {
  await choose(page, picture('private.png', 900, 600));
  await views(page).waitFor();
  await part(page, 'shrink').check();
  for (const side of ['2048px', 'abc', '', '0', '-5', '1e3', '2048.5', '16385']) {
    await part(page, 'side').fill(side);
    assert.equal(await part(page, 'side').getAttribute('aria-invalid'), 'true', side);
    assert.equal(
      await part(page, 'shrink-mistake').textContent(),
      `"${side}" is no side in pixels; write a whole number from 1 to 16384. Until then nothing is uploaded`,
    );
    await part(page, 'all').click();
    assert.ok(await part(page, 'side').evaluate((field) => field === document.activeElement), side);
    await uploadButton(page).click();
    assert.match(await ended(page, 'failed'), /^Not uploaded: ".*" is no side in pixels/);
  }
  assert.deepEqual(page.puts, []);
  await part(page, 'side').fill(' 300 ');
  assert.equal(await part(page, 'shrink-mistake').isVisible(), false);
  await part(page, 'all').click();
  await ended(page, 'done');
});

onPage('a photo that gets no smaller is still uploaded without its location', async (page) => {
  // A quality that makes its copy larger, and a comment with a place.
  const bytes = await page.evaluate(async () => {
    const { createResizer } = await import('./thumbox/index.js');
    const sample = await (await fetch('HappyFace.jpg')).blob();
    const { outputs } = await createResizer().resize(sample, 'output = { width = 300, format = "jpeg", quality = 5 }');
    return [...new Uint8Array(await outputs[0].file.arrayBuffer())];
  });
  const location = 'GPS: 47.3769 N, 8.5417 E';
  const comment = Buffer.concat([Buffer.from([0xff, 0xfe, 0, location.length + 2]), Buffer.from(location)]);
  const photo = Buffer.concat([Buffer.from(bytes.slice(0, 2)), comment, Buffer.from(bytes.slice(2))]);
  await choose(page, { name: 'home.jpg', mimeType: 'image/jpeg', buffer: photo });
  await part(page, 'shrink').check();
  await uploadButton(page).click();
  await ended(page, 'done');
  const uploaded = await stored(config.bucket, await firstKey(page));
  assert.ok(uploaded.length > photo.length);
  assert.equal(uploaded.includes(location), false);
});

for (const colorScheme of ['light', 'dark']) {
  onPage(
    `axe-core finds nothing about uploads: ${colorScheme}`,
    async (page) => {
      await choose(page, [picture('a.png', 300, 200), picture('b.png', 300, 200)]);
      await views(page).nth(1).waitFor();
      await part(page, 'shrink').check();
      await part(page, 'side').fill('2048px');
      assert.deepEqual(await violations(page), []);
      await page.screenshot({ path: join(screenshots, `upload-mistake-${colorScheme}.png`), fullPage: true });
      await part(page, 'side').fill('100');
      await part(page, 'all').click();
      await part(page, 'total').filter({ hasText: /^2 uploads: 2 identical/ }).waitFor();
      assert.deepEqual(await violations(page), []);
      const wide = await page.evaluate(() => document.scrollingElement.scrollWidth);
      assert.ok(wide <= 360, `the page is ${wide} wide`);
      await page.screenshot({ path: join(screenshots, `uploaded-${colorScheme}.png`), fullPage: true });
    },
    { colorScheme, viewport: { width: 360, height: 800 } },
  );
}
