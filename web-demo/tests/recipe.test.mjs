// The recipe on the page, as a form and as text, in a browser without a window. Run by `cargo xtask page --test`.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { card, choose, open, settled, shown } from './browser.mjs';
import { browser, edit, madeAnew, onPage, picture, sample, server, text } from './on-page.mjs';

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

onPage('the form has fewer pixels for a number of bytes, where one is given', async (page) => {
  await page.locator('#editor summary').click();
  const field = (name) => page.locator(`[name="${name}-0"]`);
  assert.equal(await field('shrink-to-fit').isDisabled(), true);
  await field('max-bytes').fill('2kB');
  await field('shrink-to-fit').check();
  assert.match(await page.locator('#text').inputValue(), /^shrink-to-fit = true$/m);
  await field('max-bytes').fill('');
  assert.doesNotMatch(await page.locator('#text').inputValue(), /shrink-to-fit/);
  assert.deepEqual([await field('shrink-to-fit').isChecked(), await field('shrink-to-fit').isDisabled()], [false, true]);
});

onPage('the form takes a number, auto or a score as quality', async (page) => {
  await choose(page, sample);
  await shown(card(page));
  await page.locator('#editor summary').click();
  const quality = page.locator('[name="quality-0"]');
  const recipe = () => page.locator('#text').inputValue();
  await quality.fill('70');
  assert.match(await recipe(), /^quality = 70$/m);
  await quality.fill('auto');
  assert.match(await recipe(), /^quality = "auto"$/m);
  await card(page).locator('.format', { hasText: /^jpeg, quality \d+, SSIMULACRA2 \d\d\.\d$/ }).waitFor();
  await quality.fill('score=90');
  assert.match(await recipe(), /^quality = "score=90"$/m);
  await card(page).locator('.format', { hasText: /SSIMULACRA2 9\d\.\d$/ }).waitFor();
  await quality.fill('score=20');
  assert.match(await text(page, '#mistake'), /quality is "score=20"; expected a whole number from 1 to 100, auto, or a score from 30 to 95/);
  assert.equal(await quality.getAttribute('aria-invalid'), 'true');
  await page.locator('#text').fill('[output]\nwidth = 60\nquality = { score = 80 }');
  assert.equal(await quality.inputValue(), 'score=80');
  await quality.fill('');
  assert.doesNotMatch(await recipe(), /quality/);
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
  await field('fit').selectOption('inside');
  assert.equal(
    await page.locator('#text').inputValue(),
    '[[outputs]]\nwidth = 200\nheight = 128\nformat = "webp"\n',
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
  assert.match(await page.locator('#text').inputValue(), /\[limits\]\ntolerant = true/);
});

onPage('mistakes are shown where they are, and the thumbnails stay', async (page) => {
  await choose(page, picture('a.png', 300, 200));
  await shown(card(page));
  await edit(page, '[output]\nwidth = 64\nfit = "stretch"');
  assert.equal(await text(page, '#mistake'), 'Line 3, column 7: fit is "stretch"; expected one of inside, outside, cover, cover-down, contain, fill');
  assert.equal(await text(page, '#lines .wrong'), '3');
  assert.equal(await page.locator('#text').getAttribute('aria-invalid'), 'true');
  assert.equal(await card(page).getAttribute('data-state'), 'ready');
  await page.locator('#text').fill('[output]\nwidth = 64');
  assert.equal(await page.locator('#mistake').isVisible(), false);
  const invalid = (name) => page.locator(`[name="${name}-0"]`).getAttribute('aria-invalid');
  await page.locator('[name="height-0"]').fill('wide');
  assert.match(await text(page, '#mistake'), /height is "wide"; expected a whole number/);
  assert.equal(await invalid('height'), 'true');
  await page.locator('[name="height-0"]').fill('20000');
  assert.match(await text(page, '#mistake'), /height is 20000; expected a whole number from 1 to 16384/);
  assert.equal(await invalid('height'), 'true');
  await page.locator('[name="height-0"]').fill('20');
  assert.equal(await invalid('height'), 'false');
  await madeAnew(card(page), 30);
});

onPage('a mistake is seen with the editor closed', async (page) => {
  await edit(page, 'output.width = 0');
  const note = page.locator('#mistake-note');
  assert.equal(await note.isVisible(), false);
  await page.locator('#editor summary').click();
  assert.match(await text(note, 'p'), /^The recipe has a mistake, so thumbnails are made by the one before\. Line 1, column 16: width is 0/);
  assert.equal(await note.isVisible(), true);
  await note.getByRole('button').click();
  assert.equal(await page.locator('#text').isVisible(), true);
  assert.ok(await page.locator('#text').evaluate((text) => text === document.activeElement));
  await page.locator('#editor summary').click();
  await page.getByRole('button', { name: 'web', exact: true }).click();
  assert.equal(await note.isVisible(), false);
});

onPage('a preset that is for other keys says so, and not as an error', async (page) => {
  await choose(page, picture('a.gif', 300, 200));
  await shown(card(page));
  await page.getByRole('button', { name: 'avatar' }).click();
  await madeAnew(card(page), 256);
  await settled(card(page));
  const [remark, error] = await page.evaluate(() => {
    const probe = Object.assign(document.createElement('p'), { style: 'background: var(--error-tint)' });
    document.body.append(probe);
    const colors = [document.querySelector('.remark'), probe].map((element) => getComputedStyle(element).backgroundColor);
    probe.remove();
    return colors;
  });
  assert.notEqual(remark, error);
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
  assert.match(await text(page, '#mistake'), /width is 0/);
});

onPage('presets are one click, and the one in use is told', async (page) => {
  await choose(page, picture('a.png', 300, 200));
  await shown(card(page));
  await page.getByRole('button', { name: 'avatar' }).click();
  await madeAnew(card(page), 256);
  const pressed = page.locator('#presets [aria-pressed="true"]');
  assert.equal(await pressed.textContent(), 'avatar');
  await settled(card(page));
  assert.match(await text(card(page), '.remark'), /would make nothing of a\.png: its include and exclude/);
  await page.locator('#editor summary').click();
  await page.locator('#folder').fill('avatars');
  await page.locator('.remark:empty').waitFor({ state: 'attached' });
  const [result] = await shown(card(page));
  assert.match(result.key, /^s3:\/\/images-resized\/avatars\/a-[0-9a-f]{16}\.jpg$/);
  await page.locator('[name="width-0"]').fill('99');
  assert.equal(await pressed.count(), 0);
});

test('outputs are told in words for people', async () => {
  const { outputInWords } = await import(pathToFileURL(`${process.env.THUMBOX_PAGE}/outputs.js`));
  const cases = [
    [{ width: 256, height: 256, fit: 'cover', position: 'attention', format: 'jpeg', quality: 85, 'max-bytes': 30000 }, '256 × 256 square JPEG, at most 30 kB'],
    [{ width: 1600, format: 'webp' }, '1600 wide WebP'],
    [{ height: 90 }, '90 high'],
    [{ width: 128, height: 128 }, 'within 128 × 128'],
    [{ width: 40, height: 30, fit: 'cover-down', format: 'png' }, '40 × 30 cropped PNG'],
    [{ width: 40, height: 30, fit: 'contain', format: 'auto' }, '40 × 30 with margins'],
    [{ width: 160, 'aspect-ratio': '16:9', 'device-pixel-ratio': 2, fit: 'cover', format: 'gif' }, '320 × 180 cropped GIF'],
    [{ scale: 0.5, format: 'jpeg' }, '50 % scale JPEG'],
    [{ crop: '0,0,50%,50%', format: 'jpeg' }, 'cropped JPEG'],
  ];
  for (const [target, said] of cases) assert.equal(outputInWords(target), said);
});

onPage('the recipe is summed up for people, and in full in its title', async (page) => {
  await page.getByRole('button', { name: 'avatar' }).click();
  const summary = page.locator('#summary');
  assert.equal(await summary.textContent(), '256 × 256 square JPEG, at most 30 kB');
  assert.match(await summary.getAttribute('title'), /max-bytes=30000, position=attention, q85$/);
  await page.getByRole('button', { name: 'responsive' }).click();
  assert.equal(await summary.textContent(), '1600 wide WebP · 800 wide WebP · 256 wide WebP');
});

onPage('a photo has the outputs that are for its key', async (page) => {
  await choose(page, [picture('a.png', 300, 200), picture('b.png', 300, 200), picture('c.png', 300, 200)]);
  for (const name of ['a.png', 'b.png', 'c.png']) await shown(card(page, name));
  const output = (width, include) => `[[outputs]]\nwidth = ${width}\nkey = "{stem}-${width}"\ninclude = ["${include}"]\n`;
  await edit(page, output(50, 'a.*') + output(40, 'b.*') + output(30, '[ab].*'));
  await madeAnew(card(page, 'a.png'), 50);
  await madeAnew(card(page, 'b.png'), 40);
  const keys = async (name) => (await shown(card(page, name))).map(({ width, key }) => [width, key]);
  assert.deepEqual(await keys('a.png'), [[50, 's3://images-resized/a-50'], [30, 's3://images-resized/a-30']]);
  assert.deepEqual(await keys('b.png'), [[40, 's3://images-resized/b-40'], [30, 's3://images-resized/b-30']]);
  assert.deepEqual(await keys('c.png'), []);
  assert.match(await text(card(page, 'c.png'), '.remark'), /would make nothing of c\.png: its include and exclude/);
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
