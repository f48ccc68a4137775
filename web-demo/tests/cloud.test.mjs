// What of the upload needs no browser, with a server that answers as it is told to. Run by `cargo xtask test`; alone:
//   node --test web-demo/tests/cloud.test.mjs
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { delay, pause } from '../page/backoff.js';
import { texts, watch } from '../page/monitor.js';
import { CloudError, newKey, sha256, Signer } from '../page/signer.js';
import { thumbnails } from '../page/thumbnails.js';
import { MOST_ATTEMPTS, upload } from '../page/upload.js';
import { listen, put } from './http.mjs';
import { sizes } from '../page/words.js';

const UUID = '0f8fad5b-d9cb-469f-a165-70867728950e';
const EXPIRED = '<Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>';
const photo = new Blob(['a photo']);
const digestOf = (text) => createHash('sha256').update(text).digest('hex');

/** A test with a server that gives one answer after the other, and the last one again and again. */
function withAnswers(name, answers, run) {
  test(name, async () => {
    let number = 0;
    const server = await listen(({ socket }, response) => {
      const answer = answers[Math.min(number++, answers.length - 1)];
      if (answer === 'broken') return socket.destroy();
      if (answer === 'silent') return undefined;
      const { status = 200, text = '', headers = {} } = answer;
      return response.writeHead(status, headers).end(text);
    });
    try {
      await run(server);
    } finally {
      await server.close();
    }
  });
}

/** Uploads `photo`, and collects what is told meanwhile. */
function send(server, options = {}) {
  const told = [];
  let signatures = 0;
  const sign = async () => ({ upload: { url: `${server.url}${++signatures}`, headers: { 'content-type': 'image/png' } } });
  const onState = (state) => told.push(state);
  return { told, done: upload({ body: photo, sign, put, delayOf: () => 1, onState, ...options }) };
}

withAnswers('an upload is sent once where all goes well', [{}], async (server) => {
  const { told, done } = send(server);
  assert.equal((await done).upload.url, `${server.url}1`);
  assert.deepEqual(server.seen, [['PUT', '/1', Buffer.from('a photo')]]);
  assert.deepEqual(told.map(({ state }) => state), ['signing', 'sending', 'sending']);
  assert.equal(told.at(-1).loaded, photo.size);
});

withAnswers('a broken connection and a busy server are tried again, each time with another signature', ['broken', { status: 503 }, {}], async (server) => {
  const { told, done } = send(server);
  await done;
  assert.deepEqual(server.seen.map(([, path]) => path), ['/1', '/2', '/3']);
  const waits = told.filter(({ state }) => state === 'waiting');
  assert.deepEqual(waits.map(({ attempt, error }) => [attempt, error.kind]), [[1, 'network'], [2, 'answer']]);
});

withAnswers('an attempt that arrived without an answer is not sent over', ['broken', { status: 409 }, { status: 412 }], async (server) => {
  await send(server).done;
  assert.equal(server.seen.length, 3);
});

withAnswers('what is there before the first attempt is not ours', [{ status: 412, text: '<Code>PreconditionFailed</Code>' }], async (server) => {
  await assert.rejects(send(server).done, { kind: 'PreconditionFailed' });
});

withAnswers('a signature that is too old is asked for again, at once', [{ status: 403, text: EXPIRED }, {}], async (server) => {
  const { told, done } = send(server, { delayOf: () => assert.fail('it waits') });
  await done;
  assert.equal(server.seen.length, 2);
  assert.deepEqual([told[2].state, told[2].ms], ['sending', undefined]);
  assert.equal(told.find(({ state }) => state === 'waiting').ms, 0);
});

withAnswers('what S3 refuses is not sent again', [{ status: 403, text: '<Code>SignatureDoesNotMatch</Code><Message>No.</Message>' }], async (server) => {
  await assert.rejects(send(server).done, { name: 'CloudError', kind: 'SignatureDoesNotMatch', message: 'No.', status: 403 });
  assert.equal(server.seen.length, 1);
});

withAnswers('trouble that stays is told', [{ status: 500, text: 'no XML' }], async (server) => {
  await assert.rejects(send(server).done, { kind: 'answer', status: 500, message: 'S3 answered with status 500' });
  assert.equal(server.seen.length, MOST_ATTEMPTS);
});

withAnswers('a signer that is busy is asked again, and one that refuses is not', [{}], async (server) => {
  const refusals = [new CloudError('network', 'gone'), new CloudError('size', 'too large', { status: 413 })];
  const sign = async () => {
    throw refusals.shift() ?? assert.fail('it asks again');
  };
  await assert.rejects(send(server, { sign }).done, { kind: 'size' });
  assert.equal(server.seen.length, 0);
});

withAnswers('an upload can be given up while it is sent', ['silent'], async (server) => {
  const stop = new AbortController();
  const { done } = send(server, { signal: stop.signal });
  while (server.seen.length === 0) await pause(5);
  stop.abort();
  await assert.rejects(done, { name: 'AbortError' });
});

