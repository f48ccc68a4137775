// A library that is loaded already, one run for each line on standard input; see ../peers/on_request.py.
//
// usage: warm.mjs LIBRARY PACKAGE FILE WxH
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { libraries, peak } from './libraries.mjs';

const [library, folder, file, box] = process.argv.slice(2);
const data = readFileSync(file);
const make = await libraries[library](folder);
for await (const _ of createInterface({ input: process.stdin })) {
  const used = process.cpuUsage();
  const start = performance.now();
  const output = await make(data, box.split('x').map(Number));
  const ms = performance.now() - start;
  const { user, system } = process.cpuUsage(used);
  console.log(JSON.stringify({ ms, cpu_ms: (user + system) / 1e3, outputs: [output], peak: peak() }));
}
