// How an output is handed out under Node: as a browser has it, as bytes, and into a file.
import { randomUUID } from 'node:crypto';
import { realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { unwritable } from '../package/failure.js';
import * as shared from '../package/output.js';
import { inWords, pathOf } from './path.js';

/** Adds to an output its file, its bytes as a Buffer, and what writes them. Only the file is enumerable: the rest is not for JSON. */
export function addFile(output, data, about) {
  shared.addFile(output, data, about);
  const buffer = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  Object.defineProperties(output, {
    data: { value: buffer },
    toFile: { value: (path) => write(path, buffer) },
  });
}

/**
 * Writes bytes beside a path under a temporary name and renames that, so that readers see the old file or the new one. A
 * symbolic link is followed.
 *
 * Rejects with a ThumboxError `unwritable`.
 */
async function write(given, bytes) {
  const path = pathOf(given, 'the path');
  const target = await realpath(path).catch(() => path);
  const found = await stat(target).catch(() => undefined);
  if (found && !found.isFile()) {
    throw unwritable(`${path} could not be written: it is ${found.isDirectory() ? 'a folder' : 'no regular file'}; pass the path of a file`);
  }
  const temporary = join(dirname(target), `.thumbox-${randomUUID()}.tmp`);
  try {
    await writeFile(temporary, bytes, { flag: 'wx' });
    await rename(temporary, target);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {});
    throw unwritable(`${path} could not be written: ${inWords(error)}; check its folder, its permissions and the free space`);
  }
}
