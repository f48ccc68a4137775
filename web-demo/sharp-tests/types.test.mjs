// What TypeScript says of programs that use the drop-in, as modules and with `require`. Run by `cargo xtask test node`.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

/** The folder node_modules with TypeScript and the types of Node. */
const { THUMBOX_TYPESCRIPT: modules } = process.env;

test('programs compile, and wrong ones do not', async () => {
  const compilerOptions = {
    strict: true, exactOptionalPropertyTypes: true, noEmit: true, target: 'es2022', lib: ['es2022'], skipLibCheck: false, module: 'node16',
    moduleResolution: 'node16', types: ['node'], typeRoots: [join(modules, '@types')],
  };
  const path = fileURLToPath(new URL('types.json', import.meta.url));
  await writeFile(path, JSON.stringify({ compilerOptions, files: ['types.mts', 'types.cts'] }));
  const { status, stdout } = spawnSync(process.execPath, [join(modules, 'typescript/bin/tsc'), '-p', path], { encoding: 'utf8' });
  assert.equal(status, 0, stdout);
});
