// The examples for servers, as a client sees them. Run by `cargo xtask test node`, which installs them and starts an S3 server.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { bytes, resizer } from './kit.mjs';

const { THUMBOX_SERVERS: servers } = process.env;
const options = { width: 400, height: 400, fit: 'cover', format: 'webp' };
const sha256 = (data) => createHash('sha256').update(data).digest('hex');

/** Starts an example on a free port, and returns its address. */
async function started(t, name) {
  const child = spawn(process.execPath, [name], { cwd: servers, env: { ...process.env, PORT: '0' }, stdio: ['ignore', 'pipe', 'inherit'] });
  t.after(() => child.kill());
  for await (const line of createInterface({ input: child.stdout })) return line;
  throw new Error(`${name} ended with ${child.exitCode}`);
}

function send(address, data) {
  const form = new FormData();
  form.append('photo', new File([data], 'a photo.jpg', { type: 'image/jpeg' }));
  return fetch(`${address}/thumbnail`, { method: 'POST', body: form });
}

for (const [name, tooLarge] of [['express.js', 413], ['fastify.js', 422]]) {
  test(`${name} answers with a thumbnail, or with what is wrong with the file`, async (t) => {
    const { outputs: [expected] } = await resizer(t).resize(bytes, options);
    const address = await started(t, name);
    const good = await send(address, bytes);
    assert.deepEqual([good.status, good.headers.get('Content-Type')], [200, 'image/webp']);
    assert.equal(sha256(Buffer.from(await good.arrayBuffer())), expected.sha256);
    const rows = [
      [Buffer.from('a text'), 422, 'unsupported-format'],
      [bytes.subarray(0, 3000), 422, 'truncated'],
      [Buffer.alloc(20_000_001), tooLarge, tooLarge === 413 ? 'LIMIT_FILE_SIZE' : 'too-large'],
    ];
    for (const [data, status, kind] of rows) {
      const bad = await send(address, data);
      assert.deepEqual([bad.status, (await bad.json()).kind], [status, kind]);
    }
    const many = await Promise.all(Array.from({ length: 30 }, () => send(address, bytes)));
    for (const answer of many) assert.equal(sha256(Buffer.from(await answer.arrayBuffer())), expected.sha256);
  });
}

test('lambda.mjs puts the thumbnail of an uploaded photo into the other bucket', async (t) => {
  const { outputs: [expected] } = await resizer(t).resize(bytes, { width: 400, height: 400, format: 'webp' });
  Object.assign(process.env, { AWS_REGION: 'us-east-1', S3_PATH_STYLE: '1', DESTINATION: 'thumbnails' });
  const { S3Client, CreateBucketCommand, PutObjectCommand, GetObjectCommand, HeadObjectCommand } = createRequire(join(servers, 'lambda.mjs'))('@aws-sdk/client-s3');
  const s3 = new S3Client({ forcePathStyle: true });
  for (const Bucket of ['photos', 'thumbnails']) await s3.send(new CreateBucketCommand({ Bucket }));
  const { handler } = await import(pathToFileURL(join(servers, 'lambda.mjs')));
  const upload = async (Key, Body) => {
    await s3.send(new PutObjectCommand({ Bucket: 'photos', Key, Body }));
    const key = encodeURIComponent(Key).replaceAll('%20', '+').replaceAll('%2F', '/');
    return { eventName: 'ObjectCreated:Put', s3: { bucket: { name: 'photos' }, object: { key } } };
  };
  const Records = [await upload('a b/Zoë+1.jpg', bytes), await upload('text.jpg', Buffer.from('a text'))];
  await handler({ Records });
  const { Body: body, ContentType: type } = await s3.send(new GetObjectCommand({ Bucket: 'thumbnails', Key: 'a b/Zoë+1.jpg' }));
  assert.deepEqual([type, sha256(await body.transformToByteArray())], ['image/webp', expected.sha256]);
  await assert.rejects(s3.send(new HeadObjectCommand({ Bucket: 'thumbnails', Key: 'text.jpg' })), { name: 'NotFound' });
});
