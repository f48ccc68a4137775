// How programs call sharp: promises, callbacks, streams, files, clones, errors. Run by `cargo xtask test node`.
import assert from 'node:assert/strict';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { after, test } from 'node:test';
import real from 'sharp';
import sharp from '@thumbox/sharp';

const { THUMBOX_SAMPLE: photo } = process.env;
const bytes = await readFile(photo);
const folder = await mkdtemp(join(tmpdir(), 'thumbox-sharp-'));
after(() => rm(folder, { recursive: true, force: true }));
const make = () => sharp(bytes).resize(64);
const expected = await make().toBuffer();

test('require and import give one function, with and without new', () => {
  assert.equal(createRequire(import.meta.url)('@thumbox/sharp'), sharp);
  assert.ok(new sharp(bytes) instanceof sharp && sharp(bytes) instanceof sharp);
});

test('inputs: a path, a Buffer, typed arrays, an ArrayBuffer, and a stream that is written', async () => {
  const copy = new Uint8Array(bytes);
  const written = sharp().resize(64);
  createReadStream(photo).pipe(written);
  for (const input of [sharp(photo), sharp(copy), sharp(copy.buffer), sharp(new Uint8ClampedArray(copy))]) assert.deepEqual(await input.resize(64).toBuffer(), expected);
  assert.deepEqual(await written.toBuffer(), expected);
});

test('outputs: a promise, a callback, a file, a Uint8Array and a stream that is read', async () => {
  const { data, info } = await make().toBuffer({ resolveWithObject: true });
  assert.deepEqual(data, expected);
  const [called, calledInfo] = await new Promise((resolve, reject) => make().toBuffer((error, ...rest) => (error ? reject(error) : resolve(rest))));
  assert.deepEqual([called, calledInfo], [expected, info]);
  const path = join(folder, 'out.jpg');
  assert.deepEqual(await make().toFile(path), info);
  const fileInfo = await new Promise((resolve, reject) => make().toFile(path, (error, found) => (error ? reject(error) : resolve(found))));
  assert.deepEqual([fileInfo, await readFile(path), await readdir(folder)], [info, expected, ['out.jpg']]);
  const piped = make();
  let told;
  piped.on('info', (found) => (told = found));
  await pipeline(piped, createWriteStream(path));
  assert.deepEqual([told, await readFile(path)], [info, expected]);
  await pipeline(createReadStream(photo), sharp().resize(64), createWriteStream(path));
  assert.deepEqual(await readFile(path), expected);
});

test('a file is written in the format of its ending, and never over the input', async () => {
  assert.equal((await make().toFile(join(folder, 'out.webp'))).format, 'webp');
  assert.equal((await make().png().toFile(join(folder, 'png.jpg'))).format, 'png');
  const path = join(folder, 'in.jpg');
  await writeFile(path, bytes);
  await assert.rejects(sharp(path).toFile(path), { message: 'Cannot use same file for input and output' });
  await assert.rejects(make().toFile(''), { message: 'Missing output file path' });
  await assert.rejects(make().toFile(join(folder, 'missing/out.jpg')), /could not be written/);
  await assert.rejects(make().toFile(join(folder, 'out.tiff')), /tiff is not supported/);
});

test('raw pixels come out raw where no format is named', async () => {
  const pixels = Uint8Array.from([255, 255, 255, 0, 0, 0]);
  for (const library of [real, sharp]) {
    const { data, info } = await library(pixels, { raw: { width: 2, height: 1, channels: 3 } }).toBuffer({ resolveWithObject: true });
    assert.deepEqual([new Uint8Array(data), info.format], [pixels, 'raw']);
  }
});

test('a stream that is destroyed while it is written is an error', async () => {
  const chain = sharp();
  chain.write(bytes.subarray(0, 100));
  const made = chain.resize(8).toBuffer();
  chain.destroy();
  await assert.rejects(made, /closed before it ended/);
  await assert.rejects(chain.metadata(), /closed before it ended/);
});

test('a stream that was read closes, whatever it is read from', async () => {
  for (const library of [real, sharp]) {
    const chain = library(bytes).resize(8);
    const closed = new Promise((resolve) => chain.once('close', resolve));
    chain.resume();
    await closed;
  }
});

test('clones of a stream have its input, and options of their own', async () => {
  const source = sharp();
  const wide = source.clone().resize(64);
  const narrow = source.clone().resize(32).png();
  const made = [wide.toBuffer(), narrow.toBuffer({ resolveWithObject: true }), source.metadata()];
  source.end(bytes);
  const [first, { info }, { width }] = await Promise.all(made);
  assert.deepEqual([first, info.width, info.format, width], [expected, 32, 'png', 1280]);
});

test('an output has what was asked before it, and not what is asked after', async () => {
  const chain = make();
  const first = chain.toBuffer();
  chain.resize(10).png();
  assert.deepEqual(await first, expected);
});

