// A server on the loopback interface that counts what it sends.
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { brotliCompress, constants } from 'node:zlib';

const MEDIA_TYPES = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.wasm': 'application/wasm',
};
const compress = promisify(brotliCompress);

/** Serves folders by the start of their paths. */
export async function serve(folders) {
  const sent = new Set();
  const lengths = new Map();
  const server = createServer(async ({ url }, response) => {
    const { pathname } = new URL(url, 'http://page');
    const start = Object.keys(folders).find((start) => pathname.startsWith(start));
    const folder = start && (folders[start] instanceof URL ? fileURLToPath(folders[start]) : folders[start]);
    const path = start && join(folder, decodeURIComponent(pathname.slice(start.length)));
    const file = path && (await readFile(path).catch(() => undefined));
    if (!file) return response.writeHead(404).end();
    if (start !== '/page/') sent.add(path);
    const headers = {
      'Content-Type': MEDIA_TYPES[extname(path)] ?? 'application/octet-stream',
      // wasm-vips needs threads, and browsers have these on pages that are isolated only.
      'Cross-Origin-Opener-Policy': 'same-origin',
      'Cross-Origin-Embedder-Policy': 'require-corp',
    };
    response.writeHead(200, headers).end(file);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    /** The library's files that were sent. */
    sent,
    /** How many bytes they have when they are compressed as well as servers can. */
    async compressed() {
      let total = 0;
      for (const path of sent) {
        if (!lengths.has(path)) {
          const params = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY };
          lengths.set(path, (await compress(await readFile(path), { params })).length);
        }
        total += lengths.get(path);
      }
      return total;
    },
    close: () => server.close(),
  };
}
