// Many photos: folders, what is read out, filters, saving, and the way back. Run by `cargo xtask page --test`.
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { card, choose, settled, shown } from './browser.mjs';
import { file, onPage, picture, screenshots, text } from './on-page.mjs';
import { png } from './png.mjs';

onPage('of a folder that is dropped, the photos are taken', async (page) => {
  const root = await mkdtemp(join(tmpdir(), 'thumbox-'));
  try {
    const folder = join(root, 'holiday');
    await mkdir(join(folder, 'day 1', 'empty'), { recursive: true });
    for (const [name, width] of [['b.png', 30], ['a.png', 40], ['day 1/c.jfif', 50]]) await writeFile(join(folder, name), png(width, 20));
    for (const name of ['notes.txt', 'day 1/.DS_Store', '._a.png']) await writeFile(join(folder, name), 'no photo');
    // Formats that systems do not know as images, with what is wrong on their cards.
    for (const name of ['d.PSB', 'e.jxl']) await writeFile(join(folder, name), 'no photo');
    await writeFile(join(root, 'single.png'), png(60, 20));
    await dropPaths(page, [folder, join(root, 'single.png')]);
    for (const name of ['a.png', 'b.png', 'c.jfif', 'single.png']) await shown(card(page, name));
    for (const name of ['d.PSB', 'e.jxl']) await settled(card(page, name));
    assert.equal(await page.locator('.card').count(), 6);
    assert.equal(await text(page, '#found'), '5 photos in the folder; 3 other files were left out');
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
  await page.getByRole('button', { name: 'Compare \u20683.png\u2069, 64 × 48, with the original', exact: true }).waitFor();
  await page.getByRole('link', { name: 'Download \u20683.png\u2069', exact: true }).waitFor();
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

onPage('photos that are brought back lie as they lay', async (page) => {
  await choose(page, [picture('a.png', 60, 40), picture('b.png', 50, 40)]);
  await choose(page, picture('c.png', 50, 40));
  for (const name of ['a.png', 'b.png', 'c.png']) await shown(card(page, name));
  const names = () => page.locator('.card').evaluateAll((cards) => cards.map((card) => card.getAttribute('aria-label')));
  assert.deepEqual(await names(), ['c.png', 'a.png', 'b.png']);
  await page.locator('#remove-all').click();
  await page.keyboard.press('Enter');
  for (const name of ['a.png', 'b.png', 'c.png']) await shown(card(page, name));
  assert.deepEqual(await names(), ['c.png', 'a.png', 'b.png']);
});

const focused = (page) => page.evaluate(() => document.activeElement.id || document.activeElement.className);

onPage('a filter never hides the last photo, nor those that come', async (page) => {
  await choose(page, [picture('a.png', 60, 40), file('text.jpg', 'no photo')]);
  await shown(card(page, 'a.png'));
  await settled(card(page, 'text.jpg'));
  await page.locator('#filter').selectOption('refused');
  await card(page, 'text.jpg').locator('.remove').click();
  await card(page, 'a.png').waitFor();
  assert.match(await focused(page), /remove$/);
  await choose(page, [picture('b.png', 60, 40), file('text.jpg', 'no photo')]);
  await settled(card(page, 'text.jpg'));
  await page.locator('#filter').selectOption('refused');
  await choose(page, picture('c.png', 60, 40));
  for (const name of ['a.png', 'b.png', 'c.png']) await card(page, name).waitFor();
  assert.equal(await page.locator('#filter').inputValue(), 'all');
});

onPage('a filter that leaves no photo says so, and keeps the focus', async (page) => {
  const cut = png(300, 200);
  await choose(page, [picture('a.png', 60, 40), { name: 'cut.png', mimeType: 'image/png', buffer: cut.subarray(0, cut.length / 2) }]);
  await shown(card(page, 'a.png'));
  await settled(card(page, 'cut.png'));
  assert.equal(await page.locator('#none').isVisible(), false);
  await page.locator('#filter').selectOption('refused');
  assert.equal(await page.locator('#none').isVisible(), false);
  await card(page, 'cut.png').locator('.rest').focus();
  await page.keyboard.press('Enter');
  await page.locator('#none').waitFor();
  assert.equal(await text(page, '#none'), 'No photo is refused');
  assert.equal(await focused(page), 'filter');
  await page.locator('#filter').selectOption('all');
  for (const name of ['a.png', 'cut.png']) await card(page, name).waitFor();
  await page.locator('#none').waitFor({ state: 'hidden' });
});

onPage('the keyboard stays where all that could be cancelled is made', async (page) => {
  await choose(page, Array.from({ length: 8 }, (_, index) => picture(`${index}.png`, 1500, 900)));
  await page.locator('#cancel-all').focus();
  await page.locator('#cancel-all').waitFor({ state: 'hidden' });
  assert.equal(await focused(page), 'remove-all');
}, { cores: 1 });

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

onPage('the archive is written where somebody chooses, and nothing is said of a dialog that is closed', async (page) => {
  await page.evaluate(() => {
    window.showSaveFilePicker = async ({ suggestedName }) => {
      const folder = await navigator.storage.getDirectory();
      return folder.getFileHandle(suggestedName, { create: true });
    };
  });
  await choose(page, [picture('a.png', 300, 200), picture('b.png', 300, 100)]);
  const sizes = [];
  for (const name of ['a.png', 'b.png']) sizes.push((await shown(card(page, name)))[0].bytes);
  await page.locator('#save-zip').click();
  await page.getByText('2 thumbnails saved in thumbnails.zip').waitFor();
  const bytes = await page.evaluate(async () => {
    const folder = await navigator.storage.getDirectory();
    const file = await (await folder.getFileHandle('thumbnails.zip')).getFile();
    return [...new Uint8Array(await file.arrayBuffer())];
  });
  assert.deepEqual(inArchive(Buffer.from(bytes)), [['a.png', sizes[0]], ['b.png', sizes[1]]]);
  await page.evaluate(() => {
    document.querySelector('#found').textContent = '';
    window.showSaveFilePicker = async () => {
      throw new DOMException('closed', 'AbortError');
    };
  });
  await page.locator('#save-zip').click();
  await page.locator('#save-zip:not([disabled])').waitFor();
  assert.equal(await text(page, '#found'), '');
});

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

onPage('of many cards those on the screen are drawn, and no others', async (page) => {
  await choose(page, [...Array(40).keys()].map((number) => picture(`${number}.png`, 64, 48)));
  await page.locator('#status').filter({ hasText: /^40 photos: 40 ready$/ }).waitFor({ state: 'attached' });
  const isDrawn = (card) => card.locator('.card-head').evaluate((head) => head.checkVisibility({ contentVisibilityAuto: true }));
  assert.deepEqual([await isDrawn(page.locator('.card').first()), await isDrawn(page.locator('.card').last())], [true, false]);
  await page.locator('.card').last().scrollIntoViewIfNeeded();
  await page.evaluate(() => new Promise((resume) => requestAnimationFrame(() => requestAnimationFrame(resume))));
  assert.deepEqual([await isDrawn(page.locator('.card').first()), await isDrawn(page.locator('.card').last())], [false, true]);
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
