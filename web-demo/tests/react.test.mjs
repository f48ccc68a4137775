// @thumbox/react with React as it is installed for the example, in Chromium and, rendered to text, under Node.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { launch } from './browser.mjs';
import { installed, openKit, holds } from './kit.mjs';

let browser;
before(async () => (browser = await launch(process.env.THUMBOX_CHROMIUM)));
after(() => browser?.close());

/** A test on a page with the hook, which must not log an error or a warning. */
const onPage = (title, run) =>
  test(title, { timeout: 60_000 }, async () => {
    const { page, faults, close } = await openKit(browser, { example: 'react-vite', script: 'react-page.jsx' });
    try {
      await run(page);
      assert.deepEqual(faults, []);
    } finally {
      await close();
    }
  });

onPage('previews come as they are made, in the order of the recipe, and all is given back', async (page) => {
  const found = await page.evaluate(async () => {
    const files = [await photo('a.png'), await photo('b.png', 30, 30)];
    show({ files, recipe: [{ width: 20 }, { width: 10, format: 'webp' }] });
    const { thumbnails, progress } = await settled();
    const images = await Promise.all([...document.images].map((image) => image.decode().then(() => [image.alt, image.naturalWidth])));
    return {
      progress,
      images,
      partly: states.some(({ progress, isPending }) => isPending && progress > 0 && progress < 1),
      thumbnails: thumbnails.map(({ file, status, outputs, info }) => [file.name, status, info.width, outputs.map(({ file }) => file.name)]),
      grows: states.every(({ progress }, index) => index === 0 || progress >= states[index - 1].progress),
    };
  });
  assert.deepEqual(found, {
    progress: 1,
    partly: true,
    grows: true,
    images: [['a.png', 20], ['a.png', 10], ['b.png', 20], ['b.png', 10]],
    thumbnails: [
      ['a.png', 'done', 60, ['a-20x13.png', 'a-10x7.webp']],
      ['b.png', 'done', 30, ['b-20x20.png', 'b-10x10.webp']],
    ],
  });
  await holds(page, 4);
  await page.evaluate(() => show());
  await holds(page, 0, 0);
});

onPage('a file that is added does not make the others again, and one that is removed is given back', async (page) => {
  const found = await page.evaluate(async () => {
    const [a, b] = [await photo('a.png'), await photo('b.png')];
    const shown = async (files, recipe) => {
      show({ files, recipe });
      // The render comes later.
      const count = states.length;
      while (states.length === count) await new Promise((resolve) => setTimeout(resolve, 5));
      return (await settled()).thumbnails.map(({ outputs }) => outputs[0].url);
    };
    const first = await shown([a], { width: 20 });
    const again = await shown([a], { width: 20 });
    const both = await shown([a, b], { width: 20 });
    const [afterRemoval] = await shown([b], { width: 20 });
    const [other] = await shown([b], { width: 10 });
    const none = await shown(null, { width: 10 });
    return { isKept: first[0] === again[0] && first[0] === both[0] && both[1] === afterRemoval, isOther: other !== afterRemoval, none };
  });
  assert.deepEqual(found, { isKept: true, isOther: true, none: [] });
  await holds(page, 0);
});

onPage('what is no photo says why, and so do options that do not exist', async (page) => {
  const found = await page.evaluate(async () => {
    const said = async (recipe) => {
      const count = states.length;
      show({ files: [new File(['a text'], 'a.png'), await photo('b.png')], recipe });
      while (states.length === count) await new Promise((resolve) => setTimeout(resolve, 5));
      return (await settled()).thumbnails.map(({ status, error, outputs }) => [status, error?.name, error?.kind, outputs.length]);
    };
    return [await said({ width: 20 }), await said({ widht: 20 })];
  });
  const failed = ['error', 'ThumboxError', 'invalid-options', 0];
  assert.deepEqual(found, [[['error', 'ThumboxError', 'unsupported-format', 0], ['done', undefined, undefined, 1]], [failed, failed]]);
});

onPage('what is being made when a component is unmounted is cancelled', async (page) => {
  await page.evaluate(async () => {
    show({ files: [await photo('a.png', 1500, 1500), await photo('b.png', 1500, 1500)], recipe: [{ width: 20 }, { width: 1400 }] });
    while (!states.some(({ progress }) => progress > 0)) await new Promise((resolve) => setTimeout(resolve, 1));
    show();
  });
  await holds(page, 0, 0);
});

onPage('a resizer of the page is used, and not closed', async (page) => {
  const found = await page.evaluate(async () => {
    const calls = [];
    const resizer = { resize: async (file, recipe, call) => calls.push(Object.keys(call)) && { outputs: [], warnings: [], isFor: false }, close: () => calls.push('close') };
    show({ files: [await photo('a.png')], recipe: 'web', options: { resizer, bucket: 'images' } });
    const [{ isFor }] = (await settled()).thumbnails;
    show();
    await new Promise((resolve) => setTimeout(resolve, 50));
    return { isFor, calls };
  });
  // Twice, as StrictMode mounts twice.
  const call = ['bucket', 'signal', 'onProgress'];
  assert.deepEqual(found, { isFor: false, calls: [call, call] });
  await holds(page, 0, 0);
});

test('on a server all files are pending', async () => {
  const require = createRequire(installed('react-vite', 'react/package.json'));
  const { createElement } = require('react');
  const { renderToString } = require('react-dom/server');
  const { useThumbnails } = await import(pathToFileURL(installed('react-vite', '@thumbox/react/index.js')));
  function Photos() {
    const { thumbnails, isPending, progress } = useThumbnails([new Blob(['a'])], { width: 20 });
    return JSON.stringify([thumbnails.map(({ status, outputs }) => [status, outputs.length]), isPending, progress]).replaceAll('"', "'");
  }
  assert.equal(renderToString(createElement(Photos)).replaceAll('&#x27;', "'"), "[[['pending',0]],true,0]");
});
