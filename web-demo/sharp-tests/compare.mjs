// Two outputs side by side: format, size and metadata, and how near the pixels are.
import assert from 'node:assert/strict';
import sharp from 'sharp';

/** Facts of an output that both have to give. */
const FACTS = ['format', 'width', 'height', 'channels', 'hasAlpha', 'hasProfile', 'pages', 'orientation', 'depth', 'space', 'isProgressive'];

/** Makes an output with each: `{ real, ours, psnr }`. Throws where format, size or metadata differ, but for the facts in `except`. */
export async function compare(chain, libraries, images, except = []) {
  const [real, ours] = await Promise.all(libraries.map((library) => chain(library, images).toBuffer({ resolveWithObject: true })));
  const [expected, info] = [real, ours].map((made) => Object.fromEntries(Object.entries(made.info).filter(([name]) => name !== 'size' && !except.includes(name))));
  assert.deepEqual(info, expected);
  assert.equal(ours.info.size, ours.data.length);
  if (info.format !== 'raw') {
    const [facts, wanted] = await Promise.all([ours, real].map(({ data }) => sharp(data, { animated: true }).metadata()));
    for (const name of FACTS.filter((name) => !except.includes(name))) assert.deepEqual(facts[name], wanted[name], name);
  }
  const pixels = await Promise.all([real, ours].map(pixelsOf));
  return { real, ours, psnr: psnrOf(...pixels) };
}

/** Red, green, blue and alpha of all frames, premultiplied: what is transparent has no colour. */
async function pixelsOf({ data, info }) {
  const raw = info.format === 'raw' ? { raw: { width: info.width, height: info.height, channels: info.channels } } : { animated: true };
  const pixels = await sharp(data, raw).ensureAlpha().raw().toBuffer();
  for (let at = 0; at < pixels.length; at += 4) {
    for (let channel = 0; channel < 3; channel++) pixels[at + channel] = Math.round((pixels[at + channel] * pixels[at + 3]) / 255);
  }
  return pixels;
}

/** In decibels, of 8-bit samples; Infinity where they are equal. */
export function psnrOf(one, other) {
  assert.equal(one.length, other.length);
  let sum = 0;
  for (let at = 0; at < one.length; at++) sum += (one[at] - other[at]) ** 2;
  return sum === 0 ? Infinity : 10 * Math.log10((255 ** 2 * one.length) / sum);
}
