// The page in a browser without a window. Run by `cargo xtask page --test`, which sets the variables below.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { card, choose, launch, open, serve, settled, shown } from './browser.mjs';
import { png } from './png.mjs';

const { THUMBOX_PAGE: folder, THUMBOX_SAMPLE: sample, THUMBOX_CHROMIUM: chromium } = process.env;
const { THUMBOX_SCREENSHOTS: screenshots } = process.env;

let browser;
let server;
before(async () => {
  browser = await launch(chromium);
  server = await serve(folder, { 'HappyFace.jpg': { file: sample } });
});
after(async () => {
  await browser?.close();
  server?.close();
});

const picture = (name, width, height) => ({ name, mimeType: 'image/png', buffer: png(width, height) });
const file = (name, content) => ({ name, mimeType: 'image/jpeg', buffer: Buffer.from(content) });
const text = (within, selector) => within.locator(selector).textContent();
/** Writes a recipe and leaves the text, from when on it is in force. */
const edit = async (page, recipe) => {
  const text = page.locator('#text');
  if (!(await text.isVisible())) await page.locator('#editor summary').click();
  await text.fill(recipe);
  await text.blur();
};
/** Waits for a card to show results of this width. */
const madeAnew = (card, width) => card.locator(`.output img[width="${width}"]`).first().waitFor({ state: 'attached' });

/** A test on a page of its own, which must not have misbehaved at its end. */
function onPage(name, run, { fragment = '#preset=lab', ...options } = {}) {
  test(name, async () => {
    const page = await open(browser, server.url, { fragment, ...options });
    try {
      await run(page);
      assert.deepEqual(page.faults, []);
    } finally {
      await page.context().close();
    }
  });
}

/** A test on a page some files of which are replaced. What it logs is not looked at. */
function onBrokenPage(name, replaced, run) {
  test(name, async () => {
    const broken = await serve(folder, replaced);
    const page = await open(browser, broken.url, { fragment: '#preset=lab' });
    try {
      await run(page);
    } finally {
      await page.context().close();
      broken.close();
    }
  });
}

onPage('the sample becomes a thumbnail of at most 128 x 128', async (page) => {
  await page.locator('#sample').click();
  const sampled = card(page, 'HappyFace.jpg');
  const [result] = await shown(sampled);
  assert.equal(Math.max(result.width, result.height), 128);
  assert.equal(result.format, 'jpeg');
  assert.equal(result.name, 'HappyFace.jpg');
  assert.equal(result.key, 's3://images-resized/HappyFace.jpg');
  assert.equal(await text(sampled, '.command'), 'thumbox resize HappyFace.jpg -W 128 -H 128 -o thumbnails');
  assert.match(await text(sampled, '.about'), /^1,280 × 853 JPEG · 143 kB$/);
  assert.match(await text(sampled, '.saving'), /^98 % smaller$/);
  assert.equal(await text(page, '#status'), 'HappyFace.jpg: thumbnail ready');
});

onPage('a chosen photo of any name is shown at its true size', async (page) => {
  await choose(page, picture('my +grüße.png', 300, 200));
  const [result] = await shown(card(page));
  assert.deepEqual([result.width, result.height, result.format], [128, 85, 'png']);
  assert.equal(result.name, 'my +grüße.png');
  assert.equal(await text(page, '.command'), "thumbox resize 'my +grüße.png' -W 128 -H 128 -o thumbnails");
  const box = await page.locator('.output img').boundingBox();
  assert.deepEqual([box.width, box.height], [128, 85]);
});

onPage('every output of a recipe is shown, in its order, with its key', async (page) => {
  await choose(page, picture('cat.png', 2000, 1000));
  const made = await shown(card(page));
  assert.deepEqual(made.map(({ width, height }) => [width, height]), [[1600, 800], [800, 400], [256, 128]]);
  assert.deepEqual(made.map(({ name }) => name), ['cat-1600.webp', 'cat-800.webp', 'cat-256.webp']);
  assert.equal(made[2].key, 's3://images-resized/cat-256.webp');
  assert.equal(new Set(made.map(({ sha256 }) => sha256)).size, 3);
}, { fragment: '' });

