// One PUT, with progress: that is why it is XMLHttpRequest and not fetch, which tells nothing of what has been sent.
import { CloudError } from './signer.js';

/**
 * Sends a blob. Resolves with `{ status, text }` whatever the status; rejects with a CloudError `network` where there
 * is no answer, and with the signal's reason where it is aborted.
 */
export function put({ url, headers, body, onProgress, signal }) {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const request = new XMLHttpRequest();
    const stop = () => request.abort();
    request.open('PUT', url);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.upload.onprogress = ({ loaded }) => onProgress?.(loaded);
    request.onload = () => resolve({ status: request.status, text: request.responseText });
    request.onerror = () => {
      // The browser does not say what it was: no connection, or an answer that the bucket's CORS rules do not let us see.
      reject(new CloudError('network', `no answer of ${new URL(url).host}: the connection broke, or CORS forbids it`));
    };
    request.onabort = () => reject(signal?.reason);
    request.onloadend = () => signal?.removeEventListener('abort', stop);
    signal?.addEventListener('abort', stop, { once: true });
    request.send(body);
  });
}
