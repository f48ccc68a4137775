// One PUT, with progress: that is why it is XMLHttpRequest and not fetch, which tells nothing of what has been sent.
import { text } from './language.js';
import { CloudError } from './signer.js';

/**
 * For how many milliseconds nothing may be sent or answered. What the browser has sent may still be on its way: some MB, which
 * a slow line takes most of a minute for.
 */
const PATIENCE = 60_000;

/**
 * Sends a blob. Resolves with `{ status, text }` whatever the status; rejects with a CloudError `network` where there
 * is no answer, or nothing moves any more, and with the signal's reason where it is aborted.
 */
export function put({ url, headers, body, onProgress, signal, patience = PATIENCE }) {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const request = new XMLHttpRequest();
    const { host } = new URL(url);
    let timer;
    const stop = () => request.abort();
    const stall = () => {
      reject(new CloudError('network', text.stalled(host, patience / 1000)));
      request.abort();
    };
    const moved = () => {
      clearTimeout(timer);
      timer = setTimeout(stall, patience);
    };
    request.open('PUT', url);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.upload.onprogress = ({ loaded }) => {
      moved();
      onProgress?.(loaded);
    };
    request.onprogress = moved;
    request.onload = () => resolve({ status: request.status, text: request.responseText });
    request.onerror = () => {
      // The browser does not say what it was: no connection, or an answer that the bucket's CORS rules do not let us see.
      reject(new CloudError('network', text.brokenOff(host)));
    };
    request.onabort = () => reject(signal?.reason);
    request.onloadend = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', stop);
    };
    signal?.addEventListener('abort', stop, { once: true });
    moved();
    request.send(body);
  });
}
