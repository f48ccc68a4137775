// What the page of a browser's runner does: it fetches vectors until the browser is closed, and sends back what the package made
// of them. The server is in browser.mjs. A vector is a line of JSON and then the bytes of its file; an answer is one, and
// then the bytes of all outputs.
import { createResizer } from './index.js';
import { resized } from './with-package.mjs';

/** Browsers open 6 connections to a server. */
const MOST_AT_ONCE = 5;

const resizer = createResizer();
await send('hello', { component: resizer.component });
// One more than there are Workers, so that a picture is on its way while others are worked on.
const atOnce = Math.min((navigator.hardwareConcurrency ?? 2) + 1, MOST_AT_ONCE);
for (let number = 0; number < atOnce; number++) work();

async function work() {
  for (;;) {
    const response = await fetch('next', { method: 'POST' });
    // Nothing yet: ask again.
    if (response.status !== 200) continue;
    const bytes = new Uint8Array(await response.arrayBuffer());
    const end = bytes.indexOf(10);
    const { number, recipe } = JSON.parse(new TextDecoder().decode(bytes.subarray(0, end)));
    const { blobs = [], ...said } = await resized(resizer, new Blob([bytes.subarray(end + 1)]), recipe);
    await send('answer', { number, said }, blobs);
  }
}

async function send(where, fields, blobs = []) {
  await fetch(where, { method: 'POST', body: new Blob([JSON.stringify(fields), '\n', ...blobs]) });
}
