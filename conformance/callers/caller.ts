// A program that was written for 0.2.0 of the contract: caller.js FOLDER IMAGE OUTPUT
//
// Its types are those of declarations/, which were made of the contract as it was then. FOLDER has what
// `jco transpile --instantiation sync` makes of the component. It says everything that it is told, a line for each.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { instantiate as Instantiate } from './declarations/resizer.js';
import type { Error } from './declarations/interfaces/thumbox-resize-resizer.js';

const REQUEST = { outputs: [{ width: 30, format: 'webp', quality: 75 }] };
const WRONG = { outputs: [{ width: 30 }, { width: 1.7 }] };

const [folder, source, output] = process.argv.slice(2) as [string, string, string];
const made: { instantiate: typeof Instantiate } = await import(pathToFileURL(join(folder, 'resizer.js')).href);
const core = (name: string) => new WebAssembly.Module(readFileSync(join(folder, name)));
const { resizer } = made.instantiate(core, {});
const image = new Uint8Array(readFileSync(source));

console.log(resizer.formats());
console.log(resizer.probe(image));
const resized = resizer.resize(image, JSON.stringify(REQUEST));
console.log(resized.facts());
writeFileSync(output, resized.take(0) ?? new Uint8Array());
console.log(resized.take(0) !== undefined);
for (const [file, request] of [[image, WRONG], [image.subarray(0, 100), REQUEST]] as const) {
  try {
    resizer.resize(file, JSON.stringify(request));
  } catch (thrown) {
    // Whether what is thrown lies in an Error of its own, is an option of jco.
    const error = (thrown as { payload?: Error }).payload ?? (thrown as Error);
    const details = error.details.map(([name, value]) => `${name}=${value}`).join(', ');
    console.log(`${error.kind}: ${error.message} (${details})`);
  }
}