withAnswers('an upload can be given up while it waits', ['broken'], async (server) => {
  const stop = new AbortController();
  const onState = ({ state }) => state === 'waiting' && setTimeout(() => stop.abort());
  await assert.rejects(send(server, { signal: stop.signal, onState, delayOf: () => 60_000 }).done, { name: 'AbortError' });
  assert.equal(server.seen.length, 1);
});

/** Waits for thumbnails with these expected texts, under the paths /0, /1, ... */
function wait(server, texts, options = {}) {
  const expected = texts.map((text, index) => ({
    bucket: 'b',
    key: String(index),
    sha256: digestOf(text),
    bytes: text.length,
    component: 'c1',
    codec: 'd1',
    recipe: 'r1',
  }));
  let signatures = 0;
  const sign = async () => {
    signatures++;
    return { results: [...texts.keys(), 'failed'].map((name) => ({ url: `${server.url}${name}` })) };
  };
  const done = thumbnails({ expected, sign, delayOf: () => 1, limit: 5_000, ...options });
  return done.then((outcomes) => ({ outcomes, signatures }));
}

withAnswers('a thumbnail that comes later with the same bytes is identical', [{ status: 404 }, { status: 404 }, { text: 'small' }], async (server) => {
  const { outcomes, signatures } = await wait(server, ['small']);
  assert.deepEqual(outcomes, [{ state: 'identical' }]);
  assert.deepEqual([server.seen.length, signatures], [3, 1]);
});

withAnswers(
  'what differs is said: bytes, and what the receipt says of component, codec and recipe',
  [{ text: 'other', headers: { 'x-amz-meta-thumbox-component': 'c2', 'x-amz-meta-thumbox-codec': 'd2', 'x-amz-meta-thumbox-recipe': 'r1' } }],
  async (server) => {
    const { outcomes } = await wait(server, ['small']);
    const differences = [
      { what: 'component', expected: 'c1', found: 'c2' },
      { what: 'codec', expected: 'd1', found: 'd2' },
      { what: 'sha256', expected: digestOf('small'), found: digestOf('other') },
    ];
    assert.deepEqual(outcomes, [{ state: 'differs', differences }]);
  },
);

test('each thumbnail is told as soon as it is known, and only those that wait are asked for', async () => {
  let rounds = 0;
  const server = await listen(({ path }, response) => {
    if (path === '/0') return response.end('first');
    return ++rounds < 4 ? response.writeHead(404).end() : response.end('longer');
  });
  const told = [];
  const { outcomes } = await wait(server, ['first', 'second'], { onOutcome: (...outcome) => told.push(outcome) });
  assert.equal(outcomes[1].state, 'differs');
  assert.deepEqual(told, [[0, outcomes[0]], [1, outcomes[1]]]);
  assert.equal(server.seen.filter(([, path]) => path === '/0').length, 1);
  await server.close();
});

test('what the function says of a failure ends the wait for all', async () => {
  const description = { kind: 'truncated', error: 'the file ends early' };
  const server = await listen(({ path }, response) => {
    if (path === '/failed') return response.end(JSON.stringify(description));
    return path === '/0' ? response.end('first') : response.writeHead(404).end();
  });
  const { outcomes } = await wait(server, ['first', 'second'], { failed: { bucket: 'b', key: 'failed' } });
  const failed = { state: 'failed', kind: 'truncated', message: 'the file ends early' };
  assert.deepEqual(outcomes, [{ state: 'identical' }, failed]);
  await server.close();
});