onPage("the README's picture can be taken", async (page) => {
  await page.locator('#sample').click();
  assert.equal((await shown(card(page))).length, 3);
  await page.screenshot({ path: join(screenshots, 'page.png'), fullPage: true });
}, { fragment: '' });

onPage('of several files, those that are no photo have the reason on their card, and the others go on', async (page) => {
  // The beginning of what iPhones write.
  const heic = Buffer.from('\0\0\0\x24ftypheic\0\0\0\0mif1heic', 'latin1');
  const avif = Buffer.from('\0\0\0\x1cftypavif\0\0\0\0avifmif1', 'latin1');
  const refused = {
    'text.jpg': ['this is a text', 'unsupported-format', /./],
    'empty.jpg': ['', 'truncated', /empty/],
    'photo.heic': [heic, 'unsupported-format', /HEI[CF]/],
    'photo.avif': [avif, 'unsupported-format', /AVIF/],
    'holiday.jpg': ['MZ\x90\0\x03\0\0\0 This program cannot be run in DOS mode', 'unsupported-format', /./],
    'cut.png': [png(300, 200).subarray(0, 120), 'truncated', /./],
  };
  const files = Object.entries(refused).map(([name, [content]]) => file(name, content));
  await choose(page, [picture('first.png', 300, 200), ...files, picture('last.png', 300, 200)]);
  for (const [name, [, kind, message]] of Object.entries(refused)) {
    assert.equal(await settled(card(page, name)), 'error', name);
    assert.equal(await text(card(page, name), '.kind'), kind, name);
    assert.match(await text(card(page, name), '.message'), message, name);
    assert.equal(await card(page, name).locator('.output').count(), 0);
  }
  for (const name of ['first.png', 'last.png']) assert.equal((await shown(card(page, name)))[0].width, 128);
});

onPage('a change of the recipe makes the thumbnails of all cards anew, without any request', async (page) => {
  await choose(page, [picture('a.png', 300, 200), picture('b.png', 200, 300)]);
  for (const name of ['a.png', 'b.png']) await shown(card(page, name));
  const asked = () => page.requested.filter((url) => !url.startsWith('blob:')).length;
  const before = asked();
  await edit(page, 'output = { width = 64, height = 64, fit = "cover", format = "jpeg", quality = 50 }');
  for (const name of ['a.png', 'b.png']) {
    await madeAnew(card(page, name), 64);
    const [result] = await shown(card(page, name));
    assert.deepEqual([result.width, result.height, result.format], [64, 64, 'jpeg']);
    // As Lambda does: the upload's key, whatever the format.
    assert.equal(result.key, `s3://images-resized/${name}`);
    assert.equal(result.name, name.replace('png', 'jpg'));
  }
  assert.equal(
    await text(card(page, 'a.png'), '.command'),
    'thumbox resize a.png -W 64 -H 64 --fit cover --format jpeg -q 50 -o thumbnails',
  );
  // Workers are not requests of the page's own, and all of them are there.
  assert.equal(asked(), before);
});

onPage('of many wishes the last one is shown, and the old thumbnail stays until it is there', async (page) => {
  await choose(page, picture('a.png', 300, 200));
  await shown(card(page));
  const stillShown = await page.locator('#text').evaluate((text) => {
    for (const width of [16, 32, 48, 96]) {
      text.value = `output.width = ${width}`;
      for (const type of ['input', 'change']) text.dispatchEvent(new Event(type));
    }
    return document.querySelector('.output img').width;
  });
  assert.equal(stillShown, 128);
  await madeAnew(card(page), 96);
  assert.deepEqual((await shown(card(page))).map(({ width, height }) => [width, height]), [[96, 64]]);
});

