// Sends bombs through the package under Node, and writes a JSON line for each:
//   node hostile-node.mjs --package FOLDER --bombs FOLDER --results FILE [NAME...]
// The folder of bombs is that of conformance/hostile/draw.py. Of the bombs all are sent, or those named.
//
// All are sent in one process, each through a resizer with one thread. That makes the good pictures, is given the bomb, and makes
// them again.
import { appendFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';

const HOST = 'node';
const DEFAULT = { output: { width: 128, height: 128 } };

const { values, positionals: names } = parseArgs({
  allowPositionals: true,
  options: { package: { type: 'string' }, bombs: { type: 'string' }, results: { type: 'string' } },
});
const { createResizer } = await import(pathToFileURL(resolve(values.package, 'node.js')));
const { default: heic } = await import(pathToFileURL(resolve(values.package, '../heic/index.js')));

const listed = JSON.parse(readFileSync(join(values.bombs, 'bombs.json'), 'utf8'));
const bombs = listed.bombs.filter(({ name }) => names.length === 0 || names.includes(name));
const folder = join(values.bombs, 'good');
const good = readdirSync(folder).sort().map((name) => join(folder, name));

writeFileSync(values.results, '');
for (const bomb of bombs) appendFileSync(values.results, `${JSON.stringify(await send(bomb))}\n`);

async function send(bomb) {
  const recipe = Object.keys(bomb.recipe).length > 0 ? bomb.recipe : DEFAULT;
  const resizer = createResizer({ workers: 1, codecs: { heic } });
  const digest = async (path) => (await resizer.resize(path, recipe)).outputs[0].sha256;
  const goods = async () => {
    const digests = [];
    for (const path of good) digests.push(await digest(path));
    return digests;
  };
  try {
    const before = await goods();
    // The kernel counts the peak from now on.
    writeFileSync('/proc/self/clear_refs', '5');
    const held = memory('VmRSS');
    const [start, used] = [performance.now(), process.cpuUsage()];
    const outcome = await digest(bomb.path).then(
      (sha256) => ({ outcome: 'thumbnail', message: '', sha256 }),
      ({ kind, message }) => ({ outcome: kind ?? 'no ThumboxError', message }),
    );
    const seconds = (performance.now() - start) / 1e3;
    const { user, system } = process.cpuUsage(used);
    const peak = memory('VmHWM') - held;
    return { host: HOST, name: bomb.name, bytes: bomb.bytes, seconds, processor: (user + system) / 1e6, peak, ...outcome, before, next: await goods() };
  } finally {
    resizer.close();
  }
}

/** A number of /proc/self/status, in bytes. */
function memory(name) {
  return Number(readFileSync('/proc/self/status', 'utf8').match(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm'))[1]) * 1024;
}
