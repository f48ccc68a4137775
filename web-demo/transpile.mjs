// Makes JavaScript of the component: node transpile.mjs COMPONENT FOLDER
// The core module inside is written as it is; nothing is optimised, so that every host runs the same bytes.
import { readFile } from 'node:fs/promises';
import { transpileBytes, writeFiles } from '@bytecodealliance/jco-transpile';

const [component, folder] = process.argv.slice(2);
const { files, imports } = await transpileBytes(await readFile(component), {
  name: 'resizer',
  // The caller instantiates, as often as it likes, from a module compiled once.
  instantiation: 'async',
  nodejsCompat: false,
  wasiShim: false,
  // The modules of a hundred bytes that bind the resource to the core module; that one stays a file.
  base64Cutoff: 1000,
  minify: true,
  // Errors are thrown as they are in the contract, which is also all that a Worker can post.
  noComponentErrorWrapping: true,
  emitTypescriptDeclarations: false,
});
if (imports.length > 0) throw new Error(`the component imports ${imports}; it must import nothing`);
await writeFiles(files, { baseDir: folder });
