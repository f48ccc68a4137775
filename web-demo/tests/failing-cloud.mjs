// A signer and a bucket that fail as tests want them to. What works is tested with the deployed template (on-cloud.mjs).
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * What `serve` replaces for a page with a signer. `cloud.isGone` has the signer break off all connections; `cloud.found` is the
 * object that the bucket has in place of each thumbnail, or undefined where there is none; `cloud.recipe` is the function's.
 */
export async function failingCloud(folder, cloud) {
  const html = await readFile(join(folder, 'index.html'), 'utf8');
  const json = (response, value) => response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(value));
  const config = { bucket: 'photos', destination: 'thumbnails', prefix: '', maxBytes: 1e9, recipe: cloud.recipe ?? 'lab' };
  const read = async (request) => Buffer.concat(await request.toArray());
  const at = (request, name) => new URL(`../${name}`, `http://${request.headers.host}${request.url}`).href;
  return {
    'index.html': { text: html.replace('<link rel="icon"', '<meta name="thumbox-api" content="api/"><link rel="icon"'), type: 'text/html' },
    'api/config': { handle: (request, response) => (cloud.isGone ? request.socket.destroy() : json(response, config)) },
    'api/sign': {
      async handle(request, response) {
        const { results } = JSON.parse(await read(request));
        json(response, { upload: { url: at(request, 'put'), headers: {} }, results: results.map((place) => ({ ...place, url: at(request, 'get') })) });
      },
    },
    put: { handle: async (request, response) => (await read(request), response.writeHead(200).end()) },
    get: { handle: (_, response) => (cloud.found === undefined ? response.writeHead(404).end() : response.writeHead(200).end(cloud.found)) },
  };
}
