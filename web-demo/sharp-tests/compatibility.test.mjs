// Each entry of compatibility.mjs, on sharp and on @thumbox/sharp. Run by `cargo xtask test node`, which installs both.
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import real from 'sharp';
import ours from '@thumbox/sharp';
import { beyond, members } from './compatibility.mjs';
import { compare } from './compare.mjs';
import { images as make } from './images.mjs';
import { TOLERANCES } from './outcomes.mjs';
import { interfacesOf } from './types-of-sharp.mjs';

const folder = await mkdtemp(join(tmpdir(), 'thumbox-sharp-'));
after(() => rm(folder, { recursive: true, force: true }));
const images = await make(folder);

/** What a call says where it throws, at once or by its promise. */
async function refusal(call) {
  try {
    await (await call(ours, images)).toBuffer?.();
  } catch (error) {
    return error.message;
  }
  return 'nothing was thrown';
}

const tests = {
  async offered({ chain, value, check, tolerance, except }) {
    if (value) return assert.deepEqual(await value(ours, images), await value(real, images));
    if (check) return check(ours, images);
    const { psnr, ours: made } = await compare(chain, [real, ours], images, except);
    const least = tolerance ?? TOLERANCES[made.info.format];
    assert.ok(psnr >= least, `${psnr.toFixed(1)} dB, and at least ${least} are expected`);
  },
  async 'ignored with a note'(entry, name) {
    const told = [];
    const listener = ({ message }) => told.push(message);
    process.on('warning', listener);
    await tests.offered(entry);
    process.off('warning', listener);
    const isTold = told.some((message) => /^\w+ is ignored by @thumbox\/sharp: /.test(message));
    // The process is told once for each option; spellings of one option are one.
    assert.ok(isTold || warned.has(name.replace('ize', 'ise')), 'no warning');
    warned.add(name.replace('ize', 'ise'));
  },
  async throws({ call }) {
    assert.match(await refusal(call), /is not supported by @thumbox\/sharp; see docs\/from-sharp\.md$/);
  },
  absent() {},
};
const warned = new Set();

for (const [name, entries] of Object.entries(members)) {
  describe(name, () => {
    for (const [member, entry] of Object.entries(entries)) test(`${member}: ${entry.outcome}`, () => tests[entry.outcome](entry, member));
  });
}

test('every member of the types that sharp ships has an entry', async () => {
  const interfaces = await interfacesOf(createRequire(import.meta.url).resolve('sharp'));
  for (const [name, found] of interfaces) {
    if (name in beyond) continue;
    assert.deepEqual(Object.keys(members[name] ?? {}).sort(), found.filter((member) => member !== 'prototype').sort(), name);
  }
  for (const name of [...Object.keys(members), ...Object.keys(beyond)]) assert.ok(interfaces.has(name), `sharp's types have no ${name}`);
});

test('no method of sharp is missing, and none is a silent no-op', () => {
  const methodsOf = (library) => Object.keys(members.Sharp).filter((name) => typeof library.prototype[name] === 'function');
  assert.deepEqual(methodsOf(ours), methodsOf(real));
});
