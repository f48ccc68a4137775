// @thumbox/uppy with Uppy as it is installed for the example, its Dashboard and its uploader, in Chromium.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { launch } from './browser.mjs';
import { openKit, holds } from './kit.mjs';

let browser;
before(async () => (browser = await launch(process.env.THUMBOX_CHROMIUM)));
after(() => browser?.close());

/**
 * A test on a page with Uppy. `run(page, received)` gets what the server has received: for each request the files' names with
 * the metadata of the request. The server refuses as many requests as `refusals` says, for names that contain `refused`.
 */
const onPage = (title, run, { refused, refusals = 0 } = {}) =>
  test(title, { timeout: 60_000 }, async () => {
    const received = [];
    let left = refusals;
    const handle = async (request, response) => {
      const form = await new Response(request, { headers: { 'Content-Type': request.headers['content-type'] } }).formData();
      const files = [...form.values()].filter((value) => value instanceof File).map(({ name }) => name);
      const isRefused = left > 0 && files.some((name) => name.includes(refused));
      if (isRefused) left -= 1;
      else received.push({ files, thumbnailOf: form.get('thumbnailOf'), caption: form.get('caption') });
      response.writeHead(isRefused ? 500 : 200, { 'Content-Type': 'application/json' }).end('{}');
    };
    const { page, faults, close } = await openKit(browser, { example: 'uppy', script: 'uppy-page.js', replaced: { upload: { handle } } });
    try {
      await run(page, received);
      // What the test has the server refuse, the browser and Uppy log.
      const isOfServer = (fault) => refusals > 0 && /status of 500|looks like a network error/.test(fault);
      assert.deepEqual(faults.filter((fault) => !isOfServer(fault)), []);
    } finally {
      await close();
    }
  });

const sorted = (received) => received.flatMap(({ files }) => files).toSorted();

onPage('the Dashboard shows the thumbnail, and the plugin has the outputs', async (page) => {
  const found = await page.evaluate(async () => {
    start({ thumbox: { recipe: [{ width: 20 }, { width: 10, format: 'webp' }] } });
    const id = add(await photo('a.png'));
    add(new File(['%PDF'], 'b.pdf', { type: 'application/pdf' }));
    await until(() => told.length > 0);
    await until(() => document.querySelector('.uppy-Dashboard-Item img[src^="blob:"]'));
    const image = document.querySelector('.uppy-Dashboard-Item img[src^="blob:"]');
    await image.decode();
    const outputs = uppy.getPlugin('Thumbox').thumbnails(id);
    return { told, width: image.naturalWidth, outputs: outputs.map(({ file }) => file.name), count: uppy.getFiles().length };
  });
  assert.deepEqual(found, { told: [['thumbnail:generated', 'a.png']], width: 10, outputs: ['a-20x13.png', 'a-10x7.webp'], count: 2 });
  await page.evaluate(() => uppy.clear());
  await holds(page, 0);
  await page.evaluate(() => uppy.destroy());
  await holds(page, 0, 0);
});

onPage('a thumbnail is uploaded beside its photo, in the same upload, whatever restrictions say', async (page, received) => {
  const found = await page.evaluate(async () => {
    start({
      core: { autoProceed: true, restrictions: { maxNumberOfFiles: 1, allowedFileTypes: ['.png'] }, allowMultipleUploadBatches: false },
      thumbox: { recipe: { width: 20, format: 'webp' }, uploadThumbnails: true },
    });
    uppy.setMeta({ caption: 'A walk' });
    const completed = [];
    uppy.on('complete', ({ successful, failed }) => completed.push([successful.map(({ name }) => name), failed.length]));
    add(await photo('a.png'));
    await until(() => completed.length > 0);
    return { completed, states: uppy.getFiles().map(({ progress, preview }) => [progress.uploadComplete, Boolean(preview)]) };
  });
  assert.deepEqual(found, { completed: [[['a.png', 'a-20x13.webp'], 0]], states: [[true, true], [true, true]] });
  assert.deepEqual(received.toSorted((a, b) => (a.files[0] < b.files[0] ? 1 : -1)), [
    { files: ['a.png'], thumbnailOf: null, caption: 'A walk' },
    { files: ['a-20x13.webp'], thumbnailOf: 'a.png', caption: 'A walk' },
  ]);
  // With the photo goes its thumbnail.
  const left = await page.evaluate(() => {
    uppy.removeFile(uppy.getFiles()[0].id);
    return uppy.getFiles().length;
  });
  assert.equal(left, 0);
  await holds(page, 0);
});

