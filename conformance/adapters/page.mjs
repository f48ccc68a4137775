// What the page of a browser's runner does: it fetches vectors until the browser is closed, and sends back what the package
// made of them. The server is in queue.mjs. Vectors come and go several at a time, since each request passes through
// several processes of a browser: a line of JSON with a list, and then the files of all, one after the other.
import heic from './heic/index.js';
import { createResizer } from './index.js';
import { resized } from './with-package.mjs';

/** While some vectors are worked on, the next ones are on their way. */
const AT_ONCE = 2;

const resizer = createResizer({ codecs: { heic } });
await send('hello', { component: resizer.component });
for (let number = 0; number < AT_ONCE; number++) work();

async function work() {
  for (;;) {
    const response = await fetch('next', { method: 'POST' });
    // Nothing yet: ask again.
    if (response.status !== 200) continue;
    const vectors = received(new Uint8Array(await response.arrayBuffer()));
    const answers = await Promise.all(vectors.map(answer));
    await send('answer', answers.map(({ number, said }) => ({ number, said })), answers.flatMap(({ blobs }) => blobs));
  }
}

async function answer({ number, recipe, file }) {
  const { blobs = [], ...said } = await resized(resizer, new Blob([file]), recipe);
  return { number, said, blobs };
}

function received(bytes) {
  let end = bytes.indexOf(10) + 1;
  const vectors = JSON.parse(new TextDecoder().decode(bytes.subarray(0, end)));
  return vectors.map(({ length, ...vector }) => ({ ...vector, file: bytes.subarray(end, (end += length)) }));
}

async function send(where, fields, blobs = []) {
  await fetch(where, { method: 'POST', body: new Blob([JSON.stringify(fields), '\n', ...blobs]) });
}
