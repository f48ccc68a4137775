// From the import of a library to its first thumbnail, in a new process for each line on standard input; see ../peers/on_request.py.
//
// usage: first.mjs LIBRARY PACKAGE FILE WxH
//        first.mjs --once LIBRARY PACKAGE FILE WxH      what such a process does
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { libraries, peak } from './libraries.mjs';

const words = process.argv.slice(2);
if (words[0] === '--once') {
  const [, library, folder, file, box] = words;
  const data = readFileSync(file);
  const used = process.cpuUsage();
  const start = performance.now();
  const make = await libraries[library](folder);
  const output = await make(data, box.split('x').map(Number));
  const ms = performance.now() - start;
  const { user, system } = process.cpuUsage(used);
  console.log(JSON.stringify({ ms, cpu_ms: (user + system) / 1e3, outputs: [output], peak: peak() }));
} else {
  for await (const _ of createInterface({ input: process.stdin })) {
    process.stdout.write(execFileSync(process.execPath, [fileURLToPath(import.meta.url), '--once', ...words]));
  }
}
