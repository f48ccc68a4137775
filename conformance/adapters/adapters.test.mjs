// What the adapters in JavaScript do with recipes, with what a page sends, and with what is not true.
import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import { checked } from './protocol.mjs';
import { Queue } from './queue.mjs';
import { withKeys } from './recipe-with-keys.mjs';
import { resized } from './with-package.mjs';

const ABC = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';

test('each output has a key of its own', () => {
  const limits = { tolerant: true };
  assert.deepEqual(withKeys({}), { outputs: [{ key: '{key}/0' }] });
  assert.deepEqual(withKeys({ output: { width: 9 }, limits }), { limits, outputs: [{ width: 9, key: '{key}/0' }] });
  const several = withKeys({ outputs: [{ width: 9, key: 'a' }, { width: 8 }] });
  assert.deepEqual(several.outputs.map(({ key }) => key), ['{key}/0', '{key}/1']);
});

test('what the package says about its files must be true', () => {
  const file = Buffer.from('abc');
  const said = { outputs: [{ format: 'png', bytes: 3, sha256: ABC }], warnings: ['damage'] };
  assert.deepEqual(checked(said, [file]), said);
  for (const wrong of [{ bytes: 4 }, { sha256: ABC.replace('b', 'c') }]) {
    assert.throws(() => checked({ outputs: [{ ...said.outputs[0], ...wrong }], warnings: [] }, [file]), /the file has 3 bytes/);
  }
  assert.deepEqual(checked({ error: 'malformed' }, []), { error: 'malformed' });
});

test('only the words of the contract are errors', async () => {
  const answer = (kind) => resized({ resize: () => Promise.reject(Object.assign(new Error('why'), { kind })) }, undefined, {});
  assert.deepEqual(await answer('truncated'), { error: 'truncated' });
  assert.deepEqual(await answer('trap'), { failure: 'trap: why' });
  assert.deepEqual(await answer(undefined), { failure: 'Error: why' });
});

test('a page gets several vectors at once, and each gets its own answer', async () => {
  const queue = new Queue();
  const asked = ['one', 'two', 'three'].map((text, index) => queue.ask({ index }, Buffer.from(text)));
  const response = sent();
  queue.next(undefined, response);
  const { status, fields, rest } = await response.ended;
  assert.deepEqual([status, rest], [200, 'onetwothree']);
  assert.deepEqual(fields.map(({ recipe, length }) => [recipe.index, length]), [[0, 3], [1, 3], [2, 5]]);
  const [first, second, third] = fields.map(({ number }) => number);
  const made = (...lengths) => ({ outputs: lengths.map((bytes) => ({ bytes })) });
  const answers = [
    { number: third, said: made(2, 1) },
    { number: first, said: { error: 'malformed' } },
    { number: second, said: made(3) },
  ];
  await queue.answer(Readable.from([Buffer.from(`${JSON.stringify(answers)}\nab`), Buffer.from('cdef')]), sent());
  const files = (await Promise.all(asked)).map(({ files }) => files.map(String));
  assert.deepEqual(files, [[], ['def'], ['ab', 'c']]);
});

test('a page that is not loaded is told', async () => {
  await assert.rejects(new Queue().greeted(1), /the page was not loaded within 0.001 s/);
});

/** A response of a server; `ended` has its status and what was sent. */
function sent() {
  let status;
  const response = {};
  response.ended = new Promise((resolve) => {
    response.writeHead = (code) => ((status = code), response);
    response.end = (body = '') => {
      const [head, rest] = String(body).split('\n');
      resolve({ status, fields: head && JSON.parse(head), rest });
    };
  });
  return response;
}
