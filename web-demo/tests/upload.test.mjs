// From a photo on the page to its thumbnails on S3, through the deployed template. Run by `cargo xtask test`, which starts
// the cloud and the demo's server, and sets the variables.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { after, before, test } from 'node:test';
import { join } from 'node:path';
import { violations } from './axe.mjs';
import { launch, serve } from './browser.mjs';
import { png } from './png.mjs';

const {
  THUMBOX_PAGE: origin,
  THUMBOX_WEB: web,
  THUMBOX_SIGNER: functionUrl,
  THUMBOX_UPLOAD_SECONDS: seconds,
  THUMBOX_SAMPLE: sample,
  THUMBOX_CHROMIUM: chromium,
  THUMBOX_SCREENSHOTS: screenshots,
} = process.env;

let browser;
let config;
let s3;
before(async () => {
  browser = await launch(chromium);
  config = await (await fetch(`${origin}/api/config`)).json();
  s3 = new URL(functionUrl).origin;
});
after(() => browser?.close());

const picture = (name, width, height) => ({ name, mimeType: 'image/png', buffer: png(width, height) });
const digest = (bytes) => createHash('sha256').update(bytes).digest('hex');

/**
 * A test on a page of its own, which knows its cloud when `run` is called, unless `isAlone`. `page.faults` collects what
 * it must not do, and `page.puts` the uploads.
 */
function onPage(name, run, { url = origin, prepare, isAlone = false, ...options } = {}) {
  test(name, { timeout: 90_000 }, async () => {
    const context = await browser.newContext({ viewport: { width: 1100, height: 900 }, ...options });
    const page = await context.newPage();
    page.setDefaultTimeout(30_000);
    page.faults = [];
    page.puts = [];
    page.on('pageerror', (error) => page.faults.push(`it throws: ${error}`));
    page.on('console', (message) => {
      // A thumbnail that is not there yet is asked for again, and the browser writes down each time that it was not.
      const isExpected = /status of (404|403)|net::ERR_/.test(message.text());
      if (['error', 'warning'].includes(message.type()) && !isExpected) page.faults.push(`it logs: ${message.text()}`);
    });
    page.on('request', (request) => request.method() === 'PUT' && page.puts.push(request));
    try {
      await prepare?.(page);
      await page.goto(url);
      await page.locator('body[data-state="ready"]').waitFor();
      if (!isAlone) await part(page, 'where').filter({ hasText: /./ }).waitFor();
      await run(page);
      assert.deepEqual(page.faults, []);
    } finally {
      await context.close();
    }
  });
}

const choose = (page, files) => page.locator('#file').setInputFiles(files);
const part = (page, name) => page.locator(`#cloud [data-part="${name}"]`);
const views = (page) => page.locator('.upload-view');
const uploadButton = (page) => views(page).getByRole('button', { name: /Upload|Try again/ });

/** Waits until an upload has come to its end. */
async function ended(page, state, view = views(page)) {
  const ends = ['done', 'differs', 'failed', 'cancelled'].map((state) => `[data-state="${state}"]`);
  await view.and(page.locator(ends.join())).waitFor();
  const said = await view.locator('.upload-status').textContent();
  assert.equal(await view.getAttribute('data-state'), state, said);
  return said;
}

