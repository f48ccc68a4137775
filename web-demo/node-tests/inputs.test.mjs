// What can be given to the package under Node, and what it gives. Run by `cargo xtask test node`.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { mkdir, readdir, readFile, realpath, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { basename, join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import vm from 'node:vm';
import { probe, resize, ThumboxError } from 'thumbox';
import { bytes, folder, photo, resizer, sha256 } from './kit.mjs';

const small = { width: 9, format: 'png' };

test('all kinds of images give the same bytes', async (t) => {
  const made = resizer(t);
  const { outputs: [{ sha256: expected }] } = await made.resize(bytes, small);
  const padded = Buffer.concat([Buffer.alloc(3), bytes, Buffer.alloc(5)]);
  const shared = new SharedArrayBuffer(bytes.length);
  new Uint8Array(shared).set(bytes);
  const buffer = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length);
  async function* parts() {
    for (let at = 0; at < bytes.length; at += 10_000) yield bytes.subarray(at, at + 10_000);
  }
  const images = {
    Buffer: bytes,
    'a part of a Buffer': padded.subarray(3, -5),
    ArrayBuffer: buffer,
    DataView: new DataView(buffer),
    SharedArrayBuffer: shared,
    'an array of another realm': vm.runInNewContext('new Uint8Array(buffer)', { buffer }),
    path: photo,
    'file: URL': pathToFileURL(photo),
    'text of a file: URL': pathToFileURL(photo).href,
    'stream of a file': createReadStream(photo),
    'stream of parts': Readable.from(parts()),
    'async iterable': parts(),
    'web stream': new Blob([bytes]).stream(),
    Blob: new Blob([bytes]),
    File: new File([bytes], 'a.jpg'),
    Response: new Response(bytes),
  };
  for (const [kind, image] of Object.entries(images)) {
    assert.equal((await made.resize(image, small)).outputs[0].sha256, expected, kind);
  }
  // The caller's bytes are the caller's still.
  assert.equal(buffer.byteLength, bytes.length);
  assert.equal((await made.probe(photo)).format, 'jpeg');
});

test('a URL is fetched, and a text never is', async (t) => {
  const asked = [];
  const server = createServer((request, response) => {
    asked.push(request.url);
    response.end(request.url === '/endless' ? undefined : bytes);
  });
  await new Promise((resume) => server.listen(0, '127.0.0.1', resume));
  t.after(() => server.close());
  const address = `http://127.0.0.1:${server.address().port}/a%20b.jpg`;
  const { outputs: [output] } = await resize(new URL(address), small);
  assert.equal(output.file.name, 'a b.png');
  await assert.rejects(resize(address, small), { kind: 'invalid-options', message: /texts are paths; pass new URL/ });
  assert.deepEqual(asked, ['/a%20b.jpg']);
});

test('names and times are those of the file', async () => {
  const { outputs: [output] } = await resize(photo, small);
  assert.equal(output.file.name, basename(photo).replace(/\.\w+$/, '.png'));
  const { outputs: [ofStream] } = await resize(createReadStream(photo), small);
  assert.equal(ofStream.file.name, output.file.name);
  const { outputs: [ofRecipe] } = await resize(photo, 'lab', { bucket: 'b' });
  assert.match(ofRecipe.key, new RegExp(basename(photo).replace(/\.\w+$/, '')));
});

test('what is no image is refused, and says what to do', async (t) => {
  const made = resizer(t);
  const own = await folder(t);
  const fifo = join(own, 'fifo');
  assert.equal(spawnSync('mkfifo', [fifo]).status, 0);
  const detached = new ArrayBuffer(8);
  structuredClone(detached, { transfer: [detached] });
  const read = Readable.from([bytes]);
  await read.toArray();
  const locked = new Blob([bytes]).stream();
  locked.getReader();
  const failing = new PassThrough();
  failing.on('error', () => {}).destroy(new Error('the cable'));
  const texts = createReadStream(photo, { encoding: 'latin1' });
  const rows = [
    [join(own, 'none.jpg'), 'unreadable', /none\.jpg could not be read: no such file or directory$/],
    ['', 'unreadable', /could not be read: no such file/],
    ['a\0b', 'unreadable', /could not be read/],
    [own, 'unreadable', /is a folder; pass the path of a file/],
    [fifo, 'unreadable', /is no regular file; pass the path of a file, or a stream/],
    [new URL('file://elsewhere/a.jpg'), 'invalid-options', /which is no path of this system/],
    ['data:image/png;base64,AA==', 'invalid-options', /texts are paths/],
    [detached, 'unreadable', /was transferred/],
    [read, 'unreadable', /was read already/],
    [locked, 'unreadable', /has a reader already/],
    [failing, 'unreadable', /was read already/],
    [texts, 'unreadable', /the stream gives a string; expected bytes/],
    [Promise.resolve(bytes), 'invalid-options', /is a Promise; await it first/],
    [3, 'invalid-options', /^the image is 3; expected a Buffer/],
    [null, 'invalid-options', /^the image is null; expected a Buffer/],
    [undefined, 'invalid-options', /^the image is undefined/],
    [{ path: photo }, 'invalid-options', /^the image is an Object; expected a Buffer/],
    [Buffer.alloc(0), 'truncated', /./],
    [Buffer.from('a text'), 'unsupported-format', /^this is not an image/],
  ];
  for (const [image, kind, message] of rows) {
    const error = await made.resize(image, small).catch((error) => error);
    assert.ok(error instanceof ThumboxError, `${message}: ${error}`);
    assert.equal(error.kind, kind, error.message);
    assert.match(error.message, message);
  }
  await assert.rejects(probe(own), { kind: 'unreadable' });
});