onPage('form and text are kept in step', async (page) => {
  await page.locator('#editor summary').click();
  const field = (name) => page.locator(`[name="${name}-0"]`);
  assert.equal(await field('width').inputValue(), '128');
  assert.match(await page.locator('#text').inputValue(), /^# A thumbnail that fits/);
  await field('width').fill('200');
  await field('fit').selectOption('cover');
  await field('format').selectOption('webp');
  await field('position').fill('attention');
  assert.equal(
    await page.locator('#text').inputValue(),
    '[[outputs]]\nwidth = 200\nheight = 128\nfit = "cover"\nposition = "attention"\nformat = "webp"\n',
  );
  await page.locator('#text').fill('[output]\nwidth = 77\nformat = "gif"\nsharpen = true');
  assert.equal(await field('width').inputValue(), '77');
  assert.equal(await field('height').inputValue(), '');
  assert.equal(await field('quality').isDisabled(), true);
  assert.equal(await field('position').isDisabled(), true);
  // What the form does not show, stays.
  await field('height').fill('50');
  assert.match(await page.locator('#text').inputValue(), /sharpen = true/);
  await page.locator('#add-output').click();
  assert.equal(await page.locator('[name="width-1"]').inputValue(), '39');
  assert.match(await page.locator('#text').inputValue(), /width = 39/);
  await page.locator('[aria-label="Remove output 2"]').click();
  assert.equal(await page.locator('[name="width-1"]').count(), 0);
  await page.locator('#tolerant').check();
  assert.match(await page.locator('#text').inputValue(), /\[options\]\ntolerant = true/);
});

onPage('mistakes are shown where they are, and the thumbnails stay', async (page) => {
  await choose(page, picture('a.png', 300, 200));
  await shown(card(page));
  await edit(page, '[output]\nwidth = 64\nfit = "stretch"');
  assert.equal(await text(page, '#mistake'), 'Line 3, column 7: the fit is "stretch"; expected one of inside, outside, cover, contain, fill');
  assert.equal(await text(page, '#lines .wrong'), '3');
  assert.equal(await page.locator('#text').getAttribute('aria-invalid'), 'true');
  assert.equal(await card(page).getAttribute('data-state'), 'ready');
  await page.locator('#text').fill('[output]\nwidth = 64');
  assert.equal(await page.locator('#mistake').isVisible(), false);
  const invalid = (name) => page.locator(`[name="${name}-0"]`).getAttribute('aria-invalid');
  await page.locator('[name="height-0"]').fill('wide');
  assert.match(await text(page, '#mistake'), /the height is "wide"; expected a whole number/);
  assert.equal(await invalid('height'), 'true');
  await page.locator('[name="height-0"]').fill('20000');
  assert.match(await text(page, '#mistake'), /the height is 20000; expected a number from 1 to 16384/);
  assert.equal(await invalid('height'), 'true');
  await page.locator('[name="height-0"]').fill('20');
  assert.equal(await invalid('height'), 'false');
  await madeAnew(card(page), 30);
});

onPage('of a text that is wrong again at once, what was right is made', async (page) => {
  await choose(page, picture('a.png', 300, 200));
  await shown(card(page));
  await page.locator('#text').evaluate((text) => {
    for (const width of [50, 0]) {
      text.value = `output.width = ${width}`;
      text.dispatchEvent(new Event('input'));
    }
  });
  await madeAnew(card(page), 50);
  assert.equal(await settled(card(page)), 'ready');
  assert.match(await text(page, '#mistake'), /the width is 0/);
});

onPage('presets are one click, and the one in use is told', async (page) => {
  await choose(page, picture('a.png', 300, 200));
  await shown(card(page));
  await page.getByRole('button', { name: 'avatar' }).click();
  await madeAnew(card(page), 256);
  const pressed = page.locator('#presets [aria-pressed="true"]');
  assert.equal(await pressed.textContent(), 'avatar');
  await settled(card(page));
  assert.match(await text(card(page), '.remark'), /include and exclude leave out a\.png/);
  await page.locator('#editor summary').click();
  await page.locator('#folder').fill('avatars');
  await page.locator('.remark:empty').waitFor({ state: 'attached' });
  const [result] = await shown(card(page));
  assert.match(result.key, /^s3:\/\/images-resized\/avatars\/a-[0-9a-f]{16}\.jpg$/);
  await page.locator('[name="width-0"]').fill('99');
  assert.equal(await pressed.count(), 0);
});

onPage('a link carries the recipe, and what is copied and downloaded is the text', async (page) => {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  const recipe = '# My "recipe" + ünïcode & 100 %\n[output]\nwidth = 33\n';
  await edit(page, recipe);
  const clipboard = () => page.evaluate(() => navigator.clipboard.readText());
  await page.locator('#copy').click();
  await page.getByText('Copied', { exact: true }).waitFor();
  assert.equal(await clipboard(), recipe);
  const [download] = await Promise.all([page.waitForEvent('download'), page.locator('#download').click()]);
  assert.equal(download.suggestedFilename(), 'recipe.toml');
  assert.equal(await readFile(await download.path(), 'utf8'), recipe);
  await page.locator('#bucket').fill('photos');
  await page.locator('#link').click();
  await page.getByText('Link copied').waitFor();
  const link = await clipboard();
  assert.match(link, /#recipe=%23%20My/);

  const other = await open(browser, server.url, { fragment: new URL(link).hash });
  assert.equal(await other.locator('#text').inputValue(), recipe);
  await choose(other, picture('a.png', 66, 20));
  const [result] = await shown(card(other));
  assert.deepEqual([result.width, result.key], [33, 's3://photos-resized/a.png']);
  assert.deepEqual(other.faults, []);
  await other.context().close();

  const wrong = await open(browser, server.url, { fragment: '#recipe=widht%20%3D%203' });
  assert.match(await text(wrong, '#mistake'), /^Line 1, column 1: unknown field/);
  assert.equal(await wrong.locator('#mistake').isVisible(), true);
  await wrong.context().close();
});

onPage('a photo can be dropped, several pasted', async (page) => {
  const transfer = (files) =>
    page.evaluateHandle((files) => {
      const transfer = new DataTransfer();
      for (const [name, bytes] of files) transfer.items.add(new File([new Uint8Array(bytes)], name, { type: 'image/png' }));
      return transfer;
    }, files);
  const dropped = await transfer([['dropped.png', [...png(40, 30)]]]);
  await page.dispatchEvent('#cards', 'dragover', { dataTransfer: dropped });
  assert.equal(await page.locator('body').getAttribute('class'), 'dragging');
  await page.dispatchEvent('#cards', 'drop', { dataTransfer: dropped });
  assert.equal((await shown(card(page, 'dropped.png')))[0].name, 'dropped.png');
  assert.equal(await page.locator('body').getAttribute('class'), '');

  const pasted = await transfer([['one.png', [...png(30, 40)]], ['two.png', [...png(50, 40)]]]);
  await page.evaluate((clipboardData) => {
    document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true }));
  }, pasted);
  for (const name of ['one.png', 'two.png']) assert.equal((await shown(card(page, name)))[0].name, name);
});

