// Photos and their cards, in a browser without a window. Run by `cargo xtask page --test`.
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { card, choose, open, settled, shown } from './browser.mjs';
import { browser, edit, file, madeAnew, onPage, picture, sample, screenshots, servePage, text } from './on-page.mjs';
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

onPage('of a folder that is dropped, the photos are taken', async (page) => {
  const root = await mkdtemp(join(tmpdir(), 'thumbox-'));
  try {
    const folder = join(root, 'holiday');
    await mkdir(join(folder, 'day 1', 'empty'), { recursive: true });
    for (const [name, width] of [['b.png', 30], ['a.png', 40], ['day 1/c.jfif', 50]]) await writeFile(join(folder, name), png(width, 20));
    for (const name of ['notes.txt', 'day 1/.DS_Store']) await writeFile(join(folder, name), 'no photo');
    await writeFile(join(root, 'single.png'), png(60, 20));
    await dropPaths(page, [folder, join(root, 'single.png')]);
    for (const name of ['a.png', 'b.png', 'c.jfif', 'single.png']) await shown(card(page, name));
    assert.equal(await page.locator('.card').count(), 4);
    assert.equal(await text(page, '#found'), '3 photos in the folder; 2 other files were left out');
  } finally {
    await rm(root, { recursive: true });
  }
});

/** Drops files and folders of the disk onto the page, as a file manager does. */
async function dropPaths(page, files) {
  const session = await page.context().newCDPSession(page);
  const data = { items: [], files, dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop']) await session.send('Input.dispatchDragEvent', { type, x: 500, y: 600, data });
  await session.detach();
}

onPage('text can be dropped into the editor, and a link elsewhere does not leave the page', async (page) => {
  await page.locator('#editor summary').click();
  const isLeftToTheBrowser = (selector, type, text) =>
    page.locator(selector).evaluate(
      (element, [type, text]) => {
        const dataTransfer = new DataTransfer();
        dataTransfer.setData('text/plain', text);
        return ['dragover', 'drop'].map((type) => element.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true })));
      },
      [type, text],
    );
  assert.deepEqual(await isLeftToTheBrowser('#text', 'text/plain', 'width = 3'), [true, true]);
  assert.deepEqual(await isLeftToTheBrowser('#folder', 'text/plain', 'avatars'), [true, true]);
  assert.deepEqual(await isLeftToTheBrowser('#drop', 'text/uri-list', 'https://example.com/'), [false, false]);
  assert.doesNotMatch((await page.locator('body').getAttribute('class')) ?? '', /dragging/);
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

onPage('many photos are one announcement, and buttons and figures have names of their own', async (page) => {
  const said = await page.locator('#status').evaluateHandle((status) => {
    const said = [];
    new MutationObserver(() => said.push(status.textContent)).observe(status, { childList: true });
    return said;
  });
  await choose(page, [...Array(12).keys()].map((number) => picture(`${number}.png`, 64, 48)).concat(file('text.jpg', 'no photo')));
  await page.locator('#status').filter({ hasText: /^13 photos: 12 ready, 1 refused$/ }).waitFor({ state: 'attached' });
  assert.deepEqual(await said.jsonValue(), ['13 photos: 12 ready, 1 refused']);
  await page.getByRole('button', { name: 'Remove: \u20683.png\u2069', exact: true }).waitFor();
  await page.getByRole('button', { name: 'Try again: \u2068text.jpg\u2069', exact: true }).waitFor();
  assert.match(await card(page, '3.png').locator('figure').getAttribute('aria-label'), /^64 × 48 png, \S+ (bytes|kB)$/);
});

onPage('photos that were all removed can be brought back', async (page) => {
  await choose(page, [picture('a.png', 60, 40), picture('b.png', 50, 40)]);
  for (const name of ['a.png', 'b.png']) await shown(card(page, name));
  await page.locator('#remove-all').click();
  assert.equal(await page.locator('.card').count(), 0);
  assert.match(await text(page, '#undo'), /^2 photos removed\./);
  assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Undo');
  await page.keyboard.press('Enter');
  for (const name of ['a.png', 'b.png']) await shown(card(page, name));
  assert.deepEqual(await page.locator('.card').evaluateAll((cards) => cards.map((card) => card.getAttribute('aria-label'))), ['a.png', 'b.png']);
  assert.equal(await page.locator('#undo').isVisible(), false);
});