test('no more is read than the limit allows', async (t) => {
  const made = resizer(t);
  const limits = { maxFileBytes: 5000 };
  const tooLarge = { kind: 'too-large', maxFileBytes: 5000 };
  let given = 0;
  const stream = new Readable({
    read() {
      given += 1000;
      this.push(Buffer.alloc(1000));
    },
  });
  const web = new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array(1000)) });
  for (const image of [photo, bytes, new Blob([bytes]), stream, createReadStream(photo), web]) {
    await assert.rejects(made.resize(image, small, { limits }), tooLarge);
  }
  assert.equal(stream.destroyed, true);
  assert.ok(given < 100_000, `${given}`);
});

test('a request with too large a body can still be answered', async (t) => {
  const made = resizer(t);
  const server = createServer(async (request, response) => {
    try {
      const { outputs: [output] } = await made.resize(request, small, { limits: { maxFileBytes: 200_000 } });
      await pipeline(output.file.stream(), response);
    } catch ({ kind }) {
      response.writeHead(413).end(kind);
    }
  });
  await new Promise((resume) => server.listen(0, '127.0.0.1', resume));
  t.after(() => server.close());
  const send = (body) => fetch(`http://127.0.0.1:${server.address().port}`, { method: 'POST', body });
  const good = await send(bytes);
  assert.equal((await made.probe(Buffer.from(await good.arrayBuffer()))).width, 9);
  const large = await send(Buffer.alloc(400_000));
  assert.deepEqual([large.status, await large.text()], [413, 'too-large']);
});

test('an output is a File, bytes, and a file on disk', async (t) => {
  const own = await folder(t);
  const { outputs: [output] } = await resize(photo, { width: 40, format: 'webp' });
  assert.ok(Buffer.isBuffer(output.data));
  assert.equal(sha256(output.data), output.sha256);
  assert.equal(sha256(Buffer.from(await output.file.arrayBuffer())), output.sha256);
  assert.deepEqual(Object.keys(JSON.parse(JSON.stringify(output))).includes('data'), false);
  const path = join(own, 'a.webp');
  for (const given of [path, pathToFileURL(path), path]) await output.toFile(given);
  assert.equal(sha256(await readFile(path)), output.sha256);
  // Behind a link, the file is replaced, and the link stays.
  const link = join(own, 'link.webp');
  await writeFile(join(own, 'behind.webp'), 'old');
  await symlink('behind.webp', link);
  await output.toFile(link);
  assert.equal(await realpath(link), join(await realpath(own), 'behind.webp'));
  assert.equal(sha256(await readFile(link)), output.sha256);
  assert.deepEqual((await readdir(own)).toSorted(), ['a.webp', 'behind.webp', 'link.webp']);
});

test('what cannot be written is an error, and what was there stays', async (t) => {
  const own = await folder(t);
  const { outputs: [output] } = await resize(photo, small);
  await mkdir(join(own, 'folder'));
  const rows = [
    [join(own, 'none/a.png'), 'unwritable', /a\.png could not be written: no such file or directory/],
    [join(own, 'folder'), 'unwritable', /it is a folder/],
    ['/dev/null', 'unwritable', /it is no regular file/],
    [join(own, `${'a'.repeat(300)}.png`), 'unwritable', /could not be written: name too long/],
    [3, 'invalid-options', /^the path is 3; expected a path or a file: URL/],
    ['http://a/b.png', 'invalid-options', /texts are paths/],
  ];
  for (const [path, kind, message] of rows) await assert.rejects(output.toFile(path), { kind, message });
  assert.deepEqual(await readdir(own), ['folder']);
});
