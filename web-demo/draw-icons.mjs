// Draws the icons of page/manifest.webmanifest from page/icon.svg, for systems that take no SVG:
//   node draw-icons.mjs --chromium FILE --thumbox FILE
// Chromium draws, and the project's own program makes the files.
import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { launch } from './tests/browser.mjs';

/** Pixels that are drawn. */
const DRAWN = 1024;
/** Of a maskable icon, a circle of four fifths is sure to be seen. The ground around is that of the icon. */
const MASKABLE = `svg { padding: 10%; background: #1f6f5c; }`;

const { values } = parseArgs({ options: { chromium: { type: 'string' }, thumbox: { type: 'string' } } });
const folder = fileURLToPath(new URL('./page/', import.meta.url));
const svg = await readFile(join(folder, 'icon.svg'), 'utf8');
const work = await mkdtemp(join(tmpdir(), 'thumbox-'));
const browser = await launch(values.chromium);
try {
  const page = await browser.newPage({ viewport: { width: DRAWN, height: DRAWN } });
  const draw = async (name, side, style) => {
    await page.setContent(`<style>body { margin: 0; } svg { box-sizing: border-box; width: 100vw; height: 100vh; } ${style}</style>${svg}`);
    const drawn = join(work, 'drawn.png');
    await writeFile(drawn, await page.screenshot({ omitBackground: true }));
    execFileSync(values.thumbox, ['resize', drawn, '-W', String(side), '-H', String(side), '--palette', '-o', join(work, name)]);
    await writeFile(join(folder, name), await readFile(join(work, name)));
  };
  for (const side of [192, 512]) await draw(`icon-${side}.png`, side, '');
  await draw('icon-maskable.png', 512, MASKABLE);
} finally {
  await browser.close();
  await rm(work, { recursive: true });
}
