// What the tests of the package under Node share. Run by `cargo xtask page --test`, which sets the variables below.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import './node-worker.mjs';
import { png } from './png.mjs';

export const { THUMBOX_PACKAGE: folder, THUMBOX_COMPONENT: component } = process.env;
export const load = (name) => import(pathToFileURL(join(folder, name)));
export const exported = await load('index.js');
export const photo = new Blob([await readFile(process.env.THUMBOX_SAMPLE)]);
export const picture = (width, height) => new Blob([png(width, height)]);

/** A resizer that is closed at the end of its test. */
export function resizer(t, options) {
  const resizer = exported.createResizer(options);
  t.after(() => resizer.close());
  return resizer;
}

/** The component's module, and a Worker, for a pool without a resizer. */
export const core = async () => {
  const { compile } = await load('load.js');
  return compile(pathToFileURL(join(folder, 'resizer.core.wasm')), { name: 'resizer.core.wasm' });
};
const { startWorker } = await load('start.js');
export const start = () => startWorker();
