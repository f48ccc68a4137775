// Makes a WebP of 300 pixels: node resize.mjs IMAGE OUTPUT
// `jco transpile resizer.wasm --instantiation sync -o transpiled` made ./transpiled.
import { readFile, stat, writeFile } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads';

const MOST_FILE_BYTES = 50_000_000;
const MOST_MILLISECONDS = 10_000;
const REQUEST = { outputs: [{ width: 300, format: 'webp', quality: 75 }] };

if (isMainThread) {
  const [source, output] = process.argv.slice(2);
  if ((await stat(source)).size > MOST_FILE_BYTES) throw new Error(`${source}: too-large`);
  // A Worker can be ended from outside: that is the deadline.
  const worker = new Worker(new URL(import.meta.url), { workerData: await readFile(source) });
  const timer = setTimeout(() => worker.terminate(), MOST_MILLISECONDS);
  const made = await new Promise((resolve, reject) => {
    worker.once('message', resolve).once('error', reject);
    worker.once('exit', () => reject(new Error(`${source}: deadline`)));
  });
  clearTimeout(timer);
  if (made.error) throw new Error(`${source}: ${made.error.kind}: ${made.error.message}`);
  console.log(made.facts);
  await writeFile(output, made.file);
} else {
  const { instantiate } = await import('./transpiled/resizer.js');
  const module = (name) => new WebAssembly.Module(readFileSync(new URL(`./transpiled/${name}`, import.meta.url)));
  // An instance for each image. The component declares 1 GiB as its most memory.
  const { resizer } = instantiate(module, {});
  try {
    const made = resizer.resize(workerData, JSON.stringify(REQUEST));
    parentPort.postMessage({ facts: made.facts(), file: made.take(0) });
  } catch (thrown) {
    const { kind = 'trap', message } = thrown.payload ?? thrown;
    parentPort.postMessage({ error: { kind, message } });
  }
}
