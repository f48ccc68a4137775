// The signer and the function's figures: late, gone, elsewhere or not there. Run by `cargo xtask test`, which starts
// the cloud and the demo's server, and sets the variables.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { serve, withoutServiceWorker } from './browser.mjs';
import { browser, choose, ended, functionUrl, onPage, origin, part, picture, uploadButton, views } from './on-cloud.mjs';

const { THUMBOX_WEB: web } = process.env;

onPage('the figures say when their server is gone', async (page) => {
  await part(page, 'monitor').locator('summary').click();
  await part(page, 'figures').locator('div').first().waitFor();
  await page.route(`${origin}/api/monitor`, (route) => route.abort('connectionrefused'));
  await part(page, 'note').filter({ hasText: /^There are no figures: .* does not answer: .*The figures are those of the last answer/ }).waitFor();
  assert.equal(await part(page, 'figures').getAttribute('data-state'), 'old');
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
  await withoutServiceWorker(page.context());
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
