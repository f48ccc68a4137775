// Original and thumbnail, one over the other, and quality by eye. Run by `cargo xtask page --test`.
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { card, choose, shown } from './browser.mjs';
import { edit, madeAnew, onPage, picture, sample, screenshots, text } from './on-page.mjs';
import { png } from './png.mjs';

onPage('original and thumbnail are compared under a slider that the keyboard moves', async (page) => {
  await choose(page, sample);
  await shown(card(page));
  await page.locator('.compare').click();
  const original = page.locator('#compare-original[src]');
  await original.waitFor();
  const split = () => page.locator('#compare-pictures').evaluate((stage) => stage.style.getPropertyValue('--split'));
  await page.locator('#split').focus();
  await page.keyboard.press('ArrowRight');
  assert.equal(await split(), '51%');
  await page.keyboard.press('Home');
  assert.equal(await split(), '0%');
  await page.locator('#zoom').selectOption('4');
  const size = async (id) => {
    const { width, height } = await page.locator(id).boundingBox();
    return [width, height];
  };
  assert.deepEqual(await size('#compare-original'), [512, 340]);
  assert.deepEqual(await size('#compare-output'), [512, 340]);
  // As large as the photo is: the browser shows the file itself.
  assert.equal(await original.evaluate((image) => image.decode().then(() => image.naturalWidth)), 1280);
  await page.keyboard.press('Escape');
  await page.locator('#compare').waitFor({ state: 'hidden' });
  await page.locator('#compare-original:not([src])').waitFor({ state: 'attached' });
  assert.ok(await page.locator('.compare').evaluate((button) => button === document.activeElement));
});

onPage('a long name leaves the way out of the comparison on the screen, and the original smooth', async (page) => {
  await choose(page, picture(`${'long'.repeat(50)}.png`, 300, 200));
  await shown(card(page));
  await page.locator('.compare').click();
  await page.locator('#compare-original[src]').waitFor();
  const { x, width } = await page.locator('#close-compare').boundingBox();
  assert.ok(x + width <= 360, `${x} + ${width}`);
  const dialog = await page.locator('#compare').boundingBox();
  assert.ok(dialog.x >= 0 && dialog.x + dialog.width <= 360, JSON.stringify(dialog));
  await page.locator('#zoom').selectOption('2');
  const rendering = (id) => page.locator(id).evaluate((image) => getComputedStyle(image).imageRendering);
  assert.deepEqual([await rendering('#compare-original'), await rendering('#compare-output')], ['auto', 'pixelated']);
  await page.locator('#close-compare').click();
}, { fragment: '#preset=lab', viewport: { width: 360, height: 700 } });

onPage('where there is next to no room, the pictures keep some, and the rest scrolls', async (page) => {
  await choose(page, sample);
  await shown(card(page));
  await page.locator('.compare').click();
  await page.locator('#compare-original[src]').waitFor();
  assert.ok((await page.locator('#compare-stage').boundingBox()).height >= 120);
  assert.ok(await page.locator('#compare').evaluate((dialog) => dialog.scrollWidth <= dialog.clientWidth));
  await page.locator('#tune-quality').focus();
  const { y, height } = await page.locator('#tune-quality').boundingBox();
  assert.ok(y >= 0 && y + height <= 256, `${y} + ${height}`);
  // 1280 x 1024 at 400 %, of which WCAG 1.4.10 speaks.
}, { viewport: { width: 320, height: 256 } });

