// Programs that depend on sharp, unchanged: what they make with the drop-in is what they make with sharp. Run by
// `cargo xtask node --programs`, which has installed them with npm's overrides.
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** A photo, and a folder into which npm has installed sharp itself. */
const { THUMBOX_SAMPLE: photo, THUMBOX_REAL_SHARP } = process.env;
const real = createRequire(join(THUMBOX_REAL_SHARP, 'package.json'))('sharp');
const here = fileURLToPath(new URL('.', import.meta.url));
const run = promisify(execFile);

/** What a file has to be beside what sharp writes without loss, in decibels: so near, or no more than so much worse than sharp's file. */
const NEAR = 40;
const WORSE = 2;

let folder;
let source;
let oriented;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'thumbox-programs-'));
  source = await readFile(photo);
  oriented = await real(source).withMetadata({ orientation: 6 }).jpeg({ quality: 95 }).toBuffer();
});

after(() => rm(folder, { recursive: true, force: true }));

async function pixelsOf(data) {
  const { data: pixels, info } = await real(data).flatten().removeAlpha().raw().toBuffer({ resolveWithObject: true });
  return { pixels, size: [info.width, info.height] };
}

function psnrOf(one, other) {
  const sum = one.reduce((total, value, at) => total + (value - other[at]) ** 2, 0);
  return sum === 0 ? Infinity : 10 * Math.log10((255 ** 2 * one.length) / sum);
}

/** Checks a file against the chain that the program calls, with sharp. `write` chooses the format. */
async function check(data, chain, write) {
  const [{ format }, { format: expectedFormat }] = await Promise.all([real(data).metadata(), real(await write(chain()).toBuffer()).metadata()]);
  assert.equal(format, expectedFormat);
  const [mine, usual, exact] = await Promise.all([data, write(chain()).toBuffer(), chain().png().toBuffer()].map(async (file) => pixelsOf(await file)));
  assert.deepEqual(mine.size, usual.size);
  const [loss, usualLoss] = [mine, usual].map(({ pixels }) => psnrOf(pixels, exact.pixels));
  assert.ok(loss >= Math.min(usualLoss - WORSE, NEAR), `${loss.toFixed(1)} dB, and sharp ${usualLoss.toFixed(1)} dB`);
  return `${format} ${mine.size.join(' x ')}: ${loss.toFixed(1)} dB, sharp ${usualLoss.toFixed(1)} dB, ${data.length} bytes`;
}

test('there is one sharp, and it is the drop-in', async () => {
  const { stdout } = await run('npm', ['ls', 'sharp', '--all', '--parseable', '--long'], { cwd: here });
  const found = stdout.split('\n').filter(Boolean);
  assert.ok(found.every((line) => line.includes('@thumbox/sharp')), stdout);
});

test('Eleventy Image', async (t) => {
  const { default: Image } = await import('@11ty/eleventy-img');
  const made = await Image(source, { widths: [320, 640], formats: ['webp', 'jpeg', 'png'], outputDir: join(folder, 'eleventy'), urlPath: '/', useCache: false });
  for (const [format, write] of [['webp', (chain) => chain.webp()], ['jpeg', (chain) => chain.jpeg()], ['png', (chain) => chain.png()]]) {
    for (const { width, outputPath, sourceType } of made[format]) {
      assert.match(sourceType, new RegExp(`^image/${format}$`));
      t.diagnostic(await check(await readFile(outputPath), () => real(source).resize({ width, withoutEnlargement: true }), write));
    }
  }
});

test('IPX, which Nuxt Image has', async (t) => {
  const { createIPX, ipxFSStorage } = await import('ipx');
  const images = join(folder, 'ipx');
  await mkdir(images);
  await copyFile(photo, join(images, 'photo.jpg'));
  const ipx = createIPX({ storage: ipxFSStorage({ dir: images }) });
  const rows = [
    [{ w: '320', f: 'webp', q: '80' }, () => real(source).resize(320), (chain) => chain.webp({ quality: 80 })],
    [{ s: '200x200', fit: 'cover', f: 'jpeg' }, () => real(source).resize(200, 200, { fit: 'cover' }), (chain) => chain.jpeg()],
    [{ w: '300', h: '200', fit: 'contain', b: 'ff0000', f: 'png' }, () => real(source).resize(300, 200, { fit: 'contain', background: '#f00' }), (chain) => chain.png()],
    [{ extract: '100_50_640_480', w: '320', f: 'png' }, () => real(source).extract({ left: 100, top: 50, width: 640, height: 480 }).resize(320), (chain) => chain.png()],
  ];
  for (const [modifiers, chain, write] of rows) {
    const { data } = await ipx('photo.jpg', modifiers).process();
    t.diagnostic(await check(data, chain, write));
  }
});

test('Astro', async (t) => {
  const site = join(here, 'astro');
  await copyFile(photo, join(site, 'src/photo.jpg'));
  await run(process.execPath, [join(here, 'node_modules/astro/astro.js'), 'build'], { cwd: site, env: { ...process.env, ASTRO_TELEMETRY_DISABLED: '1' } });
  const names = await readdir(join(site, 'dist/_astro'));
  const made = (ending) => names.find((name) => name.endsWith(ending)) ?? assert.fail(`no ${ending} in ${names}`);
  t.diagnostic(await check(await readFile(join(site, 'dist/_astro', made('.webp'))), () => real(source).rotate().resize({ width: 640 }), (chain) => chain.webp()));
  t.diagnostic(await check(await readFile(join(site, 'dist/_astro', made('.png'))), () => real(source).rotate().resize({ width: 300, height: 300, fit: 'cover' }), (chain) => chain.png()));
});

async function freePort() {
  const server = createServer().listen(0);
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

test('Next.js', async (t) => {
  const site = join(here, 'next');
  const photos = { 'photo.jpg': source, 'oriented.jpg': oriented, 'photo.png': await real(source).png().toBuffer(), 'photo.webp': await real(source).webp({ quality: 90 }).toBuffer(), 'photo.avif': await real(source).resize(900).avif({ effort: 0 }).toBuffer() };
  await mkdir(join(site, 'public'), { recursive: true });
  for (const [name, data] of Object.entries(photos)) await writeFile(join(site, 'public', name), data);
  const next = join(here, 'node_modules/next/dist/bin/next');
  const env = { ...process.env, NEXT_TELEMETRY_DISABLED: '1' };
  await run(process.execPath, [next, 'build'], { cwd: site, env });
  const port = await freePort();
  const server = spawn(process.execPath, [next, 'start', '-p', String(port)], { cwd: site, env, stdio: 'ignore' });
  t.after(() => server.kill());
  const address = `http://localhost:${port}`;
  while (!(await fetch(address).then(({ ok }) => ok, () => false))) await setTimeout(200);
  for (const [name, data] of Object.entries(photos)) {
    for (const accept of ['image/webp', 'image/*']) {
      const response = await fetch(`${address}/_next/image?url=/${name}&w=640&q=75`, { headers: { Accept: accept } });
      const body = Buffer.from(await response.arrayBuffer());
      assert.equal(response.status, 200, `${name}: ${body}`);
      const type = response.headers.get('Content-Type');
      const write = {
        'image/webp': (chain) => chain.webp({ quality: 75 }), 'image/jpeg': (chain) => chain.jpeg({ quality: 75, mozjpeg: true }), 'image/png': (chain) => chain.png({ quality: 75 }),
      }[type];
      assert.ok(write, `${name}: ${type}`);
      t.diagnostic(`${name}, ${await check(body, () => real(data).rotate().resize(640, undefined, { withoutEnlargement: true }), write)}`);
    }
  }
});
