// Uses the package as a program does, and prints as JSON what came of it. Run by runtimes.test.mjs, in Node, Deno and Bun.
import { createReadStream } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import heic from '@thumbox/heic';
import { createResizer } from 'thumbox';
import { decodedByCodecs, pathOf } from './decoded.mjs';

const photo = process.env.THUMBOX_SAMPLE;
const small = { width: 40, format: 'webp' };
const resizer = createResizer({ codecs: { heic } });
const bytes = await readFile(photo);
const images = { path: photo, Buffer: bytes, stream: createReadStream(photo), 'web stream': new Blob([bytes]).stream(), Response: new Response(bytes) };
const found = {};
for (const [name, image] of Object.entries(images)) found[name] = (await resizer.resize(image, small)).outputs[0].sha256;
found.recipe = (await resizer.resize(photo, 'responsive')).outputs.map(({ sha256, key }) => [sha256, key]);
found.codecs = [];
for (const row of decodedByCodecs) found.codecs.push((await resizer.resize(pathOf(row), row.recipe)).outputs[0].sha256 === row.sha256);

const folder = await mkdtemp(join(tmpdir(), 'thumbox-test-'));
const { outputs: [output] } = await resizer.resize(photo, small);
await output.toFile(join(folder, 'a.webp'));
found.written = (await readFile(join(folder, 'a.webp'))).equals(output.data);
await rm(folder, { recursive: true });

const kindOf = (promise) => promise.then(() => 'made', ({ kind, name }) => kind ?? name);
const endless = async function* () {
  for (;;) yield bytes;
};
const slow = { width: 6000, height: 6000, enlarge: true, fit: 'fill', format: 'webp', effort: 6 };
found.kinds = [
  await kindOf(resizer.resize(Buffer.from('a text'), small)),
  await kindOf(resizer.resize('none.jpg', small)),
  await kindOf(resizer.resize(endless(), small, { limits: { maxFileBytes: 3_000_000 } })),
  await kindOf(resizer.resize(photo, small, { signal: AbortSignal.abort() })),
  await kindOf(createResizer({ timeout: 300, workers: 1 }).resize(photo, slow)),
];
found.after = (await resizer.resize(photo, small)).outputs.length;
console.log(JSON.stringify(found));
