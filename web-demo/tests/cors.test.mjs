// The template's CORS rules and the signatures, with a browser that asks for permission and an S3 server that obeys the
// rules. Run by `cargo xtask test`, which starts the server and sets the variables.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { after, before, test } from 'node:test';
import { launch, serve } from './browser.mjs';

const { THUMBOX_PYTHON: python, THUMBOX_SIGN: script, THUMBOX_PAGE_SOURCE: source, THUMBOX_CHROMIUM: chromium } = process.env;

const PHOTO = 'the bytes of a photo';
const EMPTY = { 'empty.html': { text: '<!doctype html><title>empty</title>' } };

let browser;
let allowed;
let other;
let signed;
before(async () => {
  browser = await launch(chromium);
  allowed = await serve(source, EMPTY);
  other = await serve(source, EMPTY);
  const { origin } = new URL(allowed.url);
  signed = JSON.parse(execFileSync(python, ['-B', script, origin, PHOTO], { encoding: 'utf8' }));
});
after(async () => {
  await browser?.close();
  allowed?.close();
  other?.close();
});

/** Runs a function in an empty page of one of the two origins. */
async function inPage(server, run, argument) {
  const page = await browser.newPage();
  try {
    await page.goto(`${server.url}empty.html`);
    return await page.evaluate(run, argument);
  } finally {
    await page.close();
  }
}

/** Uploads as the page does, and tells how that went. */
const send = async ({ url, headers, text }) => {
  const { put } = await import('./put.js');
  const progress = [];
  const body = new Blob([text]);
  return put({ url, headers, body, onProgress: (loaded) => progress.push(loaded) }).then(
    ({ status, text }) => ({ status, text, progress }),
    (error) => ({ error: error.kind ?? error.name }),
  );
};

/** Reads a thumbnail, and what the rules let the page see of its metadata. */
const read = async (url) =>
  fetch(url).then(
    async (response) => ({
      status: response.status,
      text: await response.text(),
      component: response.headers.get('x-amz-meta-thumbox-component'),
      other: response.headers.get('x-amz-meta-other'),
    }),
    (error) => ({ error: error.name }),
  );

test('other bytes than those that were signed are refused, and the page can read why', async () => {
  const more = await inPage(allowed, send, { ...signed.upload, text: `${PHOTO} and more` });
  assert.match(`${more.status} ${more.text}`, /^403 .*SignatureDoesNotMatch/s);
  const others = await inPage(allowed, send, { ...signed.upload, text: PHOTO.toUpperCase() });
  assert.match(`${others.status} ${others.text}`, /^400 .*<Code>/s);
});

test('a page of the origin uploads what was signed, and once', async () => {
  const { status, text, progress } = await inPage(allowed, send, { ...signed.upload, text: PHOTO });
  assert.deepEqual([status, text], [200, '']);
  assert.equal(progress.at(-1), PHOTO.length);
  const again = await inPage(allowed, send, { ...signed.upload, text: PHOTO });
  assert.equal(again.status, 412);
});

test('a page of another origin may not even ask', async () => {
  assert.deepEqual(await inPage(other, send, { ...signed.upload, text: PHOTO }), { error: 'network' });
  assert.deepEqual(await inPage(other, read, signed.results[0].url), { error: 'TypeError' });
});

test('a header that the rules do not name is not let through', async () => {
  const headers = { ...signed.upload.headers, 'x-amz-acl': 'public-read' };
  assert.deepEqual(await inPage(allowed, send, { ...signed.upload, headers, text: PHOTO }), { error: 'network' });
});

test('a thumbnail can be read with its receipt, and nothing beside', async () => {
  assert.deepEqual(await inPage(allowed, read, signed.results[0].url), {
    status: 200,
    text: 'small',
    component: 'c0',
    other: null,
  });
});

test('a thumbnail can be looked at but not replaced', async () => {
  const headers = { 'content-type': 'image/jpeg' };
  const answer = await inPage(allowed, send, { url: signed.results[0].url, headers, text: 'other' });
  assert.deepEqual(answer, { error: 'network' });
});
