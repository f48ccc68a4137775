// What TypeScript takes and refuses of the package under Node. Compiled, not run: by types.test.mjs.
import { createReadStream } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { Worker } from 'node:worker_threads';
import heic from '@thumbox/heic';
import { createResizer, probe, resize, ThumboxError, type ImageInfo, type Output, type Result } from 'thumbox';

declare const request: IncomingMessage;
const resizer = createResizer({ workers: 2, timeout: 5000, codecs: { heic }, worker: () => new Worker('') });

const { outputs }: Result = await resize('photo.jpg', { width: 400, format: 'webp' });
const [output] = outputs as [Output];
const bytes: Uint8Array = output.data;
const written: Promise<void> = output.toFile(new URL('file:///thumbnail.webp'));
const file: File = output.file;
const info: ImageInfo = await probe(Buffer.alloc(9));
const images = [bytes, createReadStream('photo.jpg'), request, file.stream(), file, new Response(), new ArrayBuffer(3)];
for (const image of images) await resizer.resize(image, 'web', { key: 'a.jpg' });
void [written, info];

try {
  // @ts-expect-error: a name that does not exist.
  await resize('photo.jpg', { widht: 400 });
  // @ts-expect-error: no image.
  await resize(3, { width: 400 });
} catch (error) {
  if (error instanceof ThumboxError && error.kind === 'unwritable') throw error;
}
