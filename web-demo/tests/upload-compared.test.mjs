// What the page says of thumbnails on S3: where they are, whether they are identical, and what differs. Run by `cargo xtask test`, which starts
// the cloud and the demo's server, and sets the variables.
import assert from 'node:assert/strict';
import { choose, config, digest, ended, onPage, part, picture, stored, uploadButton, views } from './on-cloud.mjs';

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
