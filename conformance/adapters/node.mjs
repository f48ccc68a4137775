// The runner of V8 under Node: node.mjs PACKAGE
//
// PACKAGE is the folder of `thumbox`, beside which that of `@thumbox/heic` lies. What Node imports of it runs, in threads.
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { checked, serve } from './protocol.mjs';
import { resized } from './with-package.mjs';

const [folder] = process.argv.slice(2);
const { createResizer } = await import(pathToFileURL(join(resolve(folder), 'node.js')));
const { CODECS } = await import(pathToFileURL(join(resolve(folder), 'release.js')));
const { default: heic } = await import(pathToFileURL(resolve(folder, '../heic/index.js')));
const resizer = createResizer({ codecs: { heic } });
const codecs = Object.fromEntries(Object.entries(CODECS).map(([name, { sha256 }]) => [name, sha256]));
const engine = `V8 ${process.versions.v8}, Node ${process.versions.node}`;

await serve({ engine, component: resizer.component, codecs }, async ({ input, recipe }) => {
  const { blobs = [], ...said } = await resized(resizer, input, recipe);
  const files = blobs.map(async (blob) => new Uint8Array(await blob.arrayBuffer()));
  return checked(said, await Promise.all(files));
});
resizer.close();
