// Makes of the component what Workers run: node build-worker.mjs COMPONENT FOLDER
// Writes into the package's folder resizer.core.wasm, worker.js and release.js, with the digests. The core module is written
// as it is; nothing is optimised, so that every host runs the same bytes. worker.js imports nothing: it can be copied, and
// bundlers may take it for a file as any other.
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { transpileBytes } from '@bytecodealliance/jco-transpile';
import { build } from 'esbuild';

/** Bytes of a module that binds the exported resource to the core module, at most. Such are a part of the script. */
const SMALL = 1000;
const CORE = 'resizer.core.wasm';
const SCRIPT = 'resizer.js';
/** Where worker.js and guard.js are. */
const SOURCES = fileURLToPath(new URL('package/', import.meta.url));

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [component, folder] = process.argv.slice(2);
  const bytes = await readFile(component);
  const { core, script } = await transpiled(bytes);
  await writeFile(join(folder, CORE), core);
  await writeFile(join(folder, 'worker.js'), await bundled(script));
  const release = {
    // By it, receipts name the component.
    COMPONENT: createHash('sha256').update(bytes).digest('hex'),
    CORE: digest(core),
    RECIPES: digest(await readFile(join(folder, 'recipes_bg.wasm'))),
  };
  const lines = Object.entries(release).map(([name, value]) => `export const ${name} = '${value}';\n`);
  await writeFile(join(folder, 'release.js'), `// SHA-256 of the component, and in Base64 of the modules.\n${lines.join('')}`);
}

function digest(bytes) {
  return createHash('sha256').update(bytes).digest('base64');
}

/** The component's core module, and the script that instantiates it. */
async function transpiled(component) {
  const { files, imports } = await transpileBytes(component, {
    name: 'resizer',
    // The caller instantiates, as often as it likes, from a module compiled once.
    instantiation: 'async',
    nodejsCompat: false,
    wasiShim: false,
    minify: true,
    // Errors are thrown as they are in the contract, which is also all that a Worker can post.
    noComponentErrorWrapping: true,
    emitTypescriptDeclarations: false,
  });
  if (imports.length > 0) throw new Error(`the component imports ${imports}; it must import nothing`);
  const { [SCRIPT]: script, [CORE]: core, ...others } = files;
  let text = new TextDecoder().decode(script);
  for (const [name, data] of Object.entries(others)) {
    if (!name.endsWith('.wasm') || data.length > SMALL) throw new Error(`jco wrote ${name}, ${data.length} bytes, which has no use`);
    const code = Buffer.from(data).toString('base64');
    text = replacedOnce(text, `getCoreModule(\`${name}\`)`, `WebAssembly.compile(Uint8Array.from(atob('${code}'),c=>c.charCodeAt()))`);
  }
  return { core, script: withoutDefaultModule(text) };
}

/**
 * The script without what it does where no modules are given: it fetches them from beside itself, and bundlers then ship every
 * file of the folder, as the address has a variable in it.
 */
function withoutDefaultModule(script) {
  const address = /new URL\(`\.\/\$\{\w+\}`, ?import\.meta\.url\)/;
  const [found] = script.match(address) ?? [];
  if (!found) throw new Error(`${SCRIPT} has no default for its modules; jco has changed`);
  return replacedOnce(script, found, 'undefined');
}

function replacedOnce(text, found, replacement) {
  const parts = text.split(found);
  if (parts.length !== 2) throw new Error(`${SCRIPT} has ${found} ${parts.length - 1} times; expected once`);
  return parts.join(replacement);
}

/** worker.js in one file, with this script in place of ./resizer.js. */
export async function bundled(script) {
  const resizer = {
    name: 'resizer',
    setup(build) {
      build.onResolve({ filter: /^\.\/resizer\.js$/ }, ({ path }) => ({ path, namespace: 'made' }));
      build.onLoad({ filter: /./, namespace: 'made' }, () => ({ contents: script }));
    },
  };
  const { outputFiles } = await build({
    entryPoints: [join(SOURCES, 'worker.js')],
    bundle: true,
    format: 'esm',
    target: 'es2022',
    charset: 'utf8',
    minify: true,
    write: false,
    plugins: [resizer],
  });
  return outputFiles[0].text;
}