onPage('a card can be cancelled while it waits and while it is worked on, and removed', async (page) => {
  // Seconds of work, and more photos than Workers.
  await edit(page, 'output = { width = 5000, height = 5000, fit = "fill", enlarge = true, format = "webp", effort = 6 }');
  const names = Array.from({ length: 10 }, (_, index) => `${index}.png`);
  await choose(page, names.map((name) => picture(name, 60, 40)));
  for (const name of names) await card(page, name).locator('.cancel').click();
  for (const name of names) assert.equal(await settled(card(page, name)), 'cancelled', name);
  await page.getByRole('button', { name: 'lab' }).click();
  for (const name of names) assert.equal((await shown(card(page, name)))[0].width, 60);
  await card(page, '3.png').locator('.remove').press('Enter');
  assert.ok(await card(page, '4.png').locator('.remove').evaluate((button) => button === document.activeElement));
  assert.equal(await page.locator('.card').count(), 9);
  await page.getByText('9 photos: 9 ready').waitFor();
  await page.locator('#remove-all').click();
  assert.equal(await page.locator('.card').count(), 0);
  await page.locator('#overview').waitFor({ state: 'hidden' });
});

onPage('a complete card tells what an upload needs, and has a place for it', async (page) => {
  const told = page.evaluate(
    () =>
      new Promise((resolve) => {
        document.addEventListener('thumbox-made', async ({ target, detail: { element, slot, job } }) => {
          const { file, bucket, key, outputs, isFor } = job;
          const [{ blob, sha256, ...output }] = outputs;
          const isPlaced = target === element && element.contains(slot) && slot.childElementCount === 0;
          resolve({ name: file.name, bucket, key, isFor, output: output.key, into: output.bucket, size: blob.size, sha256, isPlaced });
        });
      }),
  );
  await choose(page, picture('my cat.png', 300, 200));
  const { size, sha256, ...rest } = await told;
  const [shownOutput] = await shown(card(page));
  assert.deepEqual([size, sha256], [shownOutput.bytes, shownOutput.sha256]);
  assert.deepEqual(rest, {
    name: 'my cat.png', bucket: 'images', key: 'my cat.png', isFor: true,
    output: 'my cat.png', into: 'images-resized', isPlaced: true,
  });
});

