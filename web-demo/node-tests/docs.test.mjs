// The programs of docs/node.md, run as they are. Run by `cargo xtask test node`.
import assert from 'node:assert/strict';
import { copyFile, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { probe } from 'thumbox';
import { folder, node, photo } from './kit.mjs';

const { THUMBOX_GUIDE: guide } = process.env;

test('the first program makes two thumbnails', async (t) => {
  const [, program] = (await readFile(guide, 'utf8')).match(/```js\n(.*?)```/s);
  const own = await folder(t);
  const modules = join(dirname(fileURLToPath(import.meta.url)), 'node_modules');
  await symlink(modules, join(own, 'node_modules'));
  await copyFile(photo, join(own, 'photo.jpg'));
  await writeFile(join(own, 'program.mjs'), program);
  const { status, stdout, stderr } = await node('--input-type=module', '--eval', `process.chdir(${JSON.stringify(own)}); await import(${JSON.stringify(join(own, 'program.mjs'))});`);
  assert.deepEqual([status, stderr], [0, '']);
  assert.match(stdout, /^jpeg \[/);
  const made = (await readdir(own)).filter((name) => /^\d+\./.test(name)).toSorted();
  assert.equal(made.length, 2);
  const infos = await Promise.all(made.map((name) => probe(join(own, name))));
  assert.deepEqual(infos.map(({ format }) => format).toSorted(), ['jpeg', 'webp']);
});
