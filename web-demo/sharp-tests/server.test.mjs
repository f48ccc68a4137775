// The drop-in in the place of sharp, by npm's overrides, in a server with the calls of next/image: good images come out right and hostile
// ones cost nothing but an answer. Run by `cargo xtask test node`; `cargo xtask node --server` sends 10,000 files.
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { cp, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { before, after, test } from 'node:test';
import { promisify } from 'node:util';
import real from 'sharp';
import sharp from '@thumbox/sharp';
import { psnrOf } from './compare.mjs';
import { hostile } from './hostile-files.mjs';
import { images as make } from './images.mjs';

/** The archives of the packages, and how many files are sent: three of ten are hostile. */
const { THUMBOX_ARCHIVE, THUMBOX_SHARP_ARCHIVE, THUMBOX_FILES = '200' } = process.env;
const FILES = Number(THUMBOX_FILES);
/** How many are sent at a time. */
const AT_A_TIME = 8;
/** Bytes that the process may have more at the end than after a third of the files: an arbitrary bound, far below an image for each file. */
const GROWTH = 160 * 1024 * 1024;
/**
 * What a file has to be beside what sharp writes without loss, in decibels: so near, or no more than so much worse than what sharp writes
 * with loss.
 */
const NEAR = 40;
const WORSE = 2;

const folder = await realpath(await mkdtemp(join(tmpdir(), 'thumbox-override-')));
let address;
let child;

before(async () => {
  await cp(new URL('framework', import.meta.url), join(folder, 'framework'), { recursive: true });
  const manifest = {
    private: true,
    dependencies: { framework: 'file:framework', thumbox: `file:${THUMBOX_ARCHIVE}`, sharp: `file:${THUMBOX_SHARP_ARCHIVE}` },
    overrides: { sharp: '$sharp' },
  };
  await writeFile(join(folder, 'package.json'), JSON.stringify(manifest));
  await promisify(execFile)('npm', ['install', '--offline', '--no-audit', '--no-fund', '--install-links'], { cwd: folder });
  child = spawn(process.execPath, ['--expose-gc', 'node_modules/framework/index.js'], { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] });
  for await (const line of createInterface({ input: child.stdout })) {
    address = line;
    break;
  }
});

after(async () => {
  child?.kill();
  await rm(folder, { recursive: true, force: true });
});

async function send(body, width, type) {
  const response = await fetch(`${address}/image?w=${width}&q=75`, { method: 'POST', body, headers: { Accept: type } });
  return { status: response.status, data: Buffer.from(await response.arrayBuffer()) };
}

const memory = async () => Number(await (await fetch(`${address}/memory`)).text());

/** Size and pixels of a file, on black. */
async function pixelsOf(file) {
  const { data, info } = await real(file).flatten().removeAlpha().raw().toBuffer({ resolveWithObject: true });
  return { data, info: { width: info.width, height: info.height } };
}

/** What next/image makes, by either library. */
function optimised(library, image, width, type) {
  const chain = library(image).rotate().resize(width, undefined, { withoutEnlargement: true });
  if (type === 'image/webp') return chain.webp({ quality: 75 }).toBuffer();
  if (type === 'lossless') return chain.png().toBuffer();
  return chain.jpeg({ quality: 75, mozjpeg: true }).toBuffer();
}

test('sharp is the drop-in for the server, too', async () => {
  const { name } = JSON.parse(await readFile(join(folder, 'node_modules/sharp/package.json'), 'utf8'));
  assert.equal(name, '@thumbox/sharp');
  await assert.rejects(readFile(join(folder, 'node_modules/framework/node_modules/sharp/package.json')), { code: 'ENOENT' });
});

test(`${FILES} files, three of ten hostile: all good ones are right, and memory does not grow`, { timeout: 3_600_000 }, async () => {
  const { photo, oriented, alpha, webp, gif, progressive, profile, avif } = await make(folder);
  const sources = [photo, oriented, alpha, webp, gif, progressive, profile, avif];
  const cases = [];
  for (const image of sources) {
    for (const [width, type] of [[640, 'image/webp'], [96, 'image/jpeg'], [384, 'image/webp']]) {
      const [expected, beside, lossless] = await Promise.all([
        optimised(sharp, image, width, type), optimised(real, image, width, type), optimised(real, image, width, 'lossless'),
      ]);
      const [mine, other, exact] = await Promise.all([expected, beside, lossless].map(pixelsOf));
      assert.deepEqual(mine.info, other.info);
      const [loss, usual] = [mine, other].map(({ data }) => psnrOf(data, exact.data));
      assert.ok(loss >= Math.min(usual - WORSE, NEAR), `${width} ${type}: ${loss.toFixed(1)} dB, and sharp ${usual.toFixed(1)} dB`);
      cases.push({ image, width, type, expected });
    }
  }
  let next = 0;
  let refused = 0;
  const work = async (until) => {
    while (next < until) {
      const number = next++;
      if (number % 10 < 3) {
        const { status, data } = await send(hostile(number, sources), 640, 'image/webp');
        assert.ok(status === 200 || (status === 400 && data.length > 0), `file ${number}: ${status}`);
        refused += status === 400 ? 1 : 0;
      } else {
        const { image, width, type, expected } = cases[number % cases.length];
        const { status, data } = await send(image, width, type);
        assert.equal(status, 200, data.toString());
        assert.ok(data.equals(expected), `file ${number} is another one`);
      }
    }
  };
  const run = (until) => Promise.all(Array.from({ length: AT_A_TIME }, () => work(until)));
  await run(Math.floor(FILES / 3));
  const early = await memory();
  await run(FILES);
  const late = await memory();
  console.log(JSON.stringify({ files: FILES, refused, earlyMiB: Math.round(early / 2 ** 20), lateMiB: Math.round(late / 2 ** 20) }));
  assert.ok(late < early + GROWTH, `${early} bytes after a third, ${late} at the end`);
  assert.ok(refused > FILES / 10, String(refused));
});
