// What is sent from the page in a browser, where the server stops. Run by `cargo xtask page --test`.
import assert from 'node:assert/strict';
import { onBrokenPage } from './on-page.mjs';

/** Takes a request and never answers. */
const silent = { handle: (request) => request.resume() };
/** Takes nothing of a request. */
const deaf = { handle: (request) => request.pause() };

for (const [what, handler] of Object.entries({ silent, deaf })) {
  onBrokenPage(`an upload to a server that is ${what} ends with a reason`, { upload: handler }, async (page) => {
    const error = await page.evaluate(async () => {
      const { put } = await import('./put.js');
      const body = new Blob([new Uint8Array(20e6)]);
      return put({ url: new URL('upload', location.href).href, headers: {}, body, patience: 500 }).catch(
        ({ kind, message, passes }) => ({ kind, message, passes }),
      );
    });
    assert.equal(error.kind, 'network');
    assert.match(error.message, /has stopped answering: nothing was sent for 0.5 s$/);
    assert.equal(error.passes, true);
  });
}