test('errors have the words that programs match on', async () => {
  const text = Buffer.from('<html>not an image</html>');
  const cut = bytes.subarray(0, 5000);
  await writeFile(join(folder, 'text.jpg'), text);
  const rows = [
    [sharp(text), 'Input buffer contains unsupported image format'],
    [sharp(join(folder, 'text.jpg')), 'Input file contains unsupported image format'],
    [sharp(join(folder, 'none.jpg')), `Input file is missing: ${join(folder, 'none.jpg')}`],
    [sharp(bytes, { limitInputPixels: 1000 }), 'Input image exceeds pixel limit'],
    [sharp(bytes, { limitInputChannels: 2 }), 'Input image exceeds channel limit'],
  ];
  for (const [chain, message] of rows) {
    await assert.rejects(chain.toBuffer(), { message });
    await assert.rejects(chain.metadata(), { message });
  }
  await assert.rejects(sharp(cut).toBuffer(), { kind: 'truncated', message: /^Input buffer has corrupt image data: / });
  assert.equal((await sharp(cut, { failOn: 'none' }).resize(20).toBuffer({ resolveWithObject: true })).info.width, 20);
  await assert.rejects(sharp(bytes).extract({ left: 1, top: 1, width: 5000, height: 1 }).toBuffer(), /^Error: extract_area: bad extract area/);
  const error = await new Promise((resolve) => sharp(text).toBuffer(resolve));
  assert.equal(error.message, rows[0][1]);
  assert.match(error.stack, /at Sharp\.toBuffer[^]*calls\.test\.mjs/);
  const stream = sharp();
  const failed = new Promise((resolve) => stream.on('error', resolve));
  stream.end(text);
  stream.resume();
  const ended = new Promise((resolve) => stream.on('end', resolve));
  assert.equal((await failed).message, rows[0][1]);
  await ended;
  await assert.rejects(make().resize(16_384, 1).webp().toBuffer(), { message: 'Processed image is too large for the WebP format' });
});

test('wrong parameters are refused at once, in words as sharp has them', () => {
  const calls = [
    (library) => library(bytes).resize('a'),
    (library) => library(bytes).resize(0),
    (library) => library(bytes).resize(10, -1),
    (library) => library(bytes).resize(10, 10, { fit: 'zoinks' }),
    (library) => library(bytes).resize(10, 10, { position: 9 }),
    (library) => library(bytes).resize(10, 10, { kernel: 'wrong' }),
    (library) => library(bytes).resize(10, 10, { withoutEnlargement: 'yes' }),
    (library) => library(bytes).resize({ background: 'zoinks' }),
    (library) => library(bytes).extract({ left: 'x', top: 0, width: 1, height: 1 }),
    (library) => library(bytes).extend(),
    (library) => library(bytes).extend({ top: -1 }),
    (library) => library(bytes).extend({ extendWith: 'x' }),
    (library) => library(bytes).rotate('a'),
    (library) => library(bytes).jpeg({ quality: 101 }),
    (library) => library(bytes).jpeg({ chromaSubsampling: '4:2:2' }),
    (library) => library(bytes).jpeg({ progressive: 'x' }),
    (library) => library(bytes).jpeg({ quantisationTable: 9 }),
    (library) => library(bytes).png({ compressionLevel: 10 }),
    (library) => library(bytes).png({ colours: 1 }),
    (library) => library(bytes).png({ palette: true, dither: 2 }),
    (library) => library(bytes).webp({ quality: 0 }),
    (library) => library(bytes).webp({ effort: 7 }),
    (library) => library(bytes).webp({ preset: 'x' }),
    (library) => library(bytes).gif({ colours: 257 }),
    (library) => library(bytes).gif({ loop: -1 }),
    (library) => library(bytes).raw({ depth: 'x' }),
    (library) => library(bytes).timeout(),
    (library) => library(bytes).timeout({ seconds: 'x' }),
    (library) => library(bytes).ensureAlpha('x'),
    (library) => library(bytes).withIccProfile(1),
    (library) => library(bytes, { failOn: 'x' }),
    (library) => library(bytes, { limitInputPixels: -1 }),
    (library) => library(bytes, { density: 0 }),
    (library) => library(bytes, { pages: 'x' }),
    (library) => library(bytes, { raw: { width: 1 } }),
    (library) => library({ create: { width: 1, height: 1, channels: 3 } }),
    (library) => library(Buffer.alloc(0)),
    (library) => library(undefined),
    (library) => library(undefined, {}),
    (library) => library('in.jpg', 'zoinks'),
    (library) => library(bytes, { ignoreIcc: 'x' }),
    (library) => library(bytes, { limitInputChannels: 1.5 }),
    (library) => library(bytes, { sequentialRead: 1 }),
    (library) => library(bytes, { unlimited: 1 }),
    (library) => library(1),
    (library) => library.cache({ memory: -1 }),
    (library) => library.block({ operation: 1 }),
  ];
  const said = (call, library) => {
    try {
      call(library);
      return 'nothing';
    } catch ({ message }) {
      return message;
    }
  };
  for (const call of calls) assert.equal(said(call, sharp), said(call, real), String(call));
});

test('a timeout ends the work', async () => {
  const large = await real({ create: { width: 9000, height: 9000, channels: 3, background: 'red' } }).png().toBuffer();
  // A second is sharp's shortest: so many images at a time that each one waits longer.
  const asked = Array.from({ length: 8 }, () => sharp(large).timeout({ seconds: 1 }).resize(8000).png().toBuffer());
  const [first] = (await Promise.allSettled(asked)).filter(({ status }) => status === 'rejected');
  assert.match(first.reason.message, /^timeout: /);
});
