// What `jco transpile COMPONENT --instantiation sync -o FOLDER` does: node transpile.mjs COMPONENT FOLDER
import { readFile } from 'node:fs/promises';
import { transpileBytes, writeFiles } from '@bytecodealliance/jco-transpile';

const [component, folder] = process.argv.slice(2);
const { files } = await transpileBytes(await readFile(component), { name: 'resizer', instantiation: 'sync' });
await writeFiles(files, { baseDir: folder });