onPage('what is worth knowing about a photo is shown with its thumbnail', async (page) => {
  const cut = png(300, 200);
  await edit(page, 'options.tolerant = true\noutput.thumbhash = true');
  await choose(page, { name: 'cut.png', mimeType: 'image/png', buffer: cut.subarray(0, cut.length / 2) });
  await shown(card(page));
  assert.match(await text(page, '.warnings'), /picture-lost: /);
  assert.match(await text(page, '.thumbhash'), /^ThumbHash [A-Za-z0-9+/]+=*$/);
});

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

onPage('the keyboard reaches the chooser and opens it', async (page) => {
  const opened = page.waitForEvent('filechooser');
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'file');
  await page.keyboard.press('Enter');
  await (await opened).setFiles(picture('a.png', 300, 200));
  await shown(card(page));
});

onPage('a name from right to left stays by itself', async (page) => {
  const name = 'صورة العطلة (1).png';
  await choose(page, picture(name, 300, 200));
  const [result] = await shown(card(page, name));
  assert.equal(result.name, name);
  assert.equal(await card(page, name).locator('.name').getAttribute('dir'), 'auto');
  assert.equal(await card(page, name).locator('.name').evaluate((name) => getComputedStyle(name).direction), 'rtl');
  assert.equal(await card(page, name).locator('.about').evaluate((about) => getComputedStyle(about).direction), 'ltr');
});

onPage('200 files at once, while the page goes on answering', async (page) => {
  const pictures = Array.from({ length: 200 }, (_, index) => [`${index}.png`, png(64 + index, 64).toString('base64')]);
  const { slowest, all } = await page.evaluate(async (pictures) => {
    const transfer = new DataTransfer();
    for (const [name, base64] of pictures) {
      transfer.items.add(new File([Uint8Array.from(atob(base64), (c) => c.charCodeAt())], name, { type: 'image/png' }));
    }
    let slowest = 0;
    const first = performance.now();
    let start = first;
    document.body.dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, bubbles: true }));
    while (document.querySelectorAll('.card[data-state="ready"]').length < 200) {
      await new Promise((resume) => setTimeout(resume, 10));
      slowest = Math.max(slowest, performance.now() - start);
      start = performance.now();
    }
    return { slowest, all: start - first };
  }, pictures);
  assert.equal(await page.locator('.card').count(), 200);
  assert.equal(await page.locator('.output').count(), 200);
  // A share, as a busy machine makes both longer.
  assert.ok(slowest < all / 4, `the page was silent for ${slowest} ms of ${all} ms`);
});