/** The key of the first thumbnail, which is the upload's as well. */
const firstKey = async (page) =>
  (await views(page).locator('.upload-marks code').first().textContent()).replace(/^s3:\/\/[^/]+\//, '');

/** An object as it lies on S3. The emulator lets everybody read. */
async function stored(bucket, key) {
  const path = key.split('/').map(encodeURIComponent).join('/');
  const response = await fetch(`${s3}/${bucket}/${path}`);
  assert.equal(response.status, 200, key);
  return Buffer.from(await response.arrayBuffer());
}

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

onPage('what the function says of a broken upload is shown', async (page) => {
  const outcomes = await page.evaluate(async (config) => {
    const { Signer, newKey, sha256 } = await import('./signer.js');
    const { upload } = await import('./upload.js');
    const { thumbnails } = await import('./thumbnails.js');
    const signer = new Signer(new URL('api/', document.baseURI));
    const body = new Blob(['no picture']);
    const key = newKey(config.prefix, 'broken.jpg');
    // Thumbnails that will not come.
    const expected = [{ bucket: config.destination, key, sha256: '00', bytes: 1 }];
    const failed = { bucket: config.destination, key: `failed/${key}.json` };
    const results = [...expected, failed];
    const question = { key, size: body.size, type: 'image/jpeg', sha256: await sha256(body), results };
    const sign = (signal) => signer.sign(question, signal);
    await upload({ body, sign });
    return thumbnails({ expected, failed, sign });
  }, config);
  assert.equal(outcomes[0].state, 'failed');
  assert.equal(outcomes[0].kind, 'unsupported-format');
  assert.match(outcomes[0].message, /this is a text/);
});

onPage('a function with another recipe is found out, by its receipt', async (page) => {
  const { state, differences, bytes } = await page.evaluate(async () => {
    const { Signer } = await import('./signer.js');
    const { connect, run } = await import('./job.js');
    const { createResizer, loadRecipes } = await import('./thumbox/index.js');
    const tools = { recipes: await loadRecipes(), resizer: createResizer() };
    const cloud = await connect(new Signer(new URL('api/', document.baseURI)), tools);
    // As if the function had been given this one.
    cloud.config.recipe = '{"output": {"width": 64}}';
    cloud.read = tools.recipes.read(cloud.config.recipe).recipe;
    const file = new File([await (await fetch('HappyFace.jpg')).blob()], 'face.jpg', { type: 'image/jpeg' });
    const { outcomes, expected } = await run(file, cloud);
    return { ...outcomes[0], bytes: expected[0].bytes };
  });
  assert.equal(state, 'differs');
  assert.deepEqual(differences.map(({ what }) => what), ['recipe', 'bytes', 'sha256']);
  assert.equal(differences[1].expected, bytes);
});

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

/** Keeps the files behind the page's images, which its content policy does not let be fetched. */
const keepBlobs = (page) =>
  page.addInitScript(() => {
    const { createObjectURL } = URL;
    window.blobs = {};
    URL.createObjectURL = (blob) => {
      const url = createObjectURL.call(URL, blob);
      window.blobs[url] = blob;
      return url;
    };
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

/** The digests of the files behind images. */
const digestsOf = (images) =>
  images.evaluateAll((images) =>
    Promise.all(
      images.map(async ({ src }) => {
        const digest = await crypto.subtle.digest('SHA-256', await window.blobs[src].arrayBuffer());
        return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
      }),
    ),
  );

onPage('a card names the key under which its picture is stored, and what is identical is on the page', async (page) => {
  await choose(page, picture('a.png', 300, 200));
  await views(page).waitFor();
  const keys = () => page.locator('.output .key').allTextContents();
  assert.deepEqual(await keys(), [`s3://${config.destination}/…/a.png`, `s3://${config.destination}/…/a-300.webp`]);
  await uploadButton(page).click();
  await ended(page, 'done');
  const marked = await views(page).locator('.upload-marks code').allTextContents();
  assert.deepEqual(await keys(), marked);
  assert.equal(await views(page).locator('.upload-marks img').count(), 0);

  // Where uploads go is not the editor's to choose.
  assert.deepEqual(await page.locator('#bucket').evaluate(({ value, readOnly }) => [value, readOnly]), [config.bucket, true]);
  assert.equal(await page.locator('#folder').evaluate(({ readOnly }) => readOnly), true);

  // Another recipe: its pictures are nowhere, and those that are compared are shown.
  await page.locator('#editor summary').click();
  await page.locator('#text').fill('include = ["never/*"]\n[output]\nwidth = 64');
  await page.locator('.output img[width="64"]').waitFor();
  await part(page, 'warning').waitFor();
  assert.deepEqual(await keys(), ['nowhere: the cloud uses another recipe']);
  const claimed = await page.locator('.card').textContent();
  assert.doesNotMatch(claimed, /Lambda will make nothing/);
  await uploadButton(page).click();
  await ended(page, 'done');
  const images = views(page).locator('.upload-marks img');
  assert.equal(await images.count(), 2);
  const paths = (await views(page).locator('.upload-marks code').allTextContents()).map((place) => place.replace(/^s3:\/\/[^/]+\//, ''));
  const onS3 = await Promise.all(paths.map(async (path) => digest(await stored(config.destination, path))));
  assert.deepEqual(await digestsOf(images), onS3);
  assert.deepEqual(await keys(), ['nowhere: another picture was stored, which is shown below']);
}, { prepare: keepBlobs });

onPage('a photo that is shrunk before shows what is compared', async (page) => {
  await choose(page, picture('large.png', 900, 600));
  await part(page, 'shrink').check();
  await part(page, 'side').fill('100');
  await uploadButton(page).click();
  await ended(page, 'done');
  const paths = (await views(page).locator('.upload-marks code').allTextContents()).map((place) => place.replace(/^s3:\/\/[^/]+\//, ''));
  const onS3 = await Promise.all(paths.map(async (path) => digest(await stored(config.destination, path))));
  assert.deepEqual(await digestsOf(views(page).locator('.upload-marks img')), onS3);
}, { prepare: keepBlobs });

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

onPage('the figures say when their server is gone', async (page) => {
  await part(page, 'monitor').locator('summary').click();
  await part(page, 'figures').locator('div').first().waitFor();
  await page.route(`${origin}/api/monitor`, (route) => route.abort('connectionrefused'));
  await part(page, 'note').filter({ hasText: /^There are no figures: .* does not answer: .*The figures are those of the last answer/ }).waitFor();
  assert.equal(await part(page, 'figures').getAttribute('data-state'), 'old');
});

onPage('another recipe than that of the cloud is told before anything is uploaded', async (page) => {
  const warning = part(page, 'warning');
  await choose(page, picture('a.png', 300, 200));
  await views(page).waitFor();
  assert.equal(await warning.isVisible(), false);
  await page.locator('#editor summary').click();
  await page.locator('#text').fill('output.width = 64');
  await warning.waitFor();
  await part(page, 'use').click();
  await warning.waitFor({ state: 'hidden' });
  assert.equal(await page.locator('#text').inputValue(), config.recipe);
});

onPage('the figures of the function are shown', async (page) => {
  const figure = (name) => part(page, 'figures').locator('div', { hasText: name }).locator('dd');
  const asked = [];
  page.on('request', (request) => request.url().endsWith('/api/monitor') && asked.push(request));
  await choose(page, picture('a.png', 300, 200));
  await uploadButton(page).click();
  await ended(page, 'done');
  assert.equal(asked.length, 0);
  await part(page, 'monitor').locator('summary').click();
  await figure('Invocations').waitFor();
  assert.ok(Number(await figure('Invocations').textContent()) >= 1);
  for (const name of ['shortest', 'average', 'longest']) assert.match(await figure(name).textContent(), /^\d+ ms$/);
  assert.equal(await figure('Errors').textContent(), '0');
  assert.equal(await figure('Success rate').textContent(), '100.0 %');
  // Nothing was throttled or called, and then the emulator has no figure.
  assert.equal(await figure('Throttles').textContent(), '–');
  assert.match(await part(page, 'note').textContent(), /^thumbox-demo in the last 60 minutes/);
});

onPage(
  "the Lambda function's URL signs as the demo's server does",
  async (page) => {
    const signed = [];
    page.on('request', (request) => request.url() === `${functionUrl}sign` && signed.push(request.method()));
    await choose(page, picture('a +ü.png', 300, 200));
    await uploadButton(page).click();
    await ended(page, 'done');
    assert.ok(signed.includes('POST'));
    assert.equal(await part(page, 'monitor').isVisible(), false);
  },
  {
    // Before the page's modules run. A page that Playwright hands out itself may not speak with the loopback interface.
    prepare: (page) =>
      page.addInitScript((url) => {
        document.addEventListener('readystatechange', () => {
          document.querySelector('meta[name="thumbox-api"]').content = url;
        });
      }, functionUrl),
  },
);

/** Keeps the signer's first answer back until `page.answer()` is called. */
const prepareLate = async (page) => {
  const asked = new Promise((resolve) => (page.answer = resolve));
  await page.route(`${origin}/api/config`, async (route) => {
    await asked;
    await route.continue();
  });
};
// How many outputs there are before and after, and whether the cloud's recipe is another one.
for (const [fragment, before, after, differs] of [['', 3, 2, false], ['#preset=lab', 1, 1, true]]) {
  onPage(
    `photos that come before the signer answers can be uploaded, the page being opened with "${fragment}"`,
    async (page) => {
      await choose(page, [picture('kept.png', 300, 200), picture('removed.png', 300, 200)]);
      const card = (name) => page.locator(`.card[aria-label="${name}"]`);
      for (const name of ['kept.png', 'removed.png']) await card(name).locator('.sha256').nth(before - 1).waitFor();
      await card('removed.png').locator('.remove').click();
      page.answer();
      await card('kept.png').locator('.upload-view').waitFor();
      // By the cloud's recipe, unless the link has one.
      assert.equal(await card('kept.png').locator('.sha256').count(), after);
      assert.equal(await part(page, 'error').textContent(), '');
      assert.equal(await part(page, 'warning').isVisible(), differs);
      assert.equal(await part(page, 'all').isEnabled(), true);
    },
    { url: `${origin}/${fragment}`, isAlone: true, prepare: prepareLate },
  );
}

onPage(
  'a signer that does not answer is told, and the page works without it',
  async (page) => {
    await part(page, 'error').filter({ hasText: /^Nothing can be uploaded: / }).waitFor();
    await choose(page, picture('a.png', 300, 200));
    await page.locator('#cards .sha256').first().waitFor();
    assert.equal(await views(page).count(), 0);
  },
  { isAlone: true, prepare: (page) => page.route(`${origin}/api/config`, (route) => route.abort()) },
);

test('without a signer there is no upload, and nobody is asked', async () => {
  const server = await serve(web);
  const page = await browser.newPage();
  const asked = [];
  // Nor is anything loaded that only uploads need.
  page.on('request', (request) => /\/api|cloud/.test(request.url()) && asked.push(request.url()));
  try {
    await page.goto(server.url);
    await page.locator('body[data-state="ready"]').waitFor();
    await choose(page, picture('a.png', 300, 200));
    await page.locator('#cards .sha256').first().waitFor();
    assert.equal(await page.locator('#cloud').count(), 0);
    assert.equal(await views(page).count(), 0);
    assert.deepEqual(asked, []);
  } finally {
    await page.close();
    server.close();
  }
});
