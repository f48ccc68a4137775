// What the tests of the package under Node share. They lie in a folder into which npm has installed the packages.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createResizer } from 'thumbox';

/** The path of a photo. */
export const { THUMBOX_SAMPLE: photo } = process.env;
export const bytes = await readFile(photo);
export const sha256 = (data) => createHash('sha256').update(data).digest('hex');

/** A resizer that is closed at the end of its test. */
export function resizer(t, options) {
  const made = createResizer(options);
  t.after(() => made.close());
  return made;
}

/** A folder that is removed at the end of a test. */
export async function folder(t) {
  const made = await mkdtemp(join(tmpdir(), 'thumbox-test-'));
  t.after(() => rm(made, { recursive: true, force: true }));
  return made;
}

/** Runs a script of this folder, or with options of Node, to its end: `{ status, stdout, stderr }`. */
export function node(...words) {
  const child = spawn(process.execPath, words, { cwd: import.meta.dirname ?? new URL('.', import.meta.url).pathname });
  const said = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr']) child[name].setEncoding('utf8').on('data', (text) => (said[name] += text));
  return new Promise((resolve) => child.on('close', (status) => resolve({ status, ...said })));
}