withAnswers('what is not there in time is missing', [{ status: 404 }], async (server) => {
  const { outcomes } = await wait(server, ['small'], { limit: 50, delayOf: () => 10 });
  assert.equal(outcomes[0].state, 'missing');
  assert.match(outcomes[0].message, /the function's log/);
});

withAnswers('expired addresses are signed again, and broken connections tried again', [{ status: 403, text: EXPIRED }, 'broken', { status: 503 }, { text: 'small' }], async (server) => {
  const { outcomes, signatures } = await wait(server, ['small']);
  assert.deepEqual(outcomes, [{ state: 'identical' }]);
  assert.equal(signatures, 4);
});

withAnswers('what may not be read is not asked for until the end', [{ status: 403, text: '<Code>AccessDenied</Code>' }], async (server) => {
  const { outcomes } = await wait(server, ['small'], { limit: 60_000 });
  assert.deepEqual(outcomes, [{ state: 'missing', message: 'S3 answered with status 403' }]);
});

withAnswers('waiting can be given up', [{ status: 404 }], async (server) => {
  const stop = new AbortController();
  setTimeout(() => stop.abort(), 30);
  await assert.rejects(wait(server, ['small'], { signal: stop.signal }), { name: 'AbortError' });
});

test('the signer is asked, and its refusals are errors', async () => {
  const server = await listen(({ path, body }, response) => {
    if (path === '/api/config') return response.end('{"bucket":"b"}');
    const { key } = JSON.parse(body);
    if (key === 'odd') return response.writeHead(502).end('<html>');
    return response.writeHead(400).end('{"error":{"kind":"key","message":"the key is odd"}}');
  });
  const signer = new Signer(`${server.url}api/`);
  assert.deepEqual(await signer.config(), { bucket: 'b' });
  const question = { key: 'k', size: 1, type: 'image/png', sha256: '00', results: [{ bucket: 'b', key: 'k', sha256: 'x' }] };
  await assert.rejects(signer.sign(question), { kind: 'key', message: 'the key is odd', status: 400, passes: false });
  assert.deepEqual(JSON.parse(server.seen[1][2]).results, [{ bucket: 'b', key: 'k' }]);
  await assert.rejects(signer.sign({ ...question, key: 'odd' }), { kind: 'answer', status: 502, passes: true });
  await server.close();
  await assert.rejects(signer.config(), { kind: 'network', passes: true });
});

test('a signer that is silent, or stops in its answer, is not waited for without end', async () => {
  const server = await listen(({ path }, response) => path === '/config' && response.writeHead(200).write('{"bucket"'));
  const signer = new Signer(server.url, undefined, { patience: 50 });
  const silent = { kind: 'network', passes: true, message: /does not answer: nothing for 0.05 s$/ };
  await assert.rejects(signer.config(), silent);
  await assert.rejects(signer.monitor(), silent);
  await assert.rejects(signer.config(AbortSignal.timeout(5)), { name: 'TimeoutError' });
  await server.close();
});

withAnswers('S3 that is silent about a thumbnail is asked again', ['silent', { text: 'small' }], async (server) => {
  const { outcomes } = await wait(server, ['small'], { patience: 50 });
  assert.deepEqual(outcomes, [{ state: 'identical' }]);
});

withAnswers('S3 that is silent for good is told', ['silent'], async (server) => {
  const { outcomes } = await wait(server, ['small'], { patience: 20, limit: 100 });
  assert.match(outcomes[0].message, /does not answer: nothing for 0.02 s$/);
});

test('keys are such as the signer takes', () => {
  assert.equal(newKey('', 'Zoë 1+1.jpg', UUID), `${UUID}/Zoë 1+1.jpg`);
  assert.equal(newKey('in/', 'a/./../b//c\n.jpg', UUID), `in/${UUID}/a/b/c_.jpg`);
  assert.equal(newKey('', '..', UUID), `${UUID}/unnamed`);
  assert.equal(newKey('', 'half \ud800', UUID), `${UUID}/half \ufffd`);
  assert.notEqual(newKey('', 'a'), newKey('', 'a'));
});

test('digests are those of the bytes', async () => {
  assert.equal(await sha256(photo), digestOf('a photo'));
  assert.equal(await sha256(new TextEncoder().encode('a photo')), digestOf('a photo'));
});

test('waits grow to a limit, and half of each is left to chance', () => {
  const most = [1, 2, 3, 4, 20].map((number) => delay(number, { random: () => 1 }));
  const least = [1, 2, 3, 4, 20].map((number) => delay(number, { random: () => 0 }));
  assert.deepEqual(most, [500, 1_000, 2_000, 4_000, 10_000]);
  assert.deepEqual(least, most.map((ms) => ms / 2));
});

test('figures are asked for only while somebody sees them, and no more after the end', async () => {
  const seen = new EventTarget();
  const shown = [];
  let asked = 0;
  let visible = false;
  const ask = async () => {
    if (++asked === 2) throw new CloudError('network', 'gone');
    return { invocations: asked };
  };
  const end = watch({ ask, show: (what) => shown.push(what), isSeen: () => visible, seen, every: 5 });
  await pause(30);
  assert.equal(asked, 0);
  visible = true;
  seen.dispatchEvent(new Event('change'));
  while (asked < 3) await pause(5);
  assert.deepEqual(shown[0], { figures: { invocations: 1 } });
  assert.equal(shown[1].error.kind, 'network');
  visible = false;
  await pause(10);
  const before = asked;
  await pause(30);
  assert.equal(asked, before);
  visible = true;
  end();
  seen.dispatchEvent(new Event('change'));
  await pause(30);
  assert.equal(asked, before);
});

test('what there is nothing about is a dash', () => {
  const nothing = { invocations: 0, duration: null, errors: 0, successRate: null, throttles: null };
  assert.deepEqual(texts(nothing).map(([, text]) => text), ['0', '–', '–', '–', '0', '–', '–']);
  const some = { invocations: 3, duration: { minimum: 7.4, average: 20.5, maximum: 284 }, errors: 1, successRate: 66.667, throttles: 0 };
  assert.deepEqual(texts(some).map(([, text]) => text), ['3', '7 ms', '21 ms', '284 ms', '1', '66.7 %', '0']);
});

test('two sizes are written so that they differ', () => {
  assert.deepEqual(sizes(16_000_000, 10_000_000), ['16 MB', '10 MB']);
  assert.deepEqual(sizes(10_000_001, 10_000_000), ['10,000,001 bytes', '10,000,000 bytes']);
});
