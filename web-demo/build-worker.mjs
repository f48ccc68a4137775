// Makes of the components what Workers run: node build-worker.mjs COMPONENT FOLDER CODEC...
// Writes into the package's folder resizer.core.wasm, worker.js and release.js, with the digests, for each codec, such as
// avif.wasm, its avif.core.wasm, and node.cjs, the package for Node. Core modules are written as they are; nothing is optimised, so that every host runs the same
// bytes. worker.js imports nothing: it can be copied, and bundlers may take it for a file as any other.
import { createHash } from 'node:crypto';
import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { transpileBytes } from '@bytecodealliance/jco-transpile';
import { build } from 'esbuild';

/** Bytes of a module that binds the exported resource to the core module, at most. Such are a part of the script. */
const SMALL = 1000;
/** Where the package's modules are, and those that Node has in the place of some. */
const SOURCES = fileURLToPath(new URL('package/', import.meta.url));
const FOR_NODE = fileURLToPath(new URL('node/', import.meta.url));

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [component, folder, ...codecs] = process.argv.slice(2);
  const resizer = await transpiled(await readFile(component), 'resizer');
  await writeFile(join(folder, 'resizer.core.wasm'), resizer.core);
  const decoders = await Promise.all(codecs.map(async (path) => transpiled(await readFile(path), 'decoder')));
  const names = codecs.map((path) => basename(path, '.wasm'));
  for (const [index, { core }] of decoders.entries()) await writeFile(join(folder, `${names[index]}.core.wasm`), core);
  await writeFile(join(folder, 'worker.js'), await bundled({ resizer: resizer.script, decoder: common(decoders, names) }));
  const release = {
    // By it, receipts name the component.
    COMPONENT: resizer.sha256,
    CORE: digest(resizer.core),
    RECIPES: digest(await readFile(join(folder, 'recipes_bg.wasm'))),
    CODECS: Object.fromEntries(decoders.map(({ core, sha256 }, index) => [names[index], { sha256, core: digest(core), bytes: core.length }])),
  };
  const lines = Object.entries(release).map(([name, value]) => `export const ${name} = ${JSON.stringify(value)};\n`);
  await writeFile(join(folder, 'release.js'), `// SHA-256 of the components, and in Base64 of their modules.\n${lines.join('')}`);
  await writeFile(join(folder, 'node.cjs'), await forNode(folder));
  await declareForRequire(folder);
}

function digest(bytes) {
  return createHash('sha256').update(bytes).digest('base64');
}

/** The one script of all codecs: they have the same world, so they differ in nothing but their core modules. */
function common(decoders, names) {
  const [{ script }] = decoders;
  const other = decoders.findIndex((decoder) => decoder.script !== script);
  if (other > 0) throw new Error(`jco wrote another script for ${names[other]} than for ${names[0]}; they must have the same world`);
  return script;
}

/** A component's digest, its core module, and the script that instantiates it. */
async function transpiled(component, name) {
  const { files, imports } = await transpileBytes(component, {
    name,
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
  const { [`${name}.js`]: script, [`${name}.core.wasm`]: core, ...others } = files;
  let text = new TextDecoder().decode(script);
  for (const [file, data] of Object.entries(others)) {
    if (!file.endsWith('.wasm') || data.length > SMALL) throw new Error(`jco wrote ${file}, ${data.length} bytes, which has no use`);
    const code = Buffer.from(data).toString('base64');
    text = replacedOnce(text, `getCoreModule(\`${file}\`)`, `WebAssembly.compile(Uint8Array.from(atob('${code}'),c=>c.charCodeAt()))`);
  }
  return { sha256: createHash('sha256').update(component).digest('hex'), core, script: withoutDefaultModule(text) };
}

/**
 * The script without what it does where no modules are given: it fetches them from beside itself, and bundlers then ship every
 * file of the folder, as the address has a variable in it.
 */
function withoutDefaultModule(script) {
  const address = /new URL\(`\.\/\$\{\w+\}`, ?import\.meta\.url\)/;
  const [found] = script.match(address) ?? [];
  if (!found) throw new Error("jco's script has no default for its modules; jco has changed");
  return replacedOnce(script, found, 'undefined');
}

function replacedOnce(text, found, replacement) {
  const parts = text.split(found);
  if (parts.length !== 2) throw new Error(`jco's script has ${found} ${parts.length - 1} times; expected once`);
  return parts.join(replacement);
}

/** worker.js in one file, with these scripts in place of ./resizer.js and ./decoder.js. */
export async function bundled(scripts) {
  const made = {
    name: 'made',
    setup(build) {
      build.onResolve({ filter: /^\.\/(resizer|decoder)\.js$/ }, ({ path }) => ({ path: basename(path, '.js'), namespace: 'made' }));
      build.onLoad({ filter: /./, namespace: 'made' }, ({ path }) => ({ contents: scripts[path] }));
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
    plugins: [made],
  });
  return outputFiles[0].text;
}

/**
 * The package for Node in one file, which `require` loads, and `import` through node.js. `folder` has what is made for it. It is not
 * minified: it is read where an error comes from it.
 */
async function forNode(folder) {
  const hosts = {
    name: 'hosts',
    setup(build) {
      build.onResolve({ filter: /^\.\/(release|recipes)\.js$/ }, ({ path }) => ({ path: resolve(folder, path) }));
      build.onResolve({ filter: /^\.\/(input|load|output|start)\.js$/ }, ({ path, resolveDir }) =>
        // Not those that a module for Node adds to.
        join(resolveDir, '/') === SOURCES ? { path: join(FOR_NODE, path) } : undefined,
      );
    },
  };
  const { outputFiles } = await build({
    entryPoints: [join(SOURCES, 'index.js')],
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    charset: 'utf8',
    define: { 'import.meta.url': 'ownAddress' },
    banner: { js: "const ownAddress = require('node:url').pathToFileURL(__filename).href;" },
    write: false,
    plugins: [hosts],
  });
  return outputFiles[0].text;
}

/** TypeScript takes the declarations of a module for `require` from files with this ending. */
async function declareForRequire(folder) {
  const types = await readFile(join(folder, 'index.d.ts'), 'utf8');
  await writeFile(join(folder, 'index.d.cts'), types.replaceAll("'./fields.js'", "'./fields.cjs'"));
  await copyFile(join(folder, 'fields.d.ts'), join(folder, 'fields.d.cts'));
}