onPage('a file of 100 MB', async (page) => {
  // A picture, and bytes after it.
  await page.evaluate((bytes) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([new Uint8Array(bytes), new Uint8Array(100e6)], 'large.png', { type: 'image/png' }));
    transfer.items.add(new File([new Uint8Array(300e6)], 'larger.png', { type: 'image/png' }));
    document.body.dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, bubbles: true }));
  }, [...png(300, 200)]);
  const [result] = await shown(card(page, 'large.png'));
  assert.deepEqual([result.width, result.height], [128, 85]);
  assert.equal(await settled(card(page, 'larger.png')), 'error');
  assert.equal(await text(card(page, 'larger.png'), '.message'), 'the file has 300000000 bytes; the limit is 268435456 bytes');
});

test('once loaded, it works without its server and without a network', async () => {
  const own = await serve(folder);
  const page = await open(browser, own.url);
  await page.waitForLoadState('networkidle');
  own.close();
  await page.context().setOffline(true);
  try {
    await choose(page, [sample, picture('a.png', 300, 200)]);
    assert.equal((await shown(card(page, 'a.png'))).length, 3);
    assert.equal((await shown(card(page, 'HappyFace.jpg'))).length, 3);
    await page.getByRole('button', { name: 'web' }).click();
    await madeAnew(card(page, 'HappyFace.jpg'), 1280);
    assert.equal((await shown(card(page, 'HappyFace.jpg'))).length, 1);
    assert.deepEqual(page.faults, []);
  } finally {
    await page.context().close();
  }
});

const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

