// Makes JavaScript of the component: node transpile.mjs COMPONENT FOLDER
// The core module inside is written as it is; nothing is optimised, so that every host runs the same bytes.
import { readFile } from 'node:fs/promises';
import { transpileBytes, writeFiles } from '@bytecodealliance/jco-transpile';

/** Bytes of a module that binds the exported resource to the core module, at most. Such are a part of the script. */
const SMALL = 1000;
const SCRIPT = 'resizer.js';

const [component, folder] = process.argv.slice(2);
const { files, imports } = await transpileBytes(await readFile(component), {
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
await writeFiles(withSmallModules(files), { baseDir: folder });

/** The files, with the small modules in the script, so that there is one module to fetch. */
function withSmallModules(files) {
  const isSmall = ([name, data]) => name.endsWith('.wasm') && data.length <= SMALL;
  const all = Object.entries(files);
  let script = new TextDecoder().decode(files[SCRIPT]);
  for (const [name, data] of all.filter(isSmall)) {
    const asked = `getCoreModule(\`${name}\`)`;
    if (script.split(asked).length !== 2) throw new Error(`${SCRIPT} does not ask once for ${name}`);
    const code = Buffer.from(data).toString('base64');
    script = script.replace(asked, `WebAssembly.compile(Uint8Array.from(atob('${code}'),c=>c.charCodeAt()))`);
  }
  const others = all.filter((file) => !isSmall(file));
  return { ...Object.fromEntries(others), [SCRIPT]: new TextEncoder().encode(script) };
}