onPage('quality is found by eye, and goes into the recipe', async (page) => {
  await choose(page, sample);
  const [before] = await shown(card(page));
  await page.locator('.compare').click();
  const figures = page.locator('#tune-figures');
  await figures.filter({ hasText: /^jpeg, quality 80, .* smaller, PSNR \d\d\.\d dB$/ }).waitFor();
  assert.ok(await page.locator('#split').evaluate((slider) => slider === document.activeElement && slider.getAttribute('aria-valuetext') === '50 percent'));
  const decibels = async () => Number(/PSNR ([\d.]+)/.exec(await figures.textContent())[1]);
  const good = await decibels();
  await page.locator('#tune-quality').fill('20');
  await figures.filter({ hasText: /^jpeg, quality 20, .*PSNR/ }).waitFor();
  assert.ok((await decibels()) < good);
  await page.locator('#tune-format').selectOption('png');
  await figures.filter({ hasText: /^png, .*, without loss$/ }).waitFor();
  assert.equal(await page.locator('#tune-quality').isDisabled(), true);
  await page.locator('#tune-format').selectOption('webp');
  await figures.filter({ hasText: /^webp, quality 20, .*PSNR/ }).waitFor();
  assert.match(await text(page, '#compare-right'), /webp$/);
  const image = page.locator('#compare-output');
  assert.equal(await image.evaluate((image) => image.decode().then(() => image.naturalWidth)), before.width);
  // Seen whole as long as the button is held.
  const split = () => page.locator('#compare-pictures').evaluate((stage) => stage.style.getPropertyValue('--split'));
  await page.locator('#hold').focus();
  await page.keyboard.down(' ');
  assert.equal(await split(), '100%');
  await page.keyboard.up(' ');
  assert.equal(await split(), '50%');
  await page.locator('#compare-stage').dispatchEvent('wheel', { deltaY: -100, ctrlKey: true });
  assert.equal(await page.locator('#zoom').inputValue(), '2');
  await page.locator('#tune-use').focus();
  await page.keyboard.press('Enter');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'close-compare');
  await card(page).locator('.format', { hasText: /^webp, quality 20$/ }).waitFor({ state: 'attached' });
  await page.screenshot({ path: join(screenshots, 'tuning.png') });
  await page.keyboard.press('Escape');
  assert.match(await page.locator('#text').inputValue(), /format = "webp"\nquality = 20/);
  // The output is made anew meanwhile, and its button with it.
  await page.locator('.compare:focus').waitFor();
});

onPage('where a score decides the quality, the comparison says it, until the quality is set by eye', async (page) => {
  await edit(page, 'output = { width = 200, format = "jpeg", quality = "score=80" }');
  await choose(page, sample);
  await shown(card(page));
  await page.locator('.compare').click();
  const figures = page.locator('#tune-figures');
  await figures.filter({ hasText: /^jpeg, quality \d+, .* smaller, SSIMULACRA2 8\d\.\d$/ }).waitFor();
  const [, number] = /quality (\d+)/.exec(await figures.textContent());
  assert.equal(await page.locator('#tune-quality').inputValue(), number);
  // Another format has a quality of its own with that score.
  await page.locator('#tune-format').selectOption('webp');
  await figures.filter({ hasText: /^webp, quality \d+, .*SSIMULACRA2 8\d\.\d$/ }).waitFor();
  await page.locator('#tune-use').click();
  assert.match(await page.locator('#text').inputValue(), /quality = "score=80"/);
  await page.locator('#tune-quality').fill('20');
  await figures.filter({ hasText: /^webp, quality 20, .*PSNR/ }).waitFor();
});

onPage('the size is found by eye, too', async (page) => {
  await edit(page, 'output = { width = 400, height = 400, format = "jpeg" }');
  await choose(page, sample);
  await shown(card(page));
  await page.locator('.compare').click();
  const figures = page.locator('#tune-figures');
  await figures.filter({ hasText: /PSNR/ }).waitFor();
  assert.equal(await page.getByLabel('Width').last().inputValue(), '400');
  await page.locator('#tune-width').fill('2oo');
  assert.equal(await figures.textContent(), '"2oo" is no width in pixels; write a whole number from 1 to 16384');
  assert.deepEqual([await page.locator('#tune-width').getAttribute('aria-invalid'), await page.locator('#tune-use').isDisabled()], ['true', true]);
  await page.locator('#tune-width').fill('200');
  await figures.filter({ hasText: /^jpeg, quality 80, .*PSNR/ }).waitFor();
  assert.equal(await text(page, '#compare-right'), '200 × 133 jpeg');
  await page.waitForFunction(() => document.getElementById('compare-pictures').style.width === '200px');
  assert.equal(await page.locator('#compare-output').evaluate((image) => image.decode().then(() => image.naturalWidth)), 200);
  await page.locator('#tune-use').click();
  await madeAnew(card(page), 200);
  await page.keyboard.press('Escape');
  assert.match(await page.locator('#text').inputValue(), /width = 200\nheight = 200/);
  await page.locator('.compare:focus').waitFor();
  // The comparison that is opened next has its own width.
  await page.locator('.compare').click();
  assert.equal(await page.locator('#tune-width').inputValue(), '200');
});

