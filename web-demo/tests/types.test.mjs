// What TypeScript says of the packages, as npm has installed them for the examples. Run by `cargo xtask page --test`.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { installed } from './kit.mjs';

const beside = (name) => fileURLToPath(new URL(name, import.meta.url));

test('TypeScript takes what is right, and refuses what is wrong', async () => {
  const declarations = {
    thumbox: installed('uppy', 'thumbox/index.d.ts'),
    'thumbox/element.js': installed('uppy', 'thumbox/element.d.ts'),
    '@thumbox/heic': installed('bundlers', '@thumbox/heic/index.d.ts'),
    '@thumbox/react': installed('react-vite', '@thumbox/react/index.d.ts'),
    '@thumbox/uppy': installed('uppy', '@thumbox/uppy/index.d.ts'),
  };
  const paths = { ...declarations, '@uppy/core': installed('uppy', '@uppy/core/lib/index.d.ts') };
  const config = {
    compilerOptions: {
      strict: true, exactOptionalPropertyTypes: true, noEmit: true, target: 'es2022', module: 'nodenext', types: [],
      lib: ['es2022', 'esnext.disposable', 'dom', 'dom.iterable'],
      paths: Object.fromEntries(Object.entries(paths).map(([name, path]) => [name, [path]])),
    },
    files: [...['types.ts', 'types-react.ts', 'types-uppy.ts'].map(beside), ...Object.values(declarations)],
  };
  // Beside the packages that it imports.
  const path = beside('types.json');
  await writeFile(path, JSON.stringify(config));
  const compiler = createRequire(import.meta.url).resolve('typescript/bin/tsc');
  const { status, stdout } = spawnSync(process.execPath, [compiler, '-p', path], { encoding: 'utf8' });
  assert.equal(status, 0, stdout);
});
