// Photos and their cards, in a browser without a window. Run by `cargo xtask page --test`.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { card, choose, open, settled, shown } from './browser.mjs';
import { browser, edit, file, madeAnew, onPage, picture, sample, servePage, text } from './on-page.mjs';
import { png } from './png.mjs';

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
  assert.equal(await text(page, '#status'), '\u2068HappyFace.jpg\u2069: thumbnail ready');
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
  assert.deepEqual(made.map(({ name }) => name), ['cat.png-1600.webp', 'cat.png-800.webp', 'cat.png-256.webp']);
  assert.equal(made[2].key, 's3://images-resized/cat.png-256.webp');
  assert.equal(new Set(made.map(({ sha256 }) => sha256)).size, 3);
}, { fragment: '' });

onPage('of several files, those that are no photo have the reason on their card, and the others go on', async (page) => {
  // The beginning of what iPhones write.
  const heic = Buffer.from('\0\0\0\x24ftypheic\0\0\0\0mif1heic', 'latin1');
  // An animation of 8 x 6 pixels.
  const jxl = Buffer.from(
    '/wooMMEAAopLAggCkgkAAFQASxiLFcJJAuYFIgDY//7QAAAAAAAACAKSBQBMAEsYixXCSUFeIAIA+gMAAAAAAAA=',
    'base64',
  );
  const avif = Buffer.from('\0\0\0\x1cftypavif\0\0\0\0avifmif1', 'latin1');
  const refused = {
    'text.jpg': ['this is a text', 'unsupported-format', /./],
    'empty.jpg': ['', 'truncated', /empty/],
    'photo.heic': [heic, 'truncated', /HEI[CF]/],
    'photo.avif': [avif, 'truncated', /AVIF/],
    'photo.jxl': [jxl.subarray(0, 24), 'truncated', /JPEG XL/],
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

onPage('a cancelled card can be tried again, and the keyboard stays on it', async (page) => {
  await edit(page, 'output = { width = 5000, height = 5000, fit = "fill", enlarge = true, format = "webp", effort = 6 }');
  await choose(page, [picture('a.png', 60, 40), picture('b.png', 60, 40)]);
  const focused = () => page.evaluate(() => [document.activeElement.closest('.card')?.getAttribute('aria-label'), document.activeElement.className]);
  await card(page, 'a.png').locator('.cancel').press('Enter');
  assert.equal(await settled(card(page, 'a.png')), 'cancelled');
  assert.deepEqual(await focused(), ['a.png', 'button small again']);
  await page.locator('#cancel-all').press('Enter');
  assert.equal(await settled(card(page, 'b.png')), 'cancelled');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'remove-all');
  await page.locator('#text').evaluate((text) => {
    text.value = 'output.width = 50';
    // As if it had been written before the cards were cancelled.
    text.dispatchEvent(new Event('input'));
    text.dispatchEvent(new Event('change'));
  });
  await shown(card(page, 'a.png'));
  await card(page, 'a.png').locator('.remove').focus();
  // A failure can be tried again too.
  await choose(page, file('text.jpg', 'this is a text'));
  assert.equal(await settled(card(page, 'text.jpg')), 'error');
  await card(page, 'text.jpg').locator('.again').press('Enter');
  assert.equal(await settled(card(page, 'text.jpg')), 'error');
  assert.deepEqual(await focused(), ['text.jpg', 'button small again']);
});

onPage('the keyboard stays on an output that is made anew', async (page) => {
  await choose(page, picture('a.png', 300, 200));
  await shown(card(page));
  await page.locator('.output .compare').focus();
  await page.locator('#text').evaluate((text) => {
    text.value = 'output.width = 50';
    text.dispatchEvent(new Event('input'));
    text.dispatchEvent(new Event('change'));
  });
  await madeAnew(card(page), 50);
  assert.ok(await page.locator('.output .compare').evaluate((button) => button === document.activeElement));
});

onPage('names that turn the direction do so for themselves alone', async (page) => {
  const name = 'photo\u202egnp.exe.png';
  await choose(page, picture(name, 300, 200));
  const [result] = await shown(card(page, name));
  assert.equal(result.key, `s3://images-resized/${name}`);
  assert.equal(await text(page, '.key bdi'), name);
  assert.equal(await text(page, '.command bdi'), name);
  // What comes after the name in a command is right of it.
  const places = await page.locator('.command').evaluate((command) => {
    const name = command.querySelector('bdi').getBoundingClientRect();
    const range = document.createRange();
    range.selectNodeContents(command.lastChild);
    return [name.right, range.getBoundingClientRect().right];
  });
  assert.ok(places[0] < places[1], `${places}`);
  assert.equal(result.name, 'photognp.exe.png');
  assert.equal(await page.locator('.save').getAttribute('aria-label'), 'Download \u2068photognp.exe.png\u2069');
  assert.match(await text(page, '#status'), /^\u2068photo\u202egnp\.exe\.png\u2069: thumbnail ready$/);
});

onPage('what is left of a damaged photo is one click away', async (page) => {
  const cut = png(300, 200);
  await choose(page, [{ name: 'cut.png', mimeType: 'image/png', buffer: cut.subarray(0, cut.length / 2) }, file('text.jpg', 'no photo')]);
  assert.equal(await settled(card(page, 'cut.png')), 'error');
  assert.equal(await settled(card(page, 'text.jpg')), 'error');
  assert.equal(await card(page, 'text.jpg').locator('.rest').isVisible(), false);
  await card(page, 'cut.png').locator('.rest').focus();
  await page.keyboard.press('Enter');
  await madeAnew(card(page, 'cut.png'), 128);
  await settled(card(page, 'cut.png'));
  assert.equal(await page.evaluate(() => document.activeElement.getAttribute('aria-label')), 'Remove: \u2068cut.png\u2069');
  assert.match(await text(card(page, 'cut.png'), '.warnings'), /The lower 50 % of the picture is missing\. this PNG file is damaged: /);
});

onPage('warnings are in words for people, with what the component says behind them', async (page) => {
  const photo = await readFile(sample);
  await edit(page, 'limits.tolerant = true\noutput = { width = 2000, height = 2000, fit = "cover" }');
  await choose(page, file('cut.jpg', photo.subarray(0, photo.length * 0.6)));
  await shown(card(page));
  const warnings = await page.locator('.warnings li').evaluateAll((items) => items.map((item) => [item.dataset.kind, item.firstChild.data, item.lastChild.textContent]));
  assert.deepEqual(warnings.map(([kind, said]) => [kind, said]), [
    ['picture-lost', 'The lower 40 % of the picture is missing.'],
    ['smaller-than-box', 'A thumbnail is smaller than asked for.'],
  ]);
  assert.match(warnings[0][2], /^6786 of 17120 MCUs/);
});

test('what is missing is told as the picture is seen', async () => {
  const { inWords } = await import(pathToFileURL(`${process.env.THUMBOX_PAGE}/warnings.js`));
  const rows = { kind: 'picture-lost', message: 'this PNG file is damaged: 197 of 200 rows could be read, and the rest is filled' };
  const blocks = (first) => ({ kind: 'picture-lost', message: `41 of 100 MCUs (41.0 %) of a scan are missing and filled, from MCU ${first}: the scan ends near byte 8` });
  const frames = { kind: 'picture-lost', message: 'this GIF file is damaged: 1 of 3 frames could be read, and the rest is filled' };
  const jpeg = { format: 'jpeg', orientation: 1, progressive: false };
  const cases = [
    [blocks(59), jpeg, 'The lower 41 % of the picture is missing.'],
    // A phone that is held upright.
    [blocks(59), { ...jpeg, orientation: 6 }, 'The left 41 % of the picture is missing.'],
    [blocks(59), { ...jpeg, orientation: 8 }, 'The right 41 % of the picture is missing.'],
    [blocks(59), { ...jpeg, orientation: 3 }, 'The upper 41 % of the picture is missing.'],
    // In the middle, and of one scan among several.
    [blocks(20), jpeg, 'A part of the picture is missing or wrong.'],
    [blocks(59), { ...jpeg, progressive: true }, 'A part of the picture is missing or wrong.'],
    [rows, { format: 'png', orientation: 1 }, 'The lower 2 % of the picture is missing.'],
    [{ ...rows, message: rows.message.replace('197', '0') }, { format: 'png', orientation: 1 }, '100 % of the picture is missing.'],
    [rows, { format: 'bmp', orientation: 1 }, '2 % of the picture is missing.'],
    [rows, undefined, '2 % of the picture is missing.'],
    [frames, { format: 'gif', orientation: 1 }, '2 of 3 frames are missing.'],
    [{ kind: 'damage', message: 'its end is missing' }, jpeg, 'The file has a fault.'],
  ];
  for (const [warning, info, said] of cases) assert.equal(inWords(warning, info), said, JSON.stringify([warning, info]));
});

onPage('a complete card tells what an upload needs, and has a place for it', async (page) => {
  const told = page.evaluate(
    () =>
      new Promise((resolve) => {
        document.addEventListener('thumbox-made', async ({ target, detail: { element, slot, job } }) => {
          const { file, bucket, key, outputs, isFor } = job;
          const [{ file: made, sha256, ...output }] = outputs;
          const isPlaced = target === element && element.contains(slot) && slot.childElementCount === 0;
          resolve({ name: file.name, bucket, key, isFor, output: output.key, into: output.bucket, size: made.size, sha256, isPlaced });
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
  await edit(page, 'limits.tolerant = true\noutput.thumbhash = true');
  await choose(page, { name: 'cut.png', mimeType: 'image/png', buffer: cut.subarray(0, cut.length / 2) });
  await shown(card(page));
  assert.match(await text(page, '.warnings'), /rows could be read/);
  assert.match(await text(page, '.thumbhash'), /^ThumbHash [A-Za-z0-9+/]+=*$/);
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
  assert.equal(await text(card(page, 'larger.png'), '.message'), '300 MB; this recipe takes up to 268 MB');
});

test('once loaded, it works without its server and without a network', async () => {
  const own = await servePage({});
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

onPage('the first screen leads to what the project is, and how it is used', async (page) => {
  const link = page.locator('#project');
  assert.ok(await link.isVisible());
  const answer = await page.request.get(await link.evaluate(({ href }) => href));
  assert.match(await answer.text(), /^# thumbox\n/);
});

onPage('on a phone a photo can be taken at once', async (page) => {
  const camera = page.locator('#camera-chooser');
  assert.ok(await camera.isVisible());
  assert.equal(await camera.locator('input').getAttribute('capture'), 'environment');
  // After what most people want.
  const [first, second] = await page.locator('#drop .button').allTextContents();
  assert.deepEqual([first, second], ['Choose photos', 'Take a photo']);
  await camera.locator('input').setInputFiles(picture('taken.png', 300, 200));
  await shown(card(page, 'taken.png'));
}, { viewport: { width: 390, height: 800 }, hasTouch: true, isMobile: true });

onPage('where there is no camera at hand, nothing offers one', async (page) => {
  assert.equal(await page.locator('#camera-chooser').isVisible(), false);
});