onPage('photos and thumbnails go in one request where Uppy bundles', async (page, received) => {
  await page.evaluate(async () => {
    start({ thumbox: { recipe: { width: 20 }, uploadThumbnails: true, refuse: true }, xhr: { bundle: true } });
    add(await photo('a.png'));
    add(await photo('b.png', 30, 30));
    add(new File(['a text'], 'c.png', { type: 'image/png' }));
    await uppy.upload();
  });
  assert.deepEqual(received.map(({ files }) => files.toSorted()), [['a-20x13.png', 'a.png', 'b-20x20.png', 'b.png']]);
});

// Which of the two files the server refuses first.
for (const [title, refused] of [
  ['an upload that is tried again adds no second thumbnail', 'a.png'],
  ['a thumbnail whose upload failed is tried again', 'a-20'],
]) {
  onPage(title, async (page, received) => {
    await page.evaluate(async () => {
      start({ thumbox: { recipe: { width: 20 }, uploadThumbnails: true } });
      add(await photo('a.png'));
      await uppy.upload();
      await uppy.retryAll();
    });
    assert.deepEqual(sorted(received), ['a-20x13.png', 'a.png']);
  }, { refused, refusals: 1 });
}

onPage('what is no photo is kept and uploaded, or refused with the reason', async (page, received) => {
  const found = await page.evaluate(async () => {
    start({ thumbox: { recipe: { width: 20 }, uploadThumbnails: true } });
    const text = () => new File(['this is a text'], 'a.png', { type: 'image/png' });
    add(text());
    await uppy.upload();
    const kept = uppy.getFiles().map(({ name, preview }) => [name, preview]);
    uppy.destroy();
    start({ thumbox: { recipe: { width: 20 }, refuse: true } });
    add(text());
    await uppy.upload();
    return { kept, left: uppy.getFiles().length, told, said: uppy.getState().info[0].message };
  });
  assert.deepEqual(found.kept, [['a.png', undefined]]);
  assert.equal(found.left, 0);
  assert.deepEqual(found.told, [['thumbnail:error', 'a.png']]);
  assert.match(found.said, /^a\.png: this is a text file/);
  assert.deepEqual(sorted(received), ['a.png']);
});

onPage('an edited photo and other options lead to other thumbnails', async (page) => {
  const found = await page.evaluate(async () => {
    start({ thumbox: { recipe: { width: 20 } } });
    const id = add(await photo('a.png'));
    const sizes = () => uppy.getPlugin('Thumbox').thumbnails(id).map(({ width, height }) => [width, height]);
    const made = (count) => until(() => told.length === count);
    await made(1);
    const first = sizes();
    // As the Dashboard asks when it draws the file.
    uppy.emit('thumbnail:request', uppy.getFile(id));
    // As the image editor does.
    uppy.setFileState(id, { data: await photo('a.png', 50, 50), preview: undefined });
    uppy.emit('thumbnail:request', uppy.getFile(id));
    await made(2);
    const edited = sizes();
    uppy.getPlugin('Thumbox').setOptions({ recipe: { width: 10 } });
    await made(3);
    return [first, edited, sizes()];
  });
  assert.deepEqual(found, [[[20, 13]], [[20, 20]], [[10, 10]]]);
  await holds(page, 1);
});

onPage('a photo that is removed while it is resized is cancelled', async (page) => {
  await page.evaluate(async () => {
    start({ thumbox: { recipe: [{ width: 20 }, { width: 1400 }] } });
    const id = add(await photo('a.png', 1500, 1500));
    await until(() => held().workers > 0);
    uppy.removeFile(id);
  });
  await page.waitForTimeout(300);
  assert.deepEqual(await page.evaluate(() => [told, held().urls]), [[], 0]);
});
