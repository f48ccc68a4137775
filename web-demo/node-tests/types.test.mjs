// What TypeScript says of the package in programs for Node: as modules, with `require`, and for bundlers. Run by
// `cargo xtask test node`.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

/** The folder node_modules with TypeScript and the types of Node. */
const { THUMBOX_TYPESCRIPT: modules } = process.env;
const beside = (name) => fileURLToPath(new URL(name, import.meta.url));

async function checked(name, files, options) {
  const compilerOptions = {
    strict: true, exactOptionalPropertyTypes: true, noEmit: true, target: 'es2022', lib: ['es2022'], skipLibCheck: false,
    types: ['node'], typeRoots: [join(modules, '@types')], ...options,
  };
  const path = beside(`${name}.json`);
  await writeFile(path, JSON.stringify({ compilerOptions, files }));
  const { status, stdout } = spawnSync(process.execPath, [join(modules, 'typescript/bin/tsc'), '-p', path], { encoding: 'utf8' });
  assert.equal(status, 0, stdout);
}

test('as Node has it', () => checked('types-node16', ['types.mts', 'types.cts'], { module: 'node16', moduleResolution: 'node16' }));

test('as bundlers have it', () => checked('types-bundler', ['types.mts'], { module: 'esnext', moduleResolution: 'bundler' }));