onPage('refused photos can be shown alone, and cards small', async (page) => {
  await choose(page, [picture('a.png', 60, 40), file('text.jpg', 'no photo')]);
  await shown(card(page, 'a.png'));
  await settled(card(page, 'text.jpg'));
  await page.locator('#filter').selectOption('refused');
  assert.deepEqual([await card(page, 'a.png').isVisible(), await card(page, 'text.jpg').isVisible()], [false, true]);
  await page.locator('#filter').selectOption('all');
  const wide = (await card(page, 'a.png').boundingBox()).width;
  await page.locator('#compact').check();
  assert.ok((await card(page, 'a.png').boundingBox()).width < wide / 2);
  await page.screenshot({ path: join(screenshots, 'compact.png'), fullPage: true });
});

onPage('what is left of a damaged photo is one click away', async (page) => {
  const cut = png(300, 200);
  await choose(page, [{ name: 'cut.png', mimeType: 'image/png', buffer: cut.subarray(0, cut.length / 2) }, file('text.jpg', 'no photo')]);
  assert.equal(await settled(card(page, 'cut.png')), 'error');
  assert.equal(await settled(card(page, 'text.jpg')), 'error');
  assert.equal(await card(page, 'text.jpg').locator('.rest').isVisible(), false);
  await card(page, 'cut.png').locator('.rest').click();
  await madeAnew(card(page, 'cut.png'), 128);
  await settled(card(page, 'cut.png'));
  assert.match(await text(card(page, 'cut.png'), '.warnings'), /picture-lost/);
});

/** Names and sizes of the files in a ZIP archive, by its central directory. */
function inArchive(bytes) {
  const files = [];
  for (let at = bytes.indexOf('PK\x01\x02', 0, 'latin1'); at >= 0; at = bytes.indexOf('PK\x01\x02', at + 1, 'latin1')) {
    const length = bytes.readUInt16LE(at + 28);
    files.push([bytes.toString('utf8', at + 46, at + 46 + length), bytes.readUInt32LE(at + 24)]);
  }
  return files;
}

onPage('all thumbnails are saved as one archive, none over another', async (page) => {
  await choose(page, [picture('Zoë.png', 300, 200), picture('b.png', 300, 100), picture('B.PNG', 300, 150), file('text.jpg', 'no photo')]);
  const sizes = [];
  for (const name of ['Zoë.png', 'b.png', 'B.PNG']) sizes.push((await shown(card(page, name)))[0].bytes);
  const [download] = await Promise.all([page.waitForEvent('download'), page.locator('#save-zip').click()]);
  assert.equal(download.suggestedFilename(), 'thumbnails.zip');
  const files = inArchive(await readFile(await download.path()));
  assert.deepEqual(files, [['Zoë.png', sizes[0]], ['b.png', sizes[1]], ['B (2).png', sizes[2]]]);
}, { withoutPickers: true });

onPage('all thumbnails are saved into a folder, where files stay as they are', async (page) => {
  await page.evaluate(async () => {
    const folder = await navigator.storage.getDirectory();
    window.showDirectoryPicker = async () => folder;
    const writable = await (await folder.getFileHandle('a.png', { create: true })).createWritable();
    await writable.write('older');
    await writable.close();
  });
  await choose(page, [picture('a.png', 300, 200), picture('b.png', 300, 100)]);
  const sizes = [];
  for (const name of ['a.png', 'b.png']) sizes.push((await shown(card(page, name)))[0].bytes);
  await page.locator('#save-folder').click();
  await page.getByText(/^2 thumbnails saved in /).waitFor();
  const found = await page.evaluate(async () => {
    const files = [];
    for await (const [name, handle] of await navigator.storage.getDirectory()) files.push([name, (await handle.getFile()).size]);
    return files.sort();
  });
  assert.deepEqual(found, [['a (2).png', sizes[0]], ['a.png', 5], ['b.png', sizes[1]]]);
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
  await page.locator('#tune-use').click();
  await card(page).locator('.format', { hasText: /^webp, quality 20$/ }).waitFor({ state: 'attached' });
  await page.screenshot({ path: join(screenshots, 'tuning.png') });
  await page.keyboard.press('Escape');
  assert.match(await page.locator('#text').inputValue(), /format = "webp"\nquality = 20/);
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
  assert.equal(await text(card(page, 'larger.png'), '.message'), 'the file has 300000000 bytes; max-file-bytes allows 268435456');
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
