// Compiles the modules of WebAssembly under Node, which does not fetch files.
import { readFile } from 'node:fs/promises';
import { unavailable } from '../package/failure.js';
import { compile as compileShared } from '../package/load.js';
import { inWords, pathOf } from './path.js';

/** As in package/load.js. A text is a path. */
export async function compile(source, about) {
  const isFile = typeof source === 'string' || (source instanceof URL && source.protocol === 'file:');
  if (!isFile) return compileShared(source, about);
  const { name, owner = 'thumbox', option = 'wasm', refuse = unavailable } = about;
  const path = pathOf(source, option);
  const bytes = await readFile(path).catch((error) => {
    throw refuse(
      `${path} could not be read (${inWords(error)}); the package's ${name} has to be there, or its path be given as ${option}. A bundler for servers has to leave ${owner} out: it is an external package`,
    );
  });
  return compileShared(bytes, { ...about, where: path });
}