/** What axe-core finds. It runs beside the page's own scripts, so that the content policy stays. */
async function violations(page) {
  await page.evaluate(await readFile(axe, 'utf8'));
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }));
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target).join(', ')}`);
}

const WIDTHS = { phone: 360, tablet: 768, desktop: 1280 };
for (const colorScheme of ['light', 'dark']) {
  for (const [device, width] of Object.entries(WIDTHS)) {
    onPage(
      `axe-core finds nothing, and nothing sticks out: ${device}, ${colorScheme}`,
      async (page) => {
        const fits = async () => {
          const wide = await page.evaluate(() => document.scrollingElement.scrollWidth);
          assert.ok(wide <= width, `the page is ${wide} wide`);
        };
        const picture = (what) => page.screenshot({ path: join(screenshots, `${what}-${device}-${colorScheme}.png`), fullPage: true });
        assert.deepEqual(await violations(page), []);
        await fits();
        await picture('empty');
        await choose(page, [sample, file('photo.heic', '\0\0\0\x24ftypheic\0\0\0\0mif1heic'), file(`${'long'.repeat(30)}.jpg`, '')]);
        for (const each of await page.locator('.card').all()) await settled(each);
        assert.deepEqual(await violations(page), []);
        await fits();
        await page.screenshot({ path: join(screenshots, `top-${device}-${colorScheme}.png`) });
        await picture('cards');
        await page.locator('.compare').last().click();
        await page.locator('#compare-original[src]').waitFor();
        await page.locator('#compare-original').evaluate((image) => image.decode());
        assert.deepEqual(await violations(page), []);
        await page.screenshot({ path: join(screenshots, `compare-${device}-${colorScheme}.png`) });
        await page.keyboard.press('Escape');
        await edit(page, '[[outputs]]\nwidth = 200\n\n[[outputs]]\nwidth = 0\nkey = "small/{name}"');
        assert.deepEqual(await violations(page), []);
        await fits();
        await picture('editor');
      },
      { fragment: '', colorScheme, viewport: { width, height: 800 } },
    );
  }
}

onBrokenPage(
  'a trap is reported, and the next photo gets a fresh instance',
  {
    'thumbox/resizer.js': {
      text: `export const instantiate = async () => {
          let isBroken = false;
          return { resizer: {
            probe() { throw { tag: 'malformed', val: '' }; },
            resize(image) {
              const width = image[19];
              isBroken ||= width === 3;
              if (isBroken) throw new WebAssembly.RuntimeError('unreachable');
              const output = { data: new Uint8Array([1, 2]), format: 'png', width: 3, height: 4, frames: 1 };
              return { outputs: [output], warnings: [] };
            },
          } };
        };`,
    },
  },
  async (page) => {
    await choose(page, picture('a.png', 3, 4));
    assert.equal(await settled(card(page, 'a.png')), 'error');
    assert.equal(await text(page, '.kind'), 'trap');
    assert.match(await text(page, '.message'), /RuntimeError: unreachable.*please report it/);
    await choose(page, picture('b.png', 5, 4));
    assert.equal(await settled(card(page, 'b.png')), 'ready');
  },
);

onBrokenPage(
  'what takes too long is stopped, and the next photo gets a new worker',
  { 'thumbox/worker.js': { text: `onmessage = ({ data }) => postMessage(data.module ? { ready: true } : data.warm ? { done: {} } : {});` } },
  async (page) => {
    await page.clock.install();
    await choose(page, picture('a.png', 3, 4));
    // From here on the time counts.
    await page.locator('.card[data-state="working"]').waitFor();
    await page.clock.runFor(29_000);
    assert.equal(await card(page).getAttribute('aria-busy'), 'true');
    const stopped = page.workers()[0].waitForEvent('close');
    await page.clock.runFor(2_000);
    assert.equal(await settled(card(page)), 'error');
    assert.equal(await text(page, '.kind'), 'deadline');
    await stopped;
    const started = page.waitForEvent('worker');
    await choose(page, picture('b.png', 3, 4));
    await page.clock.runFor(1_000);
    await started;
  },
);

onBrokenPage(
  'a component that cannot be loaded is reported',
  { 'thumbox/resizer.core.wasm': { text: 'not what it should be' } },
  async (page) => {
    await choose(page, picture('a.png', 3, 4));
    assert.equal(await settled(card(page)), 'error');
    assert.equal(await text(page, '.kind'), 'unavailable');
    assert.match(await text(page, '.message'), /could not be started: CompileError/);
  },
);

onBrokenPage('a worker that cannot be loaded is reported', { 'thumbox/worker.js': { file: '/nowhere' } }, async (page) => {
  await choose(page, picture('a.png', 3, 4));
  assert.equal(await settled(card(page)), 'error');
  assert.equal(await text(page, '.kind'), 'unavailable');
});

onBrokenPage('recipes that cannot be loaded are reported', { 'thumbox/host_bg.wasm': { file: '/nowhere' } }, async (page) => {
  await page.getByText(/host_bg.wasm has status 404/).waitFor();
});

onBrokenPage('a sample that is not there is reported', { 'HappyFace.jpg': { file: '/nowhere' } }, async (page) => {
  await page.locator('#sample').click();
  assert.equal(await settled(card(page)), 'error');
  assert.match(await text(page, '.message'), /HappyFace.jpg could not be read: .*status 404/);
});

onBrokenPage(
  'a page that calls another origin, or writes to the log, would be noticed',
  {
    'app.js': {
      text: `await fetch('http://127.0.0.2:9/').catch(() => {});
        console.error('noticed');
        document.body.dataset.state = 'ready';`,
    },
  },
  async (page) => {
    assert.ok(page.faults.some((fault) => fault.includes('Content Security Policy')), `${page.faults}`);
    assert.ok(page.faults.includes('it logs: noticed'));
  },
);