test('a box is made anew for a width, in whatever way it is given', async () => {
  const { resized } = await import(pathToFileURL(`${process.env.THUMBOX_PAGE}/box.js`));
  const wide = { width: 400, height: 200 };
  const cases = [
    [{ width: 400 }, wide, { width: 100 }],
    [{ height: 200 }, wide, { height: 50 }],
    [{ width: 400, height: 400 }, wide, { width: 100, height: 100 }],
    // Its height decides.
    [{ width: 800, height: 200 }, wide, { width: 200, height: 50 }],
    [{ width: 400, height: 300, fit: 'cover' }, { width: 400, height: 300 }, { width: 100, height: 75 }],
    [{ width: 100, height: 200, fit: 'outside' }, wide, { width: 25, height: 50 }],
    // A photo that was not enlarged to its box.
    [{ width: 1600 }, wide, { width: 100 }],
    [{ width: 400, 'device-pixel-ratio': 2 }, { width: 800, height: 400 }, { width: 50 }],
    [{ width: 400, 'aspect-ratio': '2:1', fit: 'cover' }, wide, { width: 100 }],
    [{ scale: 0.5 }, wide, { scale: 0.125 }],
    [{}, { width: 128, height: 64 }, { width: 100, height: 100 }],
    [{ crop: '0,0,50%,50%' }, wide, { width: 100 }],
  ];
  for (const [fields, made, expected] of cases) assert.deepEqual(resized(fields, made, 100), expected, JSON.stringify(fields));
});

onPage('what was cut off, or the browser cannot show, is compared with what the component makes of it', async (page) => {
  await edit(page, 'output = { width = 50, height = 50, fit = "cover", format = "jpeg" }');
  const ppm = Buffer.concat([Buffer.from('P6 300 200 255\n'), Buffer.alloc(300 * 200 * 3, 99)]);
  await choose(page, { name: 'a.ppm', mimeType: 'image/x-portable-pixmap', buffer: ppm });
  await shown(card(page));
  await page.locator('.compare').click();
  const original = page.locator('#compare-original[src]');
  await original.waitFor();
  const natural = await original.evaluate((image) => image.decode().then(() => [image.naturalWidth, image.naturalHeight]));
  assert.deepEqual(natural, [100, 100]);
});

onPage('of a photo that is gone from the disk, the comparison says so', async (page) => {
  const folder = await mkdtemp(join(tmpdir(), 'thumbox-'));
  try {
    const path = join(folder, 'a.png');
    await writeFile(path, png(300, 200));
    await page.locator('#file').setInputFiles(path);
    await shown(card(page));
    await rm(path);
    await page.locator('.compare').click();
    await page.getByText(/^The original cannot be shown: the file could not be read: /).waitFor();
    // The thumbnail is still there.
    assert.equal(await page.locator('#compare-output').evaluate((image) => image.decode().then(() => image.naturalWidth)), 128);
    await page.keyboard.press('Escape');
    await page.locator('#compare').waitFor({ state: 'hidden' });
  } finally {
    await rm(folder, { recursive: true });
  }
  // The browser writes down that it could not show the file.
  assert.deepEqual(page.faults.splice(0), ['it logs: Failed to load resource: net::ERR_FILE_NOT_FOUND']);
});
