// A server on the loopback interface for tests, and a PUT that Node can send as the page does in a browser.
import { request, createServer } from 'node:http';
import { CloudError } from '../page/signer.js';

/** Starts a server with a handler. `seen` collects `[method, path, body]` of every request that came whole. */
export async function listen(handler) {
  const seen = [];
  const server = createServer(async (incoming, response) => {
    const chunks = [];
    for await (const chunk of incoming) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    seen.push([incoming.method, incoming.url, body]);
    await handler({ method: incoming.method, path: incoming.url, headers: incoming.headers, body, socket: incoming.socket }, response);
  });
  await new Promise((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  const close = () => new Promise((resolve) => (server.close(resolve), server.closeAllConnections()));
  return { url: `http://127.0.0.1:${server.address().port}/`, seen, close };
}

/** As page/put.js: Node has no XMLHttpRequest. */
export function put({ url, headers, body, onProgress, signal }) {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method: 'PUT', headers, signal }, async (response) => {
      const chunks = [];
      for await (const chunk of response) chunks.push(chunk);
      resolve({ status: response.statusCode, text: Buffer.concat(chunks).toString() });
    });
    sent.on('error', (error) => reject(signal?.aborted ? signal.reason : new CloudError('network', error.message)));
    body.arrayBuffer().then((bytes) => {
      sent.end(Buffer.from(bytes));
      onProgress?.(bytes.byteLength);
    });
  });
}
