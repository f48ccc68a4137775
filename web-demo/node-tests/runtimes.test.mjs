// Deno and Bun run the package for Node, and give what Node gives. Run by `cargo xtask test node`.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** The folder into which npm has installed Deno and Bun. */
const modules = join(process.env.THUMBOX_RUNTIMES, 'node_modules');
const program = fileURLToPath(new URL('runtime-program.mjs', import.meta.url));

/** Their packages have a package for each platform, which has the program. Nothing is run to install it. */
const installed = (scope, ...path) => {
  const folder = join(modules, scope);
  return join(folder, readdirSync(folder)[0], ...path);
};

/** Runs the program, which has to end by itself. */
async function said(command, ...words) {
  const { stdout } = await promisify(execFile)(command, [...words, program], { timeout: 120_000 });
  return JSON.parse(stdout);
}

const byNode = await said(process.execPath);

test('Node makes what the program asks for', () => {
  assert.deepEqual(byNode.kinds, ['unsupported-format', 'unreadable', 'too-large', 'AbortError', 'deadline']);
  assert.equal(new Set(['path', 'Buffer', 'stream', 'web stream', 'Response'].map((name) => byNode[name])).size, 1);
  assert.deepEqual([byNode.written, byNode.after, byNode.codecs.every(Boolean)], [true, 1, true]);
});

test('Deno', async () => assert.deepEqual(await said(installed('@deno', 'deno'), 'run', '--allow-all'), byNode));

test('Bun', async () => assert.deepEqual(await said(installed('@oven', 'bin/bun')), byNode));
